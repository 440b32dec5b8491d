import type { CasePoint } from './api'

/** What a case on the map waits for. */
export type Shade = 'late' | 'triage' | 'work' | 'check' | 'ended'

/** Red is for what is overdue and nothing else. */
export const COLOURS: Record<Shade, string> = { late: '#8f1d14', triage: '#f0a31c', work: '#0f766e', check: '#1f4e79', ended: '#7f918e' }

const BY_STAGE: Record<string, Shade> = { accepted: 'triage', filed: 'triage', dispatched: 'work', handling: 'work', reported: 'check', verified: 'check' }

export function shadeOf(point: Pick<CasePoint, 'stage' | 'is_late'>): Shade {
  return point.is_late ? 'late' : (BY_STAGE[point.stage] ?? 'ended')
}
