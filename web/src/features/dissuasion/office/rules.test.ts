import { expect, test } from 'vitest'
import { dayPlus, noChoice, readRules, sayRules, weekOf, writeRules, type RuleWords } from './rules'

const words: RuleWords = {
  daily: () => 'every day',
  weekly: (days, every) => `every ${every} week on ${days.join(' ')}`,
  monthDays: (days) => `on the ${days.join(' and ')}`,
  nth: ({ nth, day }) => `${nth}. ${day}`,
  festival: (rule) => (rule === 'LUNAR=8-15' ? 'Mid-Autumn' : null),
  other: () => 'something special',
}

test.each([
  [['FREQ=WEEKLY;BYDAY=FR']],
  [['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR', 'FREQ=MONTHLY;BYMONTHDAY=-1,15']],
  [['FREQ=DAILY', 'FREQ=MONTHLY;BYDAY=1SA,-1SU', 'LUNAR=8-15', 'TERM=QINGMING']],
  [['FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=1', 'FREQ=WEEKLY;COUNT=4;BYDAY=FR']],
])('reading and writing %j gives the same rules', (rules) => {
  expect(writeRules(readRules(rules))).toEqual(expect.arrayContaining(rules))
  expect(writeRules(readRules(rules))).toHaveLength(rules.length)
})

test('the days of a plan are said in words and never as a rule', () => {
  const said = sayRules(['FREQ=WEEKLY;BYDAY=FR', 'FREQ=MONTHLY;BYMONTHDAY=15', 'LUNAR=8-15', 'FREQ=WEEKLY;COUNT=4;BYDAY=FR'], words)
  expect(said).toEqual(['every 1 week on FR', 'on the 15', 'Mid-Autumn', 'something special'])
  expect(said.join()).not.toMatch(/FREQ|BYDAY|LUNAR/)
})

test('weekly rules of the same rhythm join, others stay as they are', () => {
  expect(readRules(['FREQ=WEEKLY;BYDAY=FR', 'FREQ=WEEKLY;BYDAY=MO'])).toMatchObject({ weekdays: ['MO', 'FR'], everyWeeks: 1 })
  expect(readRules(['FREQ=WEEKLY;BYDAY=FR', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO']).others).toEqual(['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO'])
  expect(writeRules(noChoice())).toEqual([])
})

test('a week runs from Monday to Sunday over the turn of the year', () => {
  expect(weekOf('2027-01-01')).toEqual(['2026-12-28', '2026-12-29', '2026-12-30', '2026-12-31', '2027-01-01', '2027-01-02', '2027-01-03'])
  expect(weekOf('2026-11-22')[0]).toBe('2026-11-16')
  expect(dayPlus('2026-02-28', 1)).toBe('2026-03-01')
})
