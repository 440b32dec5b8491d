import { expect, test } from 'vitest'
import type { StoredDraft, StoredRecord } from '@/core/db'
import { incident } from '@/core/sync/fixtures'
import type { FormNode, Kind } from '@/forms/engine/form'
import { bindsOf, buildingsOf, countOf, doorsNow, endOf, KIND, mayCorrect, nextDoor, partOf, questionAt, quotaDone, slotOf, stairwell, type CallBack, type Disposition, type Door, type Quota, type Survey } from './model'

const NOW = Date.parse('2026-10-30T10:00:00Z')

function door(unit: string, number: string, order: number, ends: Disposition[] = []): Door {
  const visits = ends.map((disposition, at) => ({ record_id: `${unit}-${number}-${at}`, no: at + 1, disposition, at: '2026-10-29T02:00:00Z', by_me: true, call_back: null }))
  return { id: `${unit}-${number}`, code: `x-${unit}-${number}`, building: '10', unit, door: number, floor: Number(number.slice(0, -2)), order, community_code: '1', community_zh: '', community_en: '', handbook: false, visits }
}

function survey(doors: Door[]): Survey {
  return { id: 's', title: { zh: '', en: '' }, kind: 'household', from: '', to: '', form_id: 'f', form_version: '1', visits_max: 3, doors, quotas: [] }
}

function visit(doorId: string | null, visit_no: number, disposition: Disposition, more: { corrects?: string; call_back?: CallBack; quota_id?: string; saved_at?: number; superseded?: boolean } = {}): StoredRecord {
  const { saved_at = NOW, superseded = false, corrects, ...rest } = more
  const payload = { survey_id: 's', door_id: doorId, visit_no, disposition, started_at: '2026-10-30T09:00:00Z', call_back: null, ...rest }
  const envelope = { ...incident(), kind: KIND, payload, ...(corrects ? { corrects } : {}) }
  return { id: envelope.id, envelope, state: 'sent', saved_at, sent_at: saved_at, hold_until: 0, photos: [], flags: [], ...(superseded ? { server_state: 'superseded' as const } : {}) }
}

const states = (doors: Door[], records: StoredRecord[] = [], drafts: StoredDraft[] = []) =>
  Object.fromEntries(doorsNow(survey(doors), records, drafts).map((one) => [one.door.id, one.state]))

test('the last visit says where a door stands, by the pack and over it by this phone', () => {
  const doors = [door('1', '101', 1), door('1', '102', 2, ['not_home']), door('1', '201', 3, ['interview']), door('1', '202', 4, ['refused']), door('1', '301', 5, ['vacant']), door('1', '302', 6, ['not_home'])]
  expect(states(doors, [visit('1-302', 2, 'interview')])).toEqual({ '1-101': 'todo', '1-102': 'again', '1-201': 'done', '1-202': 'refused', '1-301': 'none', '1-302': 'done' })
})

test('after the last call-back nobody goes there again', () => {
  expect(states([door('1', '101', 1, ['not_home', 'later'])])).toEqual({ '1-101': 'again' })
  expect(states([door('1', '101', 1, ['not_home', 'later'])], [visit('1-101', 3, 'not_home')])).toEqual({ '1-101': 'none' })
})

test('a correction takes the place of what it corrects, whatever came first', () => {
  const wrong = visit('1-101', 1, 'refused', { saved_at: NOW })
  const right = visit('1-101', 1, 'not_home', { corrects: wrong.id, saved_at: NOW + 1 })
  expect(states([door('1', '101', 1)], [right, wrong])).toEqual({ '1-101': 'again' })
})

test('what the pack knows of own visits counts once', () => {
  const own = visit('1-101', 1, 'not_home')
  const at = door('1', '101', 1, ['not_home'])
  for (const one of at.visits) one.record_id = own.id
  const [now] = doorsNow(survey([at]), [own], [])
  expect(now?.visits).toHaveLength(1)
})

test('an unfinished interview stands out, one put off to another day waits', () => {
  const draft = (waits: boolean): StoredDraft => ({ id: 'd', kind: KIND, updated_at: 0, data: { door_id: '1-101', waits } })
  expect(states([door('1', '101', 1)], [], [draft(false)])).toEqual({ '1-101': 'begun' })
  expect(states([door('1', '101', 1, ['later'])], [], [draft(true)])).toEqual({ '1-101': 'again' })
})

test('the way goes on with what is begun, then in walking order, then to call-backs that are due', () => {
  const later = { day: '2026-11-02', part: 'morning' as const }
  const doors = [door('1', '201', 2), door('1', '101', 1, ['not_home'])]
  const now = (records: StoredRecord[]) => nextDoor(doorsNow(survey(doors), records, []), '2026-10-30')?.door.id
  expect(now([])).toBe('1-201')
  expect(now([visit('1-201', 1, 'interview')])).toBe('1-101')
  expect(now([visit('1-201', 1, 'interview'), visit('1-101', 2, 'not_home', { call_back: later })])).toBeUndefined()
})

