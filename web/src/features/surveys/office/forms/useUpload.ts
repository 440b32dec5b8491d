import { computed, ref, shallowRef } from 'vue'
import { ApiProblem } from '@/api/client'
import { wordsOf } from '@/core/ui/problems'
import { checkWorkbook, storeWorkbook, type FormCheck, type FormVersion } from '../api'
import { bySheet, spotOf, type Spot } from './faults'
import { t } from './texts'

/** Most a workbook may hold. */
export const MOST_BYTES = 10_000_000

/** The course of an upload: choose, check without keeping, mend or keep as a draft. */
export function useUpload(stored: (version: FormVersion) => void) {
  const file = shallowRef<File | null>(null)
  const check = shallowRef<FormCheck | null>(null)
  const busy = ref<'reading' | 'checking' | 'storing' | null>(null)
  const said = ref('')
  const chosen = ref<number | null>(null)
  const sheets = computed(() => check.value?.sheets ?? [])
  const groups = computed(() => bySheet(check.value?.errors ?? [], sheets.value))
  const faults = computed(() => groups.value.flatMap((group) => group.faults.map((one) => one.fault)))
  const spots = computed(() => faults.value.map((one) => spotOf(one, sheets.value)).filter((one): one is Spot => one !== null))
  const fault = computed(() => (chosen.value === null ? null : (faults.value[chosen.value] ?? null)))
  const spot = computed(() => (fault.value ? spotOf(fault.value, sheets.value) : null))

  /** Reads the first bytes: a workbook is a package, whatever its name says. */
  async function refusal(next: File): Promise<string> {
    if (next.size > MOST_BYTES) return t('tooBig')
    const start = new Uint8Array(await next.slice(0, 4).arrayBuffer())
    const isPackage = start[0] === 0x50 && start[1] === 0x4b
    const isOld = start[0] === 0xd0 && start[1] === 0xcf
    return isPackage || isOld ? '' : t('notXlsx')
  }

  async function take(next: File): Promise<void> {
    if (busy.value) return
    file.value = next
    check.value = null
    chosen.value = null
    said.value = ''
    busy.value = 'reading'
    try {
      said.value = await refusal(next)
      if (said.value !== '') return
      busy.value = 'checking'
      check.value = await checkWorkbook(next)
      if (faults.value.length > 0) chosen.value = 0
    } catch (problem) {
      said.value = wordsOf(problem)
    } finally {
      busy.value = null
    }
  }

  async function store(): Promise<void> {
    if (!file.value || busy.value) return
    busy.value = 'storing'
    said.value = ''
    try {
      stored(await storeWorkbook(file.value))
    } catch (problem) {
      const { name } = file.value
      said.value = problem instanceof ApiProblem ? wordsOf(problem) : `${name}: ${wordsOf(problem)}`
    } finally {
      busy.value = null
    }
  }

  /** To the fault before or after, round and round. */
  function step(by: number): void {
    const all = faults.value.length
    if (all > 0) chosen.value = ((chosen.value ?? -by) + by + all) % all
  }

  return { file, check, busy, said, chosen, sheets, groups, faults, spots, fault, spot, take, store, step }
}
