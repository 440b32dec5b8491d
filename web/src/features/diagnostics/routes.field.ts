import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [{ path: '/diagnostics', component: () => import('./pages/DiagnosticsPage.vue'), meta: { isPublic: true } }]
