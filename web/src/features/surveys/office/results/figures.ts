import type { Counts, SurveyRate } from '../api'

/** A rate that may be shown: all numbers are there. */
export interface Shown {
  n: number
  estimate: number
  /** Null where nothing was drawn. */
  interval: { low: number; high: number } | null
}

/** The numbers of a rate, or null when it is withheld or too small to say anything. */
export function shown(rate: SurveyRate | null | undefined): Shown | null {
  if (!rate || rate.status !== 'shown' || rate.estimate === null) return null
  const interval = rate.lower === null || rate.upper === null ? null : { low: rate.lower, high: rate.upper }
  return { n: rate.n ?? 0, estimate: rate.estimate, interval }
}

/** Where a common axis begins: at a multiple of ten below every interval and the target, at most 60 %. */
export function axisStart(rates: readonly (SurveyRate | null | undefined)[], target: number | null): number {
  const lows = rates.flatMap((rate) => {
    const told = shown(rate)
    return told ? [told.interval?.low ?? told.estimate] : []
  })
  const least = Math.min(0.6, ...lows, target ?? 1)
  return Math.max(0, Math.floor(least * 10 + 1e-9) / 10)
}

/** The ticks of an axis from `start` to 1, at most six. */
export function ticksOf(start: number): number[] {
  const step = 1 - start > 0.5 ? 0.2 : 0.1
  const ticks: number[] = []
  for (let at = 1; at > start - 1e-9; at -= step) ticks.unshift(Math.round(at * 10) / 10)
  return ticks
}

/** Interviews and partial ones out of the eligible doors that were visited; null before the first. */
export function responseOf(counts: Counts): number | null {
  const answered = counts.interviewed + counts.partial
  const all = answered + counts.refused + counts.not_home + counts.later + counts.language + counts.unsafe
  return all > 0 ? answered / all : null
}
