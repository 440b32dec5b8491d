import type { RouteRecordRaw } from 'vue-router'

const roster = () => import('./office/RosterPage.vue')
const teams = () => import('./office/TeamsPage.vue')
const meta = { permission: 'lead_shifts', kind: 'shift_report', under: '/more' }

export const routes: RouteRecordRaw[] = [
  { path: '/duty', component: roster, meta },
  { path: '/duty/shifts/:id', component: roster, meta },
  { path: '/duty/teams', component: teams, meta },
  { path: '/duty/teams/:id', component: teams, meta },
  { path: '/duty/plans', component: () => import('./office/PlansPage.vue'), meta },
  { path: '/duty/hours', component: () => import('./office/HoursPage.vue'), meta },
  { path: '/duty/effect', component: () => import('./office/EffectPage.vue'), meta: { ...meta, permission: 'read_insights' } },
]
