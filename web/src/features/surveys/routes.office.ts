import type { RouteRecordRaw } from 'vue-router'
import { defineTexts } from '@/core/i18n'

const t = defineTexts({ surveys: '问卷' }, { surveys: 'Surveys' })
const page = () => import('./office/SurveyPages.vue')
const read = { permission: 'read_surveys', kind: 'survey_visit', under: '/surveys' }

/** Few and short: these lines travel with the field app; which page is meant is told by the page itself. */
export const routes: RouteRecordRaw[] = [
  { path: '/surveys', component: page, meta: { ...read, tab: { side: 'office', order: 3.9, icon: 'clipboard', label: () => t('surveys') } } },
  { path: '/surveys/:id/:part?', component: page, meta: read },
  { path: '/forms/:id?', component: page, meta: { ...read, permission: 'read_forms' } },
  { path: '/frames/:id?', component: page, meta: { ...read, permission: 'plan_surveys' } },
]
