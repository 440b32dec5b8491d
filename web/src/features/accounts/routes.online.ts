import type { RouteRecordRaw } from 'vue-router'

/** What can be done only while the service answers. */
export const routes: RouteRecordRaw[] = [
  { path: '/setup', component: () => import('./pages/SetUpPage.vue'), meta: { isPublic: true } },
  { path: '/privacy', component: () => import('./pages/PrivacyPage.vue'), meta: { isPublic: true } },
  { path: '/me/devices', component: () => import('./pages/DevicesPage.vue'), meta: { under: '/me' } },
  { path: '/password', component: () => import('./pages/PasswordPage.vue'), meta: { under: '/me' } },
]
