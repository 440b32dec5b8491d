import { computed, type ComputedRef } from 'vue'
import { useRouter, type RouteRecordNormalized } from 'vue-router'
import { useSession, type Side } from '@/core/session'
import type { IconName } from './icons'

/** A page that stands in the tab bar; declared in the `meta` of its route. */
export interface TabMeta {
  side: Side
  /** Place from left to right; of pages that round to the same place the first that is offered stands there. */
  order: number
  icon: IconName
  /** The word below the icon, in the language on the screen. */
  label: () => string
  /** True when the tab carries the number of things not yet on the server. */
  countsUnsent?: boolean
}

declare module 'vue-router' {
  interface RouteMeta {
    /** Reachable without signing in. */
    isPublic?: boolean
    tab?: TabMeta
    /** The path of the tab to light up for a page below it. */
    under?: string
    /** Permission without which the page is not offered; the server decides all the same. */
    permission?: string
    /** Record kind that the server must offer. */
    kind?: string
    /** The page fills the window itself: no tab bar on phones. */
    isBare?: boolean
  }
}

export interface Tab extends TabMeta {
  path: string
}

/** The tabs of the person who is signed in: only those the server offers and the roles allow. */
export function useTabs(): ComputedRef<Tab[]> {
  const session = useSession()
  const routes = useRouter().getRoutes()
  return computed(() => {
    const offered = (route: RouteRecordNormalized) =>
      (!route.meta.permission || session.may(route.meta.permission)) && (!route.meta.kind || session.offers(route.meta.kind))
    return routes
      .filter((route) => route.meta.tab?.side === session.side && offered(route))
      .map((route) => ({ ...(route.meta.tab as TabMeta), path: route.path }))
      .sort((a, b) => a.order - b.order)
      .filter((tab, at, all) => at === 0 || Math.round(all[at - 1]?.order ?? 0) !== Math.round(tab.order))
  })
}
