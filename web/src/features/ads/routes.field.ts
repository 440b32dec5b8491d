import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/ads/new', component: () => import('./pages/AdPage.vue'), meta: { isBare: true, under: '/today', permission: 'capture_records', kind: 'ad_inspection' } },
  { path: '/ads/census', component: () => import('./pages/CensusPage.vue'), meta: { isBare: true, under: '/today', permission: 'capture_records', kind: 'ad_census' } },
]
