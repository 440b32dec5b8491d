import type { Envelope } from '@/api/types'
import type { StoredDraft, StoredRecord } from '@/core/db'
import type { Answers } from '@/forms/engine/session'
import type { Form, FormNode } from '@/forms/engine/form'
import { isUnseen, nameOf } from '@/forms/engine/form'
import type { RunState, Sealed } from '@/forms/run'

export const KIND = 'survey_visit'

export type Disposition = 'interview' | 'partial' | 'refused' | 'not_home' | 'later' | 'no_such_dwelling' | 'vacant' | 'language' | 'unsafe'
export type DayPart = 'morning' | 'afternoon' | 'evening'
export const DAY_PARTS: readonly DayPart[] = ['morning', 'afternoon', 'evening']

export interface CallBack {
  day: string
  part: DayPart
}

export interface PackVisit {
  record_id: string
  no: number
  disposition: Disposition
  at: string
  by_me: boolean
  call_back: CallBack | null
}

/** A drawn door as the field pack says it. */
export interface Door {
  id: string
  code: string
  building: string
  unit: string
  door: string
  floor: number | null
  order: number
  community_code: string
  community_zh: string
  community_en: string
  /** The household has its handbook. */
  handbook: boolean
  visits: PackVisit[]
  /** A short second interview by another person. */
  back_check_of?: string
  form_id?: string
  form_version?: string
  /** Paths of the only questions that a back-check asks. */
  ask?: string[]
}

export interface Quota {
  id: string
  area_code: string
  area_zh: string
  area_en: string
  /** Answers that a person of this cell gives, by question. */
  groups: Record<string, string>
  target: number
  done: number
}

export interface Survey {
  id: string
  title: { zh: string; en: string }
  kind: 'household' | 'intercept'
  from: string
  to: string
  form_id: string
  form_version: string
  visits_max: number
  doors: Door[]
  quotas: Quota[]
}

/** Part `surveys` of the field pack. */
export interface SurveyPart {
  surveys: Survey[]
  forms: PackedForm[]
}

/** A version of a questionnaire, and the pictures and sounds that it shows. */
export interface PackedForm {
  form_id: string
  version: string
  definition: Form
  files?: { name: string; sha256: string; media_type: string; size_bytes: number }[]
}

type Position = { lng: number; lat: number; accuracy_m: number } | null

/** A visit that is being made. The answers lie in `run`. */
export interface VisitDraft {
  survey_id: string
  door_id: string | null
  quota_id: string | null
  visit_no: number
  form_id: string
  form_version: string
  started_at: string
  started_position: Position
  has_handbook: boolean
  run: RunState | null
  photos: { sha256: string; taken_at: string }[]
  back_check_of?: string
  /** Put off to another day: it goes on as the next visit. */
  waits?: boolean
}

export interface VisitPayload extends Omit<VisitDraft, 'run' | 'photos' | 'form_id' | 'form_version' | 'waits' | 'back_check_of'> {
  back_check_of?: string | undefined
  form_id?: string
  form_version?: string
  disposition: Disposition
  call_back: CallBack | null
  language?: string
  answers: Sealed['values'] | null
  repeats: Sealed['repeats'] | null
  timings: Sealed['timings'] | null
  ended_at: string
  ended_position: Position
}

export const payloadOf = ({ payload }: Envelope): VisitPayload => payload as unknown as VisitPayload

/** A visit of a door, by anybody. */
export interface Visit {
  no: number
  disposition: Disposition
  at: string
  call_back: CallBack | null
  /** On this phone. */
  record?: StoredRecord
}

/** Records of visits on this phone, oldest first; what was corrected is left out. */
export function visitRecords(records: readonly StoredRecord[]): StoredRecord[] {
  const corrected = new Set(records.map((one) => one.envelope.corrects))
  return records
    .filter((one) => one.envelope.kind === KIND && one.server_state !== 'superseded' && !corrected.has(one.id))
    .sort((a, b) => a.saved_at - b.saved_at)
}

/** Visits by door, the oldest first: what the pack knew, and what this phone recorded. */
export function visitsByDoor(survey: Survey, records: readonly StoredRecord[]): Map<string, Visit[]> {
  const here = new Set(records.flatMap((one) => [one.id, one.envelope.corrects]))
  const byDoor = new Map(survey.doors.map((door) => [door.id, door.visits.filter((visit) => !here.has(visit.record_id)) as Visit[]]))
  for (const record of visitRecords(records)) {
    const { survey_id, door_id, visit_no, disposition, started_at, call_back } = payloadOf(record.envelope)
    const visits = survey_id === survey.id && door_id ? byDoor.get(door_id) : undefined
    visits?.push({ no: visit_no, disposition, at: started_at, call_back, record })
  }
  for (const visits of byDoor.values()) visits.sort((a, b) => a.no - b.no || Date.parse(a.at) - Date.parse(b.at))
  return byDoor
}

