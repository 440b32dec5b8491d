import { describe, expect, it } from 'vitest'
import { boxOfCollection, fromMetres, isInside, labelPoint, metresPerPixel, toMetres, zoomAt } from './geometry'
import { bandwidth, densityPeak, heatPoints, hexagons, hexagonWidth, type HeatCell } from './heat'
import { evenLevel, heatAlpha, level, levelHex, LEVELS, niceCeiling, rampHex } from './ramp'

describe('the heat', () => {
  const cells: HeatCell[] = [[110.47, 26.87, 10]]

  it('spreads a single place by the plain kernel', () => {
    const expected = (10 * 10_000) / (2 * Math.PI * 50 * 50)
    expect(densityPeak(cells, 50)).toBeCloseTo(expected, 9)
  })
  it('adds up neighbours and ignores what is far away', () => {
    const near: HeatCell[] = [...cells, [110.47, 26.87, 5], [110.6, 26.95, 100]]
    expect(densityPeak(near.slice(0, 2), 50)).toBeCloseTo(1.5 * densityPeak(cells, 50), 9)
    expect(densityPeak(near, 50)).toBeCloseTo((100 * 10_000) / (2 * Math.PI * 2500), 6)
  })
  it('weighs points so that the peak of the kernel is the share of the maximum', () => {
    const peak = densityPeak(cells, 50)
    const w = heatPoints(cells, 50, peak).features[0]?.properties.w ?? 0
    expect(w * 0.398_942_280_4).toBeCloseTo(1, 9)
  })
  it('never smooths finer than a street corner or the cells', () => {
    expect(bandwidth(18, 26.87, 20)).toBe(40)
    expect(bandwidth(18, 26.87, 300)).toBe(200)
    expect(bandwidth(11, 26.87, 20)).toBeCloseTo(10 * metresPerPixel(11, 26.87))
  })
  it('gives hexagons the ground of their squares', () => {
    const width = hexagonWidth(100)
    expect((Math.sqrt(3) / 2) * width * width).toBeCloseTo(100 * 100, 6)
  })
  it('draws hexagons of the asked width', () => {
    const ring = hexagons(cells, 100).features[0]?.geometry.coordinates[0] ?? []
    expect(ring).toHaveLength(7)
    const xs = ring.map(([lng = 0, lat = 0]) => toMetres(lng, lat, [110.47, 26.87])[0])
    expect(Math.max(...xs) - Math.min(...xs)).toBeCloseTo(100, 3)
  })
})

describe('the ramp', () => {
  it('ends in plum', () => {
    expect(rampHex(0)).toBe('#fff1c2')
    expect(rampHex(1)).toBe('#4a1054')
    expect(rampHex(9)).toBe('#4a1054')
  })
  it('fades below thirteen percent', () => {
    expect(heatAlpha(0)).toBe(0)
    expect(heatAlpha(0.08)).toBeGreaterThan(0)
    expect(heatAlpha(0.12)).toBeLessThan(0.45)
    expect(heatAlpha(1)).toBe(0.9)
  })
  it('puts counts into classes', () => {
    expect(level(0, 100)).toBe(0)
    expect(level(1, 1000)).toBe(1)
    expect(level(100, 100)).toBe(LEVELS)
    expect(level(25, 100)).toBe(LEVELS / 2)
    expect(evenLevel(50, 100)).toBe(LEVELS / 2)
    expect(evenLevel(0, 100)).toBe(0)
    expect(levelHex(LEVELS)).toBe('#4a1054')
  })
  it('rounds the end of the legend up', () => {
    expect(niceCeiling(17.2)).toBe(20)
    expect(niceCeiling(20)).toBe(20)
    expect(niceCeiling(0.31)).toBeCloseTo(0.4)
    expect(niceCeiling(0)).toBe(1)
  })
})

describe('geometry', () => {
  const bent = {
    type: 'Polygon' as const,
    coordinates: [[[0, 0], [4, 0], [4, 4], [3, 4], [3, 1], [1, 1], [1, 4], [0, 4], [0, 0]]],
  }
  it('puts a label inside a bent shape', () => {
    const [lng, lat] = labelPoint(bent)
    expect(isInside(lng, lat, bent)).toBe(true)
  })
  it('takes a hole as outside', () => {
    const ring = { type: 'Polygon' as const, coordinates: [...[[[0, 0], [9, 0], [9, 9], [0, 9], [0, 0]]], [[3, 3], [6, 3], [6, 6], [3, 6], [3, 3]]] }
    expect(isInside(1, 1, ring)).toBe(true)
    expect(isInside(4, 4, ring)).toBe(false)
  })
  it('finds the box and has none for nothing', () => {
    expect(boxOfCollection({ type: 'FeatureCollection', features: [{ type: 'Feature', properties: {}, geometry: bent }] })).toEqual([0, 0, 4, 4])
    expect(boxOfCollection({ type: 'FeatureCollection', features: [] })).toBeNull()
  })
  it('goes to metres and back', () => {
    const [x, y] = toMetres(110.48, 26.88, [110.47, 26.87])
    const [lng, lat] = fromMetres(x, y, [110.47, 26.87])
    expect(lng).toBeCloseTo(110.48, 10)
    expect(lat).toBeCloseTo(26.88, 10)
  })
  it('knows which zoom shows a length', () => {
    expect(zoomAt(metresPerPixel(13, 26.87), 26.87)).toBeCloseTo(13)
  })
})
