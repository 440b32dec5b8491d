import type { CodeName, Envelope } from '@/api/types'
import type { StoredRecord } from '@/core/db'
import type { CaptureDraft } from '@/core/field/capture'
import { placeOf } from '@/core/field/place'
import { distanceM } from '@/core/geo/geometry'

/** Sites within this many metres are offered first. */
export const NEAR_M = 50
export const INTACT = 'intact'
export const COMMERCIAL = 'commercial'

/** How a site was found last. */
export interface LastLook {
  at: string
  conditions: string[]
  photo_sha256: string | null
}

/** A place where an ad hangs, as the phone knows it. */
export interface AdSite {
  id: string
  placement: string
  theme: string
  is_public_service: boolean
  lng: number | null
  lat: number | null
  last: LastLook | null
  /** Made on this phone and maybe not on the server yet. */
  is_own?: boolean
}

/** The words of the field pack that ads need. */
export interface AdWords {
  placements: CodeName[]
  themes: (CodeName & { is_public_service: boolean })[]
  conditions: (CodeName & { counts_as_good: boolean; severity: number })[]
}

const listOf = <T>(value: unknown): T[] => (Array.isArray(value) ? (value as T[]) : [])

export function wordsIn(words: Record<string, unknown> | undefined): AdWords {
  return { placements: listOf(words?.ad_placements), themes: listOf(words?.ad_themes), conditions: listOf(words?.ad_conditions) }
}

/** A site that is being made with the inspection. */
export interface NewSite {
  id: string
  placement: string | null
  theme: string | null
  is_public_service: boolean
}

/** What of an ad inspection is kept while it is being made. */
export interface AdDraft extends CaptureDraft {
  /** `auto`: the nearest known site, or a new one; else `new` or the id of a known site. */
  choice: string
  new_site: NewSite
  conditions: string[]
  theme_seen: string | null
}

export function newDraft(): AdDraft {
  return {
    choice: 'auto',
    new_site: { id: '', placement: null, theme: null, is_public_service: true },
    conditions: [],
    theme_seen: null,
    note: '',
    place: { by: 'gps' },
    photos: [],
  }
}

export function isEmptyDraft(draft: AdDraft): boolean {
  return draft.conditions.length === 0 && draft.photos.length === 0 && draft.note.trim() === '' && draft.new_site.placement === null
}

interface SentNewSite {
  id: string
  placement: string
  theme: string
  is_public_service: boolean
}

interface AdPayload {
  ad_site_id?: string
  new_site?: SentNewSite
  conditions?: string[]
  theme_seen?: string
}

/** The payload as the server takes it; the choice must be settled. */
export function payloadOf(draft: AdDraft): Record<string, unknown> {
  const { choice, new_site, conditions, theme_seen } = draft
  const { id, placement, is_public_service } = new_site
  const theme = is_public_service ? new_site.theme : COMMERCIAL
  return {
    ...(choice === 'new' ? { new_site: { id, placement, theme, is_public_service } } : { ad_site_id: choice }),
    conditions,
    ...(choice !== 'new' && theme_seen ? { theme_seen } : {}),
  }
}

/** The draft that would make this record again, for mending. */
export function draftOf(envelope: Envelope): AdDraft {
  const payload = envelope.payload as AdPayload
  const made = payload.new_site
  return {
    ...newDraft(),
    choice: made ? 'new' : (payload.ad_site_id ?? 'auto'),
    ...(made ? { new_site: { ...made, theme: made.is_public_service ? made.theme : null } } : {}),
    conditions: payload.conditions ?? [],
    theme_seen: payload.theme_seen ?? null,
    note: envelope.note ?? '',
    place: placeOf(envelope),
    photos: envelope.photos.map(({ sha256, taken_at }) => ({ sha256, taken_at })),
  }
}

/** Puts a condition on or off; intact stands alone. */
export function withCondition(conditions: readonly string[], code: string): string[] {
  if (conditions.includes(code)) return conditions.filter((one) => one !== code)
  if (code === INTACT) return [INTACT]
  return [...conditions.filter((one) => one !== INTACT), code]
}

