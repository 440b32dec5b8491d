import type { Feature, FeatureCollection, MultiPolygon, Polygon } from 'geojson'
import type { ImportProblem } from '@/api/officeTypes'
import { csvTable } from '@/core/csv'
import type { MapSpot } from '@/core/map/controller'
import { boxOf, labelPoint, polygonsOf } from '@/core/map/geometry'
import { AREA_LEVELS, NO_OUTLINES, type AreaLevel, type AreaProperties, type CityShapes, type Outlines, type Roads } from '@/core/map/shapes'

/** How many problems get a number on the map; the list has all. */
export const MOST_SPOTS = 60

/** A chosen file as far as the browser understands it: enough to draw it, not to judge it. */
export interface DraftAreas {
  pieces: number
  byLevel: Record<AreaLevel, Outlines>
}

function isCollection(value: unknown): value is FeatureCollection {
  return typeof value === 'object' && value !== null && 'features' in value && Array.isArray(value.features)
}

/** Reads the text of a file; null when it is no collection of features. A leading byte-order mark is fine. */
export function readDraft(text: string): DraftAreas | null {
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    return null
  }
  if (!isCollection(value)) return null
  const shapes = polygonsOf({ type: 'FeatureCollection', features: value.features.filter((one) => one?.geometry) })
  const at = (level: AreaLevel): Outlines => ({
    type: 'FeatureCollection',
    features: shapes.filter((one): one is Feature<Polygon | MultiPolygon, AreaProperties> => one.properties?.['level'] === level),
  })
  return {
    pieces: value.features.length,
    byLevel: { city: at('city'), district: at('district'), street: at('street'), community: at('community'), grid: at('grid') },
  }
}

/** The draft in the shape of the map; roads stay those in use. */
export function draftShapes(draft: DraftAreas, roads: Roads): CityShapes {
  const ground = AREA_LEVELS.map((level) => draft.byLevel[level]).find((one) => one.features.length > 0) ?? NO_OUTLINES
  return { ground, streets: draft.byLevel.street, communities: draft.byLevel.community, grids: draft.byLevel.grid, roads }
}

/** Grids that are new, gone or drawn otherwise, as amber pieces. */
export function differences(now: Outlines, next: Outlines): FeatureCollection {
  const before = new Map(now.features.map((one) => [one.properties.code, one]))
  const after = new Set(next.features.map((one) => one.properties.code))
  const text = (one: Feature) => JSON.stringify(one.geometry)
  const changed = next.features.filter((one) => {
    const old = before.get(one.properties.code)
    return old === undefined || text(old) !== text(one)
  })
  const gone = now.features.filter((one) => !after.has(one.properties.code))
  return { type: 'FeatureCollection', features: [...changed, ...gone] }
}

/** Where a problem lies: its own place, else the middle of its piece, else nowhere. */
export function placeOf(problem: ImportProblem): { lng: number; lat: number } | null {
  if (problem.place) return problem.place
  const { geometry } = problem
  if (!geometry) return null
  if (geometry.type === 'Polygon' || geometry.type === 'MultiPolygon') {
    const [lng, lat] = labelPoint(geometry)
    return { lng, lat }
  }
  const box = boxOf([geometry])
  return box && { lng: (box[0] + box[2]) / 2, lat: (box[1] + box[3]) / 2 }
}

/** Problems as numbered rings, in the order of the list. */
export function problemSpots(problems: readonly ImportProblem[], label: (problem: ImportProblem, number: number) => string): MapSpot[] {
  return problems.slice(0, MOST_SPOTS).flatMap((problem, i) => {
    const place = placeOf(problem)
    return place ? [{ number: i + 1, ...place, radius_m: 40, label: label(problem, i + 1), isQuiet: problem.severity === 'warning' }] : []
  })
}

/** The pieces to hatch. */
export function problemPieces(problems: readonly ImportProblem[]): FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: problems.flatMap((problem) => (problem.geometry ? [{ type: 'Feature' as const, properties: {}, geometry: problem.geometry }] : [])),
  }
}

/** Errors first, each kind in its own order. */
export function inOrder(problems: readonly ImportProblem[]): ImportProblem[] {
  return [...problems.filter((one) => one.severity === 'error'), ...problems.filter((one) => one.severity !== 'error')]
}

/** Square metres as hectares when large. */
export function areaSize(area_m2: number, isEnglish: boolean): string {
  const [ha, m2] = isEnglish ? ['ha', 'm²'] : ['公顷', '平方米']
  return area_m2 >= 1000 ? `${Number((area_m2 / 10_000).toFixed(1))} ${ha}` : `${Math.round(area_m2)} ${m2}`
}

/** The problems as a table for whoever mends the file. */
export function problemTable(problems: readonly ImportProblem[]): string {
  const columns = ['severity', 'code', 'area_code', 'other_code', 'area_m2', 'lng', 'lat', 'title_zh', 'title_en', 'detail_zh', 'detail_en']
  return csvTable(columns, problems.map((one) => [one.severity, one.code, one.area_code, one.other_code, one.area_m2, one.place?.lng, one.place?.lat, one.title_zh, one.title_en, one.detail_zh, one.detail_en]))
}
