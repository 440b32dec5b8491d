import { computed, type Ref } from 'vue'
import { formatCount } from '@/core/i18n'
import { useSession } from '@/core/session'
import { t } from './texts'
import type { Heatmap } from './useHeatmap'
import { withKind, withMeasure, type Kind, type Measure } from './view'
import { short, slotsName } from './words'

/** The headline figures of the page, in words. */
export function useSums(heatmap: Heatmap, isPlain: Ref<boolean>) {
  const { view, areas, cells, categories, change } = heatmap
  const session = useSession()
  const total = computed(() => areas.data.value?.total ?? null)
  const totalWords = computed(() => (total.value === null ? '…' : formatCount(total.value)))
  const households = computed(() => (areas.data.value?.items ?? []).reduce((sum, area) => sum + (area.households ?? 0), 0))
  /** How many hours stand behind the rate, and how many grids had too few. */
  const patrolWords = computed(() => {
    const items = areas.data.value?.items ?? []
    const hours = items.reduce((sum, area) => sum + (area.patrol_hours ?? 0), 0)
    const hidden = items.filter((area) => area.count > 0 && area.per_patrol_hour == null).length
    return t('patrolHint', { hours: formatCount(Math.round(hours)), n: formatCount(hidden) })
  })
  const below = computed(() => {
    const { weekdays, hours } = view.value
    const parts = [weekdays.length + hours.length > 0 ? slotsName(weekdays, hours) : '']
    if (view.value.measure === 'patrol') parts.push(patrolWords.value)
    else if (total.value !== null && households.value > 0) parts.push(t('rateHint', { n: short((total.value * 1000) / households.value) }))
    const unplaced = cells.data.value?.heat.unplaced ?? 0
    if (unplaced > 0) parts.push(t('unplaced', { n: formatCount(unplaced) }))
    if (isPlain.value) parts.push(t('noWebGl'))
    return parts.filter(Boolean).join(' · ')
  })
  const counts = computed(() => (view.value.kind === 'incident' ? (categories.data.value?.items ?? []) : []).filter((one) => one.count > 0).sort((a, b) => b.count - a.count))
  const measure = computed({ get: () => view.value.measure, set: (next: Measure) => { change(withMeasure(view.value, next)) } })
  const measures = computed(() => [
    { value: 'count' as const, label: t('count') },
    { value: 'rate' as const, label: t('rate') },
    ...(session.offers('shift_report') ? [{ value: 'patrol' as const, label: t('patrol') }] : []),
  ])
  const kind = computed({ get: () => view.value.kind, set: (next: Kind) => { change(withKind(view.value, next)) } })
  /** Categories and outcomes are words of incidents. */
  const hasWords = computed(() => view.value.kind === 'incident')
  const outcomes = computed({ get: () => view.value.outcomes, set: (next: string[]) => { change({ outcomes: next }) } })

  return { totalWords, below, counts, measure, measures, kind, hasWords, outcomes }
}

export type Sums = ReturnType<typeof useSums>
