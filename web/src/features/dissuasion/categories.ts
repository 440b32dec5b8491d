import type { Category } from '@/api/types'
import { field } from '@/core/field'
import { language, nameOf } from '@/core/i18n'

/** Spoken about most at crossings and markets, for a shift that has not counted yet. */
const USUAL = ['illegal_parking_nonmotor', 'littering', 'jaywalking', 'red_light_pedestrian', 'smoking_nosmoking', 'stacking_goods']
const LEAST_CHIPS = 3

/** The chips: what was counted in this shift, then what is usual. */
export function usualCategories(counted: readonly string[], categories: readonly Category[]): string[] {
  const known = new Set(categories.filter((one) => !one.is_retired).map((one) => one.code))
  const rest = [...USUAL, ...known].filter((code) => known.has(code) && !counted.includes(code))
  return [...counted, ...rest.slice(0, Math.max(0, LEAST_CHIPS - counted.length))]
}

/** Short name of a category without its break point. */
export function categoryWords(code: string): string {
  const found = field.pack?.categories.find((one) => one.code === code)
  if (!found) return code
  const short = language.value === 'en' ? found.short_en : found.short_zh
  return (short || nameOf(found)).replace(/\s*\|\s*/g, language.value === 'en' ? ' ' : '')
}

export function outcomeWords(code: string): string {
  return nameOf(field.pack?.outcomes.find((one) => one.code === code)) || code
}
