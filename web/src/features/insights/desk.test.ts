import { expect, test } from 'vitest'
import { changesOf, gapsOf, toldOf, verdictOf, type IndicatorsNow, type Measure } from './desk'

const measure = (changes: Partial<Measure>): Measure => ({
  source: 'tally_rate', code: 'queueing', name_zh: '排队率', name_en: 'Queueing', state: 'figure', trend: [],
  wanted: { comparator: 'at_least', value: 100, unit: 'percent', judged_at: 99 },
  rate: { numerator: 8, denominator: 10, estimate: 0.8, low: 0.5, high: 0.9, level: 0.95, method: 'wilson', n_effective: 10, reliability: 'ok', formula_zh: '', formula_en: '' },
  verdict: 'not_proven', more_needed: 7, ...changes,
})
const week = (count: number, previous: number) => ({ count, previous, change: 'rose', difference_low: 1, difference_high: 9 })

test('a target is judged at what the service judged it at', () => {
  expect(verdictOf(measure({}))).toEqual({ target: 1, judged_at: 0.99, verdict: 'not_proven', more_needed: 7 })
  expect(verdictOf(measure({ verdict: null }))).toBeNull()
})

test('figures that may not be told are named without a number', () => {
  const card = (code: string, changes: Partial<Measure>) => ({ code, title_zh: '', title_en: '', measure: measure({ code, ...changes }) })
  const now = { cards: [card('a', {}), card('b', { state: 'too_small', rate: null }), card('c', { state: 'withheld', rate: null })] } as unknown as IndicatorsNow
  const { told, untold } = toldOf(now)
  expect(told.map((one) => one.code)).toEqual(['a'])
  expect(untold.map((one) => one.code)).toEqual(['b', 'c'])
})

test('what came and went leads to the list it is counted from', () => {
  const kinds = [{ kind: 'incident', last_7_days: week(3, 1) }, { kind: 'shift_report', last_7_days: week(2, 0) }, { kind: 'tally', last_7_days: week(0, 0) }]
  const cases = { open: 1, due_soon: 0, overdue: 0, opened: week(4, 2), closed: week(1, 1) }
  const rows = changesOf(kinds, cases, { area: '4398', from: '2026-11-01', to: '2026-11-07' })
  expect(rows.map((row) => row.key)).toEqual(['incident', 'shift_report', 'opened', 'closed'])
  expect(rows[0]?.to).toEqual({ path: '/incidents', query: { area: '4398', from: '2026-11-01', to: '2026-11-07' } })
  expect(rows[1]?.to).toMatchObject({ path: '/heatmap', query: { kind: 'shift_report' } })
  expect(rows[3]?.to).toEqual({ path: '/cases', query: { area: '4398', tab: 'ended' } })
  expect(changesOf(kinds, null, {}).map((row) => row.key)).toEqual(['incident', 'shift_report'])
})

test('gaps without anything in them are not named', () => {
  const gaps = { grids: 600, grids_without_staff: 12, grids_without_site: 0, sites: 500, sites_without_unit: 0, sites_without_grid: 1, categories_without_unit: 2, units_without_people: 0 }
  expect(gapsOf(gaps)).toEqual([
    { key: 'gridsWithoutStaff', count: 12, all: 600 },
    { key: 'sitesWithoutGrid', count: 1, all: 500 },
    { key: 'categoriesWithoutUnit', count: 2, all: null },
  ])
})
