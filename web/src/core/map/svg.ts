import type { Geometry, Position } from 'geojson'
import type { Box } from './geometry'

/** Puts degrees onto a drawing of `width` units; flat, right in shape for one city. */
export interface Projection {
  width: number
  height: number
  at: (lng: number, lat: number) => [number, number]
}

/** A projection that shows a box whole, with `margin` (share of its size) around it. */
export function projectionOf(box: Box, width = 1000, margin = 0.03): Projection {
  const [w, s, e, n] = box
  const squeeze = Math.cos((((s + n) / 2) * Math.PI) / 180)
  const spanX = Math.max((e - w) * squeeze, 1e-6)
  const spanY = Math.max(n - s, 1e-6)
  const scale = (width * (1 - 2 * margin)) / spanX
  const pad = width * margin
  return {
    width,
    height: spanY * scale + 2 * pad,
    at: (lng, lat) => [pad + (lng - w) * squeeze * scale, pad + (n - lat) * scale],
  }
}

function line(positions: readonly Position[], projection: Projection): string {
  return positions
    .map(([lng = 0, lat = 0], i) => {
      const [x, y] = projection.at(lng, lat)
      return `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`
    })
    .join('')
}

/** Path data of a line or polygon; points draw nothing. */
export function pathOf(geometry: Geometry | null, projection: Projection): string {
  switch (geometry?.type) {
    case 'LineString':
      return line(geometry.coordinates, projection)
    case 'MultiLineString':
      return geometry.coordinates.map((part) => line(part, projection)).join('')
    case 'Polygon':
      return geometry.coordinates.map((ring) => `${line(ring, projection)}Z`).join('')
    case 'MultiPolygon':
      return geometry.coordinates.flat().map((ring) => `${line(ring, projection)}Z`).join('')
    default:
      return ''
  }
}
