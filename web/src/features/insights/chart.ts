export interface TrendPath {
  /** Through all weeks that are over. */
  line: string
  /** From the last whole week to the running one. */
  running: string
  ground: string
  points: [number, number][]
}

/** A line through counts in a box of `width` × `height` units, zero at the bottom; the last count is of a week that still runs. */
export function trendPath(counts: readonly number[], width: number, height: number): TrendPath {
  const max = Math.max(1, ...counts)
  const step = counts.length > 1 ? width / (counts.length - 1) : 0
  const points = counts.map((count, i): [number, number] => [Number((i * step).toFixed(2)), Number((height - (count / max) * height).toFixed(2))])
  const through = (some: readonly [number, number][]) => some.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x} ${y}`).join('')
  const whole = points.slice(0, -1)
  const line = through(whole)
  const end = whole[whole.length - 1]?.[0] ?? 0
  return { line, running: through(points.slice(-2)), ground: line === '' ? '' : `${line}L${end} ${height}L0 ${height}Z`, points }
}
