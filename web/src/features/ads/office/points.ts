import type { Feature, FeatureCollection, Polygon } from 'geojson'
import { circleRing, metresPerPixel } from '@/core/map/geometry'
import type { AdPoint } from './api'

/** Groups of conditions on the map, from good to grave; colours as in the heat ramp, red stays for danger. */
export type Shade = 'good' | 'slight' | 'bad' | 'grave' | 'none'

export const SHADES: Record<Shade, string> = { good: '#0f766e', slight: '#f0a31c', bad: '#cd5448', grave: '#8a2862', none: '#7f918e' }
const SIZE_PX = 6
const CORNERS = 12

/** What a condition means on the map; `severity` is that of the vocabulary. */
export function shadeOf(condition: string, severity: (code: string) => number): Shade {
  if (condition === 'none') return 'none'
  if (condition === 'intact') return 'good'
  const grade = severity(condition)
  return grade >= 3 ? 'grave' : grade === 2 ? 'bad' : 'slight'
}

/** Sites as small discs that keep their size on the screen; `code` is the id of the site. */
export function discsOf(points: readonly AdPoint[], zoom: number, severity: (code: string) => number): FeatureCollection<Polygon> {
  const features = points.map((point): Feature<Polygon> => {
    const radius = SIZE_PX * metresPerPixel(zoom, point.lat)
    const properties = { code: point.id, colour: SHADES[shadeOf(point.condition, severity)], opacity: 0.9 }
    return { type: 'Feature', properties, geometry: { type: 'Polygon', coordinates: [circleRing(point.lng, point.lat, radius, CORNERS)] } }
  })
  return { type: 'FeatureCollection', features }
}
