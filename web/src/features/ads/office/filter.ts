import { filterOf } from '@/core/filter'
import type { SiteFilter } from './api'

const KEYS = ['area', 'placement', 'theme', 'condition', 'due', 'state', 'public', 'q'] as const
export type FilterKey = (typeof KEYS)[number]

export const { readFilter, countConditions, withPart } = filterOf(KEYS)

/** What of a filter of sites also narrows inspections. */
export function filterOfLooks({ area, placement, theme, condition, public: isPublic }: SiteFilter): SiteFilter {
  const kept = { area, placement, theme, public: isPublic, condition: condition === 'none' ? undefined : condition }
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined))
}

/** First and last day of a month, `2026-10`. */
export function daysOfMonth(month: string): { from: string; to: string } {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const last = new Date(Date.UTC(year, number, 0)).getUTCDate()
  return { from: `${month}-01`, to: `${month}-${String(last).padStart(2, '0')}` }
}

/** The month before, `2026-01` → `2025-12`. */
export function monthBefore(month: string, by = 1): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number - 1 - by, 1)).toISOString().slice(0, 7)
}
