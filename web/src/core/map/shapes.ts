import type { FeatureCollection, LineString, MultiLineString, MultiPolygon, Polygon } from 'geojson'

/** Levels of the area tree, largest first. */
export const AREA_LEVELS = ['city', 'district', 'street', 'community', 'grid'] as const
export type AreaLevel = (typeof AREA_LEVELS)[number]

/** What the API says about each outline. */
export interface AreaProperties {
  code: string
  name_zh: string
  name_en: string
  level: AreaLevel
  parent_code: string | null
  households?: number | null
}

export interface RoadProperties {
  code: string
  class: string
  name_zh: string
  name_en: string
  bridge: boolean
}

export type Outlines = FeatureCollection<Polygon | MultiPolygon, AreaProperties>
export type Roads = FeatureCollection<LineString | MultiLineString, RoadProperties>

/** Everything the map draws below the figures: the outlines and roads of the imported city, no foreign tiles. */
export interface CityShapes {
  /** The largest areas the person may see: the city, or a street for a street supervisor. */
  ground: Outlines
  streets: Outlines
  communities: Outlines
  grids: Outlines
  roads: Roads
}

/** A background below the city's own lines, from `GET /service`. */
export interface BaseMap {
  kind: 'none' | 'raster' | 'pmtiles'
  url?: string | null
  attribution?: string | null
}

export const NO_OUTLINES: Outlines = { type: 'FeatureCollection', features: [] }
export const NO_ROADS: Roads = { type: 'FeatureCollection', features: [] }
