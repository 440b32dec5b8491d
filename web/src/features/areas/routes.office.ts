import type { RouteRecordRaw } from 'vue-router'

export const routes: RouteRecordRaw[] = [
  { path: '/areas/import', component: () => import('./pages/AreasImportPage.vue'), meta: { permission: 'import_areas', under: '/more' } },
]
