import { bodyOf, clientFor } from '@/api/client'
import { sendFile } from '@/api/office'
import type { Page } from '@/api/officeTypes'
import type { Delete, Get, Post } from '@/api/paths'
import type { components } from '@/api/schema.gen'
import type { Form } from '@/forms/engine/form'
import type { Fault } from './forms/faults'
import type { Words } from './words'

type Schemas = components['schemas']

/** What the compiler says about a workbook; nothing is stored. */
export type FormCheck = Omit<Schemas['FormCheckView'], 'definition' | 'errors' | 'warnings'> & { errors: Fault[]; warnings: Fault[]; definition?: Form | null }
export type PersonQuestion = Schemas['PersonQuestion']
export type FormVersion = Schemas['FormVersionView']
export type FormRow = Schemas['FormView']
export type FormDiff = Schemas['FormDiff']

/** A call that does something and sends nothing. */
interface Act<R, P = never> {
  parameters: { query?: never; path?: P }
  responses: { 200: { content: { 'application/json': R } } }
}
type OfVersion = { form_id: string; version: string }

export type NamedArea = Schemas['NamedArea']
export type FrameRow = Schemas['FrameRow']
export type FrameDetail = Schemas['FrameDetail']
export type FrameReport = Schemas['FrameReport']
export type RowProblems = Schemas['FrameFaults']
export type Measure = Schemas['Measure'] & { formula: Words }
export type Design = Schemas['DesignSettings']
export type Quota = Schemas['NewQuota']
export type NewSurvey = Schemas['NewSurvey'] & { measures: Measure[]; quotas: Quota[]; frame_id: string | null; previous_id: string | null; design: Design | null }
export type SurveyState = 'draft' | 'field' | 'closed'
type Kind = Schemas['SurveyKind']
export type SurveyRow = Omit<Schemas['SurveyRow'], 'state' | 'kind'> & { state: SurveyState; kind: Kind }
export type Survey = Omit<Schemas['SurveyView'], 'state' | 'kind' | 'measures'> & { state: SurveyState; kind: Kind; measures: Measure[] }
export interface Plan {
  draw: number
  interviews: number
  margin: number
  strata: Schemas['PlanStratum'][]
  cost: Schemas['PlanCost'][]
}
export type Assignment = Schemas['AssignmentView']
export type Counts = Schemas['ProgressCounts']
export type Progress = Schemas['ProgressView']
export type ProgressBy = 'street' | 'community' | 'surveyor'
export type Door = Schemas['DoorView']
export type DoorPlace = Schemas['DoorPoint']

/** A share as it may be told; numbers that are not told are null. */
export interface SurveyRate {
  status: 'shown' | 'withheld' | 'sample_too_small' | 'no_answers'
  n: number | null
  estimate: number | null
  /** Null without a draw: then there is no interval and no verdict. */
  lower: number | null
  upper: number | null
  se: number | null
  df: number | null
  n_eff: number | null
  deff: number | null
  deff_kish: number | null
  method: string
  verdict: 'reached' | 'not_reached' | 'not_proven' | null
  more_needed: number | null
}

/** A group of a breakdown: an area or an answer. */
export interface GroupRate {
  code: string
  name: Words
  rate: SurveyRate
}

export interface MeasureRates {
  code: string
  name: Words
  formula: Words
  target: { comparator: '>=' | '<='; value: number; judged_at: number } | null
  all: SurveyRate
  by: GroupRate[]
  before: { wave: number; change: 'rose' | 'fell' | 'no_change_shown'; difference: number; lower: number; upper: number; text: Words } | null
}

export interface Rates {
  wave: number
  sampling: 'probability' | 'quota'
  n: number
  weighted: Words
  measures: MeasureRates[]
  by: { code: string; name: Words } | null
  /** Questions that may be grouped by. */
  groups: { path: string; label: Words }[]
}

