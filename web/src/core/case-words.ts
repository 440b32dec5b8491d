import { language } from './i18n'

/** Stages and outcomes of cases, for pages that only tell what became of a record. */
const WORDS: Record<string, readonly [string, string]> = {
  accepted: ['已受理', 'accepted'],
  filed: ['已立案', 'filed'],
  dispatched: ['已派遣', 'dispatched'],
  handling: ['正在处理', 'in work'],
  reported: ['已反馈', 'reported as done'],
  verified: ['已核查', 'verified'],
  closed: ['已结案', 'closed'],
  self_handled: ['已自行处理', 'handled on the spot'],
  declined: ['不予立案', 'not taken up'],
  voided: ['已作废', 'voided'],
  fixed: ['处理好了', 'fixed'],
  not_fixed: ['没处理好', 'not fixed'],
  not_ours: ['不归这里管', 'not ours'],
  duplicate: ['和别的案件重复', 'a duplicate'],
  gone: ['现场已没有', 'gone'],
}

/** A stage or outcome in words; the code itself when it is a new one. */
export function caseWord(code: string): string {
  return WORDS[code]?.[language.value === 'en' ? 1 : 0] ?? code
}
