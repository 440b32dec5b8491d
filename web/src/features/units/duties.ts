import { language } from '@/core/i18n'
import type { Duty } from './api'
import { t } from './texts'

/** The three duties before one's own door (门前三包). */
export const DUTIES = ['sanitation', 'greening', 'order'] as const

const shown = (zh: string, en: string): string => (language.value === 'en' ? en : zh)

export const placeOf = (duty: Duty): string => shown(duty.place_name_zh, duty.place_name_en)

/** What a unit answers for at a place; without any of the three it is everything. */
export const wordsOfDuty = (duties: readonly string[]): string => (duties.length === 0 ? t('allDuties') : DUTIES.filter((one) => duties.includes(one)).map((one) => t(one)).join(t('separator')))

/** Under which a duty stands in the address. */
export const keyOf = ({ place_kind, place_code }: Duty): string => `${place_kind}:${place_code}`

/** Duties whose place, unit or code holds the words. */
export function holding(duties: readonly Duty[], words: string): Duty[] {
  const wanted = words.trim().toLowerCase()
  const texts = ({ place_name_zh, place_name_en, place_code, unit }: Duty) => [place_name_zh, place_name_en, place_code, unit?.name_zh ?? '', unit?.name_en ?? '']
  return wanted === '' ? [...duties] : duties.filter((one) => texts(one).some((text) => text.toLowerCase().includes(wanted)))
}
