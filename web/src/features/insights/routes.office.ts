import type { RouteRecordRaw } from 'vue-router'
import { defineTexts } from '@/core/i18n'

const t = defineTexts({ overview: '总览', heatmap: '热力' }, { overview: 'Overview', heatmap: 'Heatmap' })

export const routes: RouteRecordRaw[] = [
  {
    path: '/overview',
    component: () => import('./pages/OverviewPage.vue'),
    meta: { permission: 'read_insights', tab: { side: 'office', order: 1, icon: 'gauge', label: () => t('overview') } },
  },
  {
    path: '/heatmap',
    component: () => import('./pages/HeatmapPage.vue'),
    meta: { permission: 'read_insights', tab: { side: 'office', order: 2, icon: 'flame', label: () => t('heatmap') } },
  },
]
