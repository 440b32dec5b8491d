import { heatAlpha, niceCeiling, rampRgb } from '@/core/map/ramp'
import { projectionOf, type Projection } from '@/core/map/svg'
import type { ReportMap } from './api'

/** Points of the smooth surface in a square's edge. */
const FINE = 2
/** Bandwidth of the smoothing, in squares: so that their own grid does not show through. */
const SIGMA = 0.7
/** Squares around the outermost that the smoothing reaches. */
const MARGIN = 3
const HECTARE_M2 = 10_000
/** Where one colour ends and the next begins, as shares of the highest density. */
const STEPS = [0.03, 0.06, 0.1, 0.14, 0.19, 0.25, 0.32, 0.4, 0.48, 0.56, 0.64, 0.72, 0.8, 0.88, 0.95]
/** The ground as paper has it: colours are mixed with it, so that no ink must be see-through. */
const GROUND = [248, 250, 249] as const

/** A smooth surface over points: `at[row * columns + column]`, row 0 in the south. */
interface Surface {
  columns: number
  rows: number
  /** Column and row of its first point, in squares. */
  from: readonly [number, number]
  at: Float64Array
}

/** A colour and the ground that it covers, as path data. */
export interface Band {
  colour: string
  d: string
}

function blurred(values: Float64Array, [columns, rows]: readonly [number, number], step: number): Float64Array {
  const reach = Math.ceil(SIGMA * FINE * 3)
  const kernel = Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * (SIGMA * FINE) ** 2)))
  const sum = kernel.reduce((a, b) => a + b, 0)
  const line = step === 1 ? columns : rows
  return values.map((_, i) => {
    const place = step === 1 ? i % columns : Math.floor(i / columns)
    let value = 0
    for (let k = Math.max(-reach, -place); k <= Math.min(reach, line - 1 - place); k += 1) value += (values[i + k * step] ?? 0) * (kernel[k + reach] ?? 0)
    return value / sum
  })
}

/** The squares as a smooth surface of counts per hectare. */
export function surfaceOf(map: Pick<ReportMap, 'cells' | 'cell_m'>): Surface {
  const all = map.cells.map(([column = 0, row = 0]) => [column, row] as const)
  const low = (at: 0 | 1) => Math.min(...all.map((cell) => cell[at])) - MARGIN
  const size = (at: 0 | 1) => (Math.max(...all.map((cell) => cell[at])) + 1 + MARGIN - low(at)) * FINE
  const from = [low(0), low(1)] as const
  const [columns, rows] = [size(0), size(1)]
  const per = HECTARE_M2 / map.cell_m ** 2
  const counts = new Float64Array(columns * rows)
  for (const [column = 0, row = 0, count = 0] of map.cells) {
    for (let i = 0; i < FINE * FINE; i += 1) {
      const [x, y] = [(column - from[0]) * FINE + (i % FINE), (row - from[1]) * FINE + Math.floor(i / FINE)]
      counts[y * columns + x] = count * per
    }
  }
  const shape = [columns, rows] as const
  return { columns, rows, from, at: blurred(blurred(counts, shape, 1), shape, columns) }
}

/** What of one square between four points lies at or above a level: its corners, and where the level crosses its edges. */
function cut(corners: readonly (readonly [number, number, number])[], least: number): [number, number][] {
  return corners.flatMap(([x, y, value], i) => {
    const [nx, ny, next] = corners[(i + 1) % corners.length] ?? [x, y, value]
    const own: [number, number][] = value >= least ? [[x, y]] : []
    if (value >= least === next >= least) return own
    const share = (least - value) / (next - value)
    return [...own, [x + (nx - x) * share, y + (ny - y) * share]]
  })
}

/** Path data of all that lies at or above a level; `put` places a point that is given in points of the surface. */
function above(surface: Surface, least: number, put: (x: number, y: number) => string): string {
  const { columns, rows, at } = surface
  const value = (x: number, y: number) => at[y * columns + x] ?? 0
  let d = ''
  for (let y = 0; y < rows - 1; y += 1) {
    let run = -1
    for (let x = 0; x < columns; x += 1) {
      const corners = [[x, y, value(x, y)], [x + 1, y, value(x + 1, y)], [x + 1, y + 1, value(x + 1, y + 1)], [x, y + 1, value(x, y + 1)]] as const
      const isFull = x < columns - 1 && corners.every((corner) => corner[2] >= least)
      if (isFull && run < 0) run = x
      if (isFull) continue
      if (run >= 0) d += `M${put(run, y)}L${put(x, y)}L${put(x, y + 1)}L${put(run, y + 1)}Z`
      run = -1
      const ring = x < columns - 1 ? cut(corners, least) : []
      if (ring.length > 2) d += `M${ring.map(([rx, ry]) => put(rx, ry)).join('L')}Z`
    }
  }
  return d
}

function colourAt(share: number): string {
  const alpha = heatAlpha(share)
  const mixed = rampRgb(share).map((part, i) => Math.round(part * alpha + (GROUND[i] ?? 255) * (1 - alpha)))
  return `#${mixed.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}

/** The heat of a drawing as bands from light to dark, each over the ones before; and what the darkest stands for, per hectare. */
export function heatOf(map: ReportMap, projection: Projection): { bands: Band[]; max: number } {
  if (map.cells.length === 0) return { bands: [], max: 0 }
  const surface = surfaceOf(map)
  const max = niceCeiling(surface.at.reduce((a, b) => Math.max(a, b), 0))
  const [lng = 0, lat = 0] = map.corner
  const [east = 0, north = 0] = map.step
  // A point of the surface stands in the middle of its part of a square.
  const degrees = (point: number, from: number) => (point + 0.5) / FINE + from
  const put = (x: number, y: number) => projection.at(lng + degrees(x, surface.from[0]) * east, lat + degrees(y, surface.from[1]) * north).map((part) => part.toFixed(1)).join(' ')
  const bands = STEPS.map((share, i) => ({ colour: colourAt((share + (STEPS[i + 1] ?? 1)) / 2), d: above(surface, share * max, put) }))
  return { bands: bands.filter((band) => band.d !== ''), max }
}

/** The frame of a drawing: the box around its ground. */
export function frameOf(map: Pick<ReportMap, 'lines'>): Projection {
  const ground = map.lines.filter((line) => line.class === 'ground').flatMap((line) => line.points)
  const [lng, lat] = [ground.map(([x = 0]) => x), ground.map(([, y = 0]) => y)]
  return projectionOf([Math.min(...lng), Math.min(...lat), Math.max(...lng), Math.max(...lat)])
}
