import type { InsightFilter } from '@/api/officeTypes'

/** How figures are drawn on the map. */
export const LAYERS = ['heat', 'hex', 'grid'] as const
export type Layer = (typeof LAYERS)[number]
export const MEASURES = ['count', 'rate', 'patrol'] as const
export type Measure = (typeof MEASURES)[number]

/** Kinds of records that the map can show; categories, outcomes and lists of records go with the first alone. */
export const KINDS = ['incident', 'ad_inspection', 'ad_census', 'tally', 'shift_report'] as const
export type Kind = (typeof KINDS)[number]

/** Everything a shared link restores. Days are `YYYY-MM-DD`; empty lists mean "all". */
export interface HeatView {
  kind: Kind
  area: string | null
  from: string | null
  to: string | null
  categories: string[]
  outcomes: string[]
  weekdays: number[]
  hours: number[]
  layer: Layer
  measure: Measure
  at: { lng: number; lat: number; zoom: number } | null
  /** The tapped place whose records are listed: a box, or an area. */
  place: { box: [number, number, number, number] } | { code: string } | null
}

export const FIRST_VIEW: HeatView = {
  kind: 'incident',
  area: null,
  from: null,
  to: null,
  categories: [],
  outcomes: [],
  weekdays: [],
  hours: [],
  layer: 'heat',
  measure: 'count',
  at: null,
  place: null,
}

export type Query = Record<string, string | null | (string | null)[] | undefined>

function text(query: Query, key: string): string {
  const value = query[key]
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

function codes(query: Query, key: string): string[] {
  return text(query, key).split(',').filter((code) => /^[a-z0-9_]+$/i.test(code))
}

function numbers(query: Query, key: string, least: number, most: number): number[] {
  const found = codes(query, key).map(Number).filter((n) => Number.isInteger(n) && n >= least && n <= most)
  return [...new Set(found)].sort((a, b) => a - b)
}

function day(query: Query, key: string): string | null {
  const value = text(query, key)
  return /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : null
}

function decimals(value: string, count: number): number[] | null {
  const parts = value.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  return parts.length === count && parts.every(Number.isFinite) ? parts : null
}

function oneOf<T extends string>(value: string, known: readonly T[], otherwise: T): T {
  return known.find((one) => one === value) ?? otherwise
}

function placeOf(value: string): HeatView['place'] {
  if (/^\d{4,15}$/.test(value)) return { code: value }
  const box = decimals(value, 4)
  const [w, s, e, n] = box ?? []
  return w !== undefined && s !== undefined && e !== undefined && n !== undefined && w < e && s < n
    ? { box: [w, s, e, n] }
    : null
}

/** The view a link asks for; whatever cannot be understood is left at its default. */
export function readView(query: Query): HeatView {
  const [lng, lat, zoom] = decimals(text(query, 'at'), 3) ?? []
  const area = text(query, 'area')
  const view: HeatView = {
    kind: oneOf(text(query, 'kind'), KINDS, 'incident'),
    area: /^\d{1,20}$/.test(area) ? area : null,
    from: day(query, 'from'),
    to: day(query, 'to'),
    categories: codes(query, 'category'),
    outcomes: codes(query, 'outcome'),
    weekdays: numbers(query, 'weekday', 1, 7),
    hours: numbers(query, 'hour', 0, 23),
    layer: oneOf(text(query, 'layer'), LAYERS, 'heat'),
    measure: oneOf(text(query, 'measure'), MEASURES, 'count'),
    at: lng !== undefined && lat !== undefined && zoom !== undefined ? { lng, lat, zoom } : null,
    place: placeOf(text(query, 'place')),
  }
  return withMeasure(view, view.measure)
}

/** The shortest query that {@link readView} turns into the same view. */
export function writeView(view: HeatView): Record<string, string> {
  const query: Record<string, string> = {}
  const put = (key: string, value: string | null) => {
    if (value) query[key] = value
  }
  if (view.kind !== 'incident') query['kind'] = view.kind
  put('area', view.area)
  put('from', view.from)
  put('to', view.to)
  put('category', view.categories.join(','))
  put('outcome', view.outcomes.join(','))
  put('weekday', view.weekdays.join(','))
  put('hour', view.hours.join(','))
  if (view.layer !== 'heat') query['layer'] = view.layer
  if (view.measure !== 'count') query['measure'] = view.measure
  if (view.at) query['at'] = `${view.at.lng.toFixed(5)},${view.at.lat.toFixed(5)},${view.at.zoom.toFixed(2)}`
  if (view.place) {
    query['place'] = 'code' in view.place ? view.place.code : view.place.box.map((v) => v.toFixed(5)).join(',')
  }
  return query
}

/** The filter of a view for the API; parts named in `without` are left out, e.g. to count what is not ticked. */
export function filterOf(view: HeatView, without: readonly (keyof InsightFilter)[] = []): InsightFilter {
  const words: InsightFilter = {
    ...(view.categories.length > 0 ? { category: view.categories.join(',') } : {}),
    ...(view.outcomes.length > 0 ? { outcome: view.outcomes.join(',') } : {}),
  }
  const all: InsightFilter = {
    ...(view.kind === 'incident' ? words : { kind: view.kind }),
    ...(view.area ? { area: view.area } : {}),
    ...(view.from ? { from: view.from } : {}),
    ...(view.to ? { to: view.to } : {}),
    ...(view.weekdays.length > 0 ? { weekday: view.weekdays.join(',') } : {}),
    ...(view.hours.length > 0 ? { hour: view.hours.join(',') } : {}),
  }
  return Object.fromEntries(Object.entries(all).filter(([key]) => !without.includes(key as keyof InsightFilter)))
}

/** Another kind: a tapped place lists incidents and is left. */
export function withKind(view: HeatView, kind: Kind): HeatView {
  return { ...view, kind, place: null }
}

/** The layers that can show a measure: households are known by grid alone, patrol hours by cell too; a rate is never smoothed. */
const LAYERS_OF: Record<Measure, readonly Layer[]> = { count: LAYERS, rate: ['grid'], patrol: ['hex', 'grid'] }

/** Choosing a layer that cannot show the measure shows counts. */
export function withLayer(view: HeatView, layer: Layer): HeatView {
  return { ...view, layer, measure: LAYERS_OF[view.measure].includes(layer) ? view.measure : 'count' }
}

/** Choosing a measure that the layer cannot show takes the first layer that can. */
export function withMeasure(view: HeatView, measure: Measure): HeatView {
  const can = LAYERS_OF[measure]
  return { ...view, measure, layer: can.includes(view.layer) ? view.layer : (can[0] ?? 'grid') }
}

/**
 * Ticks or unticks a category. An empty list means all: unticking one of all leaves the others of `known`,
 * and ticking the last missing one becomes "all" again.
 */
export function toggleCategory(chosen: readonly string[], code: string, known: readonly string[]): string[] {
  const now = chosen.length === 0 ? [...known] : [...chosen]
  const next = now.includes(code) ? now.filter((one) => one !== code) : [...now, code]
  return next.length === 0 || known.every((one) => next.includes(one)) ? [] : next
}
