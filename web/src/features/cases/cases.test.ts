// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest'
import { ApiProblem } from '@/api/problem'
import { setLanguage } from '@/core/i18n'
import type { CaseDetail, CaseEvent, CaseRow, CaseStep } from './api'
import { dueOf, grouped, lengthWords, urgencyOf } from './due'
import { askOf, countsByTab, readFilter, readTab } from './filter'
import { about } from './photos'
import { shadeOf } from './points'
import { checksOf } from './proof'
import { withSeen } from './seen'
import { lackOf, latestOf, marksOf, photoRule, sorted, standingOf } from './steps'
import { hasArrived } from './waiting'

const NOW = Date.parse('2026-11-20T10:00:00Z')
const at = (hours: number) => new Date(NOW + hours * 3_600_000).toISOString()
const row = (due_at: string | null, side: string | null = null) => ({ due_at, side, id: String(due_at) }) as CaseRow
const step = (action: string, more: Partial<CaseStep> = {}) => ({ action, needs_note: false, photo: 'none', ...more }) as CaseStep
const event = (action: string, from: string | null, to: string, hours = 0, note: string | null = null) => ({ action, from, to, at: at(hours), note }) as CaseEvent
const filled = { note: '', outcome: null as string | null, unitId: null as string | null, hours: null as number | null, photos: 0 }

beforeEach(() => { setLanguage('zh-CN') })

test('time left is told in the unit that says enough, and what is late in red', () => {
  expect(lengthWords(20 * 60_000)).toBe('20 分钟')
  expect(lengthWords(47 * 3_600_000)).toBe('47 小时')
  expect(lengthWords(72 * 3_600_000)).toBe('3 天')
  expect(dueOf(row(at(-19)), NOW)).toEqual({ state: 'overdue', words: '超 19 小时' })
  expect(dueOf(row(at(2)), NOW)).toEqual({ state: 'due', words: '剩 2 小时' })
  expect(dueOf(row(at(100)), NOW)?.state).toBe('calm')
  expect(dueOf(row(null), NOW)).toBeNull()
  expect(dueOf(row(at(-19), 'held'), NOW)).toEqual({ state: 'due', words: '已挂起' })
})

test('a list begins with what is late, then what is due on this day of the city', () => {
  expect(urgencyOf(row(at(5)), NOW)).toBe('today')
  expect(urgencyOf(row(at(7)), NOW)).toBe('later')
  const groups = grouped([row(null), row(at(7)), row(at(1)), row(at(-1))], NOW)
  expect(groups.map((group) => group.urgency)).toEqual(['late', 'today', 'later', 'none'])
})

test('the step that leads on is the dark button, rare ones are tidied away', () => {
  const { main, beside, rare } = sorted([step('void'), step('send_back'), step('verify')])
  expect([main?.action, beside.map((one) => one.action), rare.map((one) => one.action)]).toEqual(['verify', ['send_back'], ['void']])
  expect(sorted([step('reopen')])).toMatchObject({ main: null, rare: [{ action: 'reopen' }] })
})

test('a step says what it still lacks, in the order of the form', () => {
  const report = step('report', { needs_note: true, photo: 'after_work' })
  expect(lackOf(report, filled, null)).toBe('outcome')
  expect(lackOf(report, { ...filled, outcome: 'fixed' }, null)).toBe('photo')
  expect(lackOf(report, { ...filled, outcome: 'fixed', photos: 1 }, null)).toBe('note')
  expect(lackOf(report, { ...filled, outcome: 'fixed', photos: 1, note: '已清理' }, null)).toBeNull()
  expect(photoRule(report, 'not_fixed')).toBe('may')
  expect(lackOf(step('dispatch'), filled, null)).toBe('unit')
  expect(lackOf(step('extend'), filled, null)).toBe('hours')
  expect(lackOf(step('extend'), filled, 24)).toBeNull()
})

