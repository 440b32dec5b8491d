import type { RouteRecordRaw } from 'vue-router'

/** One short line: it travels with the field app; which page is meant is told by the page itself. */
export const routes: RouteRecordRaw[] = [{ path: '/indicators/:part?/:id?', component: () => import('./IndicatorPages.vue'), meta: { permission: 'read_indicators', under: '/more' } }]
