import { shallowRef } from 'vue'
import { nameOf } from '@/core/i18n'
import { readSteps, type CaseWords } from './api'

const words = shallowRef<CaseWords | null>(null)
let loading: Promise<CaseWords> | null = null

/** Takes the words for codes from where they were kept; what the service says later goes before. */
export function useCaseWords(kept: CaseWords): void {
  words.value ??= kept
}

/** Reads the table of steps and its words once; pages may show codes until they are there. */
export function loadCaseWords(): Promise<CaseWords> {
  loading ??= readSteps().then(
    (read) => (words.value = read),
    (reason: unknown) => {
      loading = null
      throw reason
    },
  )
  return loading
}

type List = 'stages' | 'sides' | 'outcomes' | 'sources'

/** Every word of a list, in its order. */
export const wordsIn = (list: List) => words.value?.[list] ?? []

/** A name as it stands alone, on a button or at the beginning of a line. */
export function titleOf(thing: { name_zh: string; name_en: string } | null | undefined): string {
  const name = nameOf(thing)
  return name.charAt(0).toUpperCase() + name.slice(1)
}

function nameIn(list: List, code: string): string {
  return titleOf(wordsIn(list).find((one) => one.code === code)) || code
}

export const stageName = (code: string) => nameIn('stages', code)
export const sideName = (code: string) => nameIn('sides', code)
export const outcomeName = (code: string) => nameIn('outcomes', code)
export const sourceName = (code: string) => nameIn('sources', code)
