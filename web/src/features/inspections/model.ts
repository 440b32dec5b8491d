import type { Envelope } from '@/api/types'
import type { StoredDraft, StoredRecord } from '@/core/db'
import type { CaptureDraft } from '@/core/field/capture'

export const KIND = 'site_inspection'

/** How an item is answered and what its answer earns. */
export type ItemKind = 'yes_no' | 'count_minimum' | 'sample' | 'no_occurrence' | 'penalty_each'

/** One thing to look at. Weights and penalties are points with at most two decimals. */
export interface Item {
  code: string
  kind: ItemKind
  text_zh: string
  text_en: string
  weight: number
  is_veto: boolean
  may_be_not_applicable: boolean
  needs_photo: boolean
  minimum?: number | null
  wanted_percent?: number | null
  penalty?: number | null
  counted_zh?: string | null
  counted_en?: string | null
}

export interface RouteSite {
  /** The site in this round. */
  id: string
  site_id: string
  code: string
  name_zh: string
  name_en: string
  site_type: string
  lng: number
  lat: number
  area_code: string
  area_zh: string
  area_en: string
  order: number
  is_done: boolean
  last_score?: number | null
}

export interface Round {
  id: string
  kind_zh: string
  kind_en: string
  title_zh: string
  title_en: string
  from: string
  to: string
  rubric_id: string
  makes_cases: 'never' | 'by_tap' | 'by_rule'
  sites: RouteSite[]
}

/** What the phone was given: rounds in the field with the person's own sites, and the items of their types. */
export interface InspectionPart {
  rounds: Round[]
  rubrics: { id: string; number: number; types: { code: string; name_zh: string; name_en: string; items: Item[] }[] }[]
}

/** What was said about one item; nothing yet without an answer. */
export interface Line {
  answer?: 'pass' | 'fail' | 'not_applicable' | 'counted'
  count?: number
  good?: number
  seen?: number
  note?: string
  makes_case?: boolean
}

export interface InspectionDraft extends CaptureDraft {
  round_site_id: string
  site_id: string
  rubric_id: string
  started_at: string
  lines: Record<string, Line>
}

/** A site with its round and its items. */
export interface Task {
  round: Round
  site: RouteSite
  type: { name_zh: string; name_en: string }
  items: Item[]
}

export function taskOf(part: InspectionPart | null, roundSiteId: string): Task | null {
  for (const round of part?.rounds ?? []) {
    const site = round.sites.find((one) => one.id === roundSiteId)
    const type = site && part?.rubrics.find((one) => one.id === round.rubric_id)?.types.find((one) => one.code === site.site_type)
    if (site && type) return { round, site, type, items: type.items }
  }
  return null
}

/** Whether the line says all that its item asks. */
export function isAnswered(item: Item, { answer, count, good, seen }: Line = {}): boolean {
  if (answer !== 'counted') return answer !== undefined
  if (item.kind === 'sample') return good !== undefined && seen !== undefined && seen > 0 && good <= seen
  return count !== undefined
}

const hundredths = (points: number) => Math.round(points * 100)

/** The share of a sample in hundredths of a point, rounded half up as the service does. */
function sampled(weight: number, wanted: number, { good = 0, seen = 0 }: Line): number {
  if (seen === 0) return 0
  return Math.min(weight, Math.floor((2 * weight * good * 100 + seen * wanted) / (2 * seen * wanted)))
}

/** What an answered item earns in hundredths of a point; null for what does not apply or is not answered. */
export function earned(item: Item, line: Line = {}): number | null {
  if (!isAnswered(item, line) || line.answer === 'not_applicable') return null
  const weight = hundredths(item.weight)
  const penalty = hundredths(item.penalty ?? 0)
  const { count = 0 } = line
  const missing = Math.max(0, (item.minimum ?? 1) - count)
  switch (item.kind) {
    case 'yes_no':
      return line.answer === 'pass' ? weight : 0
    case 'sample':
      return sampled(weight, item.wanted_percent ?? 100, line)
    case 'no_occurrence':
      return count === 0 ? weight : 0
    case 'penalty_each':
      return Math.max(0, weight - penalty * count)
    case 'count_minimum':
      return missing === 0 ? weight : penalty === 0 ? 0 : Math.max(0, weight - penalty * missing)
  }
}

/** How an item stands: open, fully earned, failed, or not applicable. */
export type Standing = 'open' | 'good' | 'failed' | 'not_applicable'

export function standing(item: Item, line?: Line): Standing {
  if (!isAnswered(item, line)) return 'open'
  const points = earned(item, line)
  if (points === null) return 'not_applicable'
  return points < hundredths(item.weight) ? 'failed' : 'good'
}

