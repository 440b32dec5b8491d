import { ApiProblem } from '@/api/client'
import type { Schemas } from '@/api/server'
import { wordsOf } from '@/core/ui/problems'
import { t } from './texts'

/** Where a case may come from when no record began it. */
export const SOURCES = ['hotline', 'media', 'proposal'] as const

export interface NewCaseDraft {
  source: (typeof SOURCES)[number]
  reference: string
  category: string
  note: string
  /** Whether the place is known, else only the area. */
  isKnown: boolean
  area: string | null
}
type Place = { lng: number; lat: number } | null

/** What a ticket or reference may be written with, as the service takes it. */
const REFERENCE = /^[\w./-]{1,64}$/

/** What is missing or cannot be sent; null when the case may be made. */
export function lackOfNew(draft: NewCaseDraft, place: Place): 'newNoTicket' | 'newBadReference' | 'newNoCategory' | 'newNoPlace' | null {
  if (draft.source === 'hotline' && draft.reference === '') return 'newNoTicket'
  if (draft.reference !== '' && !REFERENCE.test(draft.reference)) return 'newBadReference'
  if (draft.category === '') return 'newNoCategory'
  return (draft.isKnown ? place : draft.area) ? null : 'newNoPlace'
}

/** What is sent: of a hotline ticket the number, never what somebody said. */
export function bodyOfNew({ source, reference, category, note, isKnown, area }: NewCaseDraft, place: Place): Schemas['NewCase'] {
  const text = source === 'hotline' ? '' : note.trim()
  return { source, reference: reference || null, category, note: text || null, ...(isKnown ? { position: place } : { area_code: area }) }
}

/** Why the service made none; one that stands already is named. */
export function whyNot(problem: unknown): string {
  const number = problem instanceof ApiProblem && problem.code === 'case_exists' ? problem.body.params?.['number'] : null
  return typeof number === 'string' ? t('newExists', { n: number }) : wordsOf(problem)
}
