import { describe, expect, it } from 'vitest'
import { NO_OUTLINES, NO_ROADS, type BaseMap, type CityShapes } from './shapes'
import { cityStyle, FIRST_BORDER_LAYER } from './style'

const shapes: CityShapes = {
  ground: NO_OUTLINES,
  streets: {
    type: 'FeatureCollection',
    features: [
      {
        type: 'Feature',
        properties: { code: '1', name_zh: '文澜街道', name_en: 'Wenlan Street', level: 'street', parent_code: null },
        geometry: { type: 'Polygon', coordinates: [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]] },
      },
    ],
  },
  communities: NO_OUTLINES,
  grids: NO_OUTLINES,
  roads: NO_ROADS,
}
const styleOf = (baseMap: BaseMap, language: 'zh' | 'en' = 'zh') => cityStyle(shapes, { language, textScale: 1, baseMap })
const layerIds = (baseMap: BaseMap) => styleOf(baseMap).layers.map((layer) => layer.id)

describe('the style of the city map', () => {
  it('asks nobody for glyphs, sprites or tiles by default', () => {
    const text = JSON.stringify(styleOf({ kind: 'none' }))
    expect(text).not.toMatch(/https?:/)
    expect(text).not.toContain('"glyphs"')
  })

  it('names streets in the language, in their middle', () => {
    const named = styleOf({ kind: 'none' }, 'en').sources['street-names']
    expect(named).toMatchObject({ data: { features: [{ properties: { name: 'Wenlan Street' }, geometry: { coordinates: [1, 1] } }] } })
  })

  it('puts a base map above the ground and below the lines of the city', () => {
    const ids = layerIds({ kind: 'raster', url: 'https://tiles.example/{z}/{x}/{y}.png' })
    expect(ids.indexOf('base')).toBe(ids.indexOf('city') + 1)
    expect(ids.indexOf('base')).toBeLessThan(ids.indexOf('grids'))
    expect(layerIds({ kind: 'pmtiles', url: '/base.pmtiles' })).toContain('base-roads')
  })

  it('leaves out a base map without an address', () => {
    expect(layerIds({ kind: 'raster' })).not.toContain('base')
  })

  it('has the layer that figures are put under', () => {
    expect(layerIds({ kind: 'none' })).toContain(FIRST_BORDER_LAYER)
  })
})