export type Missing = 'photo' | 'site' | 'condition'

/** The first thing that is still missing, from the top of the page down. */
export function missingOf(draft: AdDraft, photos: number): Missing | null {
  if (photos === 0) return 'photo'
  if (draft.choice === 'auto') return 'site'
  const { placement, theme, is_public_service } = draft.new_site
  if (draft.choice === 'new' && (!placement || (is_public_service && !theme))) return 'site'
  return draft.conditions.length === 0 ? 'condition' : null
}

/** The sites of the pack, with what this phone has seen and made since. */
export function sitesOf(part: unknown, records: readonly StoredRecord[]): AdSite[] {
  const items = listOf<AdSite>((part as { items?: unknown } | undefined)?.items)
  const sites = new Map(items.map((site) => [site.id, site]))
  const own = records.filter((record) => record.envelope.kind === 'ad_inspection' && record.state !== 'refused')
  for (const { envelope } of [...own].sort((a, b) => (a.envelope.captured_at < b.envelope.captured_at ? -1 : 1))) {
    const payload = envelope.payload as AdPayload
    const made = payload.new_site
    if (made && !sites.has(made.id)) {
      const { position } = envelope
      sites.set(made.id, { ...made, lng: position?.lng ?? null, lat: position?.lat ?? null, last: null, is_own: true })
    }
    const site = sites.get(made?.id ?? payload.ad_site_id ?? '')
    if (!site || Date.parse(site.last?.at ?? '1970-01-01T00:00:00Z') > Date.parse(envelope.captured_at)) continue
    const last = { at: envelope.captured_at, conditions: payload.conditions ?? [], photo_sha256: envelope.photos[0]?.sha256 ?? null }
    sites.set(site.id, { ...site, theme: payload.theme_seen ?? site.theme, last })
  }
  return [...sites.values()]
}

export interface SiteAt {
  site: AdSite
  metres: number | null
}

/** Sites by distance; those without a position, or all without a fix, come last by time of the last look. */
export function byDistance(sites: readonly AdSite[], from: { lng: number; lat: number } | null): SiteAt[] {
  return sites
    .map((site) => ({ site, metres: from && site.lng !== null && site.lat !== null ? distanceM(from, { lng: site.lng, lat: site.lat }) : null }))
    .sort((a, b) => (a.metres ?? Infinity) - (b.metres ?? Infinity) || ((a.site.last?.at ?? '') < (b.site.last?.at ?? '') ? 1 : -1))
}

/** The sites that stand within {@link NEAR_M}. */
export function nearSites(sites: readonly SiteAt[]): SiteAt[] {
  return sites.filter(({ metres }) => metres !== null && metres <= NEAR_M)
}

/** What a census of a road or site keeps while it is being counted. */
export interface CensusDraft extends CaptureDraft {
  of: { road_code: string } | { site_id: string } | null
  public_faces: number
  other_faces: number
  walked_m: number
}

export function newCensus(): CensusDraft {
  return { of: null, public_faces: 0, other_faces: 0, walked_m: 0, note: '', place: { by: 'gps' }, photos: [] }
}

export function isEmptyCensus(draft: CensusDraft): boolean {
  return draft.public_faces + draft.other_faces === 0 && draft.note.trim() === '' && draft.photos.length === 0
}

export function censusPayload(draft: CensusDraft): Record<string, unknown> {
  const walked_m = Math.min(50_000, Math.max(1, Math.round(draft.walked_m)))
  return { ...draft.of, faces: draft.public_faces + draft.other_faces, public_faces: draft.public_faces, walked_m }
}

export function censusOf(envelope: Envelope): CensusDraft {
  const { road_code, site_id, faces = 0, public_faces = 0, walked_m = 0 } = envelope.payload as Record<string, never>
  return {
    ...newCensus(),
    of: road_code ? { road_code } : site_id ? { site_id } : null,
    public_faces,
    other_faces: faces - public_faces,
    walked_m,
    note: envelope.note ?? '',
    place: placeOf(envelope),
    photos: envelope.photos.map(({ sha256, taken_at }) => ({ sha256, taken_at })),
  }
}
