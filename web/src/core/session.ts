import { computed, reactive, ref, shallowRef } from 'vue'
import { api, ApiProblem, bodyOf, NetworkProblem, useTokenSource } from '@/api/client'
import type { Me, Service, Session } from '@/api/types'
import { thisDevice } from './device'

const ACCOUNT_KEY = 'wenxun.account'
const SERVICE_KEY = 'wenxun.service'

/** Roles that work in the field; everybody else gets the tabs of a supervisor. */
const FIELD_ROLES = new Set([
  'grid_worker',
  'dissuasion_volunteer',
  'dissuasion_leader',
  'ad_inspector',
  'surveyor',
  'observer',
  'third_party_assessor',
])

export type Side = 'field' | 'office'

function stored<T>(key: string): T | null {
  try {
    const text = localStorage.getItem(key)
    return text ? (JSON.parse(text) as T) : null
  } catch {
    return null
  }
}

function makeSession() {
  const me = shallowRef<Me | null>(stored<Me>(ACCOUNT_KEY))
  const service = shallowRef<Service | null>(stored<Service>(SERVICE_KEY))
  /** The server has ended the sign-in; capture goes on, sending waits for a new sign-in. */
  const isExpired = ref(false)
  let token: string | null = null
  let renewing: Promise<boolean> | null = null

  const isSignedIn = computed(() => me.value !== null)
  const side = computed<Side>(() =>
    me.value && !me.value.roles.some((role) => FIELD_ROLES.has(role.role)) ? 'office' : 'field',
  )
  const homeRole = computed(() => me.value?.roles[0] ?? null)

  function may(permission: string): boolean {
    return me.value?.permissions.includes(permission) ?? false
  }

  function offers(kind: string): boolean {
    return service.value?.kinds.includes(kind) ?? kind === 'incident'
  }

  function remember(person: Me): void {
    me.value = person
    localStorage.setItem(ACCOUNT_KEY, JSON.stringify(person))
  }

  function enter(session: Session): void {
    token = session.access_token
    isExpired.value = false
    remember({ ...session.account, must_change_password: session.must_change_password })
  }

  async function signIn(account: string, password: string): Promise<void> {
    const body = { account, password, device: thisDevice(), client: 'browser' as const }
    enter(bodyOf(await api.POST('/sessions', { body })))
  }

  async function setUp(setup: { token: string; account: string; name: string; password: string }): Promise<void> {
    enter(bodyOf(await api.POST('/setup', { body: { ...setup, device: thisDevice() } })))
  }

  /** One refresh at a time, over all tabs: the cookie rotates with each. */
  async function renewOnce(): Promise<boolean> {
    const refresh = async () => {
      try {
        enter(bodyOf(await api.POST('/sessions/refresh', { body: { client: 'browser' } })))
        return true
      } catch (problem) {
        if (problem instanceof ApiProblem && problem.status === 401) {
          token = null
          isExpired.value = true
          return false
        }
        throw problem
      }
    }
    return navigator.locks ? navigator.locks.request('wenxun-refresh', refresh) : refresh()
  }

  function renew(): Promise<boolean> {
    renewing ??= renewOnce().finally(() => {
      renewing = null
    })
    return renewing
  }

  async function signOut(): Promise<void> {
    try {
      await api.DELETE('/sessions/current')
    } catch (problem) {
      if (!(problem instanceof ApiProblem) && !(problem instanceof NetworkProblem)) throw problem
    }
    token = null
    me.value = null
    isExpired.value = false
    localStorage.removeItem(ACCOUNT_KEY)
  }

  async function loadService(): Promise<Service> {
    const fresh = bodyOf(await api.GET('/service'))
    service.value = fresh
    localStorage.setItem(SERVICE_KEY, JSON.stringify(fresh))
    return fresh
  }

  useTokenSource({ token: () => token, canRenew: () => me.value !== null && !isExpired.value, renew })

  return reactive({ me, service, isExpired, isSignedIn, side, homeRole, may, offers, remember, signIn, setUp, renew, signOut, loadService })
}

let only: ReturnType<typeof makeSession> | undefined

/**
 * Who is signed in. The access token lives in memory only; the profile is kept on the phone so
 * that the app opens and captures without network and after the sign-in has expired.
 */
export function useSession(): ReturnType<typeof makeSession> {
  return (only ??= makeSession())
}
