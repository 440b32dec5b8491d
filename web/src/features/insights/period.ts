/** One bar of the period slider: a week of the city, both days inclusive, `YYYY-MM-DD`. */
export interface Week {
  from: string
  to: string
  count: number
}

/** First and last chosen bar, inclusive. */
export type Span = readonly [number, number]

const DAY_MS = 86_400_000

/** The day `days` after a day. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}

/** Weekday of a day, 1 = Monday … 7 = Sunday. */
export function weekdayOf(day: string): number {
  return ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1
}

/** The Monday `weeks` weeks before the week of a day. */
export function mondayBefore(day: string, weeks: number): string {
  return addDays(day, 1 - weekdayOf(day) - 7 * weeks)
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value))
}

/** The bars a period covers, at least one; without a period the last four. */
export function spanOf(weeks: readonly Week[], from: string | null, to: string | null): Span {
  const last = weeks.length - 1
  if (from === null && to === null) return [Math.max(0, last - 3), Math.max(0, last)]
  const first = from === null ? 0 : weeks.findIndex((week) => week.to >= from)
  const end = to === null ? last : weeks.filter((week) => week.from <= to).length - 1
  const a = clamp(first === -1 ? last : first, 0, Math.max(0, last))
  return [a, clamp(end, a, Math.max(a, last))]
}

/** The days of some bars. */
export function daysOf(weeks: readonly Week[], span: Span): { from: string; to: string } | null {
  const first = weeks[span[0]]
  const last = weeks[span[1]]
  return first && last ? { from: first.from, to: last.to } : null
}

/** Moves one end; the ends never cross. */
export function moveEnd(span: Span, end: 0 | 1, to: number, count: number): Span {
  const at = clamp(Math.round(to), 0, count - 1)
  return end === 0 ? [Math.min(at, span[1]), span[1]] : [span[0], Math.max(at, span[0])]
}

/** Moves the whole span, keeping its length. */
export function moveSpan(span: Span, by: number, count: number): Span {
  const length = span[1] - span[0]
  const first = clamp(span[0] + by, 0, count - 1 - length)
  return [first, first + length]
}

/** The next picture of the film: one bar on, or null at the end. */
export function nextFrame(span: Span, count: number): Span | null {
  return span[1] + 1 < count ? [span[0] + 1, span[1] + 1] : null
}

/** Where the film starts: from the beginning when it stands at the end, else from where it is. */
export function firstFrame(span: Span, count: number): Span {
  return span[1] >= count - 1 ? [0, span[1] - span[0]] : span
}

/** Bars under which a month name stands: the first of each third month, never closer than `gap` bars. */
export function monthMarks(weeks: readonly Week[], gap: number): { at: number; day: string }[] {
  const marks: { at: number; day: string }[] = []
  weeks.forEach((week, at) => {
    const month = week.to.slice(0, 7)
    const isNew = at === 0 || weeks[at - 1]?.to.slice(0, 7) !== month
    const before = marks.at(-1)
    if (isNew && (before === undefined || at - before.at >= gap) && at <= weeks.length - gap / 2) {
      marks.push({ at, day: `${month}-01` })
    }
  })
  return marks
}
