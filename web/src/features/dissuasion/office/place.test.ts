import { describe, expect, it } from 'vitest'
import { placeAsSent, placeOfPlan } from './place'

const names = { name_zh: '老北门', name_en: 'Old North Gate' }

describe('the place of a plan', () => {
  it('is sent by code, or as a point with its name', () => {
    expect(placeAsSent({ kind: 'site', code: 'S1', ...names })).toEqual({ site_code: 'S1' })
    expect(placeAsSent({ kind: 'road', code: 'R1', ...names })).toEqual({ road_code: 'R1' })
    expect(placeAsSent({ kind: 'point', ...names, point: { lng: 110.5, lat: 26.9 } })).toEqual({ point: { lng: 110.5, lat: 26.9, name: '老北门' } })
    expect(placeAsSent(null)).toEqual({})
  })

  it('keeps the position of a point that is edited', () => {
    const place = placeOfPlan({ kind: 'point', code: null, ...names, line: [[110.5, 26.9]] })
    expect(placeAsSent(place)).toEqual({ point: { lng: 110.5, lat: 26.9, name: '老北门' } })
    expect(placeOfPlan({ kind: 'road', code: 'R1', ...names, line: [[1, 2], [3, 4]] }).point).toBeUndefined()
  })
})
