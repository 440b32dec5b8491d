import type { RouteRecordRaw } from 'vue-router'
import { t } from './texts'

export const routes: RouteRecordRaw[] = [
  { path: '/sign-in', component: () => import('./pages/SignInPage.vue'), meta: { isPublic: true } },
  {
    path: '/me',
    component: () => import('./pages/MePage.vue'),
    meta: { tab: { side: 'field', order: 4, icon: 'user', label: () => t('me') } },
  },
  { path: '/me/rescue', component: () => import('./pages/RescuePage.vue'), meta: { under: '/me' } },
]