test('a stage behind a step back is open again, and an ended case keeps how far it came', () => {
  const timeline = [event('accept', null, 'accepted', -5), event('file', 'accepted', 'filed', -4), event('dispatch', 'filed', 'dispatched', -3), event('give_back', 'dispatched', 'filed', -2)]
  const marks = marksOf({ stage: 'filed', timeline })
  expect(marks.map((mark) => mark.state)).toEqual(['done', 'done', 'next', 'open', 'open', 'open', 'open'])
  expect(marks[1]?.at).toBe(at(-2))
  const declined = marksOf({ stage: 'declined', timeline: [event('accept', null, 'accepted', -5), event('decline', 'accepted', 'declined', -4)] })
  expect(declined.map((mark) => mark.state)).toEqual(['done', 'open', 'open', 'open', 'open', 'open', 'open'])
})

test('a refusal because somebody was faster tells how the case stands now', () => {
  const standing = { id: 'a', number: 'n', stage: 'reported', side: null, outcome: null, version: 8 }
  const problem = new ApiProblem(409, { type: '', title: '', status: 409, code: 'case_changed', params: { case: standing } }, null)
  expect(standingOf(problem)).toEqual(standing)
  expect(standingOf(new ApiProblem(422, { type: '', title: '', status: 422, code: 'x' }, null))).toBeNull()
  const waiting = { case_id: 'a', number: 'n', step: { name_zh: '', name_en: '', to: 'reported' }, body: { version: 7, action: 'report' } }
  expect(hasArrived(waiting, problem)).toBe(true)
  expect(hasArrived({ ...waiting, body: { version: 6, action: 'report' } }, problem)).toBe(false)
})

test('the address says which part and filter; whoever looks for a number looks everywhere', () => {
  expect(readTab({ tab: 'late' }, 'check')).toBe('late')
  expect(readTab({ tab: 'nonsense' }, 'check')).toBe('check')
  expect(askOf('check', readFilter({ area: '439802', tab: 'check' }))).toEqual({ area: '439802', view: 'open', stage: 'reported,verified' })
  expect(askOf('check', { q: '2026' })).toEqual({ q: '2026', view: 'all' })
  expect(countsByTab({ stages: [{ stage: 'accepted', count: 2 }, { stage: 'filed', count: 3 }, { stage: 'verified', count: 4 }], late: 1 })).toEqual({ triage: 5, work: 0, check: 4, late: 1 })
})

test('what the service will find about a photo is told before it is sent', () => {
  const one = { position: { lng: 110.46, lat: 26.86 }, timeline: [event('dispatch', 'filed', 'dispatched', -3)] } as Pick<CaseDetail, 'position' | 'timeline'>
  const near = { sha256: 'a', taken_at: at(-1), position: { lng: 110.4601, lat: 26.86, accuracy_m: 5 } }
  expect(checksOf(near, one).map((check) => check.isOk)).toEqual([true, true])
  expect(checksOf({ ...near, position: { lng: 110.47, lat: 26.86 } }, one).map((check) => check.isOk)).toEqual([false, true])
  expect(checksOf({ ...near, position: null, taken_at: at(-4) }, one).map((check) => check.isOk)).toEqual([false, false])
  expect(latestOf(one.timeline, 'report')).toBeNull()
})

test('a photo from the gallery keeps its own time, and none comes from the future', () => {
  expect(about('a', NOW - 5, NOW, null)).toEqual({ sha256: 'a', taken_at: new Date(NOW - 5).toISOString(), position: null })
  expect(about('a', NOW + 5000, NOW, null).taken_at).toBe(new Date(NOW).toISOString())
  expect(about('a', 0, NOW, null).taken_at).toBe(new Date(NOW).toISOString())
})

test('the phone keeps the twenty cases that were opened last', () => {
  const seen = Array.from({ length: 20 }, (_, n) => ({ one: { id: String(n) } as CaseDetail, seen_at: n }))
  const again = withSeen(seen, { one: { id: '7' } as CaseDetail, seen_at: 99 })
  expect([again.kept.length, again.kept[0]?.seen_at, again.dropped.length]).toEqual([20, 99, 0])
  expect(withSeen(seen, { one: { id: 'new' } as CaseDetail, seen_at: 99 }).dropped.map((old) => old.one.id)).toEqual(['19'])
})

test('red on the map is for what is late', () => {
  expect([shadeOf({ stage: 'filed', is_late: true }), shadeOf({ stage: 'filed', is_late: false }), shadeOf({ stage: 'closed', is_late: false })]).toEqual(['late', 'triage', 'ended'])
})
