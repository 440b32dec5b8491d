import { expect, test } from 'vitest'
import type { Appeal, League, Row } from './api'
import { askedOf, byTier, figureOf, mayDecide, movesOf, ownRows } from './leagues'

const row = (code: string, tier: number | null): Row => ({ code, name_zh: code, name_en: code, tier, state: 'figure' })

test('rows stand by tier in the order they came, those without a tier last', () => {
  const tiers = byTier([row('a', 1), row('x', null), row('b', 2), row('c', 1)])
  expect(tiers.map((one) => [one.tier, one.rows.map((each) => each.code)])).toEqual([[1, ['a', 'c']], [2, ['b']], [null, ['x']]])
  expect(byTier([])).toEqual([])
})

test('a figure is one word of the address, and a level is asked of areas only', () => {
  const figure = figureOf({ source: 'tally_rate', code: 'queueing' })
  expect(figure).toBe('tally_rate/queueing')
  const asked = { figure, period: '2026', area: null, level: 'street' }
  expect(askedOf({ ...asked, subject: 'area' })).toEqual({ subject: 'area', source: 'tally_rate', code: 'queueing', period: '2026', level: 'street' })
  expect(askedOf({ ...asked, subject: 'unit', area: '4398' })).toEqual({ subject: 'unit', source: 'tally_rate', code: 'queueing', period: '2026', area: '4398' })
})

const word = (code: string) => ({ code, name_zh: code, name_en: code })
const league = (actions: string[], takes_appeals: boolean, undecided: number) => ({ actions: actions.map(word), league: { takes_appeals, undecided } }) as unknown as League

test.each([
  [['open', 'withdraw'], false, 0, ['open', 'withdraw']],
  [['recount', 'settle', 'withdraw'], true, 0, ['withdraw']],
  [['recount', 'settle', 'withdraw'], false, 1, ['withdraw']],
  [['recount', 'settle', 'withdraw'], false, 0, ['settle', 'withdraw']],
  [[], false, 0, []],
])('of %j with the window %j and %j undecided one may %j', (actions, takes, undecided, moves) => {
  expect(movesOf(league(actions, takes, undecided))).toEqual(moves)
})

test('an appeal is answered once, by somebody else who may', () => {
  const appeal = (is_own: boolean, decision?: string) => ({ is_own, appeal: { decision } }) as unknown as Appeal
  const office = league(['recount'], true, 1)
  expect([appeal(false), appeal(true), appeal(false, 'rejected')].map((one) => mayDecide(office, one))).toEqual([true, false, false])
  expect(mayDecide(league([], true, 1), appeal(false))).toBe(false)
})

test('own rows are offered for an appeal to all but those who answer appeals', () => {
  const open = { may_appeal: ['a'], table: { rows: [row('a', 1), row('b', 2)] } }
  expect(ownRows({ ...league([], true, 0), ...open } as League).map((one) => one.code)).toEqual(['a'])
  expect(ownRows({ ...league(['recount'], true, 0), ...open } as League)).toEqual([])
})
