import type { RouteRecordRaw } from 'vue-router'
import { defineTexts } from '@/core/i18n'

const t = defineTexts({ surveys: '问卷' }, { surveys: 'Surveys' })
const forms = () => import('./office/forms/FormsPage.vue')
const frames = () => import('./office/frames/FramesPage.vue')
const setup = () => import('./office/setup/SetupPage.vue')
const kind = 'survey_visit'
const under = '/surveys'
const read = { permission: 'read_surveys', kind, under }
const formsMeta = { permission: 'read_forms', kind, under }
const plan = { permission: 'plan_surveys', kind, under }

export const routes: RouteRecordRaw[] = [
  { path: '/surveys', component: () => import('./office/SurveysPage.vue'), meta: { permission: 'read_surveys', kind, tab: { side: 'office', order: 3.9, icon: 'clipboard', label: () => t('surveys') } } },
  { path: '/surveys/new', component: setup, meta: plan },
  { path: '/surveys/:id/setup', component: setup, meta: plan },
  { path: '/surveys/:id/progress', component: () => import('./office/progress/ProgressPage.vue'), meta: read },
  { path: '/surveys/:id/results', component: () => import('./office/results/ResultsPage.vue'), meta: read },
  { path: '/surveys/:id/sheet', component: () => import('./office/results/SheetPage.vue'), meta: read },
  { path: '/surveys/:id/quality', component: () => import('./office/quality/QualityPage.vue'), meta: { ...read, permission: 'supervise_surveys' } },
  { path: '/forms', component: forms, meta: formsMeta },
  { path: '/forms/upload', component: () => import('./office/forms/UploadPage.vue'), meta: { ...plan, isBare: true } },
  { path: '/forms/:id', component: forms, meta: formsMeta },
  { path: '/frames', component: frames, meta: plan },
  { path: '/frames/:id', component: frames, meta: plan },
]
