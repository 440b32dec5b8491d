/** Geometry on the phone: small, flat, good to a metre inside a city. Degrees are WGS-84. */
export type LngLatPair = readonly [number, number]
export type Ring = readonly LngLatPair[]

export interface AreaGeometry {
  type: 'Polygon' | 'MultiPolygon'
  coordinates: unknown
}

const METRES_PER_DEGREE = 111_320

/** All polygons of a geometry, each as outer ring and holes. */
export function polygonsOf(geometry: AreaGeometry): Ring[][] {
  return geometry.type === 'Polygon' ? [geometry.coordinates as Ring[]] : (geometry.coordinates as Ring[][])
}

/** Distance in metres between two positions of one city. */
export function distanceM(a: { lng: number; lat: number }, b: { lng: number; lat: number }): number {
  const squeeze = Math.cos((((a.lat + b.lat) / 2) * Math.PI) / 180)
  return Math.hypot((a.lng - b.lng) * squeeze, a.lat - b.lat) * METRES_PER_DEGREE
}

/** Distance in metres from a point to the piece of line between two others. */
export function distanceToPieceM(point: LngLatPair, from: LngLatPair, to: LngLatPair): number {
  const squeeze = Math.cos((point[1] * Math.PI) / 180)
  const [px, py] = [(point[0] - from[0]) * squeeze, point[1] - from[1]]
  const [dx, dy] = [(to[0] - from[0]) * squeeze, to[1] - from[1]]
  const length = dx * dx + dy * dy
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / length))
  return Math.hypot(px - share * dx, py - share * dy) * METRES_PER_DEGREE
}

function isInsideRing([x, y]: LngLatPair, ring: Ring): boolean {
  let isInside = false
  let previous = ring.at(-1)
  for (const current of ring) {
    if (previous && current[1] > y !== previous[1] > y) {
      const crossing = ((previous[0] - current[0]) * (y - current[1])) / (previous[1] - current[1]) + current[0]
      if (x < crossing) isInside = !isInside
    }
    previous = current
  }
  return isInside
}

/** True when the position lies in the area and in none of its holes. */
export function isInside(position: { lng: number; lat: number }, geometry: AreaGeometry): boolean {
  const point: LngLatPair = [position.lng, position.lat]
  return polygonsOf(geometry).some(
    ([outer, ...holes]) => outer !== undefined && isInsideRing(point, outer) && !holes.some((hole) => isInsideRing(point, hole)),
  )
}

/** [west, south, east, north] of geometries. */
export function boundsOf(geometries: readonly AreaGeometry[]): [number, number, number, number] {
  let [west, south, east, north] = [180, 90, -180, -90]
  for (const geometry of geometries) {
    for (const [outer] of polygonsOf(geometry)) {
      for (const [lng, lat] of outer ?? []) {
        west = Math.min(west, lng)
        east = Math.max(east, lng)
        south = Math.min(south, lat)
        north = Math.max(north, lat)
      }
    }
  }
  return [west, south, east, north]
}
