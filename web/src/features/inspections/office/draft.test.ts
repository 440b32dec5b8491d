import { expect, test } from 'vitest'
import { bodyOfDraft, gapsOf, newDraft, wantedOf } from './draft'

const draft = { ...newDraft('2026-11-20'), title_zh: ' 11月督查 ', title_en: 'November', area_code: '4398', rubric_id: 'r', types: { bus_stop: '12', wet_market: '' } }

test('an empty number to draw means all', () => {
  expect(bodyOfDraft(draft)).toMatchObject({ title_zh: '11月督查', types: [{ site_type: 'bus_stop', draw: 12 }, { site_type: 'wet_market', draw: null }] })
  expect([wantedOf('', 9), wantedOf('12', 9), wantedOf('3', 9)]).toEqual([9, 9, 3])
})

test('a round wants a name in both languages, an area, days in order and types', () => {
  expect(gapsOf(draft)).toEqual([])
  expect(gapsOf(newDraft('2026-11-20'))).toEqual(['missingName', 'missingArea', 'missingTypes'])
  expect(gapsOf({ ...draft, title_en: ' ', to: '2026-11-01' })).toEqual(['missingName', 'missingDays'])
})
