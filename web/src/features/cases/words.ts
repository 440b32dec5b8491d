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

function nameIn(list: List, code: string): string {
  return nameOf(wordsIn(list).find((one) => one.code === code)) || code
}

export const stageName = (code: string) => nameIn('stages', code)
export const sideName = (code: string) => nameIn('sides', code)
export const outcomeName = (code: string) => nameIn('outcomes', code)
export const sourceName = (code: string) => nameIn('sources', code)
