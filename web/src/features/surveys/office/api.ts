import { bodyOf, clientFor, rawCall } from '@/api/client'
import { sendFile } from '@/api/office'
import type { Page } from '@/api/officeTypes'
import type { Delete, Get, Post } from '@/api/paths'
import type { components } from '@/api/schema.gen'
import type { Form } from '@/forms/engine/form'
import type { Fault } from './forms/faults'
import type { Words } from './words'

type Schemas = components['schemas']

/** What the compiler says about a workbook; nothing is stored. */
export type FormCheck = Omit<Schemas['FormCheckView'], 'definition' | 'sound' | 'errors' | 'warnings'> & { errors: Fault[]; warnings: Fault[]; definition?: Form | null; sound?: Form | null }
export type FormFile = Narrow<Schemas['FormFileView']>
export type PersonQuestion = Schemas['PersonQuestion']
export type FormVersion = Schemas['FormVersionView']
export type FormRow = Schemas['FormView']
export type FormDiff = Schemas['FormDiff']

/** A call that does something and sends nothing. */
interface Act<R, P = never> {
  parameters: { query?: never; path?: P }
  responses: { 200: { content: { 'application/json': R } } }
}
export type OfVersion = { form_id: string; version: string }

export type NamedArea = Schemas['NamedArea']
export type FrameRow = Schemas['FrameRow']
export type FrameDetail = Schemas['FrameDetail']
export type FrameReport = Schemas['FrameReport']
export type RowProblems = Schemas['FrameFaults']
export type Measure = Schemas['Measure'] & { formula: Words }
export type KnownMargin = Schemas['KnownMargin']
export type Design = Schemas['DesignSettings']
export type Quota = Schemas['NewQuota']
export type NewSurvey = Schemas['NewSurvey'] & { measures: Measure[]; quotas: Quota[]; frame_id: string | null; previous_id: string | null; design: Design | null }
export type SurveyState = 'draft' | 'field' | 'closed'
type Kind = Schemas['SurveyKind']
export type SurveyRow = Omit<Schemas['SurveyRow'], 'state' | 'kind'> & { state: SurveyState; kind: Kind }
export type Survey = Omit<Schemas['SurveyView'], 'state' | 'kind' | 'measures'> & { state: SurveyState; kind: Kind; measures: Measure[] }
export type Plan = Schemas['SurveyPlanView']
export type Assignment = Schemas['AssignmentView']
export type Counts = Schemas['ProgressCounts']
export type Progress = Schemas['ProgressView']
export type ProgressBy = 'street' | 'community' | 'surveyor' | 'grid' | 'building'
export type Door = Schemas['DoorView']
export type DoorPlace = Schemas['DoorPoint']

/** A type of the API whose members the server always sends, with narrower ones in their place. */
type Narrow<T, N = unknown> = Omit<Required<T>, keyof N> & N

/** A share as it may be told; numbers that are not told are null, without a draw also interval and verdict. */
export type SurveyRate = Narrow<Schemas['SurveyRate'], { verdict: 'reached' | 'not_reached' | 'not_proven' | null }>
/** A group of a breakdown: an area or an answer. */
export type GroupRate = Narrow<Schemas['GroupRate'], { rate: SurveyRate }>
type Since = Narrow<Schemas['SinceBefore'], { change: 'rose' | 'fell' | 'no_change_shown' }>
export type MeasureRates = Narrow<Schemas['MeasureRates'], { all: SurveyRate; by: GroupRate[]; before: Since | null }>
export type Rates = Narrow<Schemas['SurveyRatesView'], { sampling: 'probability' | 'quota'; measures: MeasureRates[] }>
export type CrossCell = Narrow<Schemas['CellView']>
/** Two questions crossed: weighted shares of each row. */
export type Cross = Narrow<Schemas['CrossView'], { rows: Narrow<Schemas['CrossRow'], { cells: CrossCell[] }>[] }>
export type SurveyorQuality = Narrow<Schemas['SurveyorQuality'], { peers: Narrow<Schemas['SurveyorQuality']['peers']> }>
/** Something to look at in the interviews of a survey; it changes no answer. */
export type QualityNote = Schemas['SurveyorQuality']['notes'][number]
export type NotedVisit = Schemas['NotedVisit']
export type Quality = Narrow<Schemas['QualityView'], { surveyors: SurveyorQuality[] }>
/** An interview drawn to be asked again, and what came of it; counts are null before. */
export type BackCheck = Narrow<Schemas['BackCheckView']>
/** Back-checks of a survey and where the answers differ, by question. */
export type BackChecks = Narrow<Schemas['BackChecksView'], { items: BackCheck[] }>

/** A recording or file that an answer names; null members until it has arrived. */
export type Attachment = Narrow<Schemas['AttachmentView']>

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
  '/surveys/{survey_id}/attachments': { get: Get<Page<Attachment>, { cursor?: string; limit?: number }, OfSurvey> }
  '/surveys/{survey_id}/surveyors': { get: Get<Schemas['SurveyorList'], never, OfSurvey> }
  '/forms': { get: Get<{ items: FormRow[] }> }
  '/forms/{form_id}/versions/{version}': { get: Get<FormVersion & { definition: Form }, never, OfVersion>; delete: Delete<OfVersion> }
  '/forms/{form_id}/versions/{version}/files': { get: Get<{ items: FormFile[] }, never, OfVersion> }
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

const fileAt = ({ form_id, version }: OfVersion, name: string) => `/forms/${form_id}/versions/${encodeURIComponent(version)}/files/${encodeURIComponent(name)}`

/** Gives a draft one of the files that its workbook names. */
export const storeFormFile = async (of: OfVersion, file: File): Promise<FormFile[]> =>
  (await sendFile<{ items: FormFile[] }>(fileAt(of, file.name), file, 'application/octet-stream', 'PUT')).items

/** The address of a picture or sound of a version, to be let go with `URL.revokeObjectURL`. */
export const formFileAddress = async (of: OfVersion, name: string): Promise<string> => URL.createObjectURL(await (await rawCall(fileAt(of, name))).blob())

/** Checks (`isDryRun`) or takes over a table of dwellings; all or nothing. */
export const importFrame = (file: Blob, title: string, isDryRun: boolean) =>
  sendFile<FrameReport>(`/frames/import?${new URLSearchParams({ title, dry_run: String(isDryRun) })}`, file, 'text/csv')
