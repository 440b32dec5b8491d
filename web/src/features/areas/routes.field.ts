import type { RouteRecordRaw } from 'vue-router'
import { t } from './texts'

export const routes: RouteRecordRaw[] = [
  {
    path: '/grid',
    component: () => import('./pages/MyGridPage.vue'),
    meta: { tab: { side: 'field', order: 3, icon: 'map', label: () => t('grid') } },
  },
]
