import type { RouteRecordRaw } from 'vue-router'

const meta = { permission: 'read_inspections', kind: 'site_inspection', under: '/more' }

export const routes: RouteRecordRaw[] = [
  { path: '/inspections', component: () => import('./office/RoundsPage.vue'), meta },
  { path: '/inspections/rubrics/:id?', component: () => import('./office/RubricsPage.vue'), meta },
  { path: '/inspections/:id/:part?', component: () => import('./office/RoundPage.vue'), meta },
]