/** Where a door stands: `begun` has an interview left unfinished, `none` needs no further visit. */
export type DoorState = 'todo' | 'begun' | 'again' | 'done' | 'refused' | 'none'

const AGAIN: readonly Disposition[] = ['not_home', 'later', 'language']

export function stateOf(visits: readonly Visit[], most: number, isBegun: boolean): DoorState {
  const last = visits[visits.length - 1]
  if (isBegun) return 'begun'
  if (!last) return 'todo'
  if (last.disposition === 'interview' || (last.disposition === 'partial' && !last.call_back)) return 'done'
  if (last.disposition === 'refused') return 'refused'
  return (AGAIN.includes(last.disposition) || last.disposition === 'partial') && visits.length < most ? 'again' : 'none'
}

/** A door with all that this phone knows of it. */
export interface DoorNow {
  door: Door
  visits: Visit[]
  state: DoorState
  draft: StoredDraft | undefined
}

/** Doors in walking order. */
export function doorsNow(survey: Survey, records: readonly StoredRecord[], drafts: readonly StoredDraft[]): DoorNow[] {
  const visits = visitsByDoor(survey, records)
  const begun = new Map(drafts.filter((one) => one.kind === KIND).map((one) => [(one.data as VisitDraft).door_id, one]))
  return [...survey.doors]
    .sort((a, b) => a.order - b.order)
    .map((door) => {
      const made = visits.get(door.id) ?? []
      const draft = begun.get(door.id)
      return { door, visits: made, draft, state: stateOf(made, survey.visits_max, draft !== undefined && !(draft.data as VisitDraft).waits) }
    })
}

export const countOf = (doors: readonly DoorNow[], ...states: DoorState[]): number => doors.filter((one) => states.includes(one.state)).length

export const buildingKey = (door: Door): string => `${door.community_code}-${door.building}`

/** Buildings in walking order. */
export function buildingsOf(doors: readonly DoorNow[]): { key: string; first: Door; doors: DoorNow[] }[] {
  const found = new Map<string, DoorNow[]>()
  for (const one of doors) {
    const key = buildingKey(one.door)
    found.set(key, [...(found.get(key) ?? []), one])
  }
  return [...found].flatMap(([key, inside]) => (inside[0] ? [{ key, first: inside[0].door, doors: inside }] : []))
}

/** The door to go to next: where an interview was left, else the first not visited, else a call-back that is due. */
export function nextDoor(doors: readonly DoorNow[], today: string): DoorNow | undefined {
  const isDue = ({ state, visits }: DoorNow) => {
    const day = visits[visits.length - 1]?.call_back?.day
    return state === 'again' && (day === undefined || day <= today)
  }
  return doors.find((one) => one.state === 'begun') ?? doors.find((one) => one.state === 'todo') ?? doors.find(isDue)
}

/** Columns of doors that a phone of 360 px shows side by side. */
const MOST_COLUMNS = 6

/** A building as it stands: floors from above, in each unit its columns; null where no drawn door lies. */
export function stairwell(doors: readonly DoorNow[]): { units: { name: string; columns: number }[]; floors: { floor: number; cells: (DoorNow | null)[][] }[] } {
  const floorOf = ({ door }: DoorNow) => door.floor ?? (Math.floor(Number.parseInt(door.door, 10) / 100) || 1)
  const columnOf = (one: DoorNow) => {
    const { door } = one.door
    const floor = String(floorOf(one))
    return door.startsWith(floor) && door.length > floor.length ? door.slice(floor.length) : door
  }
  const inOrder = (a: string, b: string) => a.localeCompare(b, undefined, { numeric: true })
  const units = [...new Set(doors.map((one) => one.door.unit))].sort(inOrder)
  const columnsOf = (inside: readonly DoorNow[]) => [...new Set(inside.map(columnOf))].sort(inOrder)
  const all = columnsOf(doors)
  // Every unit shows the same columns while they fit the screen, else those with a drawn door.
  const columns = units.map((unit) => (all.length * units.length <= MOST_COLUMNS ? all : columnsOf(doors.filter((one) => one.door.unit === unit))))
  const floors = [...new Set(doors.map(floorOf))].sort((a, b) => b - a)
  const highest = floors[0] ?? 0
  // A low house is drawn whole, of a tower only the floors with a drawn door.
  const shown = highest > 0 && highest <= 9 ? Array.from({ length: highest }, (_, at) => highest - at) : floors
  return {
    units: units.map((name, unit) => ({ name, columns: columns[unit]?.length ?? 0 })),
    floors: shown.map((floor) => ({
      floor,
      cells: units.map((name, unit) => (columns[unit] ?? []).map((column) => doors.find((one) => one.door.unit === name && floorOf(one) === floor && columnOf(one) === column) ?? null)),
    })),
  }
}

