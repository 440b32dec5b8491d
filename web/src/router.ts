import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { useSession } from '@/core/session'
import { t } from '@/core/ui/texts'
import { showToast } from '@/core/ui/toast'

type Routes = { routes: RouteRecordRaw[] }

/**
 * Every feature brings its pages: `routes.field.ts` for those that must work offline,
 * `routes.office.ts` for those of supervisors and `routes.online.ts` for those that need the service anyway,
 * which both are not kept on the phone.
 */
const modules = import.meta.glob<Routes>('./features/*/routes.{field,office,online}.ts', { eager: true })

export const router = createRouter({
  history: createWebHistory(),
  routes: Object.values(modules).flatMap((module) => module.routes),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

/** The first page of a person: Today in the field, the first tab of the office otherwise. */
export function homePath(): string {
  const session = useSession()
  if (session.side === 'field') return '/today'
  const tabs = router
    .getRoutes()
    .filter((route) => route.meta.tab?.side === 'office' && (!route.meta.permission || session.may(route.meta.permission)))
    .sort((a, b) => (a.meta.tab?.order ?? 0) - (b.meta.tab?.order ?? 0))
  return tabs[0]?.path ?? '/me'
}

/** A page that is not kept on the phone cannot be opened without network: who comes from nowhere gets the first page. */
router.onError((_, to) => {
  showToast({ title: t('needsNetwork'), icon: 'wifi-off', tone: 'amber' })
  const isNowhere = router.currentRoute.value.matched.length === 0
  if (isNowhere && to.path !== homePath()) void router.replace(homePath())
})

router.beforeEach((to) => {
  const session = useSession()
  if (to.path === '/') return session.isSignedIn ? homePath() : '/sign-in'
  if (to.meta.isPublic) return true
  if (!session.isSignedIn) return { path: '/sign-in', query: { to: to.fullPath } }
  if (session.me?.must_change_password && to.path !== '/password') return '/password'
  if (to.meta.permission && !session.may(to.meta.permission)) return homePath()
  return true
})
