import type { NewRound, Round } from './api'

/** A round as it is being set up; numbers to draw are texts, since empty means all. */
export interface Draft {
  kind: string
  title_zh: string
  title_en: string
  area_code: string | null
  from: string
  to: string
  rubric_id: string
  strata: string
  /** Chosen types of sites with how many to draw. */
  types: Record<string, string>
  makes_cases: string
  case_severity: number
}

export type Gap = 'missingName' | 'missingArea' | 'missingDays' | 'missingTypes'

export const KINDS = ['daily', 'monthly', 'mock', 'third_party'] as const
export const STRATA = ['none', 'district', 'street', 'community'] as const
export const CASES = ['never', 'by_tap', 'by_rule'] as const

export const newDraft = (today: string): Draft => ({
  kind: 'monthly', title_zh: '', title_en: '', area_code: null, from: today, to: today, rubric_id: '', strata: 'street', types: {}, makes_cases: 'by_tap', case_severity: 2,
})

export function draftOf(round: Round): Draft {
  const { kind, title_zh, title_en, from, to, strata, makes_cases, case_severity } = round
  const types = Object.fromEntries(round.types.map((type) => [type.site_type, type.draw ? String(type.draw) : '']))
  return { kind, title_zh, title_en, area_code: round.area.code, from, to, rubric_id: round.rubric.id, strata, types, makes_cases, case_severity }
}

/** What is missing before the round can be stored. */
export function gapsOf(draft: Draft): Gap[] {
  const gaps: Gap[] = []
  if (draft.title_zh.trim() === '' || draft.title_en.trim() === '') gaps.push('missingName')
  if (!draft.area_code) gaps.push('missingArea')
  if (draft.from === '' || draft.to === '' || draft.from > draft.to) gaps.push('missingDays')
  if (Object.keys(draft.types).length === 0) gaps.push('missingTypes')
  return gaps
}

/** How many sites would be drawn of a type that has `sites`. */
export const wantedOf = (draw: string, sites: number): number => (draw.trim() === '' ? sites : Math.min(sites, Number(draw) || 0))

export function bodyOfDraft(draft: Draft): NewRound {
  const types = Object.entries(draft.types).map(([site_type, draw]) => ({ site_type, draw: Number(draw) > 0 ? Number(draw) : null }))
  return { ...draft, title_zh: draft.title_zh.trim(), title_en: draft.title_en.trim(), area_code: draft.area_code ?? '', types }
}
