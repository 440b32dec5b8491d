import { expect, test } from 'vitest'
import { ApiProblem } from '@/api/problem'
import { setLanguage } from '@/core/i18n'
import { bodyOfNew, lackOfNew, whyNot, type NewCaseDraft } from './new-case'

const draft = (more: Partial<NewCaseDraft> = {}): NewCaseDraft => ({ source: 'hotline', reference: '12345-1', category: 'littering', note: '', isKnown: true, area: null, ...more })
const place = { lng: 110.5, lat: 26.9 }

test.each([
  [draft({ reference: '' }), place, 'newNoTicket'],
  [draft({ reference: '张三来电' }), place, 'newBadReference'],
  [draft({ category: '' }), place, 'newNoCategory'],
  [draft(), null, 'newNoPlace'],
  [draft({ isKnown: false }), place, 'newNoPlace'],
  [draft({ isKnown: false, area: '439800000000' }), null, null],
  [draft({ source: 'media', reference: '' }), place, null],
])('what a new case lacks is said in the order of the form', (one, at, wanted) => {
  expect(lackOfNew(one, at)).toBe(wanted)
})

test('of a hotline ticket nothing but the number is sent', () => {
  const told = { note: ' 邻居张三说… ' }
  expect(bodyOfNew(draft(told), place)).toEqual({ source: 'hotline', reference: '12345-1', category: 'littering', note: null, position: place })
  expect(bodyOfNew(draft({ ...told, source: 'proposal', reference: '', isKnown: false, area: '1' }), place)).toEqual({ source: 'proposal', reference: null, category: 'littering', note: '邻居张三说…', area_code: '1' })
})

test('a ticket that has its case names it', () => {
  setLanguage('zh-CN')
  const known = new ApiProblem(409, { type: '', title: 'x', status: 409, code: 'case_exists', params: { number: '20261101-00001' } }, null)
  expect(whyNot(known)).toContain('20261101-00001')
})
