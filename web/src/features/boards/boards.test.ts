import { beforeEach, expect, test } from 'vitest'
import { setLanguage } from '@/core/i18n'
import type { Board, Entry, Suggestion } from './api'
import { asEntry, labelOf, meets, ofColour, pageOf, stateOf, stillFree, tagOf, withEntry } from './words'

beforeEach(() => { setLanguage('en') })

const entry = (colour: string, code: string): Entry => ({
  colour, subject: { kind: 'unit', code, name_zh: '某队', name_en: 'A team' }, reason: 'steady all month',
  proof: [{ kind: 'case', id: '0198c5d1-0000-7000-8000-000000000003', label_zh: '案件 7', label_en: 'Case 7', link: '/cases/0198c5d1-0000-7000-8000-000000000003' }],
})
const board = { entries: [entry('red', 'a'), entry('black', 'b'), entry('red', 'c')] } as unknown as Board
const codes = (entries: readonly { subject: { code: string } }[]) => entries.map(({ subject }) => subject.code)

test('each side keeps the places of its entries in the whole list', () => {
  expect(ofColour(board, 'red').map(({ at, entry: one }) => [at, one.subject.code])).toEqual([[0, 'a'], [2, 'c']])
})

test('an entry is changed, taken out or added at its place, and sent without names and labels', () => {
  const sent = withEntry(board, 1, null)
  expect(codes(sent)).toEqual(['a', 'c'])
  expect(sent[0]).toEqual({ colour: 'red', subject: { kind: 'unit', code: 'a' }, reason: 'steady all month', proof: [{ kind: 'case', id: '0198c5d1-0000-7000-8000-000000000003' }] })
  const more = { colour: 'black', subject: { kind: 'road', code: 'd' }, reason: 'littered', proof: [] }
  expect(codes(withEntry(board, 3, more))).toEqual(['a', 'b', 'c', 'd'])
  expect(codes(withEntry(board, 0, more))).toEqual(['d', 'b', 'c'])
})

test('proof is named in the language and leads to its page', () => {
  const proof = entry('red', 'a').proof[0]
  if (!proof) throw new Error('no proof')
  expect(labelOf(proof)).toBe('Case 7')
  expect(pageOf(proof)).toEqual({ path: '/cases/0198c5d1-0000-7000-8000-000000000003', query: {} })
  setLanguage('zh-CN')
  expect(labelOf(proof)).toBe('案件 7')
})

test('a state has its tag, and an unknown one counts as a draft', () => {
  expect(['draft', 'approved', 'withdrawn'].map(tagOf)).toEqual(['draft', 'sent', 'attention'])
  expect(stateOf('published')).toBe('draft')
})

test('a league is asked when it shares days with the list, and gives whoever is neither listed nor contested', () => {
  const list = { ...board, board: { from: '2026-10-01', to: '2026-10-31' } } as unknown as Board
  expect(['2026-Q3', '2026-Q4', '2026-10', '2026-W40', '2026-W45', '2026'].map((period) => meets(list, period))).toEqual([false, true, true, true, false, true])
  const one = (code: string, is_contested: boolean) => ({ colour: 'black', subject: { kind: 'unit', code, name_zh: '', name_en: '' }, tier: 2, reason_zh: '理由', reason_en: 'a reason', proof: { kind: 'league', id: '7' }, is_contested }) as unknown as Suggestion
  const free = stillFree(list, [one('b', false), one('d', true), one('e', false)])
  expect(free.map(asEntry)).toEqual([{ colour: 'black', subject: { kind: 'unit', code: 'e' }, reason: 'a reason', proof: [{ kind: 'league', id: '7' }] }])
})
