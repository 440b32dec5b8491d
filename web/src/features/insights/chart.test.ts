import { describe, expect, it } from 'vitest'
import { trendPath } from './chart'

describe('the trend line', () => {
  it('starts at zero height for nothing and touches the top at its maximum', () => {
    const { points, ground } = trendPath([0, 5, 10], 100, 40)
    expect(points).toEqual([[0, 40], [50, 20], [100, 0]])
    expect(ground.endsWith('L100 40L0 40Z')).toBe(true)
  })
  it('draws nothing for no counts and a point for one', () => {
    expect(trendPath([], 100, 40).line).toBe('')
    expect(trendPath([3], 100, 40).points).toEqual([[0, 0]])
  })
})
