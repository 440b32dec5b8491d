import { isSelect, type Form, type FormNode } from '@/forms/engine/form'
import type { Design, KnownMargin, Measure, NewSurvey, Quota, Survey } from '../api'
import type { Words } from '../words'

/** What a survey is made of while it is set up. */
export type Draft = NewSurvey

/** How a new household survey begins: the most careful assumptions. */
export const FIRST_DESIGN: Design = { strata: 'street', allocation: 'proportional', stages: 1, margin: 0.03, expected_rate: 0.5, deff: 1.25, response_rate: 0.7, reserve_share: 0.15 }

/** An empty survey over three weeks from `today` (`YYYY-MM-DD`). */
export function newDraft(today: string): Draft {
  const end = new Date(Date.parse(`${today}T00:00:00Z`) + 20 * 86_400_000).toISOString().slice(0, 10)
  return { title: { zh: '', en: '' }, kind: 'household', form_id: '', form_version: '', area_code: '', from: today, to: end, wave: 1, previous_id: null, frame_id: null, measures: [], design: { ...FIRST_DESIGN }, quotas: [] }
}

/** A stored survey as it can be changed. */
export function draftOf(survey: Survey): Draft {
  const { title, kind, form, area, from, to, wave, previous_id, frame_id, measures, design, quotas } = survey
  return {
    title: { zh: title['zh'] ?? '', en: title['en'] ?? '' },
    kind, form_id: form?.form_id ?? '', form_version: form?.version ?? '', area_code: area.code, from, to, wave, previous_id: previous_id ?? null, frame_id: frame_id ?? null,
    measures: measures.map((one) => ({ ...one })),
    design: kind === 'household' ? { ...FIRST_DESIGN, ...design } : null,
    quotas: quotas.map(({ code, groups, target }) => ({ area_code: code, groups: { ...groups }, target })),
  }
}

/** The body to send: only what the kind of survey has. */
export function bodyOfDraft(draft: Draft): NewSurvey {
  const isHousehold = draft.kind === 'household'
  return { ...draft, title: { zh: draft.title.zh.trim(), en: draft.title.en.trim() || draft.title.zh.trim() }, frame_id: isHousehold ? draft.frame_id : null, design: isHousehold ? trimmed(draft.design ?? FIRST_DESIGN) : null, quotas: isHousehold ? [] : draft.quotas.filter((one) => one.target > 0) }
}

/** Known distributions that a survey may have. */
export const MOST_MARGINS = 5

/** Whether a known distribution says enough to be used: two answers at least, and where it is known from. */
export const isWhole = ({ shares, source }: KnownMargin): boolean => Object.keys(shares).length > 1 && source.trim() !== ''

/** A design without the parts that its choices do not use, and without known distributions that are not whole yet. */
export function trimmed(design: Design): Design {
  const { given, expected, cluster_size, margins, ...rest } = design
  return {
    ...rest,
    margins: (margins ?? []).filter(isWhole),
    ...(design.allocation === 'given' && given ? { given } : {}),
    ...(design.allocation === 'neyman' && expected ? { expected } : {}),
    ...(design.stages === 2 && design.strata === 'street' ? { stages: 2 as const, cluster_size: Math.max(2, cluster_size ?? 10) } : { stages: 1 as const }),
  }
}

export type Gap = 'title' | 'form' | 'area' | 'days' | 'measures' | 'frame' | 'quotas'

/** What is still missing before a step can be left. */
export function gapsOf(draft: Draft, step: 'form' | 'frame' | 'draw' | 'quotas'): Gap[] {
  const gaps: Gap[] = []
  if (step === 'form') {
    if (draft.title.zh.trim() === '') gaps.push('title')
    if (draft.form_id === '') gaps.push('form')
    if (draft.area_code === '') gaps.push('area')
    if (!(draft.from && draft.to && draft.from <= draft.to)) gaps.push('days')
    if (draft.measures.length === 0) gaps.push('measures')
  }
  if (step === 'frame' && draft.frame_id === null) gaps.push('frame')
  if (step === 'quotas' && draft.quotas.every((one) => one.target < 1)) gaps.push('quotas')
  return gaps
}

/** A question that a rate may be made of: its answers come from a list. */
export interface Question {
  path: string
  label: Words
  several: boolean
  choices: { value: string; label: Words }[]
}

const plainWords = (texts: FormNode['label']): Words =>
  Object.fromEntries(Object.entries(texts ?? {}).map(([language, words]) => [language, typeof words === 'string' ? words : words.map((part) => (typeof part === 'string' ? part : '…')).join('')]))

