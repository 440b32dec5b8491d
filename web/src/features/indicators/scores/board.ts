import type { MeasureResult, Scoreboard, ScoreboardItem } from '../api'

/** How requirements may be told apart; `unmeasured` and `without_figure` have no verdict. */
export const STANDINGS = ['not_reached', 'not_proven', 'reached', 'without_figure', 'unmeasured'] as const
export type Standing = (typeof STANDINGS)[number]

/** Where a requirement stands: its verdict, or why it has none. */
export function standingOf(item: Pick<ScoreboardItem, 'state' | 'verdict'>): Standing {
  const word = item.state === 'measured' ? item.verdict : item.state
  return STANDINGS.find((one) => one === word) ?? 'without_figure'
}

/** Requirements of one indicator of level II. */
export interface Group {
  code: string
  name_zh: string
  name_en: string
  items: ScoreboardItem[]
}

/** Requirements below their indicators, in the order of the table. */
export function groupsOf(items: readonly ScoreboardItem[]): Group[] {
  const groups = new Map<string, Group>()
  for (const item of items) {
    const group = groups.get(item.group_code) ?? { code: item.group_code, name_zh: item.group_zh, name_en: item.group_en, items: [] }
    group.items.push(item)
    groups.set(item.group_code, group)
  }
  return [...groups.values()]
}

/** Requirements of an indicator that stand as asked; null asks for all. */
export const matching = (items: readonly ScoreboardItem[], group: string | null, standing: string | null): ScoreboardItem[] =>
  items.filter((item) => (group === null || item.group_code === group) && (standing === null || standingOf(item) === standing))

/** How many requirements stand how. */
export function countsOf(board: Scoreboard): Record<Standing, number> {
  const { reached, not_reached, not_proven, without_figure, unmeasured } = board.counts
  return { reached, not_reached, not_proven, without_figure, unmeasured }
}

/** `86.0%`; empty where no share may be told. */
export const shareWords = (share: number | null | undefined): string => (share === null || share === undefined ? '' : `${(share * 100).toFixed(1)}%`)

/** `83.8–88.0%`; empty for a full count and where no share may be told. */
export function rangeWords(rate: MeasureResult['rate']): string {
  return rate && rate.method !== 'census' ? `${(rate.low * 100).toFixed(1)}–${(rate.high * 100).toFixed(1)}%` : ''
}
