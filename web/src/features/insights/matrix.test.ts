import { describe, expect, it } from 'vitest'
import { isChosen, peakOf, rectangle, runs, stepFrom, tableOf } from './matrix'

describe('the weekday and hour matrix', () => {
  it('fills missing cells with zero', () => {
    const table = tableOf([[5, 8, 12]])
    expect(table).toHaveLength(7)
    expect(table.every((row) => row.length === 24)).toBe(true)
    expect(table[4]?.[8]).toBe(12)
    expect(table.flat().reduce((a, b) => a + b)).toBe(12)
  })
  it('finds its peak', () => {
    expect(peakOf(tableOf([[5, 8, 12], [1, 9, 3]]))).toEqual({ weekday: 5, hour: 8, count: 12 })
    expect(peakOf(tableOf([]))).toBeNull()
  })
  it('turns a dragged rectangle into a filter whichever way it is dragged', () => {
    expect(rectangle({ weekday: 5, hour: 9 }, { weekday: 3, hour: 7 })).toEqual({ weekdays: [3, 4, 5], hours: [7, 8, 9] })
  })
  it('asks for nothing in a direction that is covered whole', () => {
    expect(rectangle({ weekday: 1, hour: 7 }, { weekday: 7, hour: 8 })).toEqual({ weekdays: [], hours: [7, 8] })
  })
  it('marks nothing as chosen without a filter', () => {
    expect(isChosen({ weekday: 1, hour: 1 }, [], [])).toBe(false)
    expect(isChosen({ weekday: 1, hour: 1 }, [1], [])).toBe(true)
    expect(isChosen({ weekday: 1, hour: 1 }, [1], [2])).toBe(false)
  })
  it('writes numbers as runs', () => {
    expect(runs([9, 7, 8, 12])).toEqual([[7, 9], [12, 12]])
  })
  it('walks with arrow keys and stops at the edge', () => {
    expect(stepFrom({ weekday: 1, hour: 0 }, 'ArrowUp')).toEqual({ weekday: 1, hour: 0 })
    expect(stepFrom({ weekday: 1, hour: 0 }, 'ArrowRight')).toEqual({ weekday: 1, hour: 1 })
    expect(stepFrom({ weekday: 3, hour: 5 }, 'End')).toEqual({ weekday: 3, hour: 23 })
    expect(stepFrom({ weekday: 3, hour: 5 }, 'x')).toBeNull()
  })
})
