import { expect, test } from 'vitest'
import { shadeOf } from './doors'

test('a door is coloured by what its visits came to, one to visit again waits', () => {
  expect(shadeOf({ state: 'to_do', outcome: null })).toBe('to_do')
  expect(shadeOf({ state: 'done', outcome: 'interview' })).toBe('done')
  expect(shadeOf({ state: 'done', outcome: 'partial' })).toBe('done')
  expect(shadeOf({ state: 'to_call_back', outcome: 'not_home' })).toBe('call_back')
  expect(shadeOf({ state: 'done', outcome: 'refused' })).toBe('refused')
  expect(shadeOf({ state: 'done', outcome: 'vacant' })).toBe('other')
})
