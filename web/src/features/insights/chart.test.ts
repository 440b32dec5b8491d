import { describe, expect, it } from 'vitest'
import { trendPath } from './chart'

describe('the trend line', () => {
  it('starts at zero height for nothing and touches the top at its maximum', () => {
    expect(trendPath([0, 5, 10], 100, 40).points).toEqual([[0, 40], [50, 20], [100, 0]])
  })
  it('keeps the running week apart from those that are over', () => {
    const { line, running, ground } = trendPath([10, 5, 1], 100, 40)
    expect(line).toBe('M0 0L50 20')
    expect(running).toBe('M50 20L100 36')
    expect(ground).toBe('M0 0L50 20L50 40L0 40Z')
  })
  it('draws nothing for no counts and a point for one', () => {
    expect(trendPath([], 100, 40).line).toBe('')
    expect(trendPath([3], 100, 40).points).toEqual([[0, 0]])
  })
})
