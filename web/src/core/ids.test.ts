import { expect, test } from 'vitest'
import { newId } from './ids'

test('an id is a version 7 UUID that carries the time in its first 48 bits', () => {
  const id = newId(Date.parse('2026-10-30T01:26:00Z'))
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toBe(Date.parse('2026-10-30T01:26:00Z'))
})

test('ids made later sort later', () => {
  expect(newId(1_000_000_000_000) < newId(1_000_000_000_001)).toBe(true)
})
