/** Values from outside: texts, JSON of stored answers, results of calculations. */

import type { FormNode } from './form'
import { roundUp, textNumber } from './numbers'
import { instantDay, parseDay, parseInstant, parseTime } from './time'
import {
  isBlank,
  isItems,
  isPoint,
  stored,
  textValue,
  toDay,
  toInstant,
  toItems,
  toNumber,
  toText,
  toTime,
  wordsOf,
  type Point,
  type Value,
} from './value'

/** A stored answer. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

function pointOf(text: string): Point | null {
  const numbers = wordsOf(text).map(textNumber)
  const [lat, lng, altitude, accuracy] = numbers
  if (lat === undefined || lng === undefined || numbers.length > 4) return null
  if (!numbers.every(Number.isFinite) || Math.abs(lat) > 90 || Math.abs(lng) > 180) return null
  return point(lng, lat, altitude, accuracy)
}

function point(lng: number, lat: number, altitude?: number, accuracy?: number): Point {
  const made: Point = { t: 'point', lng, lat }
  if (altitude !== undefined) made.altitude_m = altitude
  if (accuracy !== undefined) made.accuracy_m = accuracy
  return made
}

/** True when a number is one of the steps of a range. */
export function isOnScale(node: FormNode, number: number): boolean {
  if (!node.range) return Number.isFinite(number)
  const { start, end, step } = node.range
  const [least, most] = [Math.min(start, end), Math.max(start, end)]
  const steps = (number - least) / step
  return number >= least && number <= most && Math.abs(steps - roundUp(steps)) < 1e-6
}

const orWrong = (value: Value): Value | undefined => value ?? undefined

/** The value a text means for a question; undefined when it means none. Lists of choices are not looked at. */
export function parse(node: FormNode, given: string, zone: number): Value | undefined {
  const text = node.kind === 'text' || node.kind === 'hidden' ? given : given.trim()
  if (text === '') return null
  const number = textNumber(text)
  switch (node.kind) {
    case 'integer':
      return Number.isInteger(number) && Math.abs(number) < 9e15 ? number : undefined
    case 'decimal':
      return Number.isFinite(number) ? number : undefined
    case 'range':
      return isOnScale(node, number) ? number : undefined
    case 'select_multiple':
    case 'rank':
      return { t: 'list', items: wordsOf(text) }
    case 'date':
    case 'today': {
      const instant = parseInstant(text, zone)
      return orWrong(parseDay(text) ?? (instant && instantDay(instant, instant.offset)))
    }
    case 'time':
      return orWrong(parseTime(text))
    case 'datetime':
    case 'start':
    case 'end':
      return orWrong(parseInstant(text, zone))
    case 'geopoint':
    case 'start_geopoint':
      return orWrong(pointOf(text))
    case 'acknowledge':
      return ['OK', 'ok', 'yes', 'true'].includes(text) ? 'OK' : undefined
    default:
      return text
  }
}

/** What a calculation stores in a node. */
export function coerce(node: FormNode, computed: Value, zone: number): Value {
  const value = stored(computed)
  if (isBlank(value)) return null
  switch (node.kind) {
    case 'calculate':
    case 'hidden':
      return value
    case 'integer':
      return stored(Math.trunc(toNumber(value, zone)))
    case 'decimal':
    case 'range':
      return stored(toNumber(value, zone))
    case 'select_multiple':
    case 'rank':
      return stored({ t: 'list', items: toItems(value) })
    case 'date':
      return toDay(value, zone)
    case 'time':
      return toTime(value)
    case 'datetime':
      return toInstant(value, zone)
    case 'geopoint':
      return isPoint(value) ? value : pointOf(toText(value))
    default:
      return textValue(toText(value))
  }
}

/** A value as stored answers hold it; undefined for a blank. */
export function toJson(value: Value): Json | undefined {
  if (value === null) return undefined
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : toText(value)
  if (typeof value === 'boolean' || typeof value === 'string') return value
  if (isItems(value)) return value.items
  if (isPoint(value)) {
    const { lng, lat, altitude_m, accuracy_m } = value
    const json: Record<string, Json> = { lng, lat }
    if (altitude_m !== undefined) json['altitude_m'] = altitude_m
    if (accuracy_m !== undefined) json['accuracy_m'] = accuracy_m
    return json
  }
  return value.t === 'nodes' ? undefined : toText(value)
}

function itemsOf(json: Json[]): Value | undefined {
  const items = json.filter((item) => typeof item === 'string')
  return items.length === json.length ? stored({ t: 'list', items }) : undefined
}

function pointFrom(json: Record<string, Json>): Value | undefined {
  const number = (key: string): number | undefined => {
    const found = json[key]
    return typeof found === 'number' ? found : undefined
  }
  const [lng, lat] = [number('lng'), number('lat')]
  if (lng === undefined || lat === undefined || Math.abs(lng) > 180 || Math.abs(lat) > 90) return undefined
  return point(lng, lat, number('altitude_m'), number('accuracy_m'))
}

/** A stored answer read back; undefined when it is of the wrong type. */
export function fromJson(node: FormNode, json: Json, zone: number): Value | undefined {
  switch (node.kind) {
    case 'integer':
      return Number.isInteger(json) ? (json as number) : undefined
    case 'decimal':
      return typeof json === 'number' ? json : undefined
    case 'range':
      return typeof json === 'number' && isOnScale(node, json) ? json : undefined
    case 'select_multiple':
    case 'rank':
      return Array.isArray(json) ? itemsOf(json) : undefined
    case 'geopoint':
    case 'start_geopoint':
      return typeof json === 'object' && json !== null && !Array.isArray(json) ? pointFrom(json) : undefined
    case 'calculate':
    case 'hidden':
      if (typeof json === 'number' || typeof json === 'boolean') return json
      if (Array.isArray(json)) return itemsOf(json)
      break
    case 'select_one':
      if (typeof json === 'string' && /\s/.test(json)) return undefined
  }
  return typeof json === 'string' ? parse(node, json, zone) : undefined
}
