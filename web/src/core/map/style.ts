import type { FeatureCollection, Point } from 'geojson'
import type {
  ExpressionSpecification,
  LayerSpecification,
  SourceSpecification,
  StyleSpecification,
} from 'maplibre-gl'
import { labelPoint, polygonsOf } from './geometry'
import type { BaseMap, CityShapes, Outlines } from './shapes'

/** Colours of the drawn city. */
export const MAP_COLOURS = {
  outside: '#dfe8e6',
  city: '#f8faf9',
  grid: '#dde5e3',
  river: '#bcd9e6',
  arterial: '#c9d4d1',
  secondary: '#dbe4e1',
  alley: '#e6edeb',
  border: '#5f7772',
  edge: '#3a4d4a',
  ink: '#10201e',
  tealStrong: '#0b5e57',
  amber: '#f0a31c',
  amberDeep: '#6b3d00',
} as const

/** Fonts the device has; glyphs are drawn on the device, no glyph server is asked. */
const FONTS = ['Roboto', 'PingFang SC', 'MiSans', 'HarmonyOS Sans SC', 'Noto Sans CJK SC', 'sans-serif']
/** The same list as a CSS font family. */
export const FONT_FAMILY = FONTS.map((name) => (name.includes(' ') ? `"${name}"` : name)).join(', ')

export interface StyleOptions {
  language: 'zh' | 'en'
  /** 1, or 1.25 in large-type mode. */
  textScale: number
  baseMap: BaseMap
}

/** Width of a line in pixels at zooms 11, 14 and 17. */
function width(at11: number, at14: number, at17: number): ExpressionSpecification {
  return ['interpolate', ['exponential', 1.6], ['zoom'], 11, at11, 14, at14, 17, at17]
}

function labels(outlines: Outlines, language: 'zh' | 'en'): FeatureCollection<Point, { name: string }> {
  return {
    type: 'FeatureCollection',
    features: polygonsOf(outlines).map((f) => ({
      type: 'Feature',
      properties: { name: String((language === 'en' ? f.properties?.name_en : f.properties?.name_zh) ?? '') },
      geometry: { type: 'Point', coordinates: labelPoint(f.geometry) },
    })),
  }
}

function geojson(data: FeatureCollection): SourceSpecification {
  return { type: 'geojson', data, tolerance: 0.2 }
}

function baseSources(baseMap: BaseMap): Record<string, SourceSpecification> {
  if (!baseMap.url) return {}
  const attribution = baseMap.attribution ?? ''
  if (baseMap.kind === 'raster') {
    return { base: { type: 'raster', tiles: [baseMap.url], tileSize: 256, attribution } }
  }
  if (baseMap.kind === 'pmtiles') {
    return { base: { type: 'vector', url: `pmtiles://${baseMap.url}`, attribution } }
  }
  return {}
}

function baseLayers(baseMap: BaseMap): LayerSpecification[] {
  if (!baseMap.url) return []
  if (baseMap.kind === 'raster') {
    return [{ id: 'base', type: 'raster', source: 'base', paint: { 'raster-saturation': -0.5, 'raster-opacity': 0.75 } }]
  }
  if (baseMap.kind === 'pmtiles') {
    return [
      { id: 'base-water', type: 'fill', source: 'base', 'source-layer': 'water', paint: { 'fill-color': MAP_COLOURS.river } },
      { id: 'base-roads', type: 'line', source: 'base', 'source-layer': 'roads', paint: { 'line-color': MAP_COLOURS.secondary, 'line-width': width(0.4, 1.5, 6) } },
      { id: 'base-buildings', type: 'fill', source: 'base', 'source-layer': 'buildings', minzoom: 14, paint: { 'fill-color': MAP_COLOURS.alley } },
    ]
  }
  return []
}

function groundLayers(): LayerSpecification[] {
  const isClass = (name: string): ExpressionSpecification => ['==', ['get', 'class'], name]
  const round = { 'line-cap': 'round', 'line-join': 'round' } as const
  return [
    { id: 'city', type: 'fill', source: 'ground', paint: { 'fill-color': MAP_COLOURS.city } },
    { id: 'grids', type: 'line', source: 'grids', paint: { 'line-color': MAP_COLOURS.grid, 'line-width': width(0.6, 1, 1.6) } },
    { id: 'river', type: 'line', source: 'roads', filter: isClass('river'), layout: round, paint: { 'line-color': MAP_COLOURS.river, 'line-width': width(5, 22, 90) } },
    { id: 'alleys', type: 'line', source: 'roads', minzoom: 13.2, filter: isClass('back_alley'), layout: round, paint: { 'line-color': MAP_COLOURS.alley, 'line-width': width(0.3, 1.6, 7) } },
    { id: 'secondary', type: 'line', source: 'roads', filter: isClass('secondary_road'), layout: round, paint: { 'line-color': MAP_COLOURS.secondary, 'line-width': width(0.8, 3, 13) } },
    { id: 'arterials', type: 'line', source: 'roads', filter: isClass('arterial_road'), layout: round, paint: { 'line-color': MAP_COLOURS.arterial, 'line-width': width(1.4, 4.6, 20) } },
  ]
}

function borderLayers(): LayerSpecification[] {
  return [
    { id: 'streets', type: 'line', source: 'streets', paint: { 'line-color': MAP_COLOURS.border, 'line-width': width(1, 1.4, 2), 'line-dasharray': [3, 2] } },
    { id: 'edge', type: 'line', source: 'ground', layout: { 'line-join': 'round' }, paint: { 'line-color': MAP_COLOURS.edge, 'line-width': width(1.4, 2, 3) } },
  ]
}

function labelLayer(id: string, source: string, size: number, minzoom: number, maxzoom: number): LayerSpecification {
  return {
    id,
    type: 'symbol',
    source,
    minzoom,
    maxzoom,
    layout: { 'text-field': ['get', 'name'], 'text-font': FONTS, 'text-size': size, 'text-padding': 6, 'text-max-width': 8 },
    paint: { 'text-color': MAP_COLOURS.ink, 'text-halo-color': '#ffffff', 'text-halo-width': 1.8, 'text-halo-blur': 0.4 },
  }
}

/** The layer above the ground and below the borders that figures are put under. */
export const FIRST_BORDER_LAYER = 'streets'

/** The whole style of the city map, made from the city's own shapes; it names no foreign host. */
export function cityStyle(shapes: CityShapes, options: StyleOptions): StyleSpecification {
  const { language, textScale, baseMap } = options
  return {
    version: 8,
    sources: {
      ...baseSources(baseMap),
      ground: geojson(shapes.ground),
      streets: geojson(shapes.streets),
      grids: geojson(shapes.grids),
      roads: geojson(shapes.roads),
      'street-names': geojson(labels(shapes.streets, language)),
      'community-names': geojson(labels(shapes.communities, language)),
      'grid-names': geojson(labels(shapes.grids, language)),
    },
    layers: [
      { id: 'outside', type: 'background', paint: { 'background-color': MAP_COLOURS.outside } },
      ...groundLayers().slice(0, 1),
      ...baseLayers(baseMap),
      ...groundLayers().slice(1),
      ...borderLayers(),
      labelLayer('grid-names', 'grid-names', 13 * textScale, 15.2, 22),
      labelLayer('community-names', 'community-names', 13 * textScale, 13.6, 15.2),
      labelLayer('street-names', 'street-names', 15 * textScale, 10, 15.2),
    ],
  }
}
