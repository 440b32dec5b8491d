import { expect, test } from 'vitest'
import { discsOf, readAll, SHADES, shadeOf } from './doors'

test('a door is coloured by its last outcome, a due call-back goes first', () => {
  expect(shadeOf({ state: 'to_do', outcome: null, visits: 0 })).toBe('to_do')
  expect(shadeOf({ state: 'done', outcome: 'interview', visits: 2 })).toBe('done')
  expect(shadeOf({ state: 'open', outcome: 'not_home', visits: 1 })).toBe('call_back')
  expect(shadeOf({ state: 'call_back', outcome: 'refused', visits: 1 })).toBe('call_back')
  expect(shadeOf({ state: 'done', outcome: 'refused', visits: 1 })).toBe('refused')
  expect(shadeOf({ state: 'done', outcome: 'vacant', visits: 1 })).toBe('other')
})

test('discs carry their door and colour', () => {
  const [disc] = discsOf([{ id: 'd', lng: 110.4, lat: 26.8, shade: 'done' }], 14).features
  expect(disc?.properties).toEqual({ code: 'd', colour: SHADES.done, opacity: 0.9 })
})

test('all pages of a list are read in order', async () => {
  const asked: (string | undefined)[] = []
  const all = await readAll((cursor) => {
    asked.push(cursor)
    return Promise.resolve(cursor === undefined ? { items: [1, 2], next_cursor: 'b' } : { items: [3], next_cursor: null })
  })
  expect(all).toEqual([1, 2, 3])
  expect(asked).toEqual([undefined, 'b'])
})
