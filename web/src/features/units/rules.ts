import type { NewRule, Rule } from './api'

/** A rule being edited: what is sent, and how it is told; new ones have no sentence of the service yet. */
export interface DraftRule {
  rule: NewRule
  words: { zh: string; en: string }
  isNew: boolean
}

/** A rule in use as a draft; one whose unit is gone cannot be kept. */
export function draftOf(rule: Rule): DraftRule | null {
  if (!rule.unit) return null
  const { priority, territory, territory_code, subject, subject_code, from, to } = rule
  return {
    rule: { priority, territory, territory_code, subject, subject_code, unit_code: rule.unit.code, from: from ?? null, to: to ?? null },
    words: { zh: rule.words_zh, en: rule.words_en },
    isNew: false,
  }
}

/** The list with one rule moved up or down; the ends stay where they are. */
export function moved<T>(rules: readonly T[], from: number, by: number): T[] {
  const to = from + by
  if (to < 0 || to >= rules.length) return [...rules]
  const rest = rules.filter((_, at) => at !== from)
  return [...rest.slice(0, to), ...rules.slice(from, from + 1), ...rest.slice(to)]
}

/** Whether two lists would decide alike: the same rules in the same order. */
export function isSame(a: readonly DraftRule[], b: readonly DraftRule[]): boolean {
  return a.length === b.length && a.every((one, at) => JSON.stringify(one.rule) === JSON.stringify(b[at]?.rule))
}
