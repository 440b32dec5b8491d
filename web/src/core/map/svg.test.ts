import { describe, expect, it } from 'vitest'
import { pathOf, projectionOf } from './svg'

describe('the plain drawing', () => {
  const projection = projectionOf([110, 26, 110.1, 26.1], 100, 0)

  it('has north at the top and keeps the shape', () => {
    expect(projection.at(110, 26.1)).toEqual([0, 0])
    expect(projection.at(110.1, 26.1)[0]).toBeCloseTo(100)
    expect(projection.height / projection.width).toBeCloseTo(1 / Math.cos((26.05 * Math.PI) / 180))
  })

  it('closes polygons and leaves lines open', () => {
    const ring = [[110, 26.1], [110.1, 26.1], [110, 26.1]]
    expect(pathOf({ type: 'Polygon', coordinates: [ring] }, projection)).toBe('M0.0 0.0L100.0 0.0L0.0 0.0Z')
    expect(pathOf({ type: 'LineString', coordinates: ring.slice(0, 2) }, projection)).toBe('M0.0 0.0L100.0 0.0')
    expect(pathOf(null, projection)).toBe('')
  })
})
