interface Point {
  x: number
  y: number
}

const SHORTEST_PX = 70
const MARGIN_PX = 24

/**
 * Where the name of a road stands: in the middle of its longest straight piece on the screen,
 * turned along it and never upside down. Null when no piece is long enough.
 */
export function roadLabel(lines: readonly (readonly Point[])[], box: { width: number; height: number }): (Point & { angle: number }) | null {
  let longest = SHORTEST_PX
  let label: (Point & { angle: number }) | null = null
  for (const line of lines) {
    line.forEach((to, index) => {
      const from = line[index - 1]
      if (!from) return
      const [x, y] = [(from.x + to.x) / 2, (from.y + to.y) / 2]
      const length = Math.hypot(to.x - from.x, to.y - from.y)
      const isInView = x > MARGIN_PX && y > MARGIN_PX * 3 && x < box.width - MARGIN_PX && y < box.height - MARGIN_PX
      if (length <= longest || !isInView) return
      longest = length
      const turned = (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI
      label = { x, y: y + 4, angle: turned > 90 ? turned - 180 : turned < -90 ? turned + 180 : turned }
    })
  }
  return label
}
