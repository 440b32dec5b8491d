import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [{ path: '/leagues', component: () => import('./LeaguesPage.vue'), meta: { permission: 'read_indicators', under: '/more' } }]