/** The score so far over what was checked, in points. */
export function runningScore(items: readonly Item[], lines: Record<string, Line>): { earned: number; of: number; answered: number; isVetoed: boolean } {
  let [sum, of, answered, isVetoed] = [0, 0, 0, false]
  for (const item of items) {
    if (isAnswered(item, lines[item.code])) answered += 1
    const points = earned(item, lines[item.code])
    if (points === null) continue
    sum += points
    of += hundredths(item.weight)
    if (item.is_veto && points === 0) isVetoed = true
  }
  return { earned: isVetoed ? 0 : sum / 100, of: of / 100, answered, isVetoed }
}

/** Whether an item asks for a photo that is not there. */
export function lacksPhoto(item: Item, draft: InspectionDraft): boolean {
  return item.needs_photo && standing(item, draft.lines[item.code]) === 'failed' && !draft.photos.some((photo) => photo.part === item.code)
}

/** The first item that is not yet as the service wants it; null when all are. */
export function nextItem(items: readonly Item[], draft: InspectionDraft): Item | null {
  return items.find((item) => !isAnswered(item, draft.lines[item.code])) ?? items.find((item) => lacksPhoto(item, draft)) ?? null
}

export const newDraft = (): InspectionDraft => ({ note: '', place: { by: 'gps' }, photos: [], round_site_id: '', site_id: '', rubric_id: '', started_at: '', lines: {} })

export const isEmptyDraft = ({ lines }: InspectionDraft): boolean => Object.keys(lines).length === 0

/** The payload as it travels: each answered item with its photos; a number is there only where it was asked for. */
export function payloadOf({ round_site_id, rubric_id, started_at, lines, photos }: InspectionDraft): Record<string, unknown> {
  const items = Object.entries(lines).flatMap(([code, { answer, count, good, seen, note = '', makes_case }]) => {
    if (answer === undefined) return []
    const numbers = answer === 'counted' ? { count, good, seen } : {}
    const own = photos.filter((photo) => photo.part === code).map((photo) => photo.sha256)
    return [{ code, answer, ...numbers, ...(note.trim() ? { note: note.trim() } : {}), photos: own, make_case: makes_case === true }]
  })
  return { round_site_id, rubric_id, started_at, items }
}

interface SentItem extends Omit<Line, 'makes_case'> {
  code: string
  photos?: string[]
  make_case?: boolean
}

/** The draft that a record was made from, for mending. */
export function draftOf(envelope: Envelope): InspectionDraft {
  const { round_site_id, rubric_id, started_at, items } = envelope.payload as { round_site_id: string; rubric_id: string; started_at: string; items: SentItem[] }
  const lines = Object.fromEntries(items.map(({ code, answer, count, good, seen, note, make_case }) => [code, { answer, count, good, seen, note, makes_case: make_case === true }]))
  const photos = envelope.photos.flatMap(({ sha256, taken_at }) => items.filter((item) => item.photos?.includes(sha256)).map(({ code }) => ({ sha256, taken_at, part: code })))
  return { note: envelope.note ?? '', place: { by: 'gps' }, photos, round_site_id, site_id: envelope.site_id ?? '', rubric_id, started_at, lines }
}

/** A stop of the route as it stands on this phone. */
export interface Stop {
  site: RouteSite
  state: 'to_do' | 'begun' | 'done' | 'attention'
  /** The draft to go on with, or the refused record to mend. */
  query: { site: string; draft?: string; mend?: string }
}

/** The sites of a round in the order of the way. What was sent before the pack was fetched is for the pack to say. */
export function stopsOf(round: Round, records: readonly StoredRecord[], drafts: readonly StoredDraft[], packAt: number): Stop[] {
  const own = records.filter((record) => record.envelope.kind === KIND)
  return [...round.sites].sort((a, b) => a.order - b.order).map((site): Stop => {
    const made = own.filter((record) => record.envelope.payload.round_site_id === site.id)
    const refused = made.find((record) => record.state === 'refused')
    const query = { site: site.id }
    if (refused) return { site, state: 'attention', query: { ...query, mend: refused.id } }
    if (site.is_done || made.some((record) => record.state !== 'sent' || (record.sent_at ?? 0) > packAt)) return { site, state: 'done', query }
    const begun = drafts.find((draft) => draft.kind === KIND && (draft.data as InspectionDraft).round_site_id === site.id)
    return begun ? { site, state: 'begun', query: { ...query, draft: begun.id } } : { site, state: 'to_do', query }
  })
}
