import type { Feature, FeatureCollection, Point, Polygon } from 'geojson'
import { fromMetres, metresPerPixel, toMetres } from './geometry'

/** One heat cell of the API: longitude, latitude of its centre, records in it. */
export type HeatCell = readonly [number, number, number]

/** Weight of the middle of MapLibre's kernel: 1 / sqrt(2 pi). */
const KERNEL_PEAK = 0.398_942_280_4
const HECTARE_M2 = 10_000

/**
 * Bandwidth of the smoothing in metres: about ten pixels on screen, but never finer than a street corner (40 m)
 * nor than two thirds of a cell, so that the cells' own grid does not show through.
 */
export function bandwidth(zoom: number, lat: number, cell_m: number): number {
  return Math.max(40, 10 * metresPerPixel(zoom, lat), (2 * cell_m) / 3)
}

/** The highest density of the smoothed cells, in records per hectare, taken at the cells' centres. */
export function densityPeak(cells: readonly HeatCell[], sigma_m: number): number {
  const first = cells[0]
  if (first === undefined) return 0
  const origin: [number, number] = [first[0], first[1]]
  const reach = 3 * sigma_m
  const buckets = new Map<string, [number, number, number][]>()
  const points = cells.map(([lng, lat, count]): [number, number, number] => [...toMetres(lng, lat, origin), count])
  const keyOf = (x: number, y: number) => `${Math.floor(x / reach)}:${Math.floor(y / reach)}`
  for (const point of points) {
    const key = keyOf(point[0], point[1])
    const bucket = buckets.get(key)
    if (bucket) bucket.push(point)
    else buckets.set(key, [point])
  }
  const scale = HECTARE_M2 / (2 * Math.PI * sigma_m * sigma_m)
  let peak = 0
  for (const [x, y] of points) {
    let sum = 0
    for (let dx = -1; dx <= 1; dx += 1) {
      for (let dy = -1; dy <= 1; dy += 1) {
        for (const [px, py, count] of buckets.get(keyOf(x + dx * reach, y + dy * reach)) ?? []) {
          const d2 = (px - x) ** 2 + (py - y) ** 2
          if (d2 <= reach * reach) sum += count * Math.exp(-d2 / (2 * sigma_m * sigma_m))
        }
      }
    }
    peak = Math.max(peak, sum * scale)
  }
  return peak
}

/**
 * Weighted points for the heat layer such that its colour at a place is (records per hectare there) / `max_per_ha`:
 * the legend can be read as a plain unit.
 */
export function heatPoints(
  cells: readonly HeatCell[],
  sigma_m: number,
  max_per_ha: number,
): FeatureCollection<Point, { w: number }> {
  const scale = HECTARE_M2 / (2 * Math.PI * sigma_m * sigma_m) / max_per_ha / KERNEL_PEAK
  return {
    type: 'FeatureCollection',
    features: cells.map(([lng, lat, count]) => ({
      type: 'Feature',
      properties: { w: count * scale },
      geometry: { type: 'Point', coordinates: [lng, lat] },
    })),
  }
}

/** Distance between the flat sides of a hexagon that covers as much ground as a square of `edge_m`. */
export function hexagonWidth(edge_m: number): number {
  return edge_m * Math.sqrt(2 / Math.sqrt(3))
}

/** Hexagons with a corner at the top around cell centres; `width_m` is across the flats. */
export function hexagons(
  cells: readonly HeatCell[],
  width_m: number,
): FeatureCollection<Polygon, { count: number }> {
  const radius = width_m / Math.sqrt(3)
  const corners = [0, 1, 2, 3, 4, 5].map((k) => {
    const angle = Math.PI / 6 + (k * Math.PI) / 3
    return [Math.cos(angle) * radius, Math.sin(angle) * radius] as const
  })
  return {
    type: 'FeatureCollection',
    features: cells.map(([lng, lat, count]): Feature<Polygon, { count: number }> => {
      const ring = corners.map(([x, y]) => fromMetres(x, y, [lng, lat]))
      const start = ring[0] ?? [lng, lat]
      return {
        type: 'Feature',
        properties: { count },
        geometry: { type: 'Polygon', coordinates: [[...ring, start]] },
      }
    }),
  }
}
