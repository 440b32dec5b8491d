import { expect, test } from 'vitest'
import { gradeOf } from './scores'

test.each([
  [90, false, 'good'],
  [89.99, false, 'fair'],
  [60, false, 'poor'],
  [59.9, false, 'bad'],
  [0, true, 'bad'],
  [null, false, 'none'],
] as const)('a site with %s points (vetoed: %s) is %s', (score, is_vetoed, grade) => {
  expect(gradeOf({ score, is_vetoed })).toBe(grade)
})
