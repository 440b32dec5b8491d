/** A line through counts in a box of `width` × `height` units, zero at the bottom; with its filled ground. */
export function trendPath(counts: readonly number[], width: number, height: number): { line: string; ground: string; points: [number, number][] } {
  const max = Math.max(1, ...counts)
  const step = counts.length > 1 ? width / (counts.length - 1) : 0
  const points = counts.map((count, i): [number, number] => [Number((i * step).toFixed(2)), Number((height - (count / max) * height).toFixed(2))])
  const line = points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x} ${y}`).join('')
  const end = points.at(-1)?.[0] ?? 0
  return { line, ground: line === '' ? '' : `${line}L${end} ${height}L0 ${height}Z`, points }
}
