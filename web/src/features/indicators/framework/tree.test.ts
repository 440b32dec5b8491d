import { expect, test } from 'vitest'
import type { Requirement } from '../api'
import { branchesOf, found, leavesOf } from './tree'

const row = (code: string, parent_code: string | null, level: number, title = code): Requirement => ({
  ordinal: 1, code, written_code: code, parent_code, level, title_zh: title, title_en: title, text_zh: '', text_en: '', methods: [], method_source: 'absent',
  units: [], units_source: 'absent', targets: [], frequency: '', cadence: 'year', note: '', oddities: [], measures: [],
})
const ROWS = [row('I', null, 1), row('A', 'I', 2), row('A1', 'A', 3), row('A1/1', 'A1', 4, '学习'), row('A1/2', 'A1', 4), row('B', 'I', 2), row('B1', 'B', 3), row('B1/1', 'B1', 4, '让行')]

test('headings carry their requirements in the order of the table', () => {
  expect(branchesOf(ROWS, leavesOf(ROWS)).map(({ row: { code }, depth, leaves }) => [code, depth, leaves.map((one) => one.code)])).toEqual([
    ['I', 0, []], ['A', 1, []], ['A1', 2, ['A1/1', 'A1/2']], ['B', 1, []], ['B1', 2, ['B1/1']],
  ])
})

test('what is searched for keeps only the headings above it', () => {
  const hits = found(leavesOf(ROWS), '让行')
  expect(branchesOf(ROWS, hits).map((branch) => branch.row.code)).toEqual(['I', 'B', 'B1'])
})
