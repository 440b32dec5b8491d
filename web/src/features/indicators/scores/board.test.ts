import { expect, test } from 'vitest'
import type { ScoreboardItem } from '../api'
import { groupsOf, matching, rangeWords, shareWords, standingOf } from './board'

const item = (code: string, group: string, state: string, verdict: string | null): ScoreboardItem => ({
  code, title_zh: code, title_en: code, text_zh: '', text_en: '', group_code: group, group_zh: group, group_en: group,
  methods: [], units: [], state, verdict, measures: [], evidence: { accepted: 0, draft: 0, returned: 0 }, uncovered_methods: [],
})
const ITEMS = [item('1', 'A', 'measured', 'reached'), item('2', 'B', 'unmeasured', null), item('3', 'A', 'without_figure', null), item('4', 'A', 'measured', 'not_proven')]

test('a requirement stands by its verdict, or by why it has none', () => {
  expect(ITEMS.map(standingOf)).toEqual(['reached', 'unmeasured', 'without_figure', 'not_proven'])
})

test('requirements stand below their indicator in the order of the table', () => {
  expect(groupsOf(ITEMS).map((group) => [group.code, group.items.map((one) => one.code)])).toEqual([['A', ['1', '3', '4']], ['B', ['2']]])
})

test('a filter takes one indicator and one standing', () => {
  expect(matching(ITEMS, 'A', null)).toHaveLength(3)
  expect(matching(ITEMS, 'A', 'not_proven').map((one) => one.code)).toEqual(['4'])
  expect(matching(ITEMS, null, 'unmeasured').map((one) => one.code)).toEqual(['2'])
})

test('a full count has no interval', () => {
  const rate = { estimate: 0.86, low: 0.838, high: 0.88, method: 'wilson', numerator: 86, denominator: 100, formula_zh: '', formula_en: '', level: 0.95, n_effective: 100, reliability: 'ok' }
  expect([shareWords(rate.estimate), rangeWords(rate), rangeWords({ ...rate, method: 'census' }), shareWords(null)]).toEqual(['86.0%', '83.8–88.0%', '', ''])
})
