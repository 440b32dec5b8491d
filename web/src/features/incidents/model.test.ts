import { expect, test } from 'vitest'
import type { Category } from '@/api/types'
import { incident } from '@/core/sync/fixtures'
import { draftOf, fieldOf, hasPersonalData, isEmptyDraft, newDraft, noteUse, payloadOf, recentCategories, searchCategories } from './model'

const category = (code: string, name_zh = code, is_retired = false): Category => ({
  code, name_zh, name_en: code.replace(/_/g, ' '), short_zh: name_zh, short_en: code, group: 'g', severity: 1, handled_by: 'x', is_retired,
})

test('an incident without an outcome says that it was only recorded', () => {
  expect(payloadOf({ category: 'littering', count: 2, outcome: null })).toEqual({ category: 'littering', count: 2, outcome: 'no_contact' })
  expect(payloadOf({ category: 'littering', count: 1, outcome: 'corrected' })).toEqual({ category: 'littering', count: 1, outcome: 'corrected' })
})

test('a record becomes the draft that would make it again', () => {
  const draft = draftOf(incident({ placed_by: 'map_pin', note: 'by the gate', payload: { category: 'spitting', count: 3, outcome: 'accepted' } }))
  expect(draft).toMatchObject({ category: 'spitting', count: 3, outcome: 'accepted', note: 'by the gate', place: { by: 'map_pin', lng: 110.47 } })
})

test('an untouched draft is empty, a note or photo makes it worth keeping', () => {
  expect(isEmptyDraft(newDraft())).toBe(true)
  expect(isEmptyDraft({ ...newDraft(), note: 'x' })).toBe(false)
})

test('a problem opens the field it points at', () => {
  expect(fieldOf('/note')).toBe('note')
  expect(fieldOf('/payload/outcome')).toBe('outcome')
  expect(fieldOf('/position/lng')).toBe('place')
  expect(fieldOf('/payload/category')).toBe('category')
  expect(fieldOf(null)).toBe('category')
})

test('recent tiles begin with the last used, then the most used, never a retired one', () => {
  const all = ['littering', 'spitting', 'jaywalking', 'no_helmet'].map((code) => category(code)).concat(category('old', 'old', true))
  let use = noteUse({}, 'spitting', 1)
  use = noteUse(use, 'spitting', 2)
  use = noteUse(use, 'no_helmet', 3)
  const recent = recentCategories(all, { ...use, old: { times: 9, at: 9 } })
  expect(recent.map((one) => one.code)).toEqual(['no_helmet', 'spitting', 'littering', 'jaywalking'])
})

test('search finds Chinese and English names', () => {
  const all = [category('illegal_parking_motor', '机动车乱停乱放'), category('littering', '乱扔垃圾')]
  expect(searchCategories(all, '停').map((one) => one.code)).toEqual(['illegal_parking_motor'])
  expect(searchCategories(all, 'Parking motor').map((one) => one.code)).toEqual(['illegal_parking_motor'])
  expect(searchCategories(all, 'nothing')).toEqual([])
})

test('phones, identity numbers and plates in a note are noticed', () => {
  expect(hasPersonalData('电话 138 0013 8000')).toBe(true)
  expect(hasPersonalData('11010519900307123X')).toBe(true)
  expect(hasPersonalData('湘A12345 停在路口')).toBe(true)
  expect(hasPersonalData('门口堆了 12 箱水果')).toBe(false)
})
