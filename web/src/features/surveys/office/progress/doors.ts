import type { Feature, FeatureCollection, Polygon } from 'geojson'
import { circleRing, metresPerPixel } from '@/core/map/geometry'

/** What a door looks like on the map, and in which order the legend tells it. */
export type Shade = 'to_do' | 'call_back' | 'done' | 'refused' | 'other'

export const SHADES: Record<Shade, string> = { done: '#0f766e', call_back: '#f0a31c', refused: '#22312f', to_do: '#b9c8c4', other: '#8a2862' }
const SIZE_PX = 5
const CORNERS = 10

/** The group of a door by what its last visit came to; a call-back that is due goes before it. */
export function shadeOf(door: { state: string; outcome: string | null; visits: number }): Shade {
  if (door.state === 'call_back' || door.state === 'to_call_back') return 'call_back'
  const word = door.outcome ?? door.state
  if (word === 'interview' || word === 'interviewed' || word === 'partial' || word === 'done') return 'done'
  if (word === 'refused') return 'refused'
  if (word === 'not_home' || word === 'later') return 'call_back'
  return door.visits === 0 && (door.outcome === null || word === 'to_do') ? 'to_do' : 'other'
}

export interface DoorPoint {
  id: string
  lng: number
  lat: number
  shade: Shade
}

/** Doors as small discs that keep their size on the screen; `code` is the id of the door. */
export function discsOf(doors: readonly DoorPoint[], zoom: number): FeatureCollection<Polygon> {
  const features = doors.map((door): Feature<Polygon> => {
    const radius = SIZE_PX * metresPerPixel(zoom, door.lat)
    return { type: 'Feature', properties: { code: door.id, colour: SHADES[door.shade], opacity: 0.9 }, geometry: { type: 'Polygon', coordinates: [circleRing(door.lng, door.lat, radius, CORNERS)] } }
  })
  return { type: 'FeatureCollection', features }
}

/** Reads page after page until the list ends. */
export async function readAll<T>(read: (cursor: string | undefined) => Promise<{ items: T[]; next_cursor: string | null }>): Promise<T[]> {
  const all: T[] = []
  let cursor: string | undefined
  do {
    const page = await read(cursor)
    all.push(...page.items)
    cursor = page.next_cursor ?? undefined
  } while (cursor !== undefined)
  return all
}
