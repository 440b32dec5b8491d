import type { PackRoad, PackSite } from '@/core/field/pack'
import { linesOf } from '@/core/field/pack'
import { distanceM, distanceToPieceM } from '@/core/geo/geometry'

/** A road or site that can be walked and counted. */
export interface CensusPlace {
  key: string
  of: { road_code: string } | { site_id: string }
  thing: { name_zh: string; name_en: string }
  isRoad: boolean
  metres: number | null
}

type Point = { lng: number; lat: number }

function roadDistance(road: PackRoad, from: Point): number {
  let least = Infinity
  for (const line of linesOf(road)) {
    for (let at = 1; at < line.length; at += 1) {
      const [a, b] = [line[at - 1], line[at]]
      if (a && b) least = Math.min(least, distanceToPieceM([from.lng, from.lat], a, b))
    }
  }
  return least
}

/** Roads and sites by distance; rivers are no places to walk. Several pieces of a road count once. */
export function censusPlaces(roads: readonly PackRoad[], sites: readonly PackSite[], from: Point | null): CensusPlace[] {
  const byCode = new Map<string, CensusPlace>()
  for (const road of roads) {
    const { code, class: kind } = road.properties
    if (kind === 'river') continue
    const metres = from ? roadDistance(road, from) : null
    const before = byCode.get(code)
    if (before && (before.metres ?? 0) <= (metres ?? 0)) continue
    byCode.set(code, { key: `road ${code}`, of: { road_code: code }, thing: road.properties, isRoad: true, metres })
  }
  const places = sites.map((site) => ({ key: `site ${site.id}`, of: { site_id: site.id }, thing: site, isRoad: false, metres: from ? distanceM(from, site) : null }))
  return [...byCode.values(), ...places].sort((a, b) => (a.metres ?? Infinity) - (b.metres ?? Infinity))
}

/** Metres between two fixes that count as walking: real steps, well measured. */
export function stepM(before: { lng: number; lat: number } | null, now: { lng: number; lat: number; accuracy_m: number }): number {
  if (!before || now.accuracy_m > 30) return 0
  const metres = distanceM(before, now)
  return metres >= Math.max(8, now.accuracy_m / 2) && metres < 200 ? metres : 0
}