// ---- call-backs --------------------------------------------------------------------------------

const ENDS: Record<DayPart, number> = { morning: 12, afternoon: 18, evening: 24 }

export const partOf = (hour: number): DayPart => (hour < 12 ? 'morning' : hour < 18 ? 'afternoon' : 'evening')

/** A slot of the next days: `past` or `used` cannot be taken, `fresh` is another day and another part than all visits. */
export type Slot = 'past' | 'used' | 'free' | 'fresh'

/** What a slot is worth; `now` and the visits as local day and hour of the city. */
export function slotOf(day: string, part: DayPart, now: { day: string; hour: number }, made: readonly { day: string; part: DayPart }[]): Slot {
  if (made.some((one) => one.day === day && one.part === part)) return 'used'
  if (day < now.day || (day === now.day && now.hour >= ENDS[part])) return 'past'
  return made.some((one) => one.day === day || one.part === part) ? 'free' : 'fresh'
}

// ---- answers -----------------------------------------------------------------------------------

const NAMED = new Set(['dwelling_code', 'visit_date', 'attempt_no'])
const PLACES = new Set(['geopoint', 'start_geopoint'])

/** Questions that the visit itself answers; they are filled in and never stored with the answers. */
export function bindsOf(code: string, day: string, visitNo: number, ask?: readonly string[]): (node: FormNode) => string | undefined {
  const known: Record<string, string> = { dwelling_code: code, visit_date: day, attempt_no: String(visitNo) }
  return (node) => {
    const name = nameOf(node)
    if (NAMED.has(name)) return known[name]
    const isLeftOut = ask !== undefined && node.kind !== 'group' && !isUnseen(node.kind) && !ask.includes(node.path)
    return PLACES.has(node.kind) || isLeftOut ? '' : undefined
  }
}

const CONSENT: Record<string, Disposition> = { refuse: 'refused', refused: 'refused', no: 'refused', disagree: 'refused', not_home: 'not_home', later: 'later', language: 'language' }

/** How an interview ended, by the form's own question of consent. */
export function endOf(values: Sealed['values']): Disposition {
  return CONSENT[String(values.consent ?? '')] ?? 'interview'
}

export const asksConsent = (form: Form): boolean => form.nodes.some((node) => nameOf(node) === 'consent')

/** The state of a filling whose answers were stored before, at its first question. */
export function runOf(form: Form, { answers, repeats, language, started_at }: VisitPayload): RunState {
  const stored: Answers = { form: form.form, version: form.version, language: language ?? form.default_language, values: answers ?? {}, repeats: repeats ?? {} }
  const first = form.nodes.find((node) => node.parent === 0)
  return { answers: stored, at: first?.path ?? '', typed: {}, timings: {}, begun_at: Date.parse(started_at), seed: 1 }
}

/** The question that a problem points at. */
export function questionAt(pointer: string): string | undefined {
  const found = /^\/payload\/answers\/(.+)$/.exec(pointer)?.[1]
  return found?.replace(/~1/g, '/').replace(/~0/g, '~')
}

const CORRECT_MS = 24 * 3600_000

/** True while the surveyor may still send a correction: for a day after the server received it. */
export function mayCorrect(record: StoredRecord | undefined, now: number): boolean {
  return record?.state === 'sent' && record.sent_at !== undefined && now - record.sent_at < CORRECT_MS
}

/** Interviews of a quota cell: what the pack knew, and what this phone has not sent yet or sent since. */
export function quotaDone(quota: Quota, records: readonly StoredRecord[], packAt: number): number {
  const isNew = (one: StoredRecord) => one.state !== 'sent' || (one.sent_at ?? 0) > packAt
  return quota.done + visitRecords(records).filter((one) => payloadOf(one.envelope).quota_id === quota.id && payloadOf(one.envelope).disposition === 'interview' && !one.envelope.corrects && isNew(one)).length
}
