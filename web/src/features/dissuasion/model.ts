import type { Envelope, Outcome } from '@/api/types'
import type { StoredRecord } from '@/core/db'
import { distanceM, distanceToPieceM } from '@/core/geo/geometry'
import { localDay } from '@/core/i18n/format'
import { wilson, type Share } from '@/core/rates'
import type { DutyPart, Place, ShiftCard } from './wire'

/** Outcomes that stand open on the counter; the others are behind one tap. */
export const FIRST_OUTCOMES = ['corrected', 'accepted', 'ignored', 'refused', 'left_before']
export const LATER_OUTCOMES = ['argued', 'referred', 'repeat_offender']
/** Nobody was spoken to, or nobody could be: out of the success rate. */
const NOT_JUDGED = new Set(['left_before', 'no_contact'])
const NO_CONTACT = 'no_contact'
export const HANDBOOK = 'handbook'
const MOST_COUNT = 9999
const MOST_UNDO = 500
/** Further off than this is noted for the leader; it never blocks. */
export const FAR_M = 200

/** A shift whose id the phone made. */
export interface AdHoc {
  name: string
  team_id?: string
  site_code?: string
  place_name?: string
  lng: number
  lat: number
  starts_at: string
  planned_minutes: number
}

export interface Counter {
  category: string
  outcome: string
  count: number
}

export interface Handout {
  item: string
  count: number
  taken?: number
}

type Tap = { of: 'contact'; category: string; outcome: string; by: number } | { of: 'handout'; item: string; by: number }

/** Where and when somebody checked in or out. */
export interface Check {
  at: number
  distance_m: number | null
}

/** A shift as it runs on this phone; kept after every tap. */
export interface ShiftState {
  shift_id: string
  title: string
  place: string
  place_en: string
  line: [number, number][]
  starts_at: string
  ends_at: string
  team_id: string | null
  ad_hoc: AdHoc | null
  /** Milliseconds since 1970; set with the check-in. */
  started_at: number | null
  check_in: Check | null
  check_out: Check | null
  members: string[]
  others: number
  counters: Counter[]
  categories: string[]
  category: string | null
  handouts: Handout[]
  taps: Tap[]
  note: string
}

/** A shift of the plan as it begins on this phone: everybody on the roster is thought present. */
export function stateOf(card: ShiftCard, me: string): ShiftState {
  return {
    shift_id: card.id,
    title: card.name,
    place: card.place.name_zh,
    place_en: card.place.name_en,
    line: card.place.line,
    starts_at: card.starts_at,
    ends_at: card.ends_at,
    team_id: card.team_id,
    ad_hoc: null,
    started_at: null,
    check_in: null,
    check_out: null,
    members: [me],
    others: 0,
    counters: [],
    categories: [],
    category: null,
    handouts: [],
    taps: [],
    note: '',
  }
}

/** A shift that nobody planned. */
export function adHocState(id: string, made: AdHoc, names: { zh: string; en: string }, me: string, ends_at: string): ShiftState {
  const card: ShiftCard = {
    id, version: 0, name: made.name, team_id: made.team_id ?? null, team_name: null, plan_id: null, day: '', starts_at: made.starts_at, ends_at,
    state: 'planned', called_off_reason: null, is_ad_hoc: true, area_code: '', area_name_zh: '', area_name_en: '', needed: 1, on_roster: 1, am_i_on: true, roster: [me],
    place: { kind: 'point', code: made.site_code ?? null, name_zh: names.zh, name_en: names.en, line: [[made.lng, made.lat]] },
  }
  return { ...stateOf(card, me), ad_hoc: made }
}

/** Metres from a position to the nearest point of a place; null without a position. */
export function distanceTo(line: Place['line'], from: { lng: number; lat: number } | null): number | null {
  const [first] = line
  if (!from || !first) return null
  let least = distanceM(from, { lng: first[0], lat: first[1] })
  for (let at = 1; at < line.length; at += 1) {
    const [a, b] = [line[at - 1], line[at]]
    if (a && b) least = Math.min(least, distanceToPieceM([from.lng, from.lat], a, b))
  }
  return least
}

const clamp = (value: number) => Math.min(MOST_COUNT, Math.max(0, value))

function changed(state: ShiftState, tap: Tap): ShiftState {
  if (tap.of === 'handout') {
    const before = state.handouts.find((one) => one.item === tap.item) ?? { item: tap.item, count: 0 }
    const after = { ...before, count: clamp(before.count + tap.by) }
    return { ...state, handouts: [...state.handouts.filter((one) => one.item !== tap.item), after] }
  }
  const { category, outcome } = tap
  const same = (one: Counter) => one.category === category && one.outcome === outcome
  const count = clamp((state.counters.find(same)?.count ?? 0) + tap.by)
  const others = state.counters.filter((one) => !same(one))
  return { ...state, counters: count > 0 ? [...others, { category, outcome, count }] : others }
}

/** Counts one tap; a tap that changes nothing is not remembered. */
export function counted(state: ShiftState, tap: Tap): ShiftState {
  const next = changed(state, tap)
  const isSame = JSON.stringify([next.counters, next.handouts]) === JSON.stringify([state.counters, state.handouts])
  return isSame ? state : { ...next, taps: [...state.taps, tap].slice(-MOST_UNDO) }
}

/** Takes back the last tap of any kind. */
export function undone(state: ShiftState): ShiftState {
  const last = state.taps.at(-1)
  if (!last) return state
  return { ...changed(state, { ...last, by: -last.by }), taps: state.taps.slice(0, -1) }
}

export function countOf(state: ShiftState, category: string, outcome: string): number {
  return state.counters.find((one) => one.category === category && one.outcome === outcome)?.count ?? 0
}

