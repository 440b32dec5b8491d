/** How good a score is, for its colour on the map. */
export type Grade = 'good' | 'fair' | 'poor' | 'bad' | 'none'

/** From good to grave as in the heat ramp; red stays for danger. */
export const GRADE_COLOURS: Record<Grade, string> = { good: '#0f766e', fair: '#f0a31c', poor: '#cd5448', bad: '#8a2862', none: '#7f918e' }

/** What a site came to; a vetoed one is as bad as it gets. */
export function gradeOf({ score, is_vetoed }: { score?: number | null; is_vetoed: boolean }): Grade {
  if (is_vetoed) return 'bad'
  if (typeof score !== 'number') return 'none'
  if (score >= 90) return 'good'
  return score >= 80 ? 'fair' : score >= 60 ? 'poor' : 'bad'
}
