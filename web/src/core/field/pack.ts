import { api, bodyOf, rawCall } from '@/api/client'
import type { AreaLevel, Category, CategoryGroup, FieldPackPart, FlagSentence, Outcome, Vocabularies } from '@/api/types'
import type { PhoneStore, StoredPart } from '@/core/db'
import { isInside, type AreaGeometry, type LngLatPair } from '@/core/geo/geometry'
import { sha256Hex } from '@/core/media/sha256'

export interface PackArea {
  geometry: AreaGeometry
  properties: { code: string; name_zh: string; name_en: string; level: AreaLevel; parent_code: string | null; own?: boolean; households?: number | null }
}

export interface PackRoad {
  geometry: { type: 'LineString' | 'MultiLineString'; coordinates: unknown }
  properties: { code: string; class: string; name_zh: string; name_en: string; bridge?: unknown }
}

export interface PackSite {
  id: string
  code: string
  kind: string
  site_type: string
  name_zh: string
  name_en: string
  lng: number
  lat: number
  area_code: string | null
}

/** All that an account needs offline. */
export interface Pack {
  categories: Category[]
  groups: CategoryGroup[]
  outcomes: Outcome[]
  flags: FlagSentence[]
  areas: PackArea[]
  sites: PackSite[]
  roads: PackRoad[]
  /** Parts that kinds asked for with {@link keepPart}, as they came. */
  parts: Record<string, unknown>
}

const NAMES = ['vocabularies', 'areas', 'sites', 'roads', 'account']
const extra = new Set<string>()

/** A kind names a part of the field pack that it needs offline. */
export function keepPart(name: string): void {
  extra.add(name)
}

/** Lists come bare, as `{items}`, or as GeoJSON features. */
export function listIn<T>(value: unknown): T[] {
  if (Array.isArray(value)) return value as T[]
  const holder = (value ?? {}) as { items?: T[]; features?: T[] }
  return holder.items ?? holder.features ?? []
}

async function download(part: FieldPackPart): Promise<StoredPart> {
  const bytes = await (await rawCall(part.url)).arrayBuffer()
  if ((await sha256Hex(bytes)) !== part.sha256) throw new Error(`part ${part.name} arrived damaged`)
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
  return { name: part.name, sha256: part.sha256, size_bytes: bytes.byteLength, value }
}

/**
 * Fetches the parts whose hash changed and stores them together.
 * Returns true when something changed. Fails like any call; what is on the phone stays.
 */
export async function refreshPack(store: PhoneStore): Promise<boolean> {
  const { parts } = bodyOf(await api.GET('/field-pack'))
  const wanted = parts.filter((part) => NAMES.includes(part.name) || extra.has(part.name))
  const known = await store.partHashes()
  const changed = await Promise.all(wanted.filter((part) => known.get(part.name) !== part.sha256).map(download))
  await store.saveParts(changed, new Set(wanted.map((part) => part.name)))
  await store.setSetting('pack_checked_at', Date.now())
  return changed.length > 0
}

/** The pack as it lies on the phone; null when it was never fetched. */
export async function readPack(store: PhoneStore): Promise<Pack | null> {
  const [vocabularies, areas, sites, roads] = await Promise.all(['vocabularies', 'areas', 'sites', 'roads'].map((name) => store.getPart(name)))
  if (!vocabularies) return null
  const words = vocabularies.value as Partial<Vocabularies>
  const parts: Record<string, unknown> = {}
  for (const name of extra) parts[name] = (await store.getPart(name))?.value
  return {
    categories: words.categories ?? [],
    groups: words.groups ?? [],
    outcomes: words.outcomes ?? [],
    flags: words.flags ?? [],
    areas: listIn<PackArea>(areas?.value),
    sites: listIn<PackSite>(sites?.value),
    roads: listIn<PackRoad>(roads?.value),
    parts,
  }
}

const DEPTH: Record<AreaLevel, number> = { city: 1, district: 2, street: 3, community: 4, grid: 5 }

/** The deepest area of the pack that holds the position, own ones first. */
export function areaAt(pack: Pack | null, position: { lng: number; lat: number } | null): PackArea | null {
  if (!pack || !position) return null
  const holding = pack.areas.filter((area) => isInside(position, area.geometry))
  const weight = (area: PackArea) => DEPTH[area.properties.level] * 2 + (area.properties.own ? 1 : 0)
  return holding.sort((a, b) => weight(b) - weight(a))[0] ?? null
}

/** The lines of a road, each a list of positions. */
export function linesOf(road: PackRoad): LngLatPair[][] {
  return road.geometry.type === 'LineString' ? [road.geometry.coordinates as LngLatPair[]] : (road.geometry.coordinates as LngLatPair[][])
}
