import type { IncidentFilter } from '@/api/officeTypes'
import { filterOf } from '@/core/filter'

const KEYS = ['area', 'from', 'to', 'category', 'outcome', 'flag', 'author', 'q', 'bbox', 'weekday', 'hour', 'is_counted'] as const
export type FilterKey = (typeof KEYS)[number]
export type ListFilter = Pick<IncidentFilter, FilterKey>

export const { readFilter, countConditions, withPart } = filterOf(KEYS)

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
