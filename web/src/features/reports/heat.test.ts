import { expect, test } from 'vitest'
import { projectionOf } from '@/core/map/svg'
import type { ReportMap } from './api'
import { frameOf, heatOf, surfaceOf } from './heat'

const map = (cells: [number, number, number][]): ReportMap => ({
  cell_m: 100, corner: [110, 26], step: [0.001, 0.0009], cells, least: 2, scattered: 0, unplaced: 0, marks: [], found: 0, false_discovery_rate: 0.001,
  lines: [{ class: 'ground', points: [[110, 26], [110.02, 26], [110.02, 26.018], [110, 26]] }, { class: 'river', points: [[109, 25], [111, 27]] }],
})

test('smoothing moves records, it makes and loses none', () => {
  const surface = surfaceOf(map([[3, 4, 7], [12, 9, 2]]))
  const sum = surface.at.reduce((a, b) => a + b, 0)
  expect(sum / 4).toBeCloseTo(9, 1)
})

test('larger squares are told per hectare too', () => {
  const surface = surfaceOf({ ...map([[3, 4, 8]]), cell_m: 200 })
  expect(surface.at.reduce((a, b) => a + b, 0) / 4).toBeCloseTo(2, 1)
})

test('bands lie over one another from light to dark, each smaller than the one before', () => {
  const drawing = map([[3, 4, 7], [4, 4, 3], [12, 9, 2]])
  const { bands, max } = heatOf(drawing, projectionOf([110, 26, 110.02, 26.018]))
  expect(max).toBeGreaterThan(1)
  expect(max).toBeLessThanOrEqual(7)
  expect(bands.length).toBeGreaterThan(8)
  expect(new Set(bands.map((band) => band.colour)).size).toBe(bands.length)
  const size = (d: string) => [...d.matchAll(/M(\S+) (\S+)L/g)].length
  expect(size(bands[0]?.d ?? '')).toBeGreaterThan(size(bands.at(-1)?.d ?? ''))
  expect(bands.every((band) => !band.d.includes('NaN'))).toBe(true)
})

test('without a square there is no heat, and the frame is the ground alone', () => {
  expect(heatOf(map([]), frameOf(map([])))).toEqual({ bands: [], max: 0 })
  const { at } = frameOf(map([]))
  expect(at(110, 26.018).map(Math.round)).toEqual([30, 30])
})
