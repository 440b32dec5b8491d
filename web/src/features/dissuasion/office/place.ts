/** A place for a plan: a known site or road by code, or a free point with the name people know it by. */
export interface ChosenPlace {
  kind: string
  code?: string | null
  name_zh: string
  name_en: string
  point?: { lng: number; lat: number }
}

/** The place as a plan is sent; a place that was not changed needs no word. */
export function placeAsSent(place: ChosenPlace | null): { site_code?: string; road_code?: string; point?: { lng: number; lat: number; name: string } } {
  if (place?.kind === 'road') return { road_code: place.code ?? '' }
  if (place?.kind === 'site') return { site_code: place.code ?? '' }
  return place?.point ? { point: { ...place.point, name: place.name_zh } } : {}
}

/** The place of a plan to begin with: a point keeps its position. */
export function placeOfPlan(place: { kind: string; code?: string | null; name_zh: string; name_en: string; line: number[][] }): ChosenPlace {
  const [lng, lat] = place.line[0] ?? []
  const isPoint = place.kind === 'point' && lng !== undefined && lat !== undefined
  return { kind: place.kind, code: place.code ?? null, name_zh: place.name_zh, name_en: place.name_en, ...(isPoint ? { point: { lng, lat } } : {}) }
}
