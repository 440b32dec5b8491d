import type { RouteRecordRaw } from 'vue-router'
import { defineTexts } from '@/core/i18n'

const t = defineTexts({ cases: '案件' }, { cases: 'Cases' })
const page = () => import('./pages/CasesPage.vue')
const below = { permission: 'read_cases', under: '/cases' }

export const routes: RouteRecordRaw[] = [
  {
    path: '/cases',
    component: page,
    meta: { permission: 'read_cases', tab: { side: 'office', order: 2.8, icon: 'folder-check', label: () => t('cases') } },
  },
  { path: '/cases/make', component: () => import('./pages/MakePage.vue'), meta: { ...below, permission: 'manage_cases' } },
  { path: '/cases/:id/print', component: () => import('./pages/PrintPage.vue'), meta: below },
  { path: '/cases/:id', component: page, meta: { ...below, isBare: true } },
  { path: '/notices', component: () => import('./pages/NoticesPage.vue'), meta: below },
]
