import type { RouteRecordRaw } from 'vue-router'

const forms = () => import('./office/forms/FormsPage.vue')
const formsMeta = { permission: 'read_forms', under: '/surveys' }
const plan = { permission: 'plan_surveys', under: '/surveys' }

export const routes: RouteRecordRaw[] = [
  { path: '/forms', component: forms, meta: formsMeta },
  { path: '/forms/upload', component: () => import('./office/forms/UploadPage.vue'), meta: { ...plan, isBare: true } },
  { path: '/forms/:id', component: forms, meta: formsMeta },
]
