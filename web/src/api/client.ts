import type { Client } from 'openapi-fetch'
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

/** The tokens of who is signed in, for calls that cannot go through `rawCall`. */
export const tokens = (): TokenSource => source

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

interface Call {
  params?: { path?: Record<string, unknown>; query?: Record<string, unknown> }
  body?: unknown
  headers?: HeadersInit
  signal?: AbortSignal
}

/** The address of a call: members of the path filled in, members of the query that have a value added, lists repeated. */
function addressOf(path: string, { path: members = {}, query = {} }: NonNullable<Call['params']> = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined && one !== null) search.append(name, String(one))
  }
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(members[name])))
  const asked = search.toString()
  return asked === '' ? filled : `${filled}?${asked}`
}

async function call(method: string, path: string, { params, body, headers, signal }: Call = {}): Promise<unknown> {
  const init: RequestInit = { method, headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...(headers as Record<string, string> | undefined) } }
  if (body !== undefined) init.body = JSON.stringify(body)
  if (signal) init.signal = signal
  const response = await rawCall(addressOf(path, params), init)
  const text = response.status === 204 ? '' : await response.text()
  return { data: text === '' ? undefined : (JSON.parse(text) as unknown), response }
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

/**
 * A client with the types of a set of paths. Every refused call throws {@link ApiProblem}, every call
 * without an answer throws {@link NetworkProblem}; what returns is data.
 */
export function clientFor<Paths extends object>(): Pick<Client<Paths>, (typeof METHODS)[number]> {
  const methods = METHODS.map((method) => [method, (path: string, given?: Call) => call(method, path, given)])
  return Object.fromEntries(methods) as Pick<Client<Paths>, (typeof METHODS)[number]>
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
