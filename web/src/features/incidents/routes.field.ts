import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/incidents/new', component: () => import('./pages/LogPage.vue'), meta: { isBare: true, under: '/today', permission: 'capture_records', kind: 'incident' } },
]
