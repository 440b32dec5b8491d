import type { TallyFigures, TallyPlaceView, TallySummary } from './api'

/** One bar of a chart of rates; null values where nothing was counted. */
export interface RateBar {
  key: string
  name: string
  rate: { estimate: number; low: number; high: number; denominator: number } | null
}

/** The lower end of a chart's axis: a round tenth below everything that is drawn. */
export function floorOf(bars: readonly RateBar[], target: number | null): number {
  const ends = bars.flatMap(({ rate }) => (rate ? [rate.low] : []))
  const lowest = Math.min(1, ...ends, target ?? 1)
  return Math.max(0, Math.floor(lowest * 10 - 0.001) / 10)
}

export interface TierGroup {
  /** Null for places where too little was counted. */
  tier: number | null
  places: TallyPlaceView[]
}

/** Places by tier, in the order of the server: tiers from the best down, then those without one. */
export function tiersOf(places: readonly TallyPlaceView[]): TierGroup[] {
  const groups: TierGroup[] = []
  for (const place of places) {
    const tier = place.tier ?? null
    const last = groups.at(-1)
    if (last && last.tier === tier) last.places.push(place)
    else groups.push({ tier, places: [place] })
  }
  return groups
}

/** How many indicators with a target stand how. */
export function countVerdicts(items: readonly TallySummary[]): { reached: number; open: number; missed: number } {
  const count = (verdict: string) => items.filter((item) => item.verdict?.verdict === verdict && item.rate?.reliability === 'ok').length
  return { reached: count('reached'), open: count('not_proven'), missed: count('not_reached') }
}

export function monthBars(figures: TallyFigures, name: (month: string) => string): RateBar[] {
  return figures.months.map(({ month, rate }) => ({ key: month, name: name(month), rate: rate ?? null }))
}

export function hourBars(figures: TallyFigures, name: (hour: number) => string): RateBar[] {
  return figures.hours.map(({ hour, rate }) => ({ key: String(hour), name: name(hour), rate: rate ?? null }))
}

const DAY_MS = 86_400_000

/** The first day of a period of so many days that ends on `to`. */
export function daysBefore(to: string, days: number): string {
  return new Date(Date.parse(`${to}T00:00:00Z`) - (days - 1) * DAY_MS).toISOString().slice(0, 10)
}
