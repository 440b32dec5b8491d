import type { RouteRecordRaw } from 'vue-router'
import { defineTexts } from '@/core/i18n'

const t = defineTexts({ administration: '管理', more: '更多' }, { administration: 'People', more: 'More' })
const accounts = () => import('./pages/AccountsPage.vue')

export const routes: RouteRecordRaw[] = [
  {
    path: '/accounts',
    component: accounts,
    meta: { permission: 'read_accounts', tab: { side: 'office', order: 4, icon: 'key', label: () => t('administration') } },
  },
  { path: '/accounts/import', component: () => import('./pages/AccountsImportPage.vue'), meta: { permission: 'manage_accounts', under: '/accounts' } },
  { path: '/accounts/:id', component: accounts, meta: { permission: 'read_accounts', under: '/accounts' } },
  { path: '/audit', component: () => import('./pages/AuditPage.vue'), meta: { permission: 'read_audit', under: '/more' } },
  {
    path: '/more',
    component: () => import('./pages/MorePage.vue'),
    meta: { tab: { side: 'office', order: 5, icon: 'more', label: () => t('more') } },
  },
]
