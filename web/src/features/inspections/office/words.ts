import type { TagState } from '@/core/ui/StatusTag.vue'
import { shortDay } from '@/core/words'
import type { Item, Round } from './api'
import { t } from './texts'

/** Words of the filters of rounds. */
export const ROUND_STATES = ['draft', 'field', 'published'] as const
export const ROUND_KINDS = ['daily', 'monthly', 'mock', 'third_party'] as const

type State = (typeof ROUND_STATES)[number]
const TAGS: Record<State, TagState> = { draft: 'draft', field: 'waiting', published: 'sent' }
const stateOf = ({ state }: Round): State => (state === 'published' || state === 'field' ? state : 'draft')
export const stateTag = (round: Round): TagState => TAGS[stateOf(round)]
export const stateWord = (round: Round): string => t(stateOf(round))

const day = (text: string) => shortDay(`${text}T04:00:00Z`)
export const daysOf = ({ from, to }: { from: string; to: string }): string => t('days', { from: day(from), to: day(to) })

/** Points with at most two decimals, without empty ones. */
export const points = (value: number | null | undefined): string => (typeof value === 'number' ? String(Math.round(value * 100) / 100) : '–')

/** What an item asks, in a few words. */
export function kindWords({ kind, minimum, wanted_percent, penalty }: Pick<Item, 'kind' | 'minimum' | 'wanted_percent' | 'penalty'>): string {
  switch (kind) {
    case 'count_minimum':
      return t('count_minimum', { n: minimum ?? 1 })
    case 'sample':
      return t('sample', { n: wanted_percent ?? 100 })
    case 'penalty_each':
      return t('penalty_each', { n: penalty ?? 0 })
    default:
      return t(kind)
  }
}
