import { describe, expect, it } from 'vitest'
import { FIRST_VIEW, filterOf, readView, toggleCategory, withKind, withLayer, withMeasure, writeView, type HeatView } from './view'

const full: HeatView = {
  kind: 'incident',
  area: '439802001000',
  from: '2026-10-01',
  to: '2026-10-31',
  categories: ['littering', 'spitting'],
  outcomes: ['refused'],
  weekdays: [1, 5],
  hours: [7, 8],
  layer: 'grid',
  measure: 'rate',
  at: { lng: 110.47, lat: 26.87, zoom: 12.5 },
  place: { box: [110.1, 26.1, 110.2, 26.2] },
}

describe('the shared link', () => {
  it('restores the whole view', () => {
    expect(readView(writeView(full))).toEqual(full)
  })

  it('restores a chosen area as the place', () => {
    expect(readView(writeView({ ...full, place: { code: '439802001001001' } })).place).toEqual({ code: '439802001001001' })
  })

  it('says nothing for the first view', () => {
    expect(writeView(FIRST_VIEW)).toEqual({})
    expect(readView({})).toEqual(FIRST_VIEW)
  })

  it('leaves out what it cannot understand', () => {
    const view = readView({ weekday: '0,3,8,x', hour: '24,5', from: 'yesterday', layer: 'fog', at: '1,2', place: '3,2,1,0', area: "1' or 1" })
    expect(view).toEqual({ ...FIRST_VIEW, weekdays: [3], hours: [5] })
  })
})

describe('the filter of a view', () => {
  it('names what is chosen and nothing else', () => {
    expect(filterOf(FIRST_VIEW)).toEqual({})
    expect(filterOf(full)).toEqual({
      area: '439802001000',
      from: '2026-10-01',
      to: '2026-10-31',
      category: 'littering,spitting',
      outcome: 'refused',
      weekday: '1,5',
      hour: '7,8',
    })
  })

  it('drops the named parts', () => {
    expect(filterOf(full, ['category', 'weekday', 'hour', 'from', 'to'])).toEqual({ area: '439802001000', outcome: 'refused' })
  })
})

describe('count and rate', () => {
  it('shows grids for a rate', () => {
    expect(withMeasure(FIRST_VIEW, 'rate')).toMatchObject({ layer: 'grid', measure: 'rate' })
    expect(withMeasure(full, 'patrol')).toMatchObject({ layer: 'grid', measure: 'patrol' })
  })

  it('shows honeycomb or grids per patrol hour, never smooth heat', () => {
    expect(withMeasure(FIRST_VIEW, 'patrol')).toMatchObject({ layer: 'hex', measure: 'patrol' })
    const hex = withMeasure(FIRST_VIEW, 'patrol')
    expect(withLayer(hex, 'grid')).toMatchObject({ layer: 'grid', measure: 'patrol' })
    expect(withLayer(hex, 'heat')).toMatchObject({ layer: 'heat', measure: 'count' })
    expect(readView({ layer: 'heat', measure: 'patrol' })).toMatchObject({ layer: 'hex', measure: 'patrol' })
  })

  it('goes back to counts with heat', () => {
    expect(withLayer(full, 'heat')).toMatchObject({ layer: 'heat', measure: 'count' })
    expect(withLayer(full, 'grid')).toMatchObject({ layer: 'grid', measure: 'rate' })
  })
})

describe('kinds', () => {
  it('asks for a kind by name, and for words with incidents alone', () => {
    const ads = withKind({ ...full, measure: 'count' }, 'ad_inspection')
    expect(ads.place).toBeNull()
    expect(filterOf(ads)).toMatchObject({ kind: 'ad_inspection', area: full.area })
    expect(filterOf(ads)).not.toHaveProperty('category')
    expect(filterOf(full)).not.toHaveProperty('kind')
    expect(readView(writeView(ads)).kind).toBe('ad_inspection')
    expect(readView({ kind: 'survey_visit' }).kind).toBe('incident')
  })
})

describe('ticking categories', () => {
  const known = ['a', 'b', 'c']
  it('leaves the others when one of all is unticked', () => {
    expect(toggleCategory([], 'b', known)).toEqual(['a', 'c'])
  })
  it('becomes all again when the last missing one is ticked', () => {
    expect(toggleCategory(['a', 'c'], 'b', known)).toEqual([])
  })
  it('becomes all again when nothing would be left', () => {
    expect(toggleCategory(['a'], 'a', known)).toEqual([])
  })
})
