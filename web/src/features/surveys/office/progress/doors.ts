/** What a door looks like on the map, and in which order the legend tells it. */
export type Shade = 'to_do' | 'call_back' | 'done' | 'refused' | 'other'

export const SHADES: Record<Shade, string> = { done: '#0f766e', call_back: '#f0a31c', refused: '#22312f', to_do: '#b9c8c4', other: '#8a2862' }

/** The group of a door by what its visits came to; one that is to be visited again waits. */
export function shadeOf({ state, outcome }: { state: string; outcome?: string | null }): Shade {
  if (!outcome || state === 'to_do') return 'to_do'
  if (state === 'to_call_back') return 'call_back'
  if (outcome === 'interview' || outcome === 'partial') return 'done'
  return outcome === 'refused' ? 'refused' : 'other'
}
