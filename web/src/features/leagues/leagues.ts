import type { Appeal, Asked, League, Row } from './api'

export type Subject = 'area' | 'unit'

/** `source/code` as one word of the address. */
export const figureOf = (figure: { source: string; code: string }) => `${figure.source}/${figure.code}`

/** What the parts of the address ask for, as the API takes it. */
export function askedOf(parts: { subject: Subject; figure: string; period: string; area: string | null; level: string | null }): Asked {
  const [source = '', code = ''] = parts.figure.split('/')
  const { subject, period, area, level } = parts
  return { subject, source, code, period, ...(area ? { area } : {}), ...(subject === 'area' && level ? { level } : {}) }
}

/** Rows by tier, the best first; those outside every tier last, under null. */
export function byTier(rows: readonly Row[]): { tier: number | null; rows: Row[] }[] {
  const tierOf = (row: Row) => row.tier ?? null
  const tiers = [...new Set(rows.map(tierOf))].sort((a, b) => (a ?? Infinity) - (b ?? Infinity))
  return tiers.map((tier) => ({ tier, rows: rows.filter((row) => tierOf(row) === tier) }))
}

/** What is asked of a person in a sheet: a step of the league, an appeal against a row, or the answer to an appeal. */
export type Deed = { kind: 'open' | 'settle' | 'withdraw' } | { kind: 'appeal'; row: Row } | { kind: 'decide'; appeal: Appeal }

const MOVES = ['open', 'settle', 'withdraw'] as const
export const DECISIONS = ['rejected', 'set_aside', 'recount'] as const
export type Decision = (typeof DECISIONS)[number]

const allows = (league: League, code: string) => league.actions.some((one) => one.code === code)

/** Steps of the league that can be taken now: one settles only after the window and with every appeal answered. */
export function movesOf(league: League): (typeof MOVES)[number][] {
  const isReady = !league.league.takes_appeals && league.league.undecided === 0
  return MOVES.filter((one) => allows(league, one) && (one !== 'settle' || isReady))
}

/** Rows against which the caller may appeal; those who answer appeals are not asked to file any. */
export const ownRows = (league: League): Row[] => (allows(league, 'recount') ? [] : league.table.rows.filter((row) => league.may_appeal.includes(row.code)))

/** Whether the caller answers this appeal: it is open, somebody else's, and theirs to decide. */
export const mayDecide = (league: League, appeal: Appeal) => allows(league, 'recount') && !appeal.is_own && !appeal.appeal.decision
