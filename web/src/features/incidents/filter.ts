import type { IncidentFilter } from '@/api/officeTypes'

type Query = Record<string, unknown>
const KEYS = ['area', 'from', 'to', 'category', 'outcome', 'flag', 'author', 'q', 'bbox', 'weekday', 'hour'] as const
export type FilterKey = (typeof KEYS)[number]
export type ListFilter = Pick<IncidentFilter, FilterKey>

/** The filter a link asks for; unknown and empty parts are left out. */
export function readFilter(query: Query): ListFilter {
  const filter: ListFilter = {}
  for (const key of KEYS) {
    const value = query[key]
    if (typeof value === 'string' && value.trim() !== '') filter[key] = value.trim()
  }
  return filter
}

/** How many conditions are set, not counting the search words. */
export function countConditions(filter: ListFilter): number {
  return KEYS.filter((key) => key !== 'q' && filter[key] !== undefined).length
}

/** A part set or, with an empty value, taken away. */
export function withPart(filter: ListFilter, key: FilterKey, value: string | null): ListFilter {
  const others = Object.fromEntries(Object.entries(filter).filter(([name]) => name !== key))
  return value ? { ...others, [key]: value } : others
}

/** Whether words look like a receipt code: eight characters, dashes and case do not matter. */
export function isReceipt(words: string): boolean {
  return /^[0-9A-HJKMNP-TV-Z]{8}$/i.test(words.replace(/[\s-]/g, ''))
}

/** What is sent as `q`: a receipt code without dashes in capitals, else the words. */
export function searchWords(words: string): string {
  return isReceipt(words) ? words.replace(/[\s-]/g, '').toUpperCase() : words.trim()
}

/** A receipt as people read it, in two groups. */
export function receiptGroups(code: string): string {
  return code.length === 8 ? `${code.slice(0, 4)}-${code.slice(4)}` : code
}
