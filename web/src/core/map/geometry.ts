import type { Feature, FeatureCollection, Geometry, MultiPolygon, Polygon, Position } from 'geojson'

/** West, south, east, north in degrees. */
export type Box = readonly [number, number, number, number]

const EARTH_M = 6_378_137
const DEGREE_M = (Math.PI * EARTH_M) / 180

/** Metres on the ground that one CSS pixel shows at a map zoom (512-px tiles) and latitude. */
export function metresPerPixel(zoom: number, lat: number): number {
  return (2 * Math.PI * EARTH_M * Math.cos((lat * Math.PI) / 180)) / (512 * 2 ** zoom)
}

/** The map zoom at which one CSS pixel shows `metres`. */
export function zoomAt(metres: number, lat: number): number {
  return Math.log2((2 * Math.PI * EARTH_M * Math.cos((lat * Math.PI) / 180)) / (512 * metres))
}

/** Metres east and north of an origin; flat, good to a per mille within one city. */
export function toMetres(lng: number, lat: number, origin: readonly [number, number]): [number, number] {
  return [(lng - origin[0]) * DEGREE_M * Math.cos((origin[1] * Math.PI) / 180), (lat - origin[1]) * DEGREE_M]
}

/** The inverse of {@link toMetres}. */
export function fromMetres(x: number, y: number, origin: readonly [number, number]): [number, number] {
  return [origin[0] + x / (DEGREE_M * Math.cos((origin[1] * Math.PI) / 180)), origin[1] + y / DEGREE_M]
}

function positions(geometry: Geometry | null): Position[] {
  if (geometry === null) return []
  switch (geometry.type) {
    case 'Point':
      return [geometry.coordinates]
    case 'LineString':
    case 'MultiPoint':
      return geometry.coordinates
    case 'Polygon':
    case 'MultiLineString':
      return geometry.coordinates.flat()
    case 'MultiPolygon':
      return geometry.coordinates.flat(2)
    case 'GeometryCollection':
      return geometry.geometries.flatMap(positions)
  }
}

/** The box around some geometries, or null when there is no point at all. */
export function boxOf(geometries: readonly (Geometry | null)[]): Box | null {
  let [w, s, e, n] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const geometry of geometries) {
    for (const [lng, lat] of positions(geometry)) {
      if (lng === undefined || lat === undefined) continue
      w = Math.min(w, lng)
      s = Math.min(s, lat)
      e = Math.max(e, lng)
      n = Math.max(n, lat)
    }
  }
  return w <= e ? [w, s, e, n] : null
}

/** The box around all features of a collection, or null when it is empty. */
export function boxOfCollection(collection: FeatureCollection): Box | null {
  return boxOf(collection.features.map((f) => f.geometry))
}

/** Shown while no outlines are there. */
const SOMEWHERE: Box = [110.4, 26.8, 110.55, 26.95]

/** The box of the whole ground; some place while its outlines are being read. */
export function wholeOf(shapes: { ground: FeatureCollection } | null): Box {
  return (shapes ? boxOfCollection(shapes.ground) : null) ?? SOMEWHERE
}

/** A box around a point, `radius_m` in each direction. */
export function boxAround(lng: number, lat: number, radius_m: number): Box {
  const [e, n] = fromMetres(radius_m, radius_m, [lng, lat])
  return [2 * lng - e, 2 * lat - n, e, n]
}

/** A box of `share` times the size around the same middle. */
export function scaled([w, s, e, n]: Box, share: number): Box {
  const [dx, dy] = [((e - w) / 2) * (1 - share), ((n - s) / 2) * (1 - share)]
  return [w + dx, s + dy, e - dx, n - dy]
}

/** Box as `w,s,e,n` with six decimals (about 0.1 m). */
export function writeBox(box: Box): string {
  return box.map((v) => Number(v.toFixed(6))).join(',')
}

