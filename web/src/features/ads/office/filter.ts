import type { SiteFilter } from './api'

const KEYS = ['area', 'placement', 'theme', 'condition', 'due', 'state', 'public', 'q'] as const
export type FilterKey = (typeof KEYS)[number]

/** The filter a link asks for; unknown and empty parts are left out. */
export function readFilter(query: Record<string, unknown>): SiteFilter {
  const filter: SiteFilter = {}
  for (const key of KEYS) {
    const value = query[key]
    if (typeof value === 'string' && value.trim() !== '') filter[key] = value.trim()
  }
  return filter
}

/** How many conditions are set, not counting the search words. */
export function countConditions(filter: SiteFilter): number {
  return KEYS.filter((key) => key !== 'q' && filter[key] !== undefined).length
}

/** A part set or, with an empty value, taken away. */
export function withPart(filter: SiteFilter, key: FilterKey, value: string | null): SiteFilter {
  const others = Object.fromEntries(Object.entries(filter).filter(([name]) => name !== key))
  return value ? { ...others, [key]: value } : others
}

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
