import type { RouteRecordRaw } from 'vue-router'

const page = () => import('./UnitPages.vue')
const meta = { permission: 'read_units', under: '/more' }

export const routes: RouteRecordRaw[] = [{ path: '/units/:id?', component: page, meta }]
