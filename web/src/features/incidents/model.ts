import type { Category, Envelope } from '@/api/types'
import type { CaptureDraft } from '@/core/field/capture'
import { placeOf } from '@/core/field/place'

/** Longest note the server takes, in characters. */
export const NOTE_MOST = 2000
export const COUNT_MOST = 999

/** What of an incident is kept while it is being written. Photos lie beside it. */
export interface IncidentDraft extends CaptureDraft {
  category: string | null
  count: number
  outcome: string | null
}

export function newDraft(): IncidentDraft {
  return { category: null, count: 1, outcome: null, note: '', place: { by: 'gps' }, photos: [] }
}

export function isEmptyDraft(draft: IncidentDraft): boolean {
  return draft.category === null && draft.note.trim() === '' && draft.outcome === null && draft.photos.length === 0
}

/** What an incident says of dissuasion when the person says nothing: only recorded. */
const ONLY_RECORDED = 'no_contact'

/** The payload of an incident as the server takes it. */
export function payloadOf(draft: Pick<IncidentDraft, 'category' | 'count' | 'outcome'>): Record<string, unknown> {
  return {
    category: draft.category,
    count: draft.count,
    outcome: draft.outcome ?? ONLY_RECORDED,
  }
}

/** The draft that would make this record again, for mending. */
export function draftOf(envelope: Envelope): IncidentDraft {
  const { payload } = envelope
  return {
    category: typeof payload.category === 'string' ? payload.category : null,
    count: typeof payload.count === 'number' ? payload.count : 1,
    outcome: typeof payload.outcome === 'string' ? payload.outcome : null,
    note: envelope.note ?? '',
    place: placeOf(envelope),
    photos: envelope.photos.map(({ sha256, taken_at }) => ({ sha256, taken_at })),
  }
}

/** The part of the form that a problem of the server points at. */
export type FormField = 'category' | 'outcome' | 'count' | 'note' | 'place' | 'photos'

export function fieldOf(pointer: string | null | undefined): FormField {
  if (pointer?.includes('outcome')) return 'outcome'
  if (pointer?.includes('count')) return 'count'
  if (pointer?.includes('note')) return 'note'
  if (pointer?.includes('position') || pointer?.includes('placed_by')) return 'place'
  if (pointer?.includes('photo')) return 'photos'
  return 'category'
}

/** How often and when last each category was used on this phone. */
export type CategoryUse = Record<string, { times: number; at: number }>

/** The nine seen most in the streets, for a phone that has no habits yet. */
const USUAL = [
  'littering', 'illegal_parking_motor', 'illegal_parking_nonmotor',
  'illegal_small_ads', 'street_vending', 'shopfront_overflow',
  'stacking_goods', 'spitting', 'cigarette_butt',
]
const TILES = 9

export function noteUse(use: CategoryUse, code: string, at: number): CategoryUse {
  return { ...use, [code]: { times: (use[code]?.times ?? 0) + 1, at } }
}

/** The tiles of "recent": last used first, then most used, then what is usual. */
export function recentCategories(categories: readonly Category[], use: CategoryUse): Category[] {
  const byCode = new Map(categories.filter((category) => !category.is_retired).map((category) => [category.code, category]))
  const used = Object.entries(use).filter(([code]) => byCode.has(code))
  const last = [...used].sort(([, a], [, b]) => b.at - a.at)[0]?.[0]
  const most = used.sort(([, a], [, b]) => b.times - a.times || b.at - a.at).map(([code]) => code)
  const codes = new Set([...(last ? [last] : []), ...most, ...USUAL, ...byCode.keys()])
  return [...codes].flatMap((code) => byCode.get(code) ?? []).slice(0, TILES)
}

/** All categories whose name, short name or code holds the words. */
export function searchCategories(categories: readonly Category[], words: string): Category[] {
  const parts = words.trim().toLowerCase().split(/\s+/).filter(Boolean)
  return categories.filter((category) => {
    if (category.is_retired) return false
    const text = [category.name_zh, category.name_en, category.short_zh, category.short_en, category.code].join(' ').replace(/\|/g, '').toLowerCase()
    return parts.every((part) => text.includes(part))
  })
}

const PERSONAL = [
  /(^|\D)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)/,
  /(^|\D)\d{17}[\dXx](?!\d)/,
  /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·• ]?[A-HJ-NP-Z0-9]{5,6}/,
]

/** True when a note seems to hold a phone, an ID or a plate number. */
export function hasPersonalData(note: string): boolean {
  return PERSONAL.some((pattern) => pattern.test(note))
}
