import { watch } from 'vue'
import type { RouteRecordRaw } from 'vue-router'
import { field } from '@/core/field'
import { defineTexts } from '@/core/i18n'

const t = defineTexts({ cases: '案件' }, { cases: 'Cases' })
const page = () => import('./CasePages.vue')
const read = { permission: 'read_cases' }
const below = { ...read, under: '/cases' }

export const routes: RouteRecordRaw[] = [
  { path: '/cases', component: page, meta: { ...read, tab: { side: 'office', order: 2.8, icon: 'folder-check', label: () => t('cases') } } },
  ...['/cases/make', '/cases/new'].map((path) => ({ path, component: page, meta: { ...below, permission: 'manage_cases' } })),
  { path: '/cases/:id/print', component: page, meta: below },
  { path: '/cases/:id', component: page, meta: { ...below, isBare: true } },
  { path: '/notices', component: page, meta: below },
]

// Steps that were taken without network go with the next one, whatever page is open.
const RETRY_MS = 60_000
const isDue = () => field.isOnline && field.drafts.some(({ kind }) => kind === 'case_step')
const send = () => { if (isDue()) void import('./waiting').then(({ sendAllWaiting }) => sendAllWaiting()).catch(() => undefined) }
watch(isDue, send)
setInterval(send, RETRY_MS)
