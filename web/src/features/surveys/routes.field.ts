import type { RouteRecordRaw } from 'vue-router'

const meta = { under: '/today', permission: 'capture_records', kind: 'survey_visit' }

export const routes: RouteRecordRaw[] = [
  { path: '/visits', component: () => import('./pages/VisitsPage.vue'), meta },
  { path: '/visits/interview', component: () => import('./pages/InterviewPage.vue'), meta: { ...meta, isBare: true } },
  { path: '/visits/:survey/:building', component: () => import('./pages/BuildingPage.vue'), meta: { ...meta, isBare: true } },
]
