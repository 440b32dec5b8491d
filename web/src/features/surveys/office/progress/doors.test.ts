import { expect, test } from 'vitest'
import { discsOf, SHADES, shadeOf } from './doors'

test('a door is coloured by what its visits came to, one to visit again waits', () => {
  expect(shadeOf({ outcome: null, is_final: false })).toBe('to_do')
  expect(shadeOf({ outcome: 'interview', is_final: true })).toBe('done')
  expect(shadeOf({ outcome: 'partial', is_final: true })).toBe('done')
  expect(shadeOf({ outcome: 'not_home', is_final: false })).toBe('call_back')
  expect(shadeOf({ outcome: 'refused', is_final: true })).toBe('refused')
  expect(shadeOf({ outcome: 'vacant', is_final: true })).toBe('other')
})

test('discs carry their door and colour', () => {
  const [disc] = discsOf([{ id: 'd', lng: 110.4, lat: 26.8, outcome: 'interview', is_final: true }], 14).features
  expect(disc?.properties).toEqual({ code: 'd', colour: SHADES.done, opacity: 0.9 })
})
