import type { RouteLocationRaw } from 'vue-router'
import type { Schemas } from '@/api/server'

export type IndicatorsNow = Schemas['IndicatorsNow']
export type Measure = IndicatorsNow['cards'][number]['measure']
export type Gaps = Schemas['GapsView']
type Cases = Schemas['CasesView']
type Kinds = Schemas['OverviewView']['kinds']
type Week = Kinds[number]['last_7_days']

/** Target and verdict of a figure as cards show them. */
export function verdictOf(measure: Measure) {
  const verdict = measure.verdict
  if (!verdict) return null
  return { target: measure.wanted.value / 100, judged_at: measure.wanted.judged_at / 100, verdict, more_needed: measure.more_needed ?? null }
}

/** Figures that may be told, and the names of those that may not. */
export function toldOf(now: IndicatorsNow): { told: IndicatorsNow['cards']; untold: Measure[] } {
  const told = now.cards.filter((card) => card.measure.state === 'figure' && card.measure.rate)
  return { told, untold: now.cards.filter((card) => !told.includes(card)).map((card) => card.measure) }
}

export interface ChangeRow {
  key: string
  week: Week
  to: RouteLocationRaw | null
}

/** Where the records of a kind are listed; kinds without a list of their own lead to the map. */
const LISTS: Partial<Record<string, string>> = { incident: '/incidents', tally: '/tallies', ad_inspection: '/ads/inspections' }

/** A line for each thing that came or went in these two weeks; what never happened is left out. */
export function changesOf(kinds: Kinds, cases: Cases | null | undefined, days: Record<string, string>): ChangeRow[] {
  const rows: ChangeRow[] = kinds.map((one) => ({
    key: one.kind,
    week: one.last_7_days,
    to: { path: LISTS[one.kind] ?? '/heatmap', query: LISTS[one.kind] ? days : { ...days, kind: one.kind } },
  }))
  if (cases) {
    rows.push({ key: 'opened', week: cases.opened, to: { path: '/cases', query: { ...days, tab: 'all' } } })
    rows.push({ key: 'closed', week: cases.closed, to: { path: '/cases', query: { ...(days['area'] ? { area: days['area'] } : {}), tab: 'ended' } } })
  }
  return rows.filter((row) => row.week.count + row.week.previous > 0)
}

export type GapKey = 'gridsWithoutStaff' | 'gridsWithoutSite' | 'sitesWithoutGrid' | 'sitesWithoutUnit' | 'categoriesWithoutUnit' | 'unitsWithoutPeople'

/** The gaps that there are, with how many could have one. */
export function gapsOf(gaps: Gaps): { key: GapKey; count: number; all: number | null }[] {
  const rows: { key: GapKey; count: number; all: number | null }[] = [
    { key: 'gridsWithoutStaff', count: gaps.grids_without_staff, all: gaps.grids },
    { key: 'gridsWithoutSite', count: gaps.grids_without_site, all: gaps.grids },
    { key: 'sitesWithoutGrid', count: gaps.sites_without_grid, all: gaps.sites },
    { key: 'sitesWithoutUnit', count: gaps.sites_without_unit, all: gaps.sites },
    { key: 'categoriesWithoutUnit', count: gaps.categories_without_unit, all: null },
    { key: 'unitsWithoutPeople', count: gaps.units_without_people, all: null },
  ]
  return rows.filter((row) => row.count > 0)
}
