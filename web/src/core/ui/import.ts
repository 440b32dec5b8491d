import { computed, nextTick, ref, shallowRef } from 'vue'
import { wordsOf } from './problems'

/** Where an import stands: nothing checked yet, errors found, ready to be taken over, taken over. */
export type ImportState = 'none' | 'refused' | 'fine' | 'applied'

/** What most reports say of themselves. */
export const verdictOf = (now: { was_applied: boolean; is_accepted: boolean }) => (now.was_applied ? 'applied' : now.is_accepted ? 'fine' : 'refused')

/** The course of an import: a file is checked without a change, looked at, then taken over whole or not at all. */
export function useImport<R>(send: (file: File, isDryRun: boolean) => Promise<R>, verdict: (report: R) => Exclude<ImportState, 'none'>) {
  const file = shallowRef<File | null>(null)
  const report = shallowRef<R | null>(null)
  const busy = ref<'check' | 'apply' | null>(null)
  const said = ref('')
  const state = computed<ImportState>(() => (report.value ? verdict(report.value) : 'none'))

  async function run(isDryRun: boolean): Promise<void> {
    if (!file.value || busy.value) return
    busy.value = isDryRun ? 'check' : 'apply'
    said.value = ''
    try {
      report.value = await send(file.value, isDryRun)
    } catch (problem) {
      said.value = wordsOf(problem)
    } finally {
      busy.value = null
    }
  }

  function take(next: File): Promise<void> {
    file.value = next
    report.value = null
    return run(true)
  }

  /** Takes over what has its names; else says what lacks and leads to the field. */
  async function applyNamed(isNamed: boolean, lack: string, field: HTMLInputElement | null): Promise<void> {
    if (isNamed) return run(false)
    said.value = lack
    await nextTick()
    field?.focus()
  }

  return { file, report, busy, said, state, take, apply: () => run(false), applyNamed }
}
