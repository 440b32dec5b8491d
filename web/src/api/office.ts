import type { Outlines, Roads } from '@/core/map/shapes'
import { bodyOf, clientFor, rawCall } from './client'
import type {
  AccountImport,
  AccountPage,
  AccountQuery,
  AccountView,
  AreaTree,
  AreaVersion,
  AreaView,
  AuditCheck,
  AuditEvent,
  CategoryCounts,
  CellShape,
  HeatAreas,
  HeatCells,
  HeatMatrix,
  HeatTrend,
  HotSpots,
  IncidentDetail,
  IncidentFilter,
  IncidentRow,
  ImportReport,
  InsightFilter,
  NewAccount,
  Overview,
  Page,
  RoleView,
} from './officeTypes'
import type { Delete, Get, Post } from './paths'
import { ApiProblem } from './problem'
import type { AreaLevel, Device } from './types'

type ById = { account_id: string }

/** The calls of the office screens in the shape that openapi-fetch reads. */
export interface OfficePaths {
  '/areas': { get: Get<Page<AreaView>, { level?: AreaLevel; parent?: string; q?: string; limit?: number }> }
  '/areas/tree': { get: Get<AreaTree> }
  '/areas/outlines': { get: Get<Outlines, { level?: AreaLevel; area?: string }> }
  '/areas/versions': { get: Get<{ items: AreaVersion[] }> }
  '/roads': { get: Get<Roads, { area?: string }> }
  '/insights/heat/cells': { get: Get<HeatCells, InsightFilter & { bbox: string; zoom: number; shape: CellShape; patrol?: boolean }> }
  '/insights/heat/areas': { get: Get<HeatAreas, InsightFilter & { level: AreaLevel; patrol?: boolean }> }
  '/insights/heat/matrix': { get: Get<HeatMatrix, InsightFilter> }
  '/insights/heat/trend': { get: Get<HeatTrend, InsightFilter & { step: 'day' | 'week' | 'month' }> }
  '/insights/heat/categories': { get: Get<CategoryCounts, InsightFilter> }
  '/insights/hotspots': { get: Get<HotSpots, InsightFilter> }
  '/insights/overview': { get: Get<Overview, { area?: string }> }
  '/incidents': { get: Get<Page<IncidentRow>, IncidentFilter> }
  '/incidents/{incident_id}': { get: Get<IncidentDetail, never, { incident_id: string }> }
  '/accounts': { get: Get<AccountPage, AccountQuery>; post: Post<NewAccount, { account: AccountView; one_time_password: string }> }
  '/accounts/{account_id}': {
    get: Get<AccountView, never, ById>
    patch: Post<{ name?: string; is_active?: boolean }, AccountView, ById>
  }
  '/accounts/{account_id}/roles': { post: Post<{ role: string; area_code: string }, AccountView, ById> }
  '/accounts/{account_id}/roles/{role_id}': { delete: Delete<ById & { role_id: string }> }
  '/accounts/{account_id}/devices': { get: Get<{ items: Device[] }, never, ById> }
  '/accounts/{account_id}/devices/{device_id}': { delete: Delete<ById & { device_id: string }> }
  '/accounts/{account_id}/history': { get: Get<{ items: AuditEvent[] }, never, ById> }
  '/roles': { get: Get<{ items: RoleView[] }> }
  '/audit/events': {
    get: Get<Page<AuditEvent>, { cursor?: string; limit?: number; subject?: string; actor?: string; operation?: string }>
  }
}

/** Typed reads and writes of the office screens; throws like the client. */
export const office = clientFor<OfficePaths>()

/** Reads one path of the office; the shortest way to the body. */
export { bodyOf }

/** Sets a new one-time password; it is shown once and never again. */
export async function resetPassword(accountId: string): Promise<string> {
  const response = await rawCall(`/accounts/${accountId}/password-reset`, { method: 'POST' })
  const body = (await response.json()) as { one_time_password: string }
  return body.one_time_password
}

/** Sends a file as it is; the answer is `R`. */
export async function sendFile<R>(path: string, file: Blob | string, type: string, method: 'POST' | 'PUT' = 'POST'): Promise<R> {
  const response = await rawCall(path, { method, body: file, headers: { 'Content-Type': type } })
  return (await response.json()) as R
}

/** Like `sendFile`; a refusal with the code `refusal` carries a report of type `R` too, which is the answer then. */
export async function sendForReport<R>(path: string, file: Blob, type: string, refusal: string): Promise<R> {
  try {
    return await sendFile<R>(path, file, type)
  } catch (problem) {
    const report = problem instanceof ApiProblem && problem.code === refusal ? problem.body.params?.['report'] : null
    if (report !== null && typeof report === 'object') return report as R
    throw problem
  }
}

/** Reads a table of people; with `isDryRun` nothing is made. */
export const importAccounts = (csv: string, isDryRun: boolean) => sendFile<AccountImport>(`/accounts/import?dry_run=${isDryRun}`, csv, 'text/csv')

/** Checks (`isDryRun`) or takes over a file of areas; a refused file is a report too. */
export const importAreas = (file: File, isDryRun: boolean) =>
  sendForReport<ImportReport>(`/areas/import?dry_run=${isDryRun}&name=${encodeURIComponent(file.name)}`, file, 'application/geo+json', 'areas_refused')

/** Recomputes the hash chain of the whole audit log. */
export async function verifyAudit(): Promise<AuditCheck> {
  const response = await rawCall('/audit/verify', { method: 'POST' })
  return (await response.json()) as AuditCheck
}

export type ExportFormat = 'csv' | 'xlsx' | 'geojson' | 'ndjson'

/** Query text of a filter without its empty members. */
export function queryOf(filter: object): string {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(filter)) {
    if (value !== undefined && value !== null && value !== '') query.set(key, String(value))
  }
  return query.toString()
}

/** Downloads a file that only a signed-in person may have; `name` stands in when the service names none. */
export async function download(path: string, query: object, name: string): Promise<void> {
  const response = await rawCall(`${path}?${queryOf(query)}`)
  const named = /filename="?([^";]+)"?/.exec(response.headers.get('Content-Disposition') ?? '')?.[1]
  saveBlob(await response.blob(), named ?? name)
}

/** Downloads the records of a filter; resolves when the browser has the whole file. */
export function exportIncidents(format: ExportFormat, filter: IncidentFilter): Promise<void> {
  return download('/incidents/export', { ...filter, format }, `incidents.${format}`)
}

/** Hands a file made in the browser to the person. */
export function saveBlob(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  setTimeout(() => { URL.revokeObjectURL(link.href) }, 60_000)
}
