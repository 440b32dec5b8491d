import { expect, test } from 'vitest'
import { stampOf } from './clock'

test('a stamp carries the offset of the phone and names the same instant', () => {
  const date = new Date('2026-10-30T01:26:00.123Z')
  const stamp = stampOf(date)
  expect(stamp).toMatch(/^2026-10-\d\dT\d\d:\d\d:\d\d\.123[+-]\d\d:\d\d$/)
  expect(Date.parse(stamp)).toBe(date.getTime())
})
