import { sendForReport } from '@/api/office'
import { bodyOf, server, type Schemas } from '@/api/server'

export type { UnitRow, UnitRef } from '@/core/units'
export type UnitDetail = Schemas['UnitDetail']
export type Contact = Schemas['ContactView']
export type Alias = Schemas['AliasView']
export type NewContact = Schemas['NewContact']
export type RuleSet = Schemas['RuleSetView']
export type Rule = Schemas['RuleView']
export type NewRule = Schemas['NewRule']
export type RuleMoves = Schemas['RuleMoves']
export type Explained = Schemas['Explained']
export type Duty = Schemas['DutyView']
export type UnitsReport = Schemas['UnitsReport']
export type Coverage = Schemas['UnitCoverageView']
export type Place = Schemas['UncoveredPlace']

const ofUnit = (unit_id: string) => ({ params: { path: { unit_id } } })

export const listUnits = async (query: { cursor?: string; limit?: number }) => bodyOf(await server.GET('/api/v1/units', { params: { query } }))
export const showUnit = async (id: string) => bodyOf(await server.GET('/api/v1/units/{unit_id}', ofUnit(id)))
export const createUnit = async (body: Schemas['NewUnit']) => bodyOf(await server.POST('/api/v1/units', { body }))
export const updateUnit = async (id: string, body: Schemas['UnitPatch']) => bodyOf(await server.PATCH('/api/v1/units/{unit_id}', { ...ofUnit(id), body }))
export const changeContacts = async (id: string, body: Schemas['ContactsChange']) => bodyOf(await server.POST('/api/v1/units/{unit_id}/contacts', { ...ofUnit(id), body }))
export const endAlias = async (id: string, alias: string) => bodyOf(await server.POST('/api/v1/units/{unit_id}/aliases', { ...ofUnit(id), body: { end: [alias] } }))
export const readRules = async () => bodyOf(await server.GET('/api/v1/units/rules'))
export const saveRules = async (body: Schemas['NewRules']) => bodyOf(await server.PUT('/api/v1/units/rules', { body }))
export const tryRules = async (body: Schemas['NewRules']) => bodyOf(await server.POST('/api/v1/units/rules/trial', { body }))
export const explain = async (query: { lng?: number; lat?: number; area?: string; category: string; on?: string }) => bodyOf(await server.GET('/api/v1/units/responsible', { params: { query } }))
export const readCoverage = async (area: string | null) => bodyOf(await server.GET('/api/v1/units/coverage', { params: { query: area ? { area } : {} } }))
type InArea = { area?: string; cursor?: string; limit?: number }
export const listDuties = async (query: InArea) => bodyOf(await server.GET('/api/v1/units/duties', { params: { query } }))
export const putDuty = async (place_kind: string, place_code: string, body: Schemas['DutyBody']) => { await server.PUT('/api/v1/units/duties/{place_kind}/{place_code}', { params: { path: { place_kind, place_code } }, body }) }
/** Checks (`isDryRun`) or takes over a table of units, or of all rules; a refused table is a report too. */
export const importTable = (what: 'units' | 'rules', file: File, isDryRun: boolean) =>
  sendForReport<UnitsReport>(`/units${what === 'rules' ? '/rules' : ''}/import?${new URLSearchParams({ dry_run: String(isDryRun), name: file.name.slice(0, 200) })}`, file, file.type || 'text/csv', `${what}_refused`)
export const findPeople = async (q: string) => bodyOf(await server.GET('/api/v1/accounts', { params: { query: { q, limit: 10 } } })).items
