import { beforeEach, expect, test } from 'vitest'
import { setLanguage } from '@/core/i18n'
import type { Figure } from './api'
import { basisOf, changeOf, kindOfReport, ordinal, pageOf, valueOf, wantedOf } from './words'

beforeEach(() => { setLanguage('en') })

const blank: Figure = { state: 'figure' }
const rate = (numerator: number, denominator: number, method = 'wilson'): NonNullable<Figure['rate']> => ({
  numerator, denominator, estimate: numerator / denominator, low: 0.834, high: 0.912, level: 0.95, method, n_effective: denominator, reliability: 'ok', formula_zh: '', formula_en: '',
})

test.each<[string, Partial<Figure>, string, string]>([
  ['a count', { amount: 1748 }, '1,748', ''],
  ['points with an interval', { amount: 86.52, low: 80, high: 92 }, '86.5', '95% interval 80.0\u2060–\u206092.0'],
  ['a share', { rate: rate(312, 354) }, '88.1%', '312 of 354 · 83.4\u2060–\u206091.2%'],
  ['a full count', { rate: rate(3, 4, 'census') }, '75.0%', '3 of 4 · full count'],
  ['too small a sample', { state: 'too_small', rate: rate(3, 4) }, 'sample too small', '3 of 4'],
  ['what could point at persons', { state: 'withheld' }, 'withheld', ''],
  ['nothing', { state: 'nothing' }, '–', ''],
])('%s is told as a number with what it stands on', (_, figure, value, basis) => {
  const one = { ...blank, ...figure }
  expect([valueOf(one), basisOf(one)]).toEqual([value, basis])
})

test.each<[Partial<Figure>, string]>([
  [{ amount: 3, before: 12, change: 'fell' }, 'before: 12 · fell'],
  [{ rate: rate(312, 354), before: 0.8, change: 'rose' }, 'before: 80.0% · rose'],
  [{ amount: 3, before: 4 }, 'before: 4'],
  [{ state: 'nothing', before: 0.8 }, 'before: 80.0%'],
  [{ amount: 3 }, ''],
])('a change is told in words, never without what was before', (figure, words) => {
  expect(changeOf({ ...blank, ...figure })).toBe(words)
})

test('in a table only what changed is said', () => {
  expect(changeOf({ ...blank, amount: 3, before: 4, change: 'no_change_shown' }, true)).toBe('before: 4')
  expect(changeOf({ ...blank, amount: 3, before: 12, change: 'fell' }, true)).toBe('before: 12 · fell')
})

test('what is wanted is told as a share', () => {
  expect(wantedOf({ ...blank, rate: rate(1, 2), wanted: { comparator: 'at_most', value: 0.3, judged_at: 0.3 } })).toBe('target ≤ 30%')
  expect(wantedOf({ ...blank, amount: 2, wanted: { comparator: 'at_least', value: 1, judged_at: 1 } })).toBe('target ≥ 1')
})

test('sections are numbered in the way of the language, and a period names its kind', () => {
  expect(ordinal(1)).toBe('2')
  setLanguage('zh-CN')
  expect(ordinal(1)).toBe('二')
  expect(['2026-W47', '2026-11', '2026-Q4', '2026'].map(kindOfReport)).toEqual(['weekly', 'monthly', 'quarterly', 'yearly'])
})

test('a number without a list leads nowhere', () => {
  expect([pageOf(null), pageOf('/nowhere')]).toEqual([null, null])
})
