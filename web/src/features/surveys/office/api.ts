import { bodyOf, clientFor, rawCall } from '@/api/client'
import type { Page } from '@/api/officeTypes'
import type { Delete, Get, Post } from '@/api/paths'
import type { Form } from '@/forms/engine/form'
import type { Fault, SheetCells } from './forms/faults'
import type { Words } from './words'

/** What the compiler says about a workbook; nothing is stored. */
export interface FormCheck {
  ok: boolean
  errors: Fault[]
  warnings: Fault[]
  form: string | null
  version: string | null
  questions: number | null
  asks_for_persons: PersonQuestion[]
  sheets: SheetCells[]
  definition: Form | null
}

/** A question that seems to ask who somebody is. */
export interface PersonQuestion {
  path: string
  label: Words
  asks_for: 'name' | 'id_number' | 'phone' | 'address' | 'belief' | 'kin' | 'income' | 'conduct'
  /** The word that says so. */
  word: string
  /** Row of the sheet `survey`. */
  row: number
}

export interface FormVersion {
  form_id: string
  code: string
  version: string
  state: 'draft' | 'published'
  title: Words
  questions: number
  languages: string[]
  made_at: string
  published_at: string | null
  asks_for_persons: PersonQuestion[]
  allowed: { reason: string; at: string } | null
}

export interface FormRow {
  id: string
  code: string
  title: Words
  versions: FormVersion[]
}

/** A question or choice that only one of two versions has. */
export interface DiffLine {
  sheet: string
  path: string
  label: string
}

/** What two versions of a questionnaire differ in, cell by cell. */
export interface FormDiff {
  added: DiffLine[]
  removed: DiffLine[]
  changed: { sheet: string; path: string; what: string; before: string; after: string }[]
}

/** A call that does something and sends nothing. */
interface Act<R, P = never> {
  parameters: { query?: never; path?: P }
  responses: { 200: { content: { 'application/json': R } } }
}
type OfVersion = { form_id: string; version: string }

/** An area that a row is about. */
export interface NamedArea {
  code: string
  name_zh: string
  name_en: string
}

/** A frame: the dwellings a sample is drawn from. */
export interface FrameRow {
  id: string
  title: string
  dwellings: number
  made_at: string
}

export interface FrameDetail extends FrameRow {
  streets: (NamedArea & { dwellings: number })[]
  communities: (NamedArea & { dwellings: number })[]
}

/** What an import of dwellings found; with problems nothing was changed. */
export interface FrameReport {
  is_accepted: boolean
  was_applied: boolean
  frame_id: string | null
  dwellings: number
  duplicates: RowProblems
  outside: RowProblems
  invalid: RowProblems
  other_grid: RowProblems
  streets: (NamedArea & { dwellings: number })[]
}

export interface RowProblems {
  count: number
  first: { row: number; code: string; column: string }[]
}

export interface Measure {
  code: string
  name: Words
  question: string
  counts: string[]
  /** Null: every answer given is valid. */
  valid: string[] | null
  target: { comparator: '>=' | '<='; value: number } | null
  formula: Words
}

export interface Design {
  strata: 'street' | 'community'
  allocation: 'proportional' | 'equal' | 'neyman' | 'given'
  given?: Record<string, number>
  expected?: Record<string, number>
  stages: 1 | 2
  cluster_size?: number
  margin: number
  expected_rate: number
  deff: number
  response_rate: number
  reserve_share: number
}

export interface Quota {
  area_code: string
  groups: Record<string, string>
  target: number
}

/** What makes a survey; the body of making and changing one. */
export interface NewSurvey {
  title: { zh: string; en: string }
  kind: 'household' | 'intercept'
  form_id: string
  form_version: string
  area_code: string
  from: string
  to: string
  wave: number
  previous_id: string | null
  frame_id: string | null
  measures: Measure[]
  design: Design | null
  quotas: Quota[]
}

export interface StratumDrawn extends NamedArea {
  dwellings: number
  clusters: number
  drawn_clusters: number
  drawn: number
  reserve: number
}

export interface SurveyRow {
  id: string
  state: 'draft' | 'field' | 'closed'
  version: number
  title: Words
  kind: 'household' | 'intercept'
  area: NamedArea
  from: string
  to: string
  wave: number
  previous_id: string | null
  seed_sha256: string | null
  drawn_at: string | null
  closed_at: string | null
}

export interface Survey extends SurveyRow {
  /** Null when the form is out of the person's sight. */
  form: { form_id: string; code: string; version: string; title: Words } | null
  frame_id: string | null
  measures: Measure[]
  design: Design | null
  quotas: (NamedArea & { id: string; groups: Record<string, string>; target: number })[]
  seed: string | null
  drawn: { doors: number; reserve: number; strata: StratumDrawn[] } | null
}

/** What a design would draw; nothing is stored. */
export interface Plan {
  draw: number
  interviews: number
  margin: number
  strata: (NamedArea & { dwellings: number; clusters: number; draw: number; interviews: number; margin: number | null })[]
  cost: { margin: number; draw: number }[]
}

