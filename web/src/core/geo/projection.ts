import { polygonsOf, type AreaGeometry, type LngLatPair, type Ring } from './geometry'

const METRES_PER_DEGREE = 111_320

/** A flat drawing of a city: x to the east and y to the south, in metres from an origin. */
export class FlatPlane {
  readonly origin: { lng: number; lat: number }
  private readonly squeeze: number

  constructor(origin: { lng: number; lat: number }) {
    this.origin = origin
    this.squeeze = Math.cos((origin.lat * Math.PI) / 180)
  }

  toPlane(lng: number, lat: number): { x: number; y: number } {
    return { x: (lng - this.origin.lng) * this.squeeze * METRES_PER_DEGREE, y: (this.origin.lat - lat) * METRES_PER_DEGREE }
  }

  toLngLat(x: number, y: number): { lng: number; lat: number } {
    return { lng: this.origin.lng + x / (this.squeeze * METRES_PER_DEGREE), lat: this.origin.lat - y / METRES_PER_DEGREE }
  }

  private line(points: readonly LngLatPair[]): string {
    return points.map(([lng, lat]) => this.pair(lng, lat)).join('L')
  }

  private pair(lng: number, lat: number): string {
    const { x, y } = this.toPlane(lng, lat)
    return `${x.toFixed(1)} ${y.toFixed(1)}`
  }

  /** Path data of an area with its holes. */
  areaPath(geometry: AreaGeometry): string {
    const ring = (points: Ring) => `M${this.line(points)}Z`
    return polygonsOf(geometry).flatMap((rings) => rings.map(ring)).join('')
  }

  linePath(lines: readonly (readonly LngLatPair[])[]): string {
    return lines.map((points) => `M${this.line(points)}`).join('')
  }
}