/** The questions of a form whose answers can be counted. */
export function questionsOf(form: Form): Question[] {
  return form.nodes.flatMap((node) => {
    if (!isSelect(node.kind) || node.kind === 'rank' || !node.list || node.scope !== undefined) return []
    const list = form.lists[node.list]
    if (!list) return []
    const choices = list.rows.map((row, i) => ({
      value: row[0] ?? '',
      label: Object.fromEntries(Object.entries(list.labels ?? {}).map(([language, labels]) => {
        const words = labels[i] ?? ''
        return [language, typeof words === 'string' ? words : words.map((part) => (typeof part === 'string' ? part : '…')).join('')]
      })),
    }))
    return [{ path: node.path, label: plainWords(node.label), several: node.kind === 'select_multiple', choices }]
  })
}

const labelOf = (question: Question, value: string, language: 'zh' | 'en') => {
  const found = question.choices.find((one) => one.value === value)?.label
  return found?.[language] ?? found?.['zh'] ?? Object.values(found ?? {})[0] ?? value
}

/** A rate in words, made from what counts and what is valid: the same sentence wherever the figure stands. */
export function formulaOf(measure: Pick<Measure, 'name' | 'counts' | 'valid'>, question: Question): { zh: string; en: string } {
  const list = (values: readonly string[], language: 'zh' | 'en') => values.map((value) => labelOf(question, value, language)).join(' + ')
  const join = (values: readonly string[], language: 'zh' | 'en') => (values.length > 1 ? (language === 'zh' ? `（${list(values, 'zh')}）` : `(${list(values, 'en')})`) : list(values, language))
  const left = measure.valid ? question.choices.map((one) => one.value).filter((value) => !measure.valid?.includes(value)) : []
  const some = { zh: question.several ? '选了其中任一项的人：' : '', en: question.several ? 'people who chose any of ' : '' }
  const zhValid = left.length > 0 ? `有效回答（不含${left.map((value) => labelOf(question, value, 'zh')).join('、')}）` : '有效回答'
  const enValid = left.length > 0 ? `valid answers (without ${left.map((value) => labelOf(question, value, 'en')).join(', ')})` : 'valid answers'
  return {
    zh: `${measure.name['zh'] ?? ''} = ${some.zh}${join(measure.counts, 'zh')} ÷ ${zhValid}`,
    en: `${measure.name['en'] || measure.name['zh'] || ''} = ${some.en}${join(measure.counts, 'en')} ÷ ${enValid}`,
  }
}

/** The four rates a city is judged by, with the words their questions are told by. */
export const USUAL: readonly { code: string; zh: string; en: string; ends: string; counts: readonly string[]; target: number | null }[] = [
  { code: 'awareness', zh: '知晓率', en: 'Awareness', ends: 'aware', counts: ['yes'], target: 1 },
  { code: 'support', zh: '支持率', en: 'Support', ends: 'support', counts: ['strong', 'support'], target: 0.8 },
  { code: 'satisfaction', zh: '满意率', en: 'Satisfaction', ends: 'sat_overall', counts: ['5', '4'], target: 0.9 },
  { code: 'participation', zh: '参与率', en: 'Participation', ends: 'activities', counts: [], target: null },
]

/** A first guess of the usual rates from the questions of a form; where a question is missing, so is the rate. */
export function usualMeasures(questions: readonly Question[]): Measure[] {
  return USUAL.flatMap((usual) => {
    const question = questions.find((one) => one.path === usual.ends || one.path.endsWith(`/${usual.ends}`))
    if (!question) return []
    const has = (value: string) => question.choices.some((one) => one.value === value)
    const counts = usual.counts.length > 0 ? usual.counts.filter(has) : question.choices.map((one) => one.value).filter((value) => !/^(?:none|no|never|dont_know|dk|refused?)$/.test(value))
    if (counts.length === 0) return []
    const name = { zh: usual.zh, en: usual.en }
    const measure = { code: usual.code, name, question: question.path, counts, valid: null, target: usual.target === null ? null : { comparator: '>=' as const, value: usual.target } }
    return [{ ...measure, formula: formulaOf(measure, question) }]
  })
}

/** The table of quotas: one cell for each area and group, with the target it had. */
export function quotaCells(areas: readonly string[], groups: readonly { path: string; values: readonly string[] }[], before: readonly Quota[], first: number): Quota[] {
  const key = (quota: Pick<Quota, 'area_code' | 'groups'>) => `${quota.area_code}|${Object.entries(quota.groups).sort().map((one) => one.join('=')).join('|')}`
  const known = new Map(before.map((one) => [key(one), one.target]))
  let combos: Record<string, string>[] = [{}]
  for (const group of groups) combos = combos.flatMap((combo) => group.values.map((value) => ({ ...combo, [group.path]: value })))
  return areas.flatMap((area_code) => combos.map((combo) => ({ area_code, groups: combo, target: known.get(key({ area_code, groups: combo })) ?? first })))
}
