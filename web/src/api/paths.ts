import type { paths } from './schema.gen'
import type {
  BatchRequest,
  Device,
  FieldPack,
  Me,
  MineItem,
  NewAdministrator,
  NewSession,
  Service,
  Session,
  WireBatchResult,
} from './types'

/** Every call of the document, by its path below `/api/v1`. */
export type DocumentPaths = { [K in keyof paths as K extends `/api/v1${infer Rest}` ? Rest : never]: paths[K] }

interface Reply<R> {
  content: { 'application/json': R }
}
interface Empty {
  content?: never
}
interface Parameters<Q = never, P = never> {
  parameters: { query?: Q; path?: P }
}

/** Calls with body `B`, answer `R`, path parameters `P` and query `Q`. */
export type Post<B, R, P = never, Q = never> = Parameters<Q, P> & {
  requestBody: { content: { 'application/json': B } }
  responses: { 200: Reply<R> }
}
export type Get<R, Q = never, P = never> = Parameters<Q, P> & { responses: { 200: Reply<R> } }
export type Put<B, P = never> = Parameters<never, P> & {
  requestBody: { content: { 'application/json': B } }
  responses: { 204: Empty }
}
export type Delete<P = never> = Parameters<never, P> & { responses: { 204: Empty } }

/** The calls of the field app in the shape that openapi-fetch reads. */
export interface FieldPaths {
  '/service': { get: Get<Service> }
  '/setup': { post: Post<NewAdministrator, Session> }
  '/sessions': { post: Post<NewSession, Session> }
  '/sessions/refresh': { post: Post<{ client?: 'browser' }, Session> }
  '/sessions/current': { delete: Delete }
  '/me': { get: Get<Me> }
  '/me/devices': { get: Get<{ items: Device[] }> }
  '/me/devices/{device_id}': { delete: Delete<{ device_id: string }> }
  '/me/password': { put: Put<{ current_password: string; new_password: string }> }
  '/records/batch': { post: Post<BatchRequest, { results: WireBatchResult[] }> }
  '/records/mine': { get: Get<{ items: MineItem[]; next_since_seq: number | null }, { since_seq?: number }> }
  '/field-pack': { get: Get<FieldPack> }
}
