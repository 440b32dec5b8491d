import { afterEach, expect, test } from 'vitest'
import { language } from './i18n'
import { firstDay, lastDay, latestPeriods, periodBefore, periodName, periodOf, type PeriodKind } from './periods'

afterEach(() => { language.value = 'zh-CN' })

const KINDS: PeriodKind[] = ['year', 'quarter', 'month', 'week']

test.each([
  ['2026-11-21', ['2026', '2026-Q4', '2026-11', '2026-W47']],
  ['2027-01-03', ['2027', '2027-Q1', '2027-01', '2026-W53']],
  ['2024-12-30', ['2024', '2024-Q4', '2024-12', '2025-W01']],
])('a day lies in one period of each length: %s', (day, periods) => {
  expect(KINDS.map((kind) => periodOf(kind, day))).toEqual(periods)
})

test.each([
  ['2026', '2026-01-01', '2026-12-31', '2025'],
  ['2026-Q1', '2026-01-01', '2026-03-31', '2025-Q4'],
  ['2028-02', '2028-02-01', '2028-02-29', '2028-01'],
  ['2027-W01', '2027-01-04', '2027-01-10', '2026-W53'],
])('%s lasts from %s to %s and follows %s', (period, first, last, before) => {
  expect(firstDay(period)).toBe(first)
  expect(lastDay(period)).toBe(last)
  expect(periodBefore(period)).toBe(before)
})

test('the newest of the latest periods stands first, without a gap', () => {
  expect(latestPeriods('quarter', '2026-11-21', 4)).toEqual(['2026-Q4', '2026-Q3', '2026-Q2', '2026-Q1'])
})

test('a period is called by its name in the language of the screen', () => {
  const periods = ['2026', '2026-Q4', '2026-11', '2026-W07']
  expect(periods.map(periodName)).toEqual(['2026年', '2026年第4季度', '2026年11月', '2026年第7周'])
  language.value = 'en'
  expect(periods.map(periodName)).toEqual(['2026', 'Q4 2026', 'Nov 2026', 'Week 7, 2026'])
})
