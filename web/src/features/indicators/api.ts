import { sendForReport } from '@/api/office'
import { bodyOf, server, type Schemas } from '@/api/server'
import { sendWithProgress } from '@/api/upload'

export type Scoreboard = Schemas['Scoreboard']
export type ScoreboardItem = Schemas['ScoreboardItem']
export type MeasureResult = Schemas['MeasureResult']
export type Edition = Schemas['EditionView']
export type EditionDetail = Schemas['EditionDetail']
export type Requirement = Schemas['RequirementView']
export type Measure = Schemas['RequirementMeasure']
export type Gauge = Schemas['GaugeView']
export type FrameworkReport = Schemas['FrameworkReport']
export type Evidence = Schemas['EvidenceView']
export type EvidenceDetail = Schemas['EvidenceDetail']
export type Matrix = Schemas['EvidenceMatrix']
export type MatrixRow = Schemas['MatrixRow']
export type MatrixCell = Schemas['MatrixCell']

/** Parts of a question without those that are not set. */
type Set<T> = { [K in keyof T]: T[K] | null | undefined }
const given = <T extends object>(parts: Set<T>): T => Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== null && value !== undefined && value !== '')) as T

export const readBoard = async (query: Set<{ period: string; area: string; trend: number; live: boolean }>) => bodyOf(await server.GET('/api/v1/indicators/scoreboard', { params: { query: given(query) } }))

const ofEdition = (edition_id: number) => ({ params: { path: { edition_id } } })
export const listEditions = async () => bodyOf(await server.GET('/api/v1/indicators/editions')).items
export const showEdition = async (id: number) => bodyOf(await server.GET('/api/v1/indicators/editions/{edition_id}', ofEdition(id)))
export const listGauges = async () => bodyOf(await server.GET('/api/v1/indicators/gauges')).items
export const publishEdition = async (id: number, from: string) => bodyOf(await server.POST('/api/v1/indicators/editions/{edition_id}/publish', { ...ofEdition(id), body: { from } }))
export const changeMeasures = async (id: number, body: Schemas['MeasuresChange']) => { await server.POST('/api/v1/indicators/editions/{edition_id}/measures', { ...ofEdition(id), body }) }

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Checks (`isDryRun`) or takes over a responsibility table as a new edition; all or nothing. */
export function importEdition(file: File, named: { code: string; title_zh: string; title_en: string }, isDryRun: boolean): Promise<FrameworkReport> {
  const query = new URLSearchParams({ ...given<Record<string, string>>(named), name: file.name, dry_run: String(isDryRun) })
  return sendForReport(`/indicators/editions/import?${query}`, file, file.name.endsWith('.xlsx') ? XLSX : 'text/csv', 'framework_refused')
}

const ofEvidence = (evidence_id: string) => ({ params: { path: { evidence_id } } })
export const readMatrix = async (year: string, area: string | null) => bodyOf(await server.GET('/api/v1/evidence/matrix', { params: { query: given({ year, area }) } }))
export const listEvidence = async (query: Set<{ requirement: string; period: string; area: string; state: string; cursor: string; limit: number }>) => bodyOf(await server.GET('/api/v1/evidence', { params: { query: given(query) } }))
export const showEvidence = async (id: string) => bodyOf(await server.GET('/api/v1/evidence/{evidence_id}', ofEvidence(id)))
export const changeEvidence = async (id: string, body: Schemas['EvidenceStep']) => bodyOf(await server.POST('/api/v1/evidence/{evidence_id}/steps', { ...ofEvidence(id), body }))

/** What a file is filed for. */
export interface Place {
  requirement: string
  period: string
  area: string | null
}

/** Files the bytes of a document or photo; tells how much of it has left (0–1). */
export function fileEvidence(place: Place, file: File, onProgress: (share: number) => void): Promise<EvidenceDetail> {
  const query = new URLSearchParams(given<Record<string, string>>({ ...place, name: file.name.slice(-200) }))
  return sendWithProgress(`/evidence?${query}`, file, onProgress)
}
