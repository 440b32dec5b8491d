import type { PackSite } from '@/core/field/pack'
import { distanceM } from '@/core/geo/geometry'

/** Kinds of known sites where a kind of place is found; nothing listed = any. */
const KINDS: Record<string, readonly string[]> = {
  crossing: ['junction'],
  junction: ['junction'],
  bus: ['bus_stop', 'station'],
  bus_stop: ['bus_stop', 'station'],
  'public place': ['hospital', 'mall', 'market', 'school', 'station', 'park_square', 'street_office'],
  residential: ['notice_board'],
}
/** Further away nobody stands. */
const FARTHEST_M = 1000
/** This near the person stands at it. */
const AT_IT_M = 60

/** Known sites for a kind of place: the nearest first; by name while the phone does not know where it is. */
export function placesNear(sites: readonly PackSite[], here: { lng: number; lat: number } | null, place: string | undefined): PackSite[] {
  const kinds = KINDS[place ?? ''] ?? []
  const fitting = kinds.length === 0 ? [...sites] : sites.filter((site) => kinds.includes(site.kind))
  if (!here) return fitting.sort((a, b) => a.code.localeCompare(b.code))
  return fitting
    .map((site) => ({ site, metres: distanceM(here, site) }))
    .filter(({ metres }) => metres <= FARTHEST_M)
    .sort((a, b) => a.metres - b.metres)
    .map(({ site }) => site)
}

/** The site that somebody stands at, if any. */
export function siteHere(sites: readonly PackSite[], here: { lng: number; lat: number } | null, place: string | undefined): PackSite | null {
  const [nearest] = here ? placesNear(sites, here, place) : []
  return nearest && here && distanceM(here, nearest) <= AT_IT_M ? nearest : null
}
