/** The heat ramp of the map, the matrix and the legend: light to dark, safe for colour-blind eyes. */
export const RAMP = ['#fff1c2', '#fccd69', '#f0963c', '#cd5448', '#8a2862', '#4a1054'] as const

/** Below this share of the maximum the heat fades out, so that scattered single records stay quiet. */
export const FADE_BELOW = 0.13

type Rgb = readonly [number, number, number]

function parse(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16)
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}

const STOPS: readonly Rgb[] = RAMP.map(parse)

/** Colour at `share` (0 to 1, clamped) of the maximum, as `[r, g, b]`. */
export function rampRgb(share: number): Rgb {
  const at = Math.min(1, Math.max(0, share)) * (STOPS.length - 1)
  const low = Math.min(STOPS.length - 2, Math.floor(at))
  const from = STOPS[low] ?? [0, 0, 0]
  const to = STOPS[low + 1] ?? from
  const part = at - low
  const mix = (i: 0 | 1 | 2) => Math.round(from[i] + (to[i] - from[i]) * part)
  return [mix(0), mix(1), mix(2)]
}

/** Colour at `share` as `#rrggbb`. */
export function rampHex(share: number): string {
  return `#${rampRgb(share).map((v) => v.toString(16).padStart(2, '0')).join('')}`
}

/** Opacity of the heat at `share` of the maximum: nothing, then fading in, then nearly solid. */
export function heatAlpha(share: number): number {
  if (share <= 0.03) return 0
  if (share < FADE_BELOW) return (0.45 * (share - 0.03)) / (FADE_BELOW - 0.03)
  if (share < 0.3) return 0.45 + (0.45 * (share - FADE_BELOW)) / (0.3 - FADE_BELOW)
  return 0.9
}

/** Colour stops of the heat layer: `[share, css colour]`, ascending. */
export function heatStops(): [number, string][] {
  const shares = [0, 0.03, 0.08, FADE_BELOW, 0.2, 0.3, 0.45, 0.6, 0.8, 1]
  return shares.map((share) => {
    const [r, g, b] = rampRgb(share)
    return [share, `rgba(${r}, ${g}, ${b}, ${heatAlpha(share).toFixed(3)})`]
  })
}

/** How many classes the matrix and the choropleth show. */
export const LEVELS = 12

function classOf(share: number): number {
  return Math.max(1, Math.min(LEVELS, Math.ceil(share * LEVELS)))
}

/** Class 0 (nothing) to `LEVELS` of a count; the square root keeps quiet places apart from empty ones. */
export function level(count: number, max: number): number {
  return count <= 0 || max <= 0 ? 0 : classOf(Math.sqrt(count / max))
}

/** The same in equal steps, for the matrix whose cells carry no legend. */
export function evenLevel(count: number, max: number): number {
  return count <= 0 || max <= 0 ? 0 : classOf(count / max)
}

/** Colour of a class made by {@link level}; class 0 has none. */
export function levelHex(of: number): string {
  return rampHex((of - 1) / (LEVELS - 1))
}

/** The next round number (1, 2, 2.5 or 5 times a power of ten) that is not below `value`. */
export function niceCeiling(value: number): number {
  if (!(value > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  const step = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((s) => s * power >= value - power * 1e-9) ?? 10
  return step * power
}
