import { filterOf } from '@/core/filter'
import type { CaseQuery } from './api'

const KEYS = ['area', 'unit', 'category', 'source', 'side', 'from', 'to', 'step', 'step_from', 'step_to', 'due_to', 'q', 'bbox'] as const
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

export const { readFilter, countConditions, withPart } = filterOf(KEYS)

/** Views of the service that links out of reports name, as tabs. */
const VIEWS: Record<string, Tab> = { all: 'all', open: 'all', overdue: 'late', ended: 'ended' }

/** The tab a link asks for. */
export function readTab(query: Record<string, unknown>, otherwise: Tab): Tab {
  return TABS.find((tab) => tab === query['tab']) ?? VIEWS[String(query['view'])] ?? otherwise
}

/** What is asked of the service; somebody who looks for a number looks everywhere. */
export function askOf(tab: Tab, filter: ListFilter): CaseQuery {
  return filter.q ? { ...filter, view: 'all' } : { ...filter, ...ASKS[tab] }
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

/** How the cases of a part are looked at. */
export type Look = 'list' | 'board' | 'map'
