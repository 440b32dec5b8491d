/** Days, times of day and instants, without a clock and without a zone table. */

export const DAY_MS = 86_400_000

/** A local day, counted from 1970-01-01. */
export interface Day {
  t: 'day'
  day: number
}
/** A time of day in milliseconds; `offset` in minutes east of UTC where written. */
export interface TimeOfDay {
  t: 'time'
  ms: number
  offset: number | null
}
/** Milliseconds since 1970-01-01T00:00Z and the offset it was written with, in minutes. */
export interface Instant {
  t: 'instant'
  ms: number
  offset: number
}

const pad = (value: number, width = 2): string => String(value).padStart(width, '0')
/** Remainder that is never negative. */
export const modulo = (value: number, by: number): number => ((value % by) + by) % by

/** The day of a year, month and day of the month; null when there is no such day. */
export function dayOf(year: number, month: number, day: number): Day | null {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) return null
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null
  return { t: 'day', day: date.getTime() / DAY_MS }
}

/** Year, month, day of the month. */
export function civil(day: number): [number, number, number] {
  const date = new Date(day * DAY_MS)
  return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]
}

/** Day of the week from 0, Sunday. */
export const weekday = (day: number): number => modulo(day + 4, 7)

export function dayText({ day }: Day): string {
  const [year, month, ofMonth] = civil(day)
  return `${pad(year, 4)}-${pad(month)}-${pad(ofMonth)}`
}

export function parseDay(text: string): Day | null {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  return found && dayOf(Number(found[1]), Number(found[2]), Number(found[3]))
}

function offsetText(minutes: number): string {
  if (minutes === 0) return 'Z'
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`
}

function parseOffset(text: string): number | null {
  if (text === 'Z' || text === 'z') return 0
  const found = /^([+-])(\d{2})(?::?(\d{2}))?$/.exec(text)
  if (!found) return null
  const hours = Number(found[2])
  const minutes = Number(found[3] ?? 0)
  return hours <= 18 && minutes < 60 ? (found[1] === '-' ? -1 : 1) * (hours * 60 + minutes) : null
}

function clockText(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const base = `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`
  return ms % 1000 === 0 ? base : `${base}.${pad(ms % 1000, 3)}`
}

export const timeText = ({ ms, offset }: TimeOfDay): string =>
  clockText(ms) + (offset === null ? '' : offsetText(offset))

export function parseTime(text: string): TimeOfDay | null {
  const found = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?([Zz+-].*)?$/.exec(text)
  if (!found) return null
  const [hours, minutes, seconds] = [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)]
  if (hours > 23 || minutes > 59 || seconds > 59) return null
  const offset = found[5] === undefined ? null : parseOffset(found[5])
  if (found[5] !== undefined && offset === null) return null
  const fraction = Number(((found[4] ?? '') + '000').slice(0, 3))
  return { t: 'time', ms: (hours * 60 + minutes) * 60_000 + seconds * 1000 + fraction, offset }
}

export function instantText({ ms, offset }: Instant): string {
  const local = ms + offset * 60_000
  const day = dayText({ t: 'day', day: Math.floor(local / DAY_MS) })
  return `${day}T${clockText(modulo(local, DAY_MS))}${offsetText(offset)}`
}

/** Reads a day, `T` or a space, a time; without an offset that of `zone` counts. */
export function parseInstant(text: string, zone: number): Instant | null {
  const day = parseDay(text.slice(0, 10))
  const time = parseTime(text.slice(11))
  if (!day || !time || !'Tt '.includes(text.charAt(10))) return null
  const offset = time.offset ?? zone
  return { t: 'instant', ms: day.day * DAY_MS + time.ms - offset * 60_000, offset }
}

/** The local day of an instant in a zone. */
export const instantDay = ({ ms }: Instant, zone: number): Day => ({
  t: 'day',
  day: Math.floor((ms + zone * 60_000) / DAY_MS),
})
