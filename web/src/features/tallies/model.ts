import type { PackSite } from '@/core/field/pack'
import { wilson, type Share } from '@/core/rates'

/** Something that is observed, as the field pack says it. */
export interface ObservationType {
  code: string
  family: string
  name_zh: string
  name_en: string
  short_zh: string
  short_en: string
  yes_zh: string
  yes_en: string
  no_zh: string
  no_en: string
  rate_zh: string
  rate_en: string
  unit_zh: string
  unit_en: string
  place: string
  target: { share: number; judged_at: number } | null
}

export interface Named {
  code: string
  name_zh: string
  name_en: string
}

/** Part `tallies` of the field pack. */
export interface TallyPart {
  types: ObservationType[]
  families: Named[]
  weather: Named[]
  /** Sites of the own streets: crossings often lie outside the own grid. */
  sites: PackSite[]
  observers: { id: string; name: string }[]
}

/** Where a count is taken: at a known site, or wherever the phone is. */
export interface TallyPlace {
  site_id: string
  name_zh: string
  name_en: string
  lng: number
  lat: number
}

/**
 * A count that is being taken. Every tap is one number: milliseconds since the start, the observation
 * and the side, packed by {@link packTap}; so a count of an hour stays a few kilobytes.
 */
export interface TallyDraft {
  family: string | null
  types: string[]
  place: TallyPlace | null
  weather: string | null
  second_observer: string | null
  note: string
  started_at: number | null
  taps: number[]
  /** Ids of the records to be, by observation: the same when a save is tried again. */
  ids: Record<string, string>
}

export function newDraft(): TallyDraft {
  return { family: null, types: [], place: null, weather: null, second_observer: null, note: '', started_at: null, taps: [], ids: {} }
}

/** Types of one screen at most. */
const SLOTS = 16

export interface Tap {
  after_ms: number
  /** Place of the observation in the draft's list. */
  type: number
  isYes: boolean
}

export function packTap({ after_ms, type, isYes }: Tap): number {
  return (Math.max(0, Math.round(after_ms)) * SLOTS + type) * 2 + (isYes ? 1 : 0)
}

export function readTap(packed: number): Tap {
  const half = Math.floor(packed / 2)
  return { after_ms: Math.floor(half / SLOTS), type: half % SLOTS, isYes: packed % 2 === 1 }
}

export interface Count {
  yes: number
  no: number
}

/** What was counted of each observation, in the order of the draft. */
export function countsOf(draft: Pick<TallyDraft, 'types' | 'taps'>): Count[] {
  const counts = draft.types.map(() => ({ yes: 0, no: 0 }))
  for (const packed of draft.taps) {
    const tap = readTap(packed)
    const count = counts[tap.type]
    if (count) count[tap.isYes ? 'yes' : 'no'] += 1
  }
  return counts
}

export function shareOf({ yes, no }: Count): Share | null {
  return wilson(yes, yes + no)
}

const MINUTE_MS = 60_000
/** Minutes of the small chart. */
export const CHART_MINUTES = 12

/** Counts of one observation by minute, the last twelve, oldest first. */
export function minutesOf(draft: Pick<TallyDraft, 'taps'>, type: number, elapsedMs: number): Count[] {
  const now = Math.floor(Math.max(0, elapsedMs) / MINUTE_MS)
  const first = Math.max(0, now - CHART_MINUTES + 1)
  const minutes = Array.from({ length: now - first + 1 }, () => ({ yes: 0, no: 0 }))
  for (const packed of draft.taps) {
    const tap = readTap(packed)
    const minute = tap.type === type ? minutes[Math.floor(tap.after_ms / MINUTE_MS) - first] : undefined
    if (minute) minute[tap.isYes ? 'yes' : 'no'] += 1
  }
  return minutes
}

/** Counted a minute; null in the first seconds, when it would jump about. */
export function flowOf({ yes, no }: Count, elapsedMs: number): number | null {
  return elapsedMs < 10_000 ? null : ((yes + no) * MINUTE_MS) / elapsedMs
}

/** `12:34`, from an hour on `1:02:03`. */
export function clockOf(elapsedMs: number): string {
  const seconds = Math.max(0, Math.floor(elapsedMs / 1000))
  const two = (value: number) => String(value).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${two(minutes)}:${two(seconds % 60)}`
}

/** A pause of more than this before the end: the person forgot to end, so the count ends with the last tap. */
const FORGOTTEN_MS = 20 * MINUTE_MS
const MOST_MINUTES = 720

/** When the count ended, ms since 1970: now, or with the last tap when nobody ended it for long. */
export function endOf(draft: Pick<TallyDraft, 'started_at' | 'taps'>, now: number): number {
  const started = draft.started_at ?? now
  const last = started + Math.max(0, ...draft.taps.slice(-1).map((tap) => readTap(tap).after_ms))
  return now - last > FORGOTTEN_MS && draft.taps.length > 0 ? last : now
}

/** Minutes from start to end with two decimals, more than 0 and at most half a day. */
export function minutesBetween(from: number, to: number): number {
  const minutes = Math.round(((to - from) / MINUTE_MS) * 100) / 100
  return Math.min(MOST_MINUTES, Math.max(0.01, minutes))
}

/** The payload of one observation as the server takes it. */
export function payloadOf(draft: TallyDraft, at: number, minutes: number): Record<string, unknown> {
  const { yes, no } = countsOf(draft)[at] ?? { yes: 0, no: 0 }
  return {
    type: draft.types[at],
    minutes,
    numerator: yes,
    denominator: yes + no,
    ...(draft.weather ? { weather: draft.weather } : {}),
    ...(draft.second_observer ? { second_observer: draft.second_observer } : {}),
  }
}

/** True while nothing would be lost by throwing the draft away. */
export function isEmptyDraft(draft: TallyDraft): boolean {
  return draft.started_at === null && draft.note.trim() === ''
}

/** What of a stored count can be set right. */
export const MENDABLE = ['numerator', 'denominator', 'minutes'] as const
export type Mendable = (typeof MENDABLE)[number]

/** The figure that a refusal names; the first where it names none. */
export const mendField = (pointer: string | null | undefined): Mendable => MENDABLE.find((name) => pointer === `/payload/${name}`) ?? 'numerator'
