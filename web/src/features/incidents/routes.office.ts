import type { RouteRecordRaw } from 'vue-router'
import { defineTexts } from '@/core/i18n'

const t = defineTexts({ records: '记录' }, { records: 'Records' })
const page = () => import('./pages/IncidentsPage.vue')

export const routes: RouteRecordRaw[] = [
  {
    path: '/incidents',
    component: page,
    meta: { permission: 'read_records', tab: { side: 'office', order: 3, icon: 'list', label: () => t('records') } },
  },
  { path: '/incidents/:id', component: page, meta: { permission: 'read_records', under: '/incidents' } },
]
