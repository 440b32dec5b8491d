/** Groups of conditions on the map, from good to grave; colours as in the heat ramp, red stays for danger. */
export type Shade = 'good' | 'slight' | 'bad' | 'grave' | 'none'

export const SHADES: Record<Shade, string> = { good: '#0f766e', slight: '#f0a31c', bad: '#cd5448', grave: '#8a2862', none: '#7f918e' }

/** What a condition means on the map; `severity` is that of the vocabulary. */
export function shadeOf(condition: string, severity: (code: string) => number): Shade {
  if (condition === 'none') return 'none'
  if (condition === 'intact') return 'good'
  const grade = severity(condition)
  return grade >= 3 ? 'grave' : grade === 2 ? 'bad' : 'slight'
}
