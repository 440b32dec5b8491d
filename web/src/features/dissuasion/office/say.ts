import { formatDay, nameOf } from '@/core/i18n'
import type { CalendarDay } from './api'
import { t } from './officeTexts'
import { sayRules, type NthDay } from './rules'

/** `2 小时 4 分`, `2 h 4 min`. */
export function durationWords(minutes: number): string {
  const [h, m] = [Math.floor(minutes / 60), minutes % 60]
  return h > 0 ? t('hm', { h, m }) : t('m', { m })
}

/** A local day with its weekday. */
export function dayWords(day: string): string {
  return formatDay(`${day}T04:00:00Z`)
}

const NTH = { 1: 'nth1', 2: 'nth2', 3: 'nth3', 4: 'nth4', [-1]: 'nthLast' } as const

export function nthWords({ nth, day }: NthDay): string {
  const key = NTH[nth as keyof typeof NTH] ?? 'nthLast'
  return t('sayNth', { nth: t(key), day: t(day) })
}

/** The days of a plan in plain words. */
export function planWords(rules: readonly string[], calendar: readonly CalendarDay[]): string {
  return sayRules(rules, {
    daily: () => t('daily'),
    weekly: (days, every) => {
      const names = days.map((day) => t(day)).join(t('and'))
      return every > 1 ? t('sayEvery', { n: every, days: names }) : t('sayWeekly', { days: names.replace(/、周/g, '、').replace(/^周/, '') })
    },
    monthDays: (days) => {
      const plain = days.filter((day) => day > 0)
      return [...(plain.length > 0 ? [t('sayMonth', { days: plain.join(t('and')) })] : []), ...(days.includes(-1) ? [t('sayMonthLast')] : [])].join(t('and'))
    },
    nth: nthWords,
    festival: (rule) => nameOf(calendar.find((one) => one.rule === rule)) || null,
    other: () => t('special'),
  }).join(t('and'))
}
