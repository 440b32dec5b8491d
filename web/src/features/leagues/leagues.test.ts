import { expect, test } from 'vitest'
import { byTier, figureOf, periodsOf, type Line } from './leagues'

const line = (key: string, tier: number | null): Line => ({ key, name: { name_zh: key, name_en: key }, tier, rate: null, verdict: null, state: 'figure' })

test('lines stand by tier in the order they came, those without a tier last', () => {
  const tiers = byTier([line('a', 1), line('x', null), line('b', 2), line('c', 1)])
  expect(tiers.map((one) => [one.tier, one.lines.map((each) => each.key)])).toEqual([[1, ['a', 'c']], [2, ['b']], [null, ['x']]])
  expect(byTier([])).toEqual([])
})

test.each([
  ['2026-11-14', ['2026-Q4', '2026-Q3', '2026-11', '2026-10', '2026']],
  ['2026-01-31', ['2026-Q1', '2025-Q4', '2026-01', '2025-12', '2026']],
])('the periods around %s', (day, periods) => {
  expect(periodsOf(day)).toEqual(periods)
})

test('a figure of a gauge is one word of the address', () => {
  expect(figureOf({ source: 'tally_rate', code: 'queueing' })).toBe('tally_rate/queueing')
})
