import { expect, test } from 'vitest'
import type { Outcome } from '@/api/types'
import type { StoredRecord } from '@/core/db'
import { incident } from '@/core/sync/fixtures'
import {
  adHocState, certificateWay, checkPayload, clockWords, contactsOf, counted, countOf, countOfCategory, distanceTo, dutyIn, handoutsOf, incidentsIn,
  minutesOf, reportPayload, shiftsToday, stateOf, stateOfReport, undone, type ShiftState,
} from './model'
import type { ShiftCard } from './wire'

const card = (part: Partial<ShiftCard> = {}): ShiftCard => ({
  id: 'shift-1', version: 1, name: '周五文明劝导', team_id: 'team-1', team_name: '一队', plan_id: 'plan-1', day: '2026-10-30',
  starts_at: '2026-10-30T08:30:00Z', ends_at: '2026-10-30T10:30:00Z', state: 'planned', called_off_reason: null, is_ad_hoc: false,
  area_code: 'a', area_name_zh: '一社区', area_name_en: 'One', place: { kind: 'site', code: 'P1', name_zh: '市场', name_en: 'Market', line: [[110.47, 26.87]] },
  needed: 4, on_roster: 4, am_i_on: true, roster: ['me', 'b'], ...part,
})
const outcome = (code: string, counts_as_success: number): Outcome => ({ code, name_zh: code, name_en: code, counts_as_success })
const OUTCOMES = [outcome('corrected', 1), outcome('accepted', 1), outcome('ignored', 0), outcome('left_before', 0), outcome('no_contact', 0)]
const tap = (state: ShiftState, code: string, by = 1, category = 'littering') => counted(state, { of: 'contact', category, outcome: code, by })
const logged = (code: string, shift_id: string): StoredRecord => {
  const envelope = incident({ shift_id, payload: { category: 'littering', count: 3, outcome: code } })
  return { id: envelope.id, envelope, state: 'waiting', saved_at: 0, hold_until: 0, photos: [], flags: [] }
}

test('every tap counts, minus takes one away and never goes below nothing', () => {
  let state = stateOf(card(), 'me')
  for (let at = 0; at < 3; at += 1) state = tap(state, 'corrected')
  state = tap(state, 'corrected', -1)
  expect(countOf(state, 'littering', 'corrected')).toBe(2)
  expect(tap(state, 'ignored', -1)).toBe(state)
  expect(countOfCategory(state, 'littering')).toBe(2)
})

test('undo takes back the last tap of any kind, also a minus', () => {
  let state = tap(stateOf(card(), 'me'), 'corrected')
  state = counted(state, { of: 'handout', item: 'handbook', by: 1 })
  state = tap(state, 'corrected', -1)
  state = undone(state)
  expect(countOf(state, 'littering', 'corrected')).toBe(1)
  state = undone(state)
  expect(handoutsOf(state, 'handbook').count).toBe(0)
  state = undone(undone(state))
  expect(state.counters).toEqual([])
  expect(undone(state)).toBe(state)
})

test('those who left first are people but stay out of the rate; an incident counts as one person', () => {
  let state = stateOf(card(), 'me')
  state = tap(tap(tap(state, 'corrected'), 'ignored'), 'left_before')
  const records = [logged('corrected', 'shift-1'), logged('no_contact', 'shift-1'), logged('corrected', 'other')]
  const contacts = contactsOf(state, incidentsIn('shift-1', records), OUTCOMES)
  expect(contacts).toMatchObject({ people: 4, judged: 3, succeeded: 2 })
  expect(contacts.share?.estimate).toBeCloseTo(2 / 3)
  expect(contactsOf(stateOf(card(), 'me'), [], OUTCOMES).share).toBeNull()
})

test('the distance to a road is that to its nearest point, without a fix there is none', () => {
  const road: [number, number][] = [[110.46, 26.87], [110.48, 26.87]]
  expect(Math.round(distanceTo(road, { lng: 110.47, lat: 26.8701 }) ?? 0)).toBe(11)
  expect(Math.round(distanceTo([[110.47, 26.87]], { lng: 110.47, lat: 26.872 }) ?? 0)).toBe(223)
  expect(distanceTo(road, null)).toBeNull()
})

test('the report names accounts and numbers and no person by name', () => {
  const state = { ...tap(stateOf(card(), 'me'), 'corrected'), members: ['me', 'b'], others: 2 }
  expect(reportPayload(state)).toEqual({
    shift: 'shift-1', members: ['me', 'b'], others: 2, counters: [{ category: 'littering', outcome: 'corrected', count: 1 }], handouts: [],
  })
  expect(checkPayload(state, 'in')).toEqual({ shift: 'shift-1', direction: 'in' })
})

test('a shift made on the phone is described in every check and report of it', () => {
  const made = { name: '临时劝导', lng: 110.47, lat: 26.87, starts_at: '2026-10-30T16:30:00+08:00', planned_minutes: 120 }
  const state = adHocState('own', made, { zh: '路口', en: 'Crossing' }, 'me', '2026-10-30T18:30:00+08:00')
  expect(checkPayload(state, 'out')).toEqual({ shift: 'own', direction: 'out', ad_hoc: made })
  expect(reportPayload(state)).toMatchObject({ ad_hoc: made })
})

test('a refused report opens with everything that was counted', () => {
  const state = { ...tap(stateOf(card(), 'me'), 'corrected'), others: 3 }
  const again = stateOfReport(incident({ kind: 'shift_report', note: 'calm', payload: reportPayload(state) }), card(), 'me')
  expect(again).toMatchObject({ counters: state.counters, others: 3, note: 'calm', title: '周五文明劝导' })
  expect(reportPayload(again)).toEqual(reportPayload(state))
})

test('hours run from check-in to check-out', () => {
  const state = { ...stateOf(card(), 'me'), started_at: 0 }
  expect(minutesOf(state, 124 * 60_000 + 59_000)).toBe(124)
  expect(minutesOf({ ...state, check_out: { at: 60 * 60_000, distance_m: 9 } }, 999 * 60_000)).toBe(60)
  expect(minutesOf(stateOf(card(), 'me'), 1)).toBe(0)
  expect([clockWords(42 * 60_000 + 18_000), clockWords(3_723_000)]).toEqual(['42:18', '1:02:03'])
})

test('the duty of today is what one is on, not called off and not long over', () => {
  const now = Date.parse('2026-10-30T07:00:00Z')
  const shifts = [
    card({ id: 'late', starts_at: '2026-10-30T12:00:00Z', ends_at: '2026-10-30T13:00:00Z' }),
    card(),
    card({ id: 'off', state: 'called_off' }),
    card({ id: 'not-me', am_i_on: false }),
    card({ id: 'over', starts_at: '2026-10-30T00:00:00Z', ends_at: '2026-10-30T01:00:00Z' }),
    card({ id: 'tomorrow', starts_at: '2026-10-31T08:30:00Z' }),
  ]
  expect(shiftsToday(dutyIn({ shifts }), now).map((one) => one.id)).toEqual(['shift-1', 'late'])
  expect(dutyIn(undefined).shifts).toEqual([])
})

test('the way to the next certificate starts at the last one', () => {
  const steps = [{ hours: 300 }, { hours: 100 }]
  expect(certificateWay(50 * 60, steps)).toEqual({ reached: null, next: 100, share: 0.5 })
  expect(certificateWay(150 * 60, steps)).toEqual({ reached: 100, next: 300, share: 0.25 })
  expect(certificateWay(400 * 60, steps)).toEqual({ reached: 300, next: null, share: 1 })
})
