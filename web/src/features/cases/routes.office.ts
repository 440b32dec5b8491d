import type { RouteRecordRaw } from 'vue-router'
import { defineTexts } from '@/core/i18n'

const t = defineTexts({ cases: '案件' }, { cases: 'Cases' })
const page = () => import('./CasePages.vue')
const read = { permission: 'read_cases' }
const below = { ...read, under: '/cases' }

export const routes: RouteRecordRaw[] = [
  { path: '/cases', component: page, meta: { ...read, tab: { side: 'office', order: 2.8, icon: 'folder-check', label: () => t('cases') } } },
  { path: '/cases/make', component: page, meta: { ...below, permission: 'manage_cases' } },
  { path: '/cases/:id/print', component: page, meta: below },
  { path: '/cases/:id', component: page, meta: { ...below, isBare: true } },
  { path: '/notices', component: page, meta: below },
]
