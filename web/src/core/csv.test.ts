import { expect, test } from 'vitest'
import { csvTable } from './csv'

test('cells cannot act as formulas, numbers stay numbers', () => {
  expect(csvTable(['a', 'b'], [['=1+1 "x"', -2], [null, undefined]])).toBe('\uFEFFa,b\n"\'=1+1 ""x""","-2"\n"",""\n')
})
