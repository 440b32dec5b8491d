import { expect, test } from 'vitest'
import { setLanguage } from '@/core/i18n'
import type { Duty, Rule, UnitRow } from './api'
import { holding, keyOf, wordsOfDuty } from './duties'
import { draftOf, isSame, moved } from './rules'
import { branchesOf, matching } from './tree'

const unit = (id: string, parent: string | null = null, kind = 'community') =>
  ({ id, code: `c.${id}`, kind, name_zh: `单位${id}`, name_en: `Unit ${id}`, parent: parent ? { id: parent } : null }) as UnitRow
const rule = (ordinal: number) =>
  ({ ordinal, priority: 200, territory: 'any', territory_code: '', subject: 'any', subject_code: '', unit: { code: `c.${ordinal}` }, words_zh: `第${ordinal}条`, words_en: `rule ${ordinal}` }) as unknown as Rule

test('units stand below their parents, and one whose parent is elsewhere at the top', () => {
  const tree = branchesOf([unit('b', 'a'), unit('a'), unit('c', 'b'), unit('d', 'gone')])
  expect(tree.map((branch) => [branch.unit.id, branch.depth])).toEqual([['a', 0], ['b', 1], ['c', 2], ['d', 0]])
})

test('a search looks into names of both languages and codes', () => {
  const units = [unit('a'), unit('b', null, 'office')]
  expect(matching(units, 'UNIT A', '').map((one) => one.id)).toEqual(['a'])
  expect(matching(units, 'c.', 'office').map((one) => one.id)).toEqual(['b'])
})

test('a rule moves by one place and never beyond the ends', () => {
  expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b'])
  expect(moved(['a', 'b', 'c'], 0, -1)).toEqual(['a', 'b', 'c'])
  expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c'])
})

test('lists of rules differ when the order does, and a rule without unit cannot be kept', () => {
  const drafts = [rule(1), rule(2)].flatMap((one) => draftOf(one) ?? [])
  expect(isSame(drafts, [...drafts])).toBe(true)
  expect(isSame(drafts, [...drafts].reverse())).toBe(false)
  expect(draftOf({ ...rule(1), unit: null })).toBeNull()
})

test('duties are found by place, unit and code, and told in the order of the three', () => {
  setLanguage('zh-CN')
  const duty = (code: string, name: string) => ({ place_kind: 'road', place_code: code, place_name_zh: name, place_name_en: `Road ${code}`, unit: { name_zh: '环卫所', name_en: 'Sanitation office' } }) as Duty
  const duties = [duty('R1', '文澜路'), duty('R2', '沿江路')]
  expect(holding(duties, '沿江').map(keyOf)).toEqual(['road:R2'])
  expect(holding(duties, 'road r1').map(keyOf)).toEqual(['road:R1'])
  expect(holding(duties, '环卫')).toHaveLength(2)
  expect(wordsOfDuty(['order', 'sanitation'])).toBe('包卫生、包秩序')
  expect(wordsOfDuty([])).toBe('全部事项')
})
