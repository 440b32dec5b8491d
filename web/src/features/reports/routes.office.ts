import type { RouteRecordRaw } from 'vue-router'

const meta = { permission: 'read_indicators', under: '/more' }

export const routes: RouteRecordRaw[] = [{ path: '/reports/:id?', component: () => import('./ReportPages.vue'), meta }]
