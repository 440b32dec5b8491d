import { download, type ExportFormat } from '@/api/office'
import { bodyOf, server, type Schemas } from '@/api/server'

export type Board = Schemas['BoardView']
export type BoardRow = Schemas['BoardRow']
export type Entry = Schemas['BoardEntry']
export type NewEntry = Schemas['NewBoardEntry']
export type Proof = Schemas['BoardProof']
export type ProofRef = Schemas['BoardProofRef']
export type Subject = Schemas['BoardSubject']
export type Suggestion = Schemas['BoardSuggestion']
export type LeagueRow = Schemas['LeagueSummary']

const of = (board_id: string) => ({ params: { path: { board_id } } })

export const listBoards = async (query: { state?: string; cursor?: string }) => bodyOf(await server.GET('/api/v1/boards', { params: { query } }))
export const showBoard = async (id: string) => bodyOf(await server.GET('/api/v1/boards/{board_id}', of(id)))
export const createBoard = async (body: Schemas['NewBoard']) => bodyOf(await server.POST('/api/v1/boards', { body }))
export const saveEntries = async (id: string, body: Schemas['BoardEntries']) => bodyOf(await server.PUT('/api/v1/boards/{board_id}', { ...of(id), body }))
export const approveBoard = async (id: string, body: Schemas['BoardStep']) => bodyOf(await server.POST('/api/v1/boards/{board_id}/approve', { ...of(id), body }))
export const withdrawBoard = async (id: string, body: Schemas['BoardWithdrawal']) => bodyOf(await server.POST('/api/v1/boards/{board_id}/withdraw', { ...of(id), body }))
export const listSettledLeagues = async () => bodyOf(await server.GET('/api/v1/leagues', { params: { query: { state: 'settled', limit: 100 } } })).items
export const listSuggestions = async (id: string, league_id: string) => bodyOf(await server.GET('/api/v1/boards/{board_id}/suggestions', { params: { path: { board_id: id }, query: { league_id } } })).items
export const saveBoard = (id: string, period: string, format: ExportFormat) => download(`/boards/${id}/export`, { format }, `board-${period}.${format}`)
/** The very bytes whose SHA-256 is printed. */
export const saveDocument = (id: string, period: string) => download(`/boards/${id}/document`, {}, `board-${period}.json`)

/** Where proof is looked for: an area, and the unit if the entry is about one. */
export interface Where {
  area: string
  unit: string | null
}

const MOST = 30

export async function findCases({ area, unit }: Where) {
  const query = { view: 'all', limit: MOST, area, ...(unit ? { unit } : {}) }
  return bodyOf(await server.GET('/api/v1/cases', { params: { query } })).items
}
export async function findRecords({ area }: Where) {
  const query = { area, is_counted: true, limit: MOST }
  return bodyOf(await server.GET('/api/v1/incidents', { params: { query } })).items
}
/** Results of the latest published round in the area. */
export async function findResults({ area }: Where) {
  const rounds = bodyOf(await server.GET('/api/v1/inspections/rounds', { params: { query: { state: 'published', area, limit: 1 } } })).items
  const round = rounds[0]
  if (!round) return []
  const query = { area, limit: MOST }
  return bodyOf(await server.GET('/api/v1/inspections/rounds/{round_id}/results', { params: { path: { round_id: round.id }, query } })).items
}
