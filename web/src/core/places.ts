import { office } from '@/api/office'
import { bodyOf, server } from '@/api/server'
import { allPages } from './load'

/** What a road or a site is called. */
export interface NamedPlace {
  code: string
  name_zh: string
  name_en: string
}

/** Roads that touch an area, each once. */
async function listRoads(area: string): Promise<NamedPlace[]> {
  const { features } = bodyOf(await office.GET('/roads', { params: { query: { area } } }))
  return [...new Map(features.map(({ properties }) => [properties.code, properties])).values()]
}

/** Sites in an area. */
const listSites = (area: string): Promise<NamedPlace[]> =>
  allPages(async (cursor) => bodyOf(await server.GET('/api/v1/sites', { params: { query: { area, limit: 100, ...(cursor ? { cursor } : {}) } } })))

/** Roads or sites of an area. */
export const listPlaces = (kind: 'road' | 'site', area: string): Promise<NamedPlace[]> => (kind === 'road' ? listRoads(area) : listSites(area))
