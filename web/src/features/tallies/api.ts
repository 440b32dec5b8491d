import { bodyOf, clientFor, rawCall } from '@/api/client'
import type { Get } from '@/api/paths'
import { queryOf, saveBlob } from '@/api/office'
import type { components } from '@/api/schema.gen'

type Schemas = components['schemas']
export type TallySummary = Schemas['TallySummary']
export type TallySummaries = Schemas['TallySummaries']
export type TallyFigures = Schemas['TallyFigures']
export type TallyPlaceView = Schemas['TallyPlace']
export type TallyRow = Schemas['TallyRow']
export type TallyDetail = Schemas['TallyDetail']

/** Area and period of figures; the server's defaults stand where nothing is said. */
export interface TallySpan {
  area?: string
  from?: string
  to?: string
}

interface TallyPaths {
  '/tallies': { get: Get<{ items: TallyRow[]; next_cursor: string | null }, TallySpan & { type?: string; cursor?: string; limit?: number }> }
  '/tallies/{record_id}': { get: Get<TallyDetail, never, { record_id: string }> }
  '/tallies/summary': { get: Get<TallySummaries, TallySpan> }
  '/tallies/figures': { get: Get<TallyFigures, TallySpan & { type: string }> }
}

const client = clientFor<TallyPaths>()

export const readSummary = (query: TallySpan) => client.GET('/tallies/summary', { params: { query } }).then(bodyOf)
export const readFigures = (query: TallySpan & { type: string }) => client.GET('/tallies/figures', { params: { query } }).then(bodyOf)
export const readTallies = (query: TallySpan & { type: string }, cursor?: string) =>
  client.GET('/tallies', { params: { query: { ...query, limit: 10, ...(cursor ? { cursor } : {}) } } }).then(bodyOf)

export const readTally = (record_id: string) => client.GET('/tallies/{record_id}', { params: { path: { record_id } } }).then(bodyOf)

/** Saves the tallies of a filter as a file. */
export async function exportTallies(format: 'csv' | 'xlsx' | 'ndjson', query: TallySpan & { type?: string }): Promise<void> {
  const response = await rawCall(`/tallies/export?${queryOf({ ...query, format })}`)
  saveBlob(await response.blob(), `tallies.${format}`)
}
