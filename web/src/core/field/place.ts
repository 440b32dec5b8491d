import type { Envelope } from '@/api/types'
import type { Fix } from '@/core/geo/watcher'

/** Where a record stands: by the phone, by a pin, or at a known site. */
export type DraftPlace =
  | { by: 'gps' }
  | { by: 'map_pin'; lng: number; lat: number }
  | { by: 'site'; site_id: string; lng: number; lat: number }

type Placed = Pick<Envelope, 'position' | 'placed_by' | 'site_id'>

/** A fix as the server takes it. */
export function fixPosition(fix: Fix, now: number): NonNullable<Envelope['position']> {
  return {
    lng: fix.lng,
    lat: fix.lat,
    accuracy_m: fix.accuracy_m,
    ...(fix.altitude_m === null ? {} : { altitude_m: fix.altitude_m }),
    ...(fix.speed_mps === null || Number.isNaN(fix.speed_mps) ? {} : { speed_mps: fix.speed_mps }),
    fix_age_ms: Math.max(0, Math.round(now - fix.at)),
  }
}

/** The place of a record as it travels; `before` keeps that of a record that is mended without a fix. */
export function placed(chosen: DraftPlace, fix: Fix | null, now: number, before?: Placed | null): Placed {
  if (chosen.by !== 'gps') {
    const { lng, lat } = chosen
    const site = chosen.by === 'site' ? { site_id: chosen.site_id } : {}
    return { position: { lng, lat, accuracy_m: 0 }, placed_by: chosen.by, ...site }
  }
  if (!fix) return { position: before?.position ?? null, placed_by: before?.placed_by ?? 'none' }
  return { position: fixPosition(fix, now), placed_by: 'gps' }
}

/** The choice that would put a record where it was, for mending. */
export function placeOf({ position, placed_by, site_id }: Placed): DraftPlace {
  if (position && placed_by === 'map_pin') return { by: 'map_pin', lng: position.lng, lat: position.lat }
  if (position && placed_by === 'site' && site_id) return { by: 'site', site_id, lng: position.lng, lat: position.lat }
  return { by: 'gps' }
}
