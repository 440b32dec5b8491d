import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Form } from './engine/form'
import { Run, type RunSetup, type RunState } from './run'

const example = (name: string) => JSON.parse(readFileSync(new URL(`../../../xlsform/tests/forms/golden/${name}.json`, import.meta.url), 'utf8')) as Form
const household = example('household_awareness_support')
const market = example('site_inspection_market')

let clock = 0
const BOUND: Record<string, string> = { dwelling_code: '439802001001001-24-1-1504', visit_date: '2026-10-30', attempt_no: '1', visit_location: '' }
const setup: RunSetup = {
  language: 'zh',
  username: '',
  deviceId: '',
  binds: ({ path }) => BOUND[path],
  monotonicMs: () => clock,
}
const begin = (form = household, saved: RunState | null = null) => new Run(form, saved, setup, Date.parse('2026-10-30T01:00:00Z'))
const here = (run: Run, name: string) => {
  const place = run.session.find(name)
  if (!place) throw new Error(`no ${name}`)
  return place
}
const say = (run: Run, path: string, text: string) => run.answer(here(run, path), text)

test('a form begins with its introduction and consent, without what the visit fills in', () => {
  const run = begin()
  expect(run.screens.map((screen) => screen.path)).toEqual(['intro', 'consent', 'thanks_refuse'])
  run.next()
  expect(run.next()).toEqual([{ path: 'consent', given: 'required', words: '' }])
  say(run, 'consent', 'agree')
  expect(run.next()).toEqual([])
  expect(run.screen?.path).toBe('main/respondent')
  expect(run.screen?.places).toHaveLength(4)
})

test('refusing leads past the questionnaire at once', () => {
  const run = begin()
  say(run, 'consent', 'agree')
  const long = run.screens.length
  say(run, 'consent', 'refuse')
  expect(run.screens.map((screen) => screen.path)).toEqual(['intro', 'consent', 'refusal_reason', 'thanks_refuse'])
  expect(long).toBeGreaterThan(10)
})

test('after the page died the same question stands there with what was typed', () => {
  const run = begin()
  run.next()
  say(run, 'consent', 'agree')
  run.next()
  say(run, 'main/respondent/gender', 'female')
  expect(say(run, 'main/respondent/household_size', '99')?.given).toBe('constraint')
  const again = begin(household, run.save())
  expect(again.screen?.path).toBe('main/respondent')
  expect(again.textOf(here(again, 'main/respondent/gender'))).toBe('female')
  expect(again.textOf(here(again, 'main/respondent/household_size'))).toBe('99')
  expect(again.openHere().map((one) => one.path)).toContain('main/respondent/household_size')
})

test('the language changes in the middle and is kept', () => {
  const run = begin()
  run.next()
  run.session.setLanguage('en')
  expect(run.words(here(run, 'consent'))).toBe('Does the person agree to take part?')
  expect(begin(household, run.save()).session.language).toBe('en')
})

test('time on a question is that of the clock that never jumps, without pauses', () => {
  clock = 0
  const run = begin()
  clock = 4000
  run.next()
  clock = 5000
  run.pause()
  clock = 65_000
  run.resume()
  clock = 67_500
  run.back()
  clock = 68_000
  const { timings } = run.save()
  expect(timings).toEqual({ intro: [4500, 2], consent: [3500, 1] })
})

test('a finished refusal holds neither door, day nor position', () => {
  const run = begin()
  say(run, 'consent', 'refuse')
  say(run, 'refusal_reason', 'no_time')
  expect(run.firstOpen()).toBeNull()
  const { values } = run.seal()
  expect(values).toEqual({ consent: 'refuse', refusal_reason: 'no_time' })
})

test('what is open is opened before the end', () => {
  const run = begin()
  say(run, 'consent', 'agree')
  expect(run.firstOpen()?.path).toBe('main/respondent/age_band')
  expect(run.screen?.path).toBe('main/respondent')
})

test('instances of a repeat are asked in turn, listed, added and removed', () => {
  const run = begin(market)
  say(run, 'has_problem', 'yes')
  const paths = () => run.screens.map((screen) => screen.path).filter((path) => path.startsWith('problems'))
  expect(paths()).toEqual(['problems[1]/kind', 'problems[1]/spot', 'problems[1]/photo', 'problems[1]/handled', 'problems'])
  run.goTo('problems')
  expect(run.screen?.repeat).toBeDefined()
  run.add(here(run, 'problems'))
  expect(run.screen?.path).toBe('problems[2]/kind')
  say(run, 'problems[2]/spot', '东门')
  run.remove(here(run, 'problems'), 1)
  expect(paths().filter((path) => path.includes('[2]'))).toEqual([])
  expect(run.textOf(here(run, 'problems[1]/spot'))).toBe('东门')
})

test('progress counts questions by section', () => {
  const run = begin()
  say(run, 'consent', 'agree')
  run.goTo('main/support_group/support')
  const { sections, number, total } = run.progress
  expect(sections.map((section) => section.path)).toEqual(['', 'main/respondent', 'main/awareness', 'main/support_group', 'main/satisfaction_group', 'main'])
  expect(number).toBe(10)
  expect(total).toBeGreaterThan(15)
})
