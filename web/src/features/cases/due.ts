import { localDay } from '@/core/i18n'
import { shortDay } from '@/core/words'
import type { CaseRow } from './api'
import { t } from './texts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** A length of time in the largest unit that says enough: minutes, hours up to two days, days. */
export function lengthWords(ms: number): string {
  if (ms < HOUR_MS) return t('minutes', { n: Math.max(1, Math.round(ms / MINUTE_MS)) })
  if (ms < 2 * DAY_MS) return t('hours', { n: Math.round(ms / HOUR_MS) })
  return t('days', { n: Math.round(ms / DAY_MS) })
}

export interface Due {
  state: 'overdue' | 'due' | 'calm'
  words: string
}

/** When the present work is due, as a tag says it; null when nothing runs. */
export function dueOf(row: Pick<CaseRow, 'due_at' | 'side'>, now: number): Due | null {
  if (row.side === 'held') return { state: 'due', words: t('held') }
  if (!row.due_at) return null
  const left = Date.parse(row.due_at) - now
  if (left < 0) return { state: 'overdue', words: t('lateBy', { time: lengthWords(-left) }) }
  if (left < DAY_MS) return { state: 'due', words: t('left', { time: lengthWords(left) }) }
  return { state: 'calm', words: shortDay(row.due_at) }
}

export type Urgency = 'late' | 'today' | 'later' | 'none'

/** Where a case stands in a list that shows what is late first. */
export function urgencyOf(row: Pick<CaseRow, 'due_at'>, now: number): Urgency {
  if (!row.due_at) return 'none'
  if (Date.parse(row.due_at) < now) return 'late'
  return localDay(row.due_at) === localDay(now) ? 'today' : 'later'
}

export interface Group {
  urgency: Urgency
  rows: CaseRow[]
}

const ORDER: readonly Urgency[] = ['late', 'today', 'later', 'none']

/** Rows by urgency, what is late first; groups without rows are left out. */
export function grouped(rows: readonly CaseRow[], now: number): Group[] {
  return ORDER.map((urgency) => ({ urgency, rows: rows.filter((row) => urgencyOf(row, now) === urgency) })).filter((group) => group.rows.length > 0)
}
