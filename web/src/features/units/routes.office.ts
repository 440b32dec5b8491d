import type { RouteRecordRaw } from 'vue-router'

const page = () => import('./pages/UnitsPage.vue')
const meta = { permission: 'read_units', under: '/more' }

export const routes: RouteRecordRaw[] = [
  { path: '/units', component: page, meta },
  { path: '/units/rules', component: () => import('./pages/RulesPage.vue'), meta },
  { path: '/units/why', component: () => import('./pages/WhyPage.vue'), meta },
  { path: '/units/coverage', component: () => import('./pages/CoveragePage.vue'), meta },
  { path: '/units/:id', component: page, meta },
]
