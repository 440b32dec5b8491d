import { describe, expect, it } from 'vitest'
import type { AreaCount, HeatCells } from '@/api/officeTypes'
import { colouredAreas, colouredCells, highest, highestCell } from './colours'

const area = (area_code: string, count: number, households: number | null): AreaCount => ({
  area_code,
  name_zh: '',
  name_en: '',
  count,
  households,
  per_1000_households: households ? (count * 1000) / households : null,
})

describe('coloured areas', () => {
  const areas = [area('1', 10, 1000), area('2', 5, 3), area('3', 0, 500)]

  it('do not let a park of three homes set the scale of a rate', () => {
    expect(highest(areas, 'count')).toBe(10)
    expect(highest(areas, 'rate')).toBe(10)
  })

  it('leave an area without records uncoloured', () => {
    const outline = (code: string) => ({
      type: 'Feature' as const,
      geometry: { type: 'Polygon' as const, coordinates: [] },
      properties: { code, name_zh: '', name_en: '', level: 'grid' as const, parent_code: null },
    })
    const shown = colouredAreas({ type: 'FeatureCollection', features: ['1', '3', '9'].map(outline) }, areas, 'count', 10)
    expect(shown.features.map((f) => f.properties?.['opacity'])).toEqual([0.82, 0, 0])
    expect(shown.features[0]?.properties?.['colour']).toBe('#4a1054')
  })
})

describe('coloured honeycomb', () => {
  const heat: HeatCells = {
    cells: [[110.5, 26.9, 40], [110.6, 26.9, 2]],
    patrol: [[110.6, 26.9, 2, 1.5, 1.33], [110.7, 26.9, 0, 4, 0]],
    total: 42, unplaced: 0, max: 40, cell_m: 270, level: 17,
  }

  it('shows counts of every cell', () => {
    expect(highestCell(heat, 'count')).toBe(40)
    expect(colouredCells(heat, 'count', 40).features).toHaveLength(2)
  })

  it('shows per patrol hour only where somebody stood, and a quiet cell as pale', () => {
    expect(highestCell(heat, 'patrol')).toBe(1.33)
    const shown = colouredCells(heat, 'patrol', 1.5).features.map((cell) => cell.properties?.['opacity'] as number)
    expect(shown).toEqual([0.82, 0.6])
  })
})