test('a building is drawn with floors up, units across, and only drawn doors', () => {
  const { units, floors } = stairwell(doorsNow(survey([door('1', '101', 1), door('2', '302', 2)]), [], []))
  expect(units).toEqual([{ name: '1', columns: 2 }, { name: '2', columns: 2 }])
  expect(floors.map((row) => row.floor)).toEqual([3, 2, 1])
  expect(floors[0]?.cells.map((cells) => cells.map((one) => one?.door.door ?? null))).toEqual([[null, null], [null, '302']])
  expect(floors[2]?.cells[0]?.[0]?.door.door).toBe('101')
})

test('a wide building shows only columns with a drawn door', () => {
  const doors = ['1', '2', '3', '4'].map((unit, at) => door(unit, `10${at + 1}`, at))
  expect(stairwell(doorsNow(survey(doors), [], [])).units.map((unit) => unit.columns)).toEqual([1, 1, 1, 1])
})

test('of a tower only floors with a drawn door are shown', () => {
  const { floors } = stairwell(doorsNow(survey([door('1', '1504', 1), door('1', '2301', 2)]), [], []))
  expect(floors.map((row) => row.floor)).toEqual([23, 15])
})

test('buildings come in the order of the walk with their counts', () => {
  const doors = doorsNow(survey([{ ...door('1', '101', 2), building: '9' }, door('1', '201', 1), door('2', '201', 3, ['interview'])]), [], [])
  expect(buildingsOf(doors).map((house) => [house.key, house.doors.length])).toEqual([['1-10', 2], ['1-9', 1]])
  expect(countOf(doors, 'done')).toBe(1)
})

test('the next time is best on another day and in another part of it', () => {
  const now = { day: '2026-10-30', hour: 15 }
  const made = [{ day: '2026-10-30', part: 'afternoon' as const }]
  expect(slotOf('2026-10-30', 'morning', now, made)).toBe('past')
  expect(slotOf('2026-10-30', 'afternoon', now, made)).toBe('used')
  expect(slotOf('2026-10-30', 'evening', now, made)).toBe('free')
  expect(slotOf('2026-10-31', 'afternoon', now, made)).toBe('free')
  expect(slotOf('2026-10-31', 'morning', now, made)).toBe('fresh')
  expect([8, 12, 18].map(partOf)).toEqual(['morning', 'afternoon', 'evening'])
})

test('the door, the day and the position are filled in by the visit', () => {
  const binds = bindsOf('code', '2026-10-30', 2)
  const node = (path: string, kind = 'text') => ({ id: 1, path, kind, source: { sheet: '', row: 1 } }) as never
  expect(binds(node('dwelling_code'))).toBe('code')
  expect(binds(node('a/attempt_no', 'integer'))).toBe('2')
  expect(binds(node('spot', 'geopoint'))).toBe('')
  expect(binds(node('consent'))).toBeUndefined()
})

test('consent says how it ended', () => {
  expect(endOf({ consent: 'agree' })).toBe('interview')
  expect(endOf({ consent: 'refuse' })).toBe('refused')
  expect(endOf({})).toBe('interview')
})

test('a problem names its question', () => {
  expect(questionAt('/payload/answers/main~1awareness~1aware')).toBe('main/awareness/aware')
  expect(questionAt('/payload/form_version')).toBeUndefined()
})

test('a correction may be sent for a day after the server received the visit', () => {
  const record = visit('1-101', 1, 'interview')
  expect(mayCorrect(record, NOW + 23 * 3600_000)).toBe(true)
  expect(mayCorrect(record, NOW + 25 * 3600_000)).toBe(false)
  expect(mayCorrect({ ...record, state: 'waiting' }, NOW)).toBe(false)
})

test('a quota cell counts what this phone interviewed since', () => {
  const quota: Quota = { id: 'q', area_code: '1', area_zh: '', area_en: '', groups: {}, target: 10, done: 4 }
  const records = [visit(null, 1, 'interview', { quota_id: 'q' }), visit(null, 1, 'refused', { quota_id: 'q' }), visit(null, 1, 'interview', { quota_id: 'other' })]
  expect(quotaDone(quota, records, 0)).toBe(5)
  expect(quotaDone(quota, records, NOW + 1)).toBe(4)
})

test('a back-check asks the short form only', () => {
  const node = (kind: Kind, path: string): FormNode => ({ id: 1, kind, path, source: { sheet: 'survey', row: 2 } })
  const binds = bindsOf('A-1', '2026-11-20', 1, ['consent', 'main/aware'])
  expect([node('select_one', 'main/aware'), node('group', 'main'), node('calculate', 'main/score')].map(binds)).toEqual([undefined, undefined, undefined])
  expect([node('integer', 'main/people'), node('note', 'main/thanks'), node('repeat', 'main/problems')].map(binds)).toEqual(['', '', ''])
  expect(bindsOf('A-1', '2026-11-20', 1)(node('integer', 'main/people'))).toBeUndefined()
})
