import { bodyOf, clientFor } from '@/api/client'
import { sendFile } from '@/api/office'
import type { DocumentPaths } from '@/api/paths'
import type { components } from '@/api/schema.gen'

type Schemas = components['schemas']
export type Round = Schemas['RoundView']
export type NewRound = Schemas['NewRound']
export type Frame = Schemas['FrameView']
export type RubricRow = Schemas['RubricRow']
export type Rubric = Schemas['RubricView']
export type RubricReport = Schemas['RubricReport']
export type Item = Schemas['ItemView']
export type Score = Schemas['ScoreView']
export type Scores = Schemas['ScoresView']
export type Losses = Schemas['LossList']
export type ResultRow = Schemas['ResultRow']
export type SiteResult = Schemas['ResultView']
export type ItemResult = Schemas['ItemResult']
export type Answer = Schemas['AnswerView']
export type Inspector = Schemas['InspectorView']
export type RoundSite = Schemas['RoundSiteView']
export type Assignment = DocumentPaths['/inspections/rounds/{round_id}/assignments']['get']['responses'][200]['content']['application/json']['items'][number]

/** Calls of the inspection pages of the office; throws like the client. */
export const inspectApi = clientFor<DocumentPaths>()
export { bodyOf }

export const atRound = (round_id: string) => ({ params: { path: { round_id } } })

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Checks (`isDryRun`) or takes over a table of items as a new version; all or nothing. */
export function importRubric(file: File, title_zh: string, title_en: string, isDryRun: boolean): Promise<RubricReport> {
  const query = new URLSearchParams({ title_zh, title_en, dry_run: String(isDryRun) })
  return sendFile(`/inspections/rubrics/import?${query}`, file, file.name.endsWith('.xlsx') ? XLSX : 'text/csv')
}
