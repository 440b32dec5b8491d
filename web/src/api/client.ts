import createClient, { type Client, type Middleware } from 'openapi-fetch'
import { language } from '@/core/i18n'
import type { FieldPaths } from './paths'
import { ApiProblem, NetworkProblem, problemOf } from './problem'

export const BASE = '/api/v1'

/** Where the client takes its access token from and whom it asks for a new one. */
export interface TokenSource {
  /** The token in memory, or null. */
  token(): string | null
  /** True when somebody is signed in whose token may be renewed. */
  canRenew(): boolean
  /** Gets a new token; returns false when the sign-in has ended. */
  renew(): Promise<boolean>
}

let source: TokenSource = { token: () => null, canRenew: () => false, renew: () => Promise.resolve(false) }

/** The session store registers itself here at start. */
export function useTokenSource(next: TokenSource): void {
  source = next
}

function withHeaders(request: Request): Request {
  const token = source.token()
  if (token) request.headers.set('Authorization', `Bearer ${token}`)
  request.headers.set('Accept-Language', language.value)
  return request
}

const PUBLIC_CALL = /\/(service|sessions|sessions\/refresh|setup)$/

async function sendOnce(request: Request): Promise<Response> {
  try {
    return await fetch(withHeaders(request))
  } catch (cause) {
    throw new NetworkProblem(cause)
  }
}

/** Sends with the access token; gets one first when there is none, and once more after a 401. */
async function send(request: Request): Promise<Response> {
  if (PUBLIC_CALL.test(new URL(request.url).pathname)) return sendOnce(request)
  const again = request.clone()
  const renewed = !source.token() && source.canRenew() && (await source.renew())
  const response = await sendOnce(request)
  if (response.status !== 401 || renewed || !(await source.renew())) return response
  return sendOnce(again)
}

const refuse: Middleware = {
  async onResponse({ response }) {
    if (!response.ok && response.status !== 304) throw await problemOf(response)
    return response
  },
}

/**
 * A typed client for a set of paths. Every refused call throws {@link ApiProblem}, every call
 * without an answer throws {@link NetworkProblem}; what returns is data.
 */
export function clientFor<Paths extends object>(): Client<Paths> {
  const client = createClient<Paths>({ baseUrl: `${globalThis.location?.origin ?? ''}${BASE}`, fetch: send })
  client.use(refuse)
  return client
}

export const api = clientFor<FieldPaths>()

/** The body of an answer that is known to have one. */
export function bodyOf<T>(answer: { data?: T }): T {
  if (answer.data === undefined) throw new Error('the answer has no body')
  return answer.data
}

/** Any other call with the access token: photo bytes, exports, live events. Throws like the client. */
export async function rawCall(path: string, init: RequestInit = {}): Promise<Response> {
  const url = path.startsWith('/') ? `${globalThis.location?.origin ?? ''}${path.startsWith(BASE) ? '' : BASE}${path}` : path
  const response = await send(new Request(url, init))
  if (!response.ok && response.status !== 304) throw await problemOf(response)
  return response
}

export { ApiProblem, NetworkProblem }