export function countOfCategory(state: ShiftState, category: string): number {
  return state.counters.filter((one) => one.category === category).reduce((sum, one) => sum + one.count, 0)
}

export function handoutsOf(state: ShiftState, item: string): Handout {
  return state.handouts.find((one) => one.item === item) ?? { item, count: 0 }
}

/** The incidents of this phone that were logged in a shift. */
export function incidentsIn(shiftId: string, records: readonly StoredRecord[]): StoredRecord[] {
  return records.filter((record) => record.envelope.kind === 'incident' && record.envelope.shift_id === shiftId && record.server_state !== 'superseded')
}

export interface Contacts {
  /** People spoken to, or who left first. */
  people: number
  judged: number
  succeeded: number
  share: Share | null
}

/** People of a shift: those on the counter and one for each incident logged meanwhile. */
export function contactsOf(state: ShiftState, incidents: readonly StoredRecord[], outcomes: readonly Outcome[]): Contacts {
  const logged = incidents.map((one) => ({ outcome: String(one.envelope.payload.outcome ?? NO_CONTACT), count: 1 }))
  const all = [...state.counters, ...logged].filter((one) => one.outcome !== NO_CONTACT)
  const succeeds = new Set(outcomes.filter((one) => Boolean(one.counts_as_success)).map((one) => one.code))
  const sum = (rows: { count: number }[]) => rows.reduce((total, one) => total + one.count, 0)
  const judged = all.filter((one) => !NOT_JUDGED.has(one.outcome))
  const [n, of] = [sum(judged.filter((one) => succeeds.has(one.outcome))), sum(judged)]
  return { people: sum(all), judged: of, succeeded: n, share: wilson(n, of) }
}

/** Whole minutes between check-in and check-out, or until now. */
export function minutesOf(state: ShiftState, now: number): number {
  if (state.started_at === null) return 0
  return Math.max(0, Math.floor(((state.check_out?.at ?? now) - state.started_at) / 60_000))
}

/** A running clock, `42:18` or `1:02:03`. */
export function clockWords(ms: number): string {
  const all = Math.max(0, Math.floor(ms / 1000))
  const two = (value: number) => String(value).padStart(2, '0')
  const [h, m, s] = [Math.floor(all / 3600), Math.floor((all % 3600) / 60), all % 60]
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${two(m)}:${two(s)}`
}

/** Payload of a check; it travels at once. */
export function checkPayload(state: ShiftState, direction: 'in' | 'out'): Record<string, unknown> {
  return { shift: state.shift_id, direction, ...(state.ad_hoc ? { ad_hoc: state.ad_hoc } : {}) }
}

/** Payload of the report at the end. */
export function reportPayload(state: ShiftState): Record<string, unknown> {
  return {
    shift: state.shift_id,
    members: state.members,
    others: state.others,
    counters: state.counters,
    handouts: state.handouts.filter((one) => one.count > 0 || one.taken),
    ...(state.ad_hoc ? { ad_hoc: state.ad_hoc } : {}),
  }
}

/** The state that would make this report again, for mending. */
export function stateOfReport(envelope: Envelope, card: ShiftCard | null, me: string): ShiftState {
  const payload = envelope.payload as { shift: string; members: string[]; others: number; counters: Counter[]; handouts: Handout[]; ad_hoc?: AdHoc }
  const at = Date.parse(envelope.captured_at)
  const made = payload.ad_hoc ?? { name: card?.name ?? '', lng: 0, lat: 0, starts_at: envelope.captured_at, planned_minutes: 60 }
  const base = card ? stateOf(card, me) : adHocState(payload.shift, made, { zh: made.place_name ?? '', en: made.place_name ?? '' }, me, envelope.captured_at)
  const { members, others, counters, handouts, ad_hoc } = payload
  const categories = [...new Set(counters.map((one) => one.category))]
  const done = { at, distance_m: null }
  return { ...base, shift_id: payload.shift, ad_hoc: ad_hoc ?? null, started_at: at, check_in: done, check_out: done, members, others, counters, handouts, categories, category: categories[0] ?? null, note: envelope.note ?? '' }
}

const EMPTY: DutyPart = {
  days: { from: '', to: '' }, me: '', late_distance_m: FAR_M, teams: [], shifts: [],
  hours: { year: 0, confirmed_min: 0, waiting_min: 0 }, certificates: [], handouts: [],
}

/** The part of the field pack, whatever came. */
export function dutyIn(part: unknown): DutyPart {
  return { ...EMPTY, ...((part ?? {}) as Partial<DutyPart>) }
}

/** The shifts that concern the person today and are not over, the next first; a shift past its end stays for three hours. */
export function shiftsToday(duty: DutyPart, now: number): ShiftCard[] {
  const today = localDay(now)
  return duty.shifts
    .filter((one) => one.state === 'planned' && one.am_i_on && localDay(one.starts_at) === today && Date.parse(one.ends_at) + 3 * 3600_000 > now)
    .sort((a, b) => (a.starts_at < b.starts_at ? -1 : 1))
}

/** Certificates on the way: the last one reached, the next one, and how much of the way is done (0–1). */
export function certificateWay(minutes: number, certificates: readonly { hours: number }[]): { reached: number | null; next: number | null; share: number } {
  const steps = certificates.map((one) => one.hours).sort((a, b) => a - b)
  const hours = minutes / 60
  const reached = steps.filter((one) => one <= hours).at(-1) ?? null
  const next = steps.find((one) => one > hours) ?? null
  const from = reached ?? 0
  return { reached, next, share: next === null ? 1 : (hours - from) / (next - from) }
}
