import { formatCount, formatDate, language } from '@/core/i18n'
import { kindOfPeriod, type PeriodKind } from '@/core/periods'
import { pageOfSource } from '@/core/sources'
import type { Figure } from './api'
import { t } from './texts'

/** The four kinds of reports, each of a length. */
export const KINDS = ['weekly', 'monthly', 'quarterly', 'yearly'] as const
export type ReportKind = (typeof KINDS)[number]
const LENGTHS: Record<ReportKind, PeriodKind> = { weekly: 'week', monthly: 'month', quarterly: 'quarter', yearly: 'year' }

export const lengthOf = (kind: ReportKind): PeriodKind => LENGTHS[kind]
export const kindOf = (word: unknown): ReportKind => KINDS.find((kind) => kind === word) ?? 'monthly'
export const kindOfReport = (period: string): ReportKind => KINDS.find((kind) => LENGTHS[kind] === kindOfPeriod(period)) ?? 'monthly'

/** When a report was frozen, and by whom. */
export function frozenBy(one: { made_at: string; made_by_name?: string | null; is_by_service: boolean }): string {
  const at = formatDate(one.made_at)
  if (one.is_by_service) return t('madeByService', { at })
  return one.made_by_name ? t('madeBy', { at, name: one.made_by_name }) : t('made', { at })
}

/** One of two texts, by the language on the screen. */
export const either = (zh: string | null | undefined, en: string | null | undefined): string => (language.value === 'en' ? en : zh) ?? ''

const NUMERALS = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '十一', '十二']

/** The number of a section, from 0: 一, 二, or 1, 2. */
export const ordinal = (at: number): string => (language.value === 'en' ? String(at + 1) : (NUMERALS[at] ?? String(at + 1)))

export const tenth = (share: number): string => `${(share * 100).toFixed(1)}%`
/** Two ends of an interval; no line ends between them. */
const between = (low: number, high: number): string => `${low.toFixed(1)}\u2060–\u2060${high.toFixed(1)}`
export const rangeOf = (low: number, high: number): string => `${between(low * 100, high * 100)}%`
const amountOf = (amount: number): string => (Number.isInteger(amount) ? formatCount(amount) : amount.toFixed(1))

/** Whether a share may be told as a number. */
export const isTold = (figure: Figure): boolean => figure.state === 'figure' && Boolean(figure.rate)

/** A figure in one word: the number, or why there is none. */
export function valueOf(figure: Figure): string {
  if (figure.state === 'withheld') return t('withheld')
  if (figure.state === 'too_small') return t('small')
  if (figure.rate) return tenth(figure.rate.estimate)
  return figure.amount === null || figure.amount === undefined ? t('nothing') : amountOf(figure.amount)
}

/** What a figure stands on: the basis of a share, and its interval. */
export function basisOf(figure: Figure): string {
  const rate = figure.rate
  if (!rate) return figure.low !== null && figure.low !== undefined && figure.high !== null && figure.high !== undefined ? t('interval', { range: between(figure.low, figure.high) }) : ''
  const basis = t('basis', { x: formatCount(rate.numerator), n: formatCount(rate.denominator) })
  if (rate.method === 'census') return `${basis} · ${t('census')}`
  return isTold(figure) ? `${basis} · ${rangeOf(rate.low, rate.high)}` : basis
}

/** What was before, and what became of it; `isShort` says nothing where no change is shown. */
export function changeOf(figure: Figure, isShort = false): string {
  if (figure.before === null || figure.before === undefined) return ''
  const isShare = figure.amount === null || figure.amount === undefined
  const before = t('before', { n: isShare ? tenth(figure.before) : amountOf(figure.before) })
  const change = figure.change
  if (isShort && change === 'no_change_shown') return before
  return change === 'rose' || change === 'fell' || change === 'no_change_shown' ? `${before} · ${t(change)}` : before
}

/** What is wanted of a share, in words. */
export function wantedOf(figure: Figure): string {
  if (!figure.wanted) return ''
  const { comparator, value } = figure.wanted
  const isCount = figure.amount !== null && figure.amount !== undefined
  const number = isCount ? amountOf(value) : `${Math.round(value * 1000) / 10}%`
  return t('target', { wanted: `${comparator === 'at_most' ? '≤' : '≥'} ${number}` })
}

/** The page that lists the records behind a figure. */
export const pageOf = (link: string | null | undefined) => (link ? pageOfSource(link) : null)
