import { expect, test } from 'vitest'
import type { Gauge } from '../api'
import { lineFor, linesOf, measuresOf, offersOf } from './measures'

const gauge = (source: string, code: string, unit: string): Gauge => ({ source, source_zh: source, source_en: source, code, name_zh: code, name_en: code, method: 'questionnaire', unit })
const GAUGES = [gauge('documents', 'accepted', 'count'), gauge('survey_rate', 'support', 'percent'), gauge('survey_rate', 'awareness', 'percent')]

test('a chosen figure is offered no more, and its number must be typed', () => {
  const [support] = offersOf(GAUGES, [])[1]?.gauges ?? []
  const line = lineFor(support ?? GAUGES[0] as Gauge)
  expect(offersOf(GAUGES, [line]).map((group) => group.gauges.map((one) => one.code))).toEqual([['accepted'], ['awareness']])
  expect(measuresOf([line])).toBeNull()
  expect(measuresOf([{ ...line, value: '80' }])).toEqual([{ source: 'survey_rate', code: 'support', unit: 'percent', comparator: 'at_least', value: 80 }])
})

test('a measure whose figure is gone keeps its line', () => {
  const measure = { source: 'survey_rate', code: 'old', unit: 'percent', comparator: 'at_most', value: 5 }
  expect(measuresOf(linesOf([measure], GAUGES))).toEqual([measure])
})