export interface Assignment extends NamedArea {
  doors: number
  surveyors: { id: string; name: string; doors: number }[]
}

/** What visits came to. */
export interface Counts {
  doors: number
  visited: number
  interviewed: number
  partial: number
  refused: number
  not_home: number
  later: number
  ineligible: number
  language: number
  unsafe: number
  to_call_back: number
  to_do: number
  handbooks: number
}

/** Response rates by AAPOR, 0–1. */
export interface Response {
  rr1: number
  rr2: number
  rr3: number
  rr4: number
  eligible_share: number
}

export interface Progress {
  total: Counts
  response: Response | null
  replaced: number
  rows: (NamedArea & Counts & { surveyor_id: string | null })[]
  quotas: (Survey['quotas'][number] & { done: number })[]
}

export type ProgressBy = 'street' | 'community' | 'surveyor'

/** A drawn door with what its visits came to. */
export interface Door {
  id: string
  code: string
  building: string
  unit: string
  floor: string
  door: string
  lng: number
  lat: number
  community: NamedArea
  probability: number
  is_from_reserve: boolean
  surveyor: { id: string; name: string } | null
  state: 'to_do' | 'to_call_back' | 'done'
  outcome: string | null
  has_handbook: boolean
  call_back: { day: string; part: string } | null
  visits: { record_id: string; no: number; disposition: string; at: string }[]
}

/** A drawn door on the map. */
export interface DoorPlace {
  id: string
  lng: number
  lat: number
  state: 'to_do' | 'to_call_back' | 'done'
  outcome: string | null
}

type OfSurvey = { survey_id: string }

interface SurveyPaths {
  '/frames': { get: Get<{ items: FrameRow[] }> }
  '/frames/{frame_id}': { get: Get<FrameDetail, never, { frame_id: string }> }
  '/surveys': { get: Get<{ items: SurveyRow[] }, { state?: string }>; post: Post<NewSurvey, Survey> }
  '/surveys/plan': { post: Post<{ frame_id: string; area_code: string; design: Design }, Plan> }
  '/surveys/{survey_id}': { get: Get<Survey, never, OfSurvey>; put: Post<NewSurvey & { seen_version: number }, Survey, OfSurvey> }
  '/surveys/{survey_id}/draw': { post: Act<Survey, OfSurvey> }
  '/surveys/{survey_id}/close': { post: Act<Survey, OfSurvey> }
  '/surveys/{survey_id}/redraw': { post: Act<{ same: boolean; doors: number }, OfSurvey> }
  '/surveys/{survey_id}/assignments': {
    get: Get<{ items: Assignment[] }, never, OfSurvey>
    put: Post<{ items: { community_code: string; account_ids: string[] }[] }, { items: Assignment[] }, OfSurvey>
  }
  '/surveys/{survey_id}/progress': { get: Get<Progress, { by?: ProgressBy }, OfSurvey> }
  '/surveys/{survey_id}/doors': { get: Get<Page<Door>, { area?: string; surveyor?: string; state?: string; cursor?: string; limit?: number }, OfSurvey> }
  '/surveys/{survey_id}/doors/points': { get: Get<{ items: DoorPlace[] }, never, OfSurvey> }
  '/surveys/{survey_id}/doors/{door_id}/replace': { post: Post<{ reason: string }, Door, OfSurvey & { door_id: string }> }
  '/surveys/{survey_id}/surveyors': { get: Get<{ items: { id: string; name: string }[] }, never, OfSurvey> }
  '/forms': { get: Get<{ items: FormRow[] }> }
  '/forms/{form_id}/versions/{version}': { get: Get<FormVersion & { definition: Form }, never, OfVersion>; delete: Delete<OfVersion> }
  '/forms/{form_id}/versions/{version}/publish': { post: Act<FormVersion, OfVersion> }
  '/forms/{form_id}/versions/{version}/allow': { post: Post<{ reason: string }, FormVersion, OfVersion> }
  '/forms/{form_id}/diff': { get: Get<FormDiff, { from: string; to: string }, { form_id: string }> }
}

/** Reads and changes of the survey pages of the office; throws like the client. */
export const surveysApi = clientFor<SurveyPaths>()
export { bodyOf }

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

async function sendWorkbook<T>(path: string, file: Blob): Promise<T> {
  const response = await rawCall(path, { method: 'POST', body: file, headers: { 'Content-Type': XLSX } })
  return (await response.json()) as T
}

/** Compiles a workbook without keeping it. */
export const checkWorkbook = (file: Blob) => sendWorkbook<FormCheck>('/forms/check', file)

/** Keeps a sound workbook as a draft version of its form. */
export const storeWorkbook = (file: Blob) => sendWorkbook<FormVersion>('/forms', file)

/** Checks (`isDryRun`) or takes over a table of dwellings; all or nothing. */
export async function importFrame(file: Blob, title: string, isDryRun: boolean): Promise<FrameReport> {
  const query = new URLSearchParams({ title, dry_run: String(isDryRun) })
  const response = await rawCall(`/frames/import?${query}`, { method: 'POST', body: file, headers: { 'Content-Type': 'text/csv' } })
  return (await response.json()) as FrameReport
}
