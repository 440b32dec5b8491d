import type { RouteRecordRaw } from 'vue-router'
import { t } from './texts'

export const routes: RouteRecordRaw[] = [
  {
    path: '/today',
    component: () => import('./pages/TodayPage.vue'),
    meta: { tab: { side: 'field', order: 1, icon: 'home', label: () => t('today') } },
  },
  {
    path: '/records',
    component: () => import('./pages/RecordsPage.vue'),
    meta: { tab: { side: 'field', order: 2, icon: 'list', label: () => t('records'), countsUnsent: true } },
  },
  { path: '/records/:id', component: () => import('./pages/RecordPage.vue'), meta: { under: '/records' } },
]
