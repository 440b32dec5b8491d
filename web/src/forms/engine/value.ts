/** Values of answers and expressions, their conversions and comparisons; the same rules as `xlsform/src/value.rs`. */

import { numberText, roundUp, textNumber } from './numbers'
import {
  DAY_MS,
  dayText,
  instantDay,
  instantText,
  modulo,
  parseDay,
  parseInstant,
  parseTime,
  timeText,
  type Day,
  type Instant,
  type TimeOfDay,
} from './time'

/** A position, WGS-84. */
export interface Point {
  t: 'point'
  lng: number
  lat: number
  altitude_m?: number
  accuracy_m?: number
}
/** Several choices in order. */
export interface Items {
  t: 'list'
  items: string[]
}
/** The values of several nodes. */
export interface Nodes {
  t: 'nodes'
  values: Value[]
}

/** Null is a blank; a stored value is never NaN or an empty text. */
export type Value = null | number | boolean | string | Day | TimeOfDay | Instant | Items | Point | Nodes

export const textValue = (text: string): Value => (text === '' ? null : text)
export const nodesValue = (values: Value[]): Nodes => ({ t: 'nodes', values })

/** The words of a text. */
export const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '')

const isKind = <K extends 'day' | 'time' | 'instant' | 'list' | 'point' | 'nodes'>(
  value: Value,
  kind: K,
): value is Extract<Value, { t: K }> => typeof value === 'object' && value !== null && value.t === kind

export const isNodes = (value: Value): value is Nodes => isKind(value, 'nodes')
export const isItems = (value: Value): value is Items => isKind(value, 'list')
export const isPoint = (value: Value): value is Point => isKind(value, 'point')
export const isDay = (value: Value): value is Day => isKind(value, 'day')
export const isInstant = (value: Value): value is Instant => isKind(value, 'instant')
export const isTime = (value: Value): value is TimeOfDay => isKind(value, 'time')

/** The value where one is wanted: the first of several. */
export const single = (value: Value): Value => (isNodes(value) ? (value.values[0] ?? null) : value)

/** What is stored: one value, no empty text, no NaN, no empty list. */
export function stored(value: Value): Value {
  const one = single(value)
  if (typeof one === 'number' && Number.isNaN(one)) return null
  if (one === '' || (isItems(one) && one.items.length === 0)) return null
  return one
}

export function isBlank(value: Value): boolean {
  if (value === null || value === '') return true
  if (isItems(value)) return value.items.length === 0
  return isNodes(value) && isBlank(value.values[0] ?? null)
}

export function toText(value: Value): string {
  if (value === null) return ''
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value === 'string') return value
  switch (value.t) {
    case 'day':
      return dayText(value)
    case 'time':
      return timeText(value)
    case 'instant':
      return instantText(value)
    case 'list':
      return value.items.join(' ')
    case 'point':
      return [value.lat, value.lng, value.altitude_m ?? 0, value.accuracy_m ?? 0].map(numberText).join(' ')
    case 'nodes':
      return toText(value.values[0] ?? null)
  }
}

/** The number it reads as; NaN when it is none. Days and instants count local days since 1970-01-01. */
export function toNumber(value: Value, zone: number): number {
  if (value === null) return NaN
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'string') return textNumber(value)
  switch (value.t) {
    case 'day':
      return value.day
    case 'instant':
      return (value.ms + zone * 60_000) / DAY_MS
    case 'time':
      return value.ms / DAY_MS
    case 'list':
      return textNumber(value.items.join(' '))
    case 'nodes':
      return toNumber(value.values[0] ?? null, zone)
    case 'point':
      return NaN
  }
}

/** Whether it counts as yes: a number other than 0, anything else that is not blank. */
export function toTruth(value: Value): boolean {
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return value !== 0 && !Number.isNaN(value)
  if (isNodes(value)) return toTruth(value.values[0] ?? null)
  return !isBlank(value)
}

/** Its items: of a list, or the words of its text. */
export const toItems = (value: Value): string[] => (isItems(value) ? value.items : wordsOf(toText(value)))

