import { expect, test } from 'vitest'
import { percent, percentRange, wilson } from './rates'

test.each([
  [410, 500, 0.783925, 0.851195],
  [96, 120, 0.719633, 0.861755],
  [8, 10, 0.490162, 0.943318],
  [0, 20, 0, 0.161125],
  [50, 50, 0.928652, 1],
  [385, 385, 0.990121, 1],
])('the interval of %i of %i is that of the reference', (hits, all, low, high) => {
  const share = wilson(hits, all)
  expect(share?.low).toBeCloseTo(low, 6)
  expect(share?.high).toBeCloseTo(high, 6)
})

test('nothing counted gives no rate', () => {
  expect(wilson(0, 0)).toBeNull()
})

test('a rate reads as whole per cent with its interval', () => {
  const share = wilson(15, 21)
  expect(share && [percent(share.estimate), percentRange(share)]).toEqual(['71%', '50–86%'])
})
