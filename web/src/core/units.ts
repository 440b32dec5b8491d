import { bodyOf, server, type Schemas } from '@/api/server'

export type UnitRow = Schemas['UnitRow']
export type UnitRef = Schemas['UnitRef']

/** Units of the own area whose name or code holds the words; at most 20. */
export async function findUnits(words: string): Promise<UnitRow[]> {
  const query = { is_active: true, limit: 20, ...(words.trim() ? { q: words.trim() } : {}) }
  return bodyOf(await server.GET('/api/v1/units', { params: { query } })).items
}

/** One unit by its id, for showing its name. */
export async function readUnit(unit_id: string): Promise<UnitRow> {
  return bodyOf(await server.GET('/api/v1/units/{unit_id}', { params: { path: { unit_id } } }))
}

/** Says that tables mean this unit by another name. */
export async function addAlias(unit_id: string, name: string): Promise<UnitRow> {
  return bodyOf(await server.POST('/api/v1/units/{unit_id}/aliases', { params: { path: { unit_id } }, body: { add: [name] } }))
}
