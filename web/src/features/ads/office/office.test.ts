import { expect, test } from 'vitest'
import { countConditions, daysOfMonth, filterOfLooks, monthBefore, readFilter, withPart } from './filter'
import { shadeOf } from './points'

const severity = (code: string) => ({ faded: 1, soiled: 2, loose: 3 })[code] ?? 0

test('a link restores the filter and nothing else', () => {
  const filter = readFilter({ area: '11', condition: 'faded', page: '2', q: ' A1 ', theme: '' })
  expect(filter).toEqual({ area: '11', condition: 'faded', q: 'A1' })
  expect(countConditions(filter)).toBe(2)
  expect(withPart(filter, 'condition', null)).toEqual({ area: '11', q: 'A1' })
  expect(withPart(filter, 'due', 'overdue').due).toBe('overdue')
})

test('inspections are narrowed by what they know of', () => {
  expect(filterOfLooks({ area: '11', due: 'overdue', state: 'gone', q: 'A', condition: 'none' })).toEqual({ area: '11' })
  expect(filterOfLooks({ condition: 'faded', public: 'true' })).toEqual({ condition: 'faded', public: 'true' })
})

test('a month has its own last day and a month before it', () => {
  expect(daysOfMonth('2028-02')).toEqual({ from: '2028-02-01', to: '2028-02-29' })
  expect(daysOfMonth('2026-12').to).toBe('2026-12-31')
  expect(monthBefore('2026-01')).toBe('2025-12')
  expect(monthBefore('2026-11', 11)).toBe('2025-12')
})

test('the colour of a site says how grave its worst defect is', () => {
  expect(['intact', 'none', 'faded', 'soiled', 'loose'].map((code) => shadeOf(code, severity))).toEqual(['good', 'none', 'slight', 'bad', 'grave'])
})
