import type { CaseQuery } from './api'

const KEYS = ['area', 'unit', 'category', 'source', 'side', 'from', 'to', 'q', 'bbox'] as const
export type FilterKey = (typeof KEYS)[number]
export type ListFilter = Pick<CaseQuery, FilterKey>

/** The parts of the work that a list shows, by the word in the address. */
export const TABS = ['triage', 'work', 'check', 'late', 'due', 'mine', 'ended', 'recheck', 'coordination', 'flagged', 'all'] as const
export type Tab = (typeof TABS)[number]
/** What stands above the list of those who direct, and of those who handle. */
export const OFFICE_TABS: readonly Tab[] = ['triage', 'work', 'check', 'late', 'ended']
export const HANDLER_TABS: readonly Tab[] = ['mine', 'due', 'late', 'ended']

const ASKS: Record<Tab, CaseQuery> = {
  triage: { view: 'open', stage: 'accepted,filed' },
  work: { view: 'open', stage: 'dispatched,handling' },
  check: { view: 'open', stage: 'reported,verified' },
  late: { view: 'overdue' },
  due: { view: 'due' },
  mine: { view: 'mine' },
  ended: { view: 'ended' },
  recheck: { view: 'recheck' },
  coordination: { view: 'coordination' },
  flagged: { view: 'open', is_flagged: true },
  all: { view: 'all' },
}

type Query = Record<string, unknown>

/** The filter a link asks for; unknown and empty parts are left out. */
export function readFilter(query: Query): ListFilter {
  const filter: ListFilter = {}
  for (const key of KEYS) {
    const value = query[key]
    if (typeof value === 'string' && value.trim() !== '') filter[key] = value.trim()
  }
  return filter
}

/** The tab a link asks for. */
export function readTab(query: Query, otherwise: Tab): Tab {
  return TABS.find((tab) => tab === query['tab']) ?? otherwise
}

/** What is asked of the service; somebody who looks for a number looks everywhere. */
export function askOf(tab: Tab, filter: ListFilter): CaseQuery {
  return filter.q ? { ...filter, view: 'all' } : { ...filter, ...ASKS[tab] }
}

/** How many conditions are set, not counting the search words. */
export function countConditions(filter: ListFilter): number {
  return KEYS.filter((key) => key !== 'q' && filter[key] !== undefined).length
}

/** A part set or, with an empty value, taken away. */
export function withPart(filter: ListFilter, key: FilterKey, value: string | null): ListFilter {
  const others = Object.fromEntries(Object.entries(filter).filter(([name]) => name !== key))
  return value ? { ...others, [key]: value } : others
}

/** Cases in each tab that counts by stage: `late` over all. */
export function countsByTab(counts: { stages: readonly { stage: string; count: number }[]; late: number } | null): Partial<Record<Tab, number>> {
  if (!counts) return {}
  const sum = (tab: 'triage' | 'work' | 'check') => {
    const stages = (ASKS[tab].stage ?? '').split(',')
    return counts.stages.filter((one) => stages.includes(one.stage)).reduce((all, one) => all + one.count, 0)
  }
  return { triage: sum('triage'), work: sum('work'), check: sum('check'), late: counts.late }
}