/** A cell of a cross table. */
export interface CrossCell {
  status: SurveyRate['status']
  n: number | null
  share: number | null
  lower: number | null
  upper: number | null
}

/** Two questions crossed: weighted shares of each row. */
export interface Cross {
  row: { path: string; label: Words }
  column: { path: string; label: Words }
  n: number
  columns: { value: string; label: Words }[]
  rows: { value: string | null; label: Words; n: number | null; cells: CrossCell[] }[]
  weighted: Words
}

/** Something to look at in the interviews of a survey; it changes no answer. */
export interface QualityNote {
  code: string
  text: Words
  count: number
}

export interface SurveyorQuality {
  account_id: string
  name: string
  interviews: number
  visits: number
  median_duration_s: number | null
  refusal_share: number | null
  peers: { surveyors: number; median_duration_s: number | null; refusal_share: number | null }
  notes: QualityNote[]
}

/** A visit with notes; the most noted first. */
export interface NotedVisit {
  record_id: string
  account_id: string
  name: string
  community: NamedArea
  happened_at: string
  notes: string[]
}

export interface Quality {
  interviews: number
  notes: QualityNote[]
  surveyors: SurveyorQuality[]
  visits: NotedVisit[]
}

/** An interview drawn to be asked again, and what came of it; counts are null before. */
export interface BackCheck {
  record_id: string
  surveyor: string
  checker: string
  is_by_lot: boolean
  community: NamedArea
  building: string
  unit: string
  door: string
  outcome: string | null
  compared: number | null
  differ: number | null
}

/** Back-checks of a survey and where the answers differ, by question. */
export interface BackChecks {
  items: BackCheck[]
  mismatches: { path: string; label: Words; compared: number; differ: number }[]
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
  '/surveys/{survey_id}/redraw': { post: Act<Schemas['RedrawView'], OfSurvey> }
  '/surveys/{survey_id}/assignments': {
    get: Get<Schemas['AssignmentsView'], never, OfSurvey>
    put: Post<{ items: { community_code: string; account_ids: string[] }[] }, Schemas['AssignmentsView'], OfSurvey>
  }
  '/surveys/{survey_id}/progress': { get: Get<Progress, { by?: ProgressBy }, OfSurvey> }
  '/surveys/{survey_id}/doors': { get: Get<Page<Door>, { area?: string; surveyor?: string; state?: string; cursor?: string; limit?: number }, OfSurvey> }
  '/surveys/{survey_id}/doors/points': { get: Get<{ items: DoorPlace[] }, never, OfSurvey> }
  '/surveys/{survey_id}/doors/{door_id}/replace': { post: Post<{ reason: string }, Door, OfSurvey & { door_id: string }> }
  '/surveys/{survey_id}/rates': { get: Get<Rates, { by?: string }, OfSurvey> }
  '/surveys/{survey_id}/cross': { get: Get<Cross, { row: string; column: string }, OfSurvey> }
  '/surveys/{survey_id}/quality': { get: Get<Quality, never, OfSurvey> }
  '/surveys/{survey_id}/back-checks': { get: Get<BackChecks, never, OfSurvey>; post: Post<{ account_ids: string[] }, BackChecks, OfSurvey> }
  '/surveys/{survey_id}/surveyors': { get: Get<Schemas['SurveyorList'], never, OfSurvey> }
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

/** Compiles a workbook without keeping it. */
export const checkWorkbook = (file: Blob) => sendFile<FormCheck>('/forms/check', file, XLSX)

/** Keeps a sound workbook as a draft version of its form. */
export const storeWorkbook = (file: Blob) => sendFile<FormVersion>('/forms', file, XLSX)

/** Checks (`isDryRun`) or takes over a table of dwellings; all or nothing. */
export const importFrame = (file: Blob, title: string, isDryRun: boolean) =>
  sendFile<FrameReport>(`/frames/import?${new URLSearchParams({ title, dry_run: String(isDryRun) })}`, file, 'text/csv')
