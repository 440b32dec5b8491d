import type { RouteRecordRaw } from 'vue-router'

const LeaguePages = () => import('./LeaguePages.vue')
const meta = { permission: 'read_indicators', under: '/more' }

export const routes: RouteRecordRaw[] = [
  { path: '/leagues', component: LeaguePages, meta },
  { path: '/leagues/settled/:id?', component: LeaguePages, meta },
]
