import { expect, test } from 'vitest'
import { bySheet, columnLetters, faultTable, plainHeader, spotName, spotOf, visibleRows, withoutPlace, type Fault, type SheetCells } from './faults'

const sheets: SheetCells[] = [
  {
    name: 'Survey',
    rows: [
      { number: 1, cells: ['type', 'name', 'label::中文 (zh)', 'label::English (en)', 'relevant', 'caption:fr'] },
      { number: 5, cells: ['select_one yn', 'know', '知道吗', '', '${age_grp} > 1'] },
    ],
  },
  { name: 'choices', rows: [{ number: 1, cells: ['list name', 'name', 'label'] }, { number: 9, cells: ['media', 'tv', ''] }] },
]
const fault = (given: Partial<Fault>): Fault => ({ code: 'unknown_reference', sheet: 'survey', row: 5, column: 'relevant', value: '${age_grp} > 1', text: { zh: '', en: '' }, ...given })

test('columns are lettered as spreadsheets do', () => {
  expect([0, 25, 26, 27, 701, 702].map(columnLetters)).toEqual(['A', 'Z', 'AA', 'AB', 'ZZ', 'AAA'])
})

test('a header loses its language and old spellings, but not the attributes of a bind', () => {
  expect(['label::中文 (zh)', 'Label:fr', 'caption', 'relevance', 'list name', 'bind::odk:x', 'Constraint Message'].map(plainHeader)).toEqual(['label', 'label', 'label', 'relevant', 'list_name', 'bind::odk:x', 'constraint_message'])
})

test('a fault points at the cell of its row and header', () => {
  expect(spotName(spotOf(fault({}), sheets))).toBe('E5')
  expect(spotName(spotOf(fault({ column: 'label', value: '' }), sheets))).toBe('D5')
  expect(spotName(spotOf(fault({ column: 'label', value: '知道吗' }), sheets))).toBe('C5')
  expect(spotName(spotOf(fault({ sheet: 'choices', row: 9, column: 'list_name', value: 'media' }), sheets))).toBe('A9')
})

test('a fault without a cell names its row, one of the whole file nothing', () => {
  expect(spotName(spotOf(fault({ column: '' }), sheets))).toBe('5')
  expect(spotOf(fault({ row: 0, column: 'label', value: 'label' }), sheets)).toMatchObject({ row: 1, column: 2 })
  expect(spotOf(fault({ sheet: '' }), sheets)).toBeNull()
  expect(spotName(null)).toBe('')
})

test('the text loses the place that stands beside it and nothing else', () => {
  const one = fault({ text: { zh: 'survey 表第 5 行“relevant”：引用了不存在的题目 ${age_grp}', en: 'Sheet survey, row 5, relevant: there is no question ${age_grp}' } })
  expect(withoutPlace(one, 'zh')).toBe('引用了不存在的题目 ${age_grp}')
  expect(withoutPlace(one, 'en')).toBe('There is no question ${age_grp}')
  expect(withoutPlace(fault({ text: { zh: '没有位置：只有话', en: 'no place: only words' } }), 'zh')).toBe('没有位置：只有话')
})

test('faults stand by sheet in the order of the workbook and are counted through', () => {
  const groups = bySheet([fault({ sheet: 'choices', row: 9 }), fault({ row: 7 }), fault({ row: 5 }), fault({ sheet: '' })], sheets)
  expect(groups.map((one) => one.sheet)).toEqual(['', 'Survey', 'choices'])
  expect(groups.flatMap((one) => one.faults.map(({ at, fault: { row } }) => [at, row]))).toEqual([[0, 5], [1, 5], [2, 7], [3, 9]])
})

test('only the rows in the window are drawn', () => {
  expect(visibleRows(0, 400, 40, 5000)).toEqual({ from: 0, to: 18 })
  expect(visibleRows(4000, 400, 40, 5000)).toEqual({ from: 92, to: 118 })
  expect(visibleRows(4000, 400, 40, 105)).toEqual({ from: 92, to: 105 })
})

test('the list for whoever mends the workbook runs no formula', () => {
  const text = faultTable([fault({ value: '=1+1', text: { zh: '一', en: 'say "no"' } })], sheets)
  expect(text).toContain(`"'=1+1"`)
  expect(text).toContain('"say ""no"""')
})
