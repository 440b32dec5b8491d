import { expect, test } from 'vitest'
import type { SurveyRate } from '../api'
import { axisStart, responseOf, shown, ticksOf } from './figures'

const rate = (lower: number, upper: number, given: Partial<SurveyRate> = {}): SurveyRate => ({ status: 'shown', n: 100, estimate: (lower + upper) / 2, lower, upper, se: 0.02, df: 40, n_eff: 80, deff: 1.2, deff_kish: 1.1, method: 'design_wilson', verdict: null, more_needed: null, ...given })

test('a withheld rate and one of too small a sample show no number', () => {
  expect(shown(rate(0.7, 0.8))).toEqual({ n: 100, estimate: 0.75, interval: { low: 0.7, high: 0.8 } })
  expect(shown(rate(0.7, 0.8, { status: 'withheld' }))).toBeNull()
  expect(shown(rate(0.7, 0.8, { status: 'sample_too_small' }))).toBeNull()
  expect(shown(rate(0.7, 0.8, { estimate: null }))).toBeNull()
  expect(shown(rate(0.7, 0.8, { lower: null, upper: null, method: 'plain' }))).toEqual({ n: 100, estimate: 0.75, interval: null })
  expect(shown(null)).toBeNull()
})

test('the axis holds every interval and the target', () => {
  expect(axisStart([rate(0.67, 0.9), rate(0.8, 0.95)], 0.8)).toBe(0.6)
  expect(axisStart([rate(0.23, 0.3)], null)).toBe(0.2)
  expect(axisStart([rate(0.9, 0.95)], 0.5)).toBe(0.5)
  expect(axisStart([rate(0.1, 0.2, { status: 'withheld' })], 0.9)).toBe(0.6)
  expect(ticksOf(0.6)).toEqual([0.6, 0.7, 0.8, 0.9, 1])
  expect(ticksOf(0.2)).toEqual([0.2, 0.4, 0.6, 0.8, 1])
})

test('response leaves out what is no dwelling and what was not visited', () => {
  const counts = { doors: 100, visited: 80, interviewed: 50, partial: 2, refused: 13, not_home: 9, later: 4, ineligible: 2, language: 0, unsafe: 0, to_call_back: 5, to_do: 20, handbooks: 0 }
  expect(responseOf(counts)).toBeCloseTo(52 / 78)
  expect(responseOf({ ...counts, interviewed: 0, partial: 0, refused: 0, not_home: 0, later: 0 })).toBeNull()
})
