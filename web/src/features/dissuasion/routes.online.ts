import type { RouteRecordRaw } from 'vue-router'

/** The sum stands on the page of duty; its entries only the service knows. */
export const routes: RouteRecordRaw[] = [
  { path: '/shift/hours', component: () => import('./pages/MyHoursPage.vue'), meta: { under: '/today', permission: 'read_shifts' } },
]
