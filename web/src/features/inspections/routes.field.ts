import type { RouteRecordRaw } from 'vue-router'

const meta = { isBare: true, under: '/today', permission: 'capture_records', kind: 'site_inspection' }

export const routes: RouteRecordRaw[] = [
  { path: '/inspect', component: () => import('./pages/RoutePage.vue'), meta },
  { path: '/inspect/site', component: () => import('./pages/InspectPage.vue'), meta },
]
