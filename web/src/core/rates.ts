/** Two-sided 95 % quantile of the normal distribution. */
const Z = 1.959963984540054

/** A share with its 95 % interval, all in 0–1. */
export interface Share {
  estimate: number
  low: number
  high: number
}

/**
 * Wilson score interval of `hits` of `all`; null when nothing was counted.
 * The same formula as the server's, for figures that must show without network.
 */
export function wilson(hits: number, all: number): Share | null {
  if (all <= 0) return null
  const share = hits / all
  const squared = Z * Z
  const middle = (share + squared / (2 * all)) / (1 + squared / all)
  const half = (Z * Math.sqrt((share * (1 - share)) / all + squared / (4 * all * all))) / (1 + squared / all)
  return { estimate: share, low: hits === 0 ? 0 : middle - half, high: hits === all ? 1 : middle + half }
}

/** `71%`. */
export function percent(share: number): string {
  return `${Math.round(share * 100)}%`
}

/** `50–86%`. */
export function percentRange({ low, high }: Pick<Share, 'low' | 'high'>): string {
  return `${Math.round(low * 100)}–${Math.round(high * 100)}%`
}
