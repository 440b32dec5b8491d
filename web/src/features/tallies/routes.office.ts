import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/tallies', component: () => import('./pages/TalliesPage.vue'), meta: { permission: 'read_insights', under: '/more', kind: 'tally' } },
]
