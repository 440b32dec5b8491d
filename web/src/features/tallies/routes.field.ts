import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/tallies/new', component: () => import('./pages/TallyPage.vue'), meta: { isBare: true, under: '/today', permission: 'capture_records', kind: 'tally' } },
]