function ringArea(ring: readonly Position[]): number {
  let sum = 0
  for (let i = 0; i < ring.length - 1; i += 1) {
    const [x1 = 0, y1 = 0] = ring[i] ?? []
    const [x2 = 0, y2 = 0] = ring[i + 1] ?? []
    sum += x1 * y2 - x2 * y1
  }
  return sum / 2
}

function ringCentre(ring: readonly Position[]): [number, number] {
  const [x0 = 0, y0 = 0] = ring[0] ?? []
  let [cx, cy, sum] = [0, 0, 0]
  for (let i = 0; i < ring.length - 1; i += 1) {
    const [ax = 0, ay = 0] = ring[i] ?? []
    const [bx = 0, by = 0] = ring[i + 1] ?? []
    const cross = (ax - x0) * (by - y0) - (bx - x0) * (ay - y0)
    cx += (ax - x0 + bx - x0) * cross
    cy += (ay - y0 + by - y0) * cross
    sum += cross
  }
  return sum === 0 ? [x0, y0] : [x0 + cx / (3 * sum), y0 + cy / (3 * sum)]
}

/** Whether a point lies inside a ring (even-odd rule). */
export function isInRing(lng: number, lat: number, ring: readonly Position[]): boolean {
  let isInside = false
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [xi = 0, yi = 0] = ring[i] ?? []
    const [xj = 0, yj = 0] = ring[j] ?? []
    if (yi > lat !== yj > lat && lng < ((xj - xi) * (lat - yi)) / (yj - yi) + xi) isInside = !isInside
  }
  return isInside
}

function outerRings(geometry: Polygon | MultiPolygon): Position[][] {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  return polygons.flatMap((rings) => (rings[0] ? [rings[0]] : []))
}

/** Whether a point lies inside a polygon; holes count as outside. */
export function isInside(lng: number, lat: number, geometry: Polygon | MultiPolygon): boolean {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates
  return polygons.some(
    ([outer, ...holes]) =>
      outer !== undefined && isInRing(lng, lat, outer) && !holes.some((hole) => isInRing(lng, lat, hole)),
  )
}

/** A point for the label of a polygon: the centre of its largest part, moved inside when the shape is bent. */
export function labelPoint(geometry: Polygon | MultiPolygon): [number, number] {
  const rings = outerRings(geometry)
  const largest = rings.reduce<Position[]>((a, b) => (Math.abs(ringArea(b)) > Math.abs(ringArea(a)) ? b : a), [])
  const centre = ringCentre(largest)
  if (isInRing(centre[0], centre[1], largest)) return centre
  const crossings = largest
    .flatMap((a, i) => {
      const [x1 = 0, y1 = 0] = a
      const [x2 = 0, y2 = 0] = largest[i + 1] ?? a
      return y1 > centre[1] !== y2 > centre[1] ? [x1 + ((centre[1] - y1) * (x2 - x1)) / (y2 - y1)] : []
    })
    .sort((a, b) => a - b)
  const [first, second] = crossings
  return first !== undefined && second !== undefined ? [(first + second) / 2, centre[1]] : centre
}

/** Outer rings of all polygons as longitude and latitude pairs. */
export function ringsOf(collection: FeatureCollection): [number, number][][] {
  return polygonsOf(collection).flatMap((feature) => outerRings(feature.geometry).map((ring) => ring.map(([lng = 0, lat = 0]): [number, number] => [lng, lat])))
}

/** Polygon features only: what an outline layer can draw. */
export function polygonsOf(collection: FeatureCollection): Feature<Polygon | MultiPolygon>[] {
  return collection.features.filter(
    (f): f is Feature<Polygon | MultiPolygon> =>
      f.geometry !== null && (f.geometry.type === 'Polygon' || f.geometry.type === 'MultiPolygon'),
  )
}

/** A ring of `radius_m` around a point as a closed line of positions. */
export function circleRing(lng: number, lat: number, radius_m: number, corners = 48): [number, number][] {
  return Array.from({ length: corners + 1 }, (_, i) => {
    const angle = (2 * Math.PI * i) / corners
    return fromMetres(Math.cos(angle) * radius_m, Math.sin(angle) * radius_m, [lng, lat])
  })
}
