import { bodyOf, server, type Schemas } from '@/api/server'

type Rate = Schemas['RateView']

/** A line of a table, of an area or a unit. */
export interface Line {
  key: string
  name: { name_zh: string; name_en: string }
  tier: number | null
  rate: Rate | null
  verdict: string | null
  /** `figure`, `too_small`, `withheld` or `nothing`. */
  state: string
}

/** A table with the rule its tiers follow. */
export interface Table {
  name: { name_zh: string; name_en: string }
  as_of: string
  tieRule: { name_zh: string; name_en: string }
  target: number | null
  lines: Line[]
}

export interface Asked {
  figure: string
  period: string
  area: string | null
  level: string | null
}

/** Figures of units; the words of the API. */
export const UNIT_FIGURES = ['reported_in_time', 'fix_held', 'recheck_passed'] as const

/** `source/code` as one word of the address. */
export const figureOf = (gauge: { source: string; code: string }) => `${gauge.source}/${gauge.code}`

export async function readAreas({ figure, period, area, level }: Asked): Promise<Table> {
  const [source = '', code = ''] = figure.split('/')
  const query = { source, code, period, ...(area ? { area } : {}), ...(level ? { level } : {}) }
  const found = bodyOf(await server.GET('/api/v1/indicators/league', { params: { query } }))
  const lines = found.rows.map((row) => ({
    key: row.area_code, name: { name_zh: row.area_name_zh, name_en: row.area_name_en }, tier: row.tier ?? null, rate: row.rate ?? null, verdict: row.verdict ?? null, state: row.state,
  }))
  return { name: found, as_of: found.as_of, tieRule: { name_zh: found.tie_rule_zh, name_en: found.tie_rule_en }, target: found.wanted?.value ?? null, lines }
}

export async function readUnits({ figure, period, area }: Asked): Promise<Table> {
  const query = { figure, period, ...(area ? { area } : {}) }
  const found = bodyOf(await server.GET('/api/v1/indicators/unit-league', { params: { query } }))
  const lines = found.rows.map((row) => ({
    key: row.unit.id, name: row.unit, tier: row.tier ?? null, rate: row.rate, verdict: null, state: row.rate.reliability === 'ok' ? 'figure' : 'too_small',
  }))
  return { name: found, as_of: found.as_of, tieRule: { name_zh: found.tie_rule_zh, name_en: found.tie_rule_en }, target: null, lines }
}

/** Lines by tier, the best first; those outside every tier last, under null. */
export function byTier(lines: readonly Line[]): { tier: number | null; lines: Line[] }[] {
  const tiers = [...new Set(lines.map((line) => line.tier))].sort((a, b) => (a ?? Infinity) - (b ?? Infinity))
  return tiers.map((tier) => ({ tier, lines: lines.filter((line) => line.tier === tier) }))
}

/** The present and the last quarter, month and year of a day, as the API writes periods. */
export function periodsOf(day: string): string[] {
  const [year = 0, month = 1] = day.split('-').map(Number)
  const quarter = Math.ceil(month / 3)
  const quarterOf = (y: number, q: number) => (q < 1 ? `${y - 1}-Q4` : `${y}-Q${q}`)
  const monthOf = (y: number, m: number) => (m < 1 ? `${y - 1}-12` : `${y}-${String(m).padStart(2, '0')}`)
  return [quarterOf(year, quarter), quarterOf(year, quarter - 1), monthOf(year, month), monthOf(year, month - 1), String(year)]
}
