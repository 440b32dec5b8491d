import type { RouteRecordRaw } from 'vue-router'

const meta = { isBare: true, under: '/today', permission: 'capture_records', kind: 'shift_report' }

export const routes: RouteRecordRaw[] = [
  { path: '/shift', component: () => import('./pages/DutyPage.vue'), meta },
  { path: '/shift/:id', component: () => import('./pages/ShiftPage.vue'), meta },
  { path: '/shift/:id/summary', component: () => import('./pages/SummaryPage.vue'), meta },
]
