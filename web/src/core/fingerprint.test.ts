import { expect, test } from 'vitest'
import { grouped } from './fingerprint'

test('a fingerprint is read in groups of eight', () => {
  expect(grouped('00538a5352972a75e2')).toBe('00538a53 52972a75 e2')
})
