import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/tallies', component: () => import('./pages/TalliesPage.vue'), meta: { permission: 'read_insights', under: '/more', kind: 'tally' } },
  { path: '/tallies/:id([0-9a-f-]{36})', component: () => import('./pages/TallyDetailPage.vue'), meta: { permission: 'read_records', under: '/more', kind: 'tally' } },
]
