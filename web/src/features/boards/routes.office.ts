import type { RouteRecordRaw } from 'vue-router'

const meta = { permission: 'read_indicators', under: '/more' }

export const routes: RouteRecordRaw[] = [{ path: '/boards/:id?', component: () => import('./BoardPages.vue'), meta }]
