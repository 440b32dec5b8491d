import { reactive } from 'vue'

/** The drawing behind the header: `fine` = grids, `strong` = the areas above them. */
export interface Mesh {
  viewBox: string
  fine: string
  strong: string
}

const WIDTH = 360
const HEIGHT = 220

/** A quiet invented street pattern until the person's own areas are on the phone. */
function inventedMesh(): Mesh {
  let seed = 7
  const random = () => {
    seed = (seed * 16807) % 2147483647
    return seed / 2147483647
  }
  const columns = 13
  const rows = 9
  const points = Array.from({ length: rows + 1 }, (_r, row) =>
    Array.from({ length: columns + 1 }, (_c, column) => {
      const x = (column / columns) * (WIDTH + 60) - 30 + (random() - 0.5) * 16 + (row - rows / 2) * 4
      const y = (row / rows) * (HEIGHT + 50) - 25 + (random() - 0.5) * 12 - (column - columns / 2) * 3
      return `${x.toFixed(1)} ${y.toFixed(1)}`
    }),
  )
  let fine = ''
  let strong = ''
  for (let row = 0; row <= rows; row += 1) {
    const line = `M${points[row]?.join('L') ?? ''}`
    if (row % 4 === 1) strong += line
    else fine += line
  }
  for (let column = 0; column <= columns; column += 1) {
    for (let row = 0; row < rows; row += 1) {
      const piece = `M${points[row]?.[column] ?? ''}L${points[row + 1]?.[column] ?? ''}`
      if (column % 5 === 3) strong += piece
      else if (random() > 0.22) fine += piece
    }
  }
  return { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, fine, strong }
}

/** What the header draws now. */
export const mesh: Mesh = reactive(inventedMesh())

type Ring = readonly (readonly [number, number])[]

/**
 * Draws the header from polygons of the person's own areas.
 * Rings are lng/lat in degrees; the drawing fills the header and keeps the shapes.
 */
export function useOwnAreas(fineRings: readonly Ring[], strongRings: readonly Ring[]): void {
  const all = [...fineRings, ...strongRings].flat()
  if (all.length < 3) return
  const lngs = all.map(([lng]) => lng)
  const lats = all.map(([, lat]) => lat)
  const [west, east, south, north] = [Math.min(...lngs), Math.max(...lngs), Math.min(...lats), Math.max(...lats)]
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const scale = Math.max(WIDTH / ((east - west) * squeeze), HEIGHT / (north - south))
  const draw = (rings: readonly Ring[]) =>
    rings
      .map((ring) => {
        const points = ring.map(([lng, lat]) => {
          const x = (lng - (west + east) / 2) * squeeze * scale + WIDTH / 2
          const y = ((south + north) / 2 - lat) * scale + HEIGHT / 2
          return `${x.toFixed(1)} ${y.toFixed(1)}`
        })
        return `M${points.join('L')}Z`
      })
      .join('')
  mesh.fine = draw(fineRings)
  mesh.strong = draw(strongRings)
}
