import { ref, shallowRef } from 'vue'
import type { Schemas } from '@/api/server'
import { wordsOf } from '@/core/ui/problems'
import { showToast } from '@/core/ui/toast'
import { makeCases } from './api'
import { t } from './texts'

/** Most records that become cases at once; the service takes no more. */
export const MOST_AT_ONCE = 100

type Made = Schemas['MadeOfRecord']

/** The choice with one record more or less; never more than may be made at once. */
export function toggled(chosen: readonly string[], id: string): readonly string[] {
  if (chosen.includes(id)) return chosen.filter((one) => one !== id)
  return chosen.length < MOST_AT_ONCE ? [...chosen, id] : chosen
}

/** What became of a record, in words. */
export function madeWords(made: Made): string {
  const n = made.number ?? ''
  if (made.outcome === 'created') return t('makeCreated', { n })
  if (made.outcome === 'has_case') return t('makeHas', { n })
  return made.outcome === 'no_category' ? t('makeNoCategory') : t('makeNotFound')
}

/** Makes cases of chosen records and tells what became of each. */
export function useMaking() {
  const note = ref('')
  const isDispatched = ref(false)
  const isBusy = ref(false)
  const said = ref('')
  const outcomes = shallowRef(new Map<string, string>())

  function tell(items: readonly Made[], created: number): void {
    outcomes.value = new Map([...outcomes.value, ...items.map((one) => [one.record_id, madeWords(one)] as const)])
    const has = items.filter((one) => one.outcome === 'has_case').length
    const text = created < items.length ? t('makeSkipped', { n: has, m: items.length - created - has }) : undefined
    showToast({ title: t('makeMade', { n: created }), icon: 'check', ...(text ? { text } : {}) })
  }

  /** True when the service has dealt with all of them. */
  async function make(record_ids: readonly string[]): Promise<boolean> {
    said.value = record_ids.length === 0 ? t('makeNothing') : ''
    if (said.value || isBusy.value) return false
    isBusy.value = true
    try {
      const { items, created } = await makeCases({ record_ids: [...record_ids], note: note.value.trim() || null, dispatch: isDispatched.value })
      tell(items, created)
      return true
    } catch (problem) {
      said.value = wordsOf(problem)
      return false
    } finally {
      isBusy.value = false
    }
  }

  return { note, isDispatched, isBusy, said, make, outcomeOf: (id: string) => outcomes.value.get(id) ?? null, forget: () => { outcomes.value = new Map() } }
}