/** The local day it means, if it means one. */
export function toDay(value: Value, zone: number): Day | null {
  let day: Day | null = null
  if (isDay(value)) day = value
  else if (isInstant(value)) day = instantDay(value, value.offset)
  else if (typeof value === 'string') {
    const instant = parseInstant(value, zone)
    day = parseDay(value) ?? (instant && instantDay(instant, instant.offset))
  } else if (typeof value === 'number' && Number.isFinite(value) && Math.abs(value) < 1e8) {
    day = { t: 'day', day: Math.floor((Math.floor(value * DAY_MS) + zone * 60_000) / DAY_MS) }
  }
  return day && day.day >= -719_162 && day.day <= 2_932_896 ? day : null
}

/** The point in time it means: of a day its local midnight. */
export function toInstant(value: Value, zone: number): Instant | null {
  const midnight = ({ day }: Day): Instant => ({ t: 'instant', ms: day * DAY_MS - zone * 60_000, offset: zone })
  if (isInstant(value)) return value
  if (isDay(value)) return midnight(value)
  if (typeof value === 'string') {
    const day = parseDay(value)
    return parseInstant(value, zone) ?? (day && midnight(day))
  }
  if (typeof value === 'number' && value >= -719_162 && value < 2_932_896) {
    return { t: 'instant', ms: roundUp(value * DAY_MS), offset: zone }
  }
  return null
}

/** The time of day it means. */
export function toTime(value: Value): TimeOfDay | null {
  if (isTime(value)) return value
  if (isInstant(value)) return { t: 'time', ms: modulo(value.ms + value.offset * 60_000, DAY_MS), offset: value.offset }
  return typeof value === 'string' ? parseTime(value) : null
}

/** Local days since 1970, with a fraction for instants; also of texts that are days or instants, and of numbers. */
function moment(value: Value, zone: number): number | null {
  if (isDay(value) || isInstant(value) || typeof value === 'number') return toNumber(value, zone)
  if (typeof value !== 'string') return null
  const day = parseDay(value)
  if (day) return day.day
  const instant = parseInstant(value, zone)
  return instant && toNumber(instant, zone)
}

const isMoment = (value: Value): boolean => isDay(value) || isInstant(value)

/** `=`: numbers when one side is a number and the other reads as one, days, times, else texts. */
export function equal(a: Value, b: Value, zone: number): boolean {
  if ((typeof a === 'number' && Number.isNaN(a)) || (typeof b === 'number' && Number.isNaN(b))) return false
  if (typeof a === 'number' || typeof b === 'number') {
    const [x, y] = [toNumber(a, zone), toNumber(b, zone)]
    if (!Number.isNaN(x) && !Number.isNaN(y)) return x === y
  }
  if (isMoment(a) || isMoment(b)) {
    const [x, y] = [moment(a, zone), moment(b, zone)]
    return x !== null && y !== null ? x === y : toText(a) === toText(b)
  }
  if (isTime(a) || isTime(b)) {
    const [x, y] = [toTime(a), toTime(b)]
    return x && y ? x.ms === y.ms : toText(a) === toText(b)
  }
  return toText(a) === toText(b)
}

/** Negative, 0 or positive; NaN when the sides cannot be compared. */
export function compare(a: Value, b: Value, zone: number): number {
  const order = (x: number, y: number): number => (x < y ? -1 : x > y ? 1 : x === y ? 0 : NaN)
  if (isMoment(a) || isMoment(b)) return order(moment(a, zone) ?? NaN, moment(b, zone) ?? NaN)
  if (isTime(a) || isTime(b)) return order(toTime(a)?.ms ?? NaN, toTime(b)?.ms ?? NaN)
  return order(toNumber(a, zone), toNumber(b, zone))
}

/** Whether two stored values are the same value of the same kind. */
export function same(a: Value, b: Value): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || a.t !== b.t) return false
  return JSON.stringify(a) === JSON.stringify(b)
}
