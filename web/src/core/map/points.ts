import type { Feature, FeatureCollection, Polygon } from 'geojson'
import { circleRing, metresPerPixel } from './geometry'

/** A place on a map of points. */
export interface MapPoint {
  id: string
  lng: number
  lat: number
  colour: string
}

const CORNERS = 12

/** Points as small discs of `radius_px` that keep their size on the screen; `code` is the id of the point. */
export function discsOf(points: readonly MapPoint[], zoom: number, radius_px: number): FeatureCollection<Polygon> {
  const features = points.map(({ id, lng, lat, colour }): Feature<Polygon> => ({
    type: 'Feature',
    properties: { code: id, colour, opacity: 0.9 },
    geometry: { type: 'Polygon', coordinates: [circleRing(lng, lat, radius_px * metresPerPixel(zoom, lat), CORNERS)] },
  }))
  return { type: 'FeatureCollection', features }
}
