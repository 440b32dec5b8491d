import { expect, test } from 'vitest'
import type { TallyPlaceView, TallySummary } from './api'
import { countVerdicts, daysBefore, floorOf, tiersOf, type RateBar } from './figures'

const bar = (low: number): RateBar => ({ key: String(low), name: '', rate: { estimate: low + 0.05, low, high: low + 0.1, denominator: 100 } })
const place = (tier: number | null) => ({ tier }) as TallyPlaceView

test('a chart begins a round tenth below what it shows', () => {
  expect(floorOf([bar(0.84), bar(0.91)], 0.9)).toBe(0.8)
  expect(floorOf([bar(0.84)], 0.7)).toBe(0.6)
  expect(floorOf([], null)).toBe(0.9)
  expect(floorOf([bar(0.02)], null)).toBe(0)
})

test('places are grouped by tier in the order of the server', () => {
  const groups = tiersOf([place(1), place(1), place(2), place(null), place(null)])
  expect(groups.map((group) => [group.tier, group.places.length])).toEqual([[1, 2], [2, 1], [null, 2]])
})

test('a sample that is too small has no verdict', () => {
  const item = (verdict: string, reliability: string) => ({ verdict: { verdict }, rate: { reliability } }) as TallySummary
  expect(countVerdicts([item('reached', 'ok'), item('not_proven', 'ok'), item('not_proven', 'too_small'), item('not_reached', 'ok')])).toEqual({ reached: 1, open: 1, missed: 1 })
  expect(daysBefore('2026-10-31', 365)).toBe('2025-11-01')
})
