import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { sha256Hex, sha256Plain, toHex } from './sha256'

test('the plain digest agrees with the platform at every block edge', () => {
  for (const length of [0, 1, 3, 55, 56, 63, 64, 65, 119, 120, 1000, 70_000]) {
    const bytes = Uint8Array.from({ length }, (_, index) => (index * 31 + length) % 256)
    expect(toHex(sha256Plain(bytes))).toBe(createHash('sha256').update(bytes).digest('hex'))
  }
})

test('the digest is written in lower-case hex', async () => {
  expect(await sha256Hex(new TextEncoder().encode('abc').buffer as ArrayBuffer)).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  )
})
