import { defineTexts, language } from './i18n'

/** Lengths of the periods that figures are told for. */
export type PeriodKind = 'year' | 'quarter' | 'month' | 'week'
export const PERIOD_KINDS: readonly PeriodKind[] = ['quarter', 'month', 'week', 'year']

const t = defineTexts(
  { year: '{year}年', quarter: '{year}年第{n}季度', month: '{year}年{n}月', week: '{year}年第{n}周' },
  { year: '{year}', quarter: 'Q{n} {year}', month: '{n} {year}', week: 'Week {n}, {year}' },
)
const DAY_MS = 86_400_000
const utc = (year: number, month = 0, day = 1) => new Date(Date.UTC(year, month, day))
const two = (n: number) => String(n).padStart(2, '0')

/** How long a period is, by the way it is written: `2026`, `2026-Q4`, `2026-11`, `2026-W47`. */
export function kindOfPeriod(period: string): PeriodKind {
  if (period.length === 4) return 'year'
  return period[5] === 'Q' ? 'quarter' : period[5] === 'W' ? 'week' : 'month'
}

/** The ISO week of a day belongs to the year of its Thursday. */
function weekOf(day: Date): string {
  const thursday = new Date(day.getTime() + (3 - ((day.getUTCDay() + 6) % 7)) * DAY_MS)
  const year = thursday.getUTCFullYear()
  return `${year}-W${two(1 + Math.floor((thursday.getTime() - utc(year).getTime()) / (7 * DAY_MS)))}`
}

/** The period that holds a day, `YYYY-MM-DD`. */
export function periodOf(kind: PeriodKind, day: string): string {
  const at = new Date(`${day}T00:00:00Z`)
  if (kind === 'week') return weekOf(at)
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()]
  if (kind === 'year') return String(year)
  return kind === 'quarter' ? `${year}-Q${Math.floor(month / 3) + 1}` : `${year}-${two(month + 1)}`
}

/** First day of a period. */
export function firstDay(period: string): string {
  const year = Number(period.slice(0, 4))
  const n = Number(period.slice(5).replace(/\D/g, ''))
  const kind = kindOfPeriod(period)
  if (kind === 'year') return `${year}-01-01`
  if (kind === 'quarter') return `${year}-${two(n * 3 - 2)}-01`
  if (kind === 'month') return `${period}-01`
  const fourth = utc(year, 0, 4)
  const monday = fourth.getTime() - ((fourth.getUTCDay() + 6) % 7) * DAY_MS
  return new Date(monday + (n - 1) * 7 * DAY_MS).toISOString().slice(0, 10)
}

const MONTHS: Record<Exclude<PeriodKind, 'week'>, number> = { year: 12, quarter: 3, month: 1 }

/** Last day of a period. */
export function lastDay(period: string): string {
  const kind = kindOfPeriod(period)
  const first = new Date(`${firstDay(period)}T00:00:00Z`)
  const next = kind === 'week' ? first.getTime() + 7 * DAY_MS : Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + MONTHS[kind], 1)
  return new Date(next - DAY_MS).toISOString().slice(0, 10)
}

/** The period of the same length before this one. */
export function periodBefore(period: string): string {
  const last = new Date(Date.parse(`${firstDay(period)}T00:00:00Z`) - DAY_MS)
  return periodOf(kindOfPeriod(period), last.toISOString().slice(0, 10))
}

/** The period that holds a day and those before it, the newest first. */
export function latestPeriods(kind: PeriodKind, day: string, count: number): string[] {
  const periods = [periodOf(kind, day)]
  while (periods.length < count) periods.push(periodBefore(periods.at(-1) ?? ''))
  return periods
}

/** What people call a period: `2026年第4季度`, `Q4 2026`. */
export function periodName(period: string): string {
  const kind = kindOfPeriod(period)
  const year = period.slice(0, 4)
  const n = Number(period.slice(5).replace(/\D/g, ''))
  if (kind === 'year') return t('year', { year })
  const isWord = kind === 'month' && language.value === 'en'
  return t(kind, { year, n: isWord ? new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' }).format(utc(Number(year), n - 1)) : n })
}
