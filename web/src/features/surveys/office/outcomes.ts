import { defineTexts } from '@/core/i18n'
import type { Counts } from './api'

export const outcomeWords = defineTexts(
  {
    interviewed: '完成',
    partial: '部分完成',
    refused: '拒访',
    not_home: '不在',
    later: '改约',
    ineligible: '不是住户',
    language: '语言不通',
    unsafe: '不安全',
    to_do: '还没去',
    to_call_back: '要回访',
    of: '{n} 户：{parts}',
  },
  {
    interviewed: 'Interviewed',
    partial: 'Partial',
    refused: 'Refused',
    not_home: 'Not home',
    later: 'Later',
    ineligible: 'No dwelling',
    language: 'Language',
    unsafe: 'Unsafe',
    to_do: 'To do',
    to_call_back: 'Call back',
    of: '{n} doors: {parts}',
  },
)

export type Outcome = 'interviewed' | 'partial' | 'refused' | 'not_home' | 'later' | 'language' | 'unsafe' | 'ineligible' | 'to_do'

/** Outcomes in the order of the bar: what counts as an answer first, what is still to do last. */
export const OUTCOMES: readonly Outcome[] = ['interviewed', 'partial', 'refused', 'not_home', 'later', 'language', 'unsafe', 'ineligible', 'to_do']

/** Parts of a bar that are not empty, with their share of all. */
export function partsOf(counts: Partial<Counts>, which: readonly Outcome[] = OUTCOMES): { outcome: Outcome; n: number; share: number }[] {
  const all = which.reduce((sum, outcome) => sum + (counts[outcome] ?? 0), 0)
  if (all === 0) return []
  return which.flatMap((outcome) => {
    const n = counts[outcome] ?? 0
    return n > 0 ? [{ outcome, n, share: n / all }] : []
  })
}
