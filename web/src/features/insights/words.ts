import { formatCount, language } from '@/core/i18n'
import type { Rate, Significance } from '@/api/officeTypes'
import { runs } from './matrix'

const isEnglish = () => language.value === 'en'

const DAYS_ZH = ['一', '二', '三', '四', '五', '六', '日']
const DAYS_EN = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** Weekday as a row head, `一` or `Mon`. */
export function dayHead(weekday: number): string {
  return (isEnglish() ? DAYS_EN : DAYS_ZH)[weekday - 1] ?? ''
}

/** Weekday in a sentence, `周五` or `Fri`. */
export function dayName(weekday: number): string {
  return isEnglish() ? dayHead(weekday) : `周${dayHead(weekday)}`
}

const MONTHS_EN = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function parts(day: string): [number, number, number] {
  const [y = 0, m = 0, d = 0] = day.split('-').map(Number)
  return [y, m, d]
}

/** Month of a day, with the year when asked: `10月`, `2026年10月`, `Oct`, `Oct 2026`. */
export function monthName(day: string, withYear: boolean): string {
  const [y, m] = parts(day)
  if (isEnglish()) return withYear ? `${MONTHS_EN[m - 1] ?? ''} ${y}` : (MONTHS_EN[m - 1] ?? '')
  return withYear ? `${y}年${m}月` : `${m}月`
}

/** A day without the year, `10月1日` or `1 Oct`. */
export function dayOfMonth(day: string): string {
  const [, m, d] = parts(day)
  return isEnglish() ? `${d} ${MONTHS_EN[m - 1] ?? ''}` : `${m}月${d}日`
}

/** A period, as short as it can be said: `10月1日–31日`, `1–31 Oct`, `2025年12月29日–2026年1月4日`. */
export function periodName(from: string, to: string): string {
  const [y1, m1, d1] = parts(from)
  const [y2, m2, d2] = parts(to)
  if (from === to) return dayOfMonth(from)
  if (y1 !== y2) {
    return isEnglish() ? `${dayOfMonth(from)} ${y1} – ${dayOfMonth(to)} ${y2}` : `${y1}年${dayOfMonth(from)}–${y2}年${dayOfMonth(to)}`
  }
  if (m1 !== m2) return `${dayOfMonth(from)}${isEnglish() ? ' – ' : '–'}${dayOfMonth(to)}`
  return isEnglish() ? `${d1}–${d2} ${MONTHS_EN[m1 - 1] ?? ''}` : `${m1}月${d1}日–${d2}日`
}

/** Chosen slots in words: `周一至周五 7–9 时`. */
export function slotsName(weekdays: readonly number[], hours: readonly number[]): string {
  const days = runs(weekdays).map(([a, b]) => (a === b ? dayName(a) : isEnglish() ? `${dayName(a)}–${dayName(b)}` : `${dayName(a)}至${dayName(b)}`))
  const times = runs(hours).map(([a, b]) => (isEnglish() ? `${a}:00–${b + 1}:00` : `${a}–${b + 1} 时`))
  return [days.join(isEnglish() ? ', ' : '、'), times.join(isEnglish() ? ', ' : '、')].filter(Boolean).join(' ')
}

/** Whether a hot spot is sure enough to be shown strongly; 95 % stays grey on purpose. */
export function isStrong(significance: Significance): boolean {
  return significance !== '95'
}

/** Share as percent with one decimal, `82.4`; never 100 or 0 for a share that is not. */
export function percent(share: number): string {
  const text = (share * 100).toFixed(1)
  if (text === '100.0' && share < 1) return '99.9'
  if (text === '0.0' && share > 0) return '0.1'
  return text
}

/** The numbers of a rate ready to print. */
export function rateNumbers(rate: Rate): { estimate: string; low: string; high: string; x: string; n: string } {
  return {
    estimate: percent(rate.estimate),
    low: percent(rate.low),
    high: percent(rate.high),
    x: formatCount(rate.numerator),
    n: formatCount(rate.denominator),
  }
}

/** A number with at most `digits` decimals and no empty ones. */
export function short(value: number, digits = 1): string {
  return String(Number(value.toFixed(digits)))
}

const KINDS: Record<string, readonly [string, string]> = {
  incident: ['不文明行为', 'Uncivil behaviour'],
  ad_inspection: ['公益广告', 'Ads inspected'],
  ad_census: ['广告清点', 'Ads counted'],
  tally: ['计数', 'Counts'],
  shift_check: ['签到签退', 'Checks in and out'],
  shift_report: ['劝导小结', 'Shift reports'],
}

/** Name of a kind of record; the code itself for one nobody has named yet. */
export function kindName(kind: string): string {
  return KINDS[kind]?.[isEnglish() ? 1 : 0] ?? kind
}
