import { describe, expect, it } from 'vitest'
import type { ImportProblem } from '@/api/officeTypes'
import { areaSize, differences, draftShapes, inOrder, placeOf, problemSpots, problemTable, readDraft } from './report'

const square = (x: number) => ({ type: 'Polygon' as const, coordinates: [[[x, 0], [x + 1, 0], [x + 1, 1], [x, 1], [x, 0]]] })
const grid = (code: string, x: number, level = 'grid') => ({
  type: 'Feature',
  properties: { code, level, name_zh: code, name_en: code, parent_code: null },
  geometry: square(x),
})
const file = (...features: unknown[]) => JSON.stringify({ type: 'FeatureCollection', features })
const problem = (part: Partial<ImportProblem>): ImportProblem => ({
  severity: 'error',
  code: 'overlap',
  area_code: '1',
  place: null,
  title_zh: '重叠',
  title_en: 'Overlap',
  detail_zh: '',
  detail_en: '',
  ...part,
})

describe('a chosen file', () => {
  it('is read with or without a byte-order mark', () => {
    const draft = readDraft(`\uFEFF${file(grid('1', 0), grid('9', 0, 'street'))}`)
    expect(draft?.pieces).toBe(2)
    expect(draft?.byLevel.grid.features).toHaveLength(1)
  })
  it('is no draft when it is no collection', () => {
    expect(readDraft('{"type":')).toBeNull()
    expect(readDraft('[]')).toBeNull()
    expect(readDraft('null')).toBeNull()
  })
  it('shows pieces without geometry as missing, not as a crash', () => {
    expect(readDraft(file({ type: 'Feature', properties: { level: 'grid' }, geometry: null }, null))?.byLevel.grid.features).toEqual([])
  })
  it('uses its largest level as the ground', () => {
    const draft = readDraft(file(grid('1', 0), grid('9', 0, 'street')))
    const shapes = draft && draftShapes(draft, { type: 'FeatureCollection', features: [] })
    expect(shapes?.ground.features[0]?.properties.code).toBe('9')
  })
})

describe('the differences', () => {
  it('are what is new, gone or drawn otherwise', () => {
    const now = readDraft(file(grid('1', 0), grid('2', 1), grid('3', 2)))
    const next = readDraft(file(grid('1', 0), grid('2', 5), grid('4', 2)))
    const found = now && next && differences(now.byLevel.grid, next.byLevel.grid).features.map((one) => one.properties?.['code'] as string)
    expect(found).toEqual(['2', '4', '3'])
  })
})

describe('problems', () => {
  it('stand errors first and keep their numbers on the map', () => {
    const all = inOrder([problem({ severity: 'warning' }), problem({ place: { lng: 1, lat: 2 } })])
    expect(all.map((one) => one.severity)).toEqual(['error', 'warning'])
    expect(problemSpots(all, () => 'x')).toMatchObject([{ number: 1, lng: 1, lat: 2, isQuiet: false }])
  })
  it('take the middle of their piece as the place', () => {
    expect(placeOf(problem({ geometry: square(0) }))).toEqual({ lng: 0.5, lat: 0.5 })
    expect(placeOf(problem({}))).toBeNull()
  })
  it('become a table in which no cell acts as a formula', () => {
    expect(problemTable([problem({ title_zh: '=1' })])).toContain('"\'=1"')
  })
  it('say sizes in fitting units', () => {
    expect(areaSize(8000, false)).toBe('0.8 公顷')
    expect(areaSize(12.3, true)).toBe('12 m²')
  })
})
