import { expect, test } from 'vitest'
import { shareOut } from './assign'

const community = (code: string, doors: number, surveyors: { id: string; name: string; doors: number }[] = []) => ({ code, name_zh: '', name_en: '', doors, surveyors })

test('free communities go to whoever has the fewest doors, what is given stays', () => {
  const shared = shareOut([community('a', 30, [{ id: 'x', name: '', doors: 30 }]), community('b', 20), community('c', 15), community('d', 10)], ['x', 'y'])
  expect(shared).toEqual([
    { community_code: 'b', account_ids: ['y'] },
    { community_code: 'c', account_ids: ['y'] },
    { community_code: 'd', account_ids: ['x'] },
  ])
})

test('without surveyors nothing is shared out', () => {
  expect(shareOut([community('a', 3)], [])).toEqual([])
})
