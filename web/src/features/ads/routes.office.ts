import type { RouteRecordRaw } from 'vue-router'

const page = () => import('./office/SitesPage.vue')

export const routes: RouteRecordRaw[] = [
  { path: '/ads', component: page, meta: { permission: 'read_ads', under: '/more' } },
  { path: '/ads/summary', component: () => import('./office/SummaryPage.vue'), meta: { permission: 'read_insights', under: '/more' } },
  { path: '/ads/report', component: () => import('./office/ReportPage.vue'), meta: { permission: 'read_insights', under: '/more' } },
  { path: '/ads/twins', component: () => import('./office/TwinsPage.vue'), meta: { permission: 'read_ads', under: '/more' } },
  { path: '/ads/inspections', component: () => import('./office/InspectionsPage.vue'), meta: { permission: 'read_ads', under: '/more' } },
  { path: '/ads/import', component: () => import('./office/ImportPage.vue'), meta: { permission: 'manage_ads', under: '/more' } },
  { path: '/ads/:id', component: page, meta: { permission: 'read_ads', under: '/more' } },
]
