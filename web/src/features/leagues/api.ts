import { download, type ExportFormat } from '@/api/office'
import { bodyOf, server, type Schemas } from '@/api/server'

export type Table = Schemas['LeagueTable']
export type Row = Schemas['LeagueRow']
export type Summary = Schemas['LeagueSummary']
export type League = Schemas['LeagueView']
export type Appeal = Schemas['AppealView']
/** Of whom, which figure and which period a league is wanted. */
export interface Asked {
  subject: string
  source: string
  code: string
  period: string
  area?: string
  level?: string
}

const at = (league_id: string) => ({ params: { path: { league_id } } })

export const listFigures = async () => bodyOf(await server.GET('/api/v1/leagues/figures'))
/** The table as it stands now. */
export const readTable = async (query: Asked) => bodyOf(await server.GET('/api/v1/leagues/table', { params: { query } }))
export const listLeagues = async (query: { state?: string; cursor?: string; limit?: number }) => bodyOf(await server.GET('/api/v1/leagues', { params: { query } }))
export const showLeague = async (id: string) => bodyOf(await server.GET('/api/v1/leagues/{league_id}', at(id)))
export const draftLeague = async (body: Asked) => bodyOf(await server.POST('/api/v1/leagues', { body }))
export const stepLeague = async (id: string, body: Schemas['LeagueStep']) => bodyOf(await server.POST('/api/v1/leagues/{league_id}/steps', { ...at(id), body }))
export const appealLeague = async (id: string, body: Schemas['NewAppeal']) => bodyOf(await server.POST('/api/v1/leagues/{league_id}/appeals', { ...at(id), body }))
export const decideAppeal = async (league_id: string, appeal_id: string, body: Schemas['AppealDecision']) =>
  bodyOf(await server.POST('/api/v1/leagues/{league_id}/appeals/{appeal_id}/decision', { params: { path: { league_id, appeal_id } }, body }))
export const saveLeague = (id: string, period: string, format: ExportFormat) => download(`/leagues/${id}/export`, { format }, `league-${period}.${format}`)
/** The very bytes whose SHA-256 is printed. */
export const saveDocument = (id: string, period: string) => download(`/leagues/${id}/document`, {}, `league-${period}.json`)

/** The cases that a row is made of, by the link that the service gives with it; none for figures of something else. */
export async function casesBehind(link: string): Promise<Schemas['CaseRow'][]> {
  const [path, query = ''] = link.split('?')
  if (path !== '/cases') return []
  const asked = { ...Object.fromEntries(new URLSearchParams(query)), limit: 30 }
  return bodyOf(await server.GET('/api/v1/cases', { params: { query: asked } })).items
}
