import { expect, test } from 'vitest'
import type { Form } from '@/forms/engine/form'
import { bodyOfDraft, FIRST_DESIGN, formulaOf, gapsOf, newDraft, questionsOf, quotaCells, trimmed, usualMeasures } from './draft'

const form = {
  nodes: [
    { id: 1, kind: 'select_one', path: 'main/support', list: 'support', label: { zh: '支持吗', en: 'Do you support it' }, source: { sheet: 'survey', row: 2 } },
    { id: 2, kind: 'select_multiple', path: 'main/activities', list: 'activity', label: { zh: '参加过' }, source: { sheet: 'survey', row: 3 } },
    { id: 3, kind: 'text', path: 'main/remark', source: { sheet: 'survey', row: 4 } },
    { id: 4, kind: 'select_one', path: 'people/sex', list: 'support', scope: 9, source: { sheet: 'survey', row: 5 } },
  ],
  lists: {
    support: { columns: ['name'], rows: [['strong'], ['support'], ['against'], ['dk']], labels: { zh: ['非常支持', '支持', '不支持', '说不清'], en: ['Strongly', 'Support', 'Against', 'Cannot say'] } },
    activity: { columns: ['name'], rows: [['volunteer'], ['clean'], ['none']], labels: { zh: ['志愿服务', '大扫除', '都没有'] } },
  },
} as unknown as Form
const questions = questionsOf(form)

test('only questions with a list, outside of repeats, can make a rate', () => {
  expect(questions.map((one) => one.path)).toEqual(['main/support', 'main/activities'])
  expect(questions[0]?.choices[1]).toEqual({ value: 'support', label: { zh: '支持', en: 'Support' } })
})

test('the usual rates are found by their questions, with what counts', () => {
  const found = usualMeasures(questions)
  expect(found.map((one) => [one.code, one.counts, one.target?.value ?? null])).toEqual([
    ['support', ['strong', 'support'], 0.8],
    ['participation', ['volunteer', 'clean'], null],
  ])
})

test('the formula says in both languages what counts and what is left out', () => {
  const [question] = questions
  if (!question) throw new Error('no question')
  const measure = { name: { zh: '支持率', en: 'Support' }, counts: ['strong', 'support'], valid: null }
  expect(formulaOf(measure, question)).toEqual({ zh: '支持率 = （非常支持 + 支持） ÷ 有效回答', en: 'Support = (Strongly + Support) ÷ valid answers' })
  expect(formulaOf({ ...measure, counts: ['strong'], valid: ['strong', 'support', 'against'] }, question)).toEqual({
    zh: '支持率 = 非常支持 ÷ 有效回答（不含说不清）',
    en: 'Support = Strongly ÷ valid answers (without Cannot say)',
  })
})

test('a step is left only when nothing is missing', () => {
  const draft = newDraft('2026-11-16')
  expect(draft.to).toBe('2026-12-06')
  expect(gapsOf(draft, 'form')).toEqual(['title', 'form', 'area', 'measures'])
  expect(gapsOf({ ...draft, to: '2026-11-01' }, 'form')).toContain('days')
  expect(gapsOf(draft, 'frame')).toEqual(['frame'])
  expect(gapsOf({ ...draft, quotas: [{ area_code: 'a', groups: {}, target: 0 }] }, 'quotas')).toEqual(['quotas'])
})

test('a street intercept is sent without frame and design, a household survey without quotas', () => {
  const draft = { ...newDraft('2026-11-16'), title: { zh: ' 第三轮 ', en: '' }, frame_id: 'f', quotas: [{ area_code: 'a', groups: {}, target: 5 }, { area_code: 'b', groups: {}, target: 0 }] }
  expect(bodyOfDraft(draft)).toMatchObject({ title: { zh: '第三轮', en: '第三轮' }, frame_id: 'f', quotas: [] })
  expect(bodyOfDraft({ ...draft, kind: 'intercept' })).toMatchObject({ frame_id: null, design: null, quotas: [{ area_code: 'a', target: 5 }] })
})

test('a design carries only what its choices use', () => {
  const full = { ...FIRST_DESIGN, given: { a: 5 }, expected: { a: 0.5 }, cluster_size: 12 }
  expect(Object.keys(trimmed(full))).not.toEqual(expect.arrayContaining(['given']))
  expect(trimmed({ ...full, allocation: 'given' })).toMatchObject({ given: { a: 5 } })
  expect(trimmed({ ...full, stages: 2 })).toMatchObject({ cluster_size: 12 })
  expect(trimmed({ ...full, stages: 2, cluster_size: undefined } as never)).toMatchObject({ stages: 2, cluster_size: 10 })
  expect(trimmed({ ...full, stages: 2, strata: 'community' })).not.toHaveProperty('cluster_size')
  expect(trimmed({ ...full, stages: 2, strata: 'community' })).toMatchObject({ stages: 1 })
})

test('quota cells cross areas and groups and keep the targets they had', () => {
  const cells = quotaCells(['a', 'b'], [{ path: 'sex', values: ['m', 'f'] }, { path: 'age', values: ['1', '2'] }], [{ area_code: 'b', groups: { age: '2', sex: 'f' }, target: 9 }], 4)
  expect(cells).toHaveLength(8)
  expect(cells.filter((one) => one.target === 9)).toEqual([{ area_code: 'b', groups: { sex: 'f', age: '2' }, target: 9 }])
  expect(quotaCells(['a'], [], [], 30)).toEqual([{ area_code: 'a', groups: {}, target: 30 }])
})
