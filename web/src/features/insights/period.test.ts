import { describe, expect, it } from 'vitest'
import { addDays, daysOf, firstFrame, mondayBefore, monthMarks, moveEnd, moveSpan, nextFrame, spanOf, weekdayOf, type Week } from './period'

const weeks: Week[] = Array.from({ length: 10 }, (_, i) => ({
  from: addDays('2026-09-07', 7 * i),
  to: addDays('2026-09-13', 7 * i),
  count: i,
}))

describe('days of the city', () => {
  it('counts over the end of a month and a year', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28')
  })
  it('knows Monday as the first day', () => {
    expect(weekdayOf('2026-09-07')).toBe(1)
    expect(weekdayOf('2026-09-13')).toBe(7)
    expect(mondayBefore('2026-09-13', 0)).toBe('2026-09-07')
    expect(mondayBefore('2026-09-14', 1)).toBe('2026-09-07')
  })
})

describe('the span on the slider', () => {
  it('is the last four weeks unless a period is asked for', () => {
    expect(spanOf(weeks, null, null)).toEqual([6, 9])
    expect(spanOf(weeks.slice(0, 2), null, null)).toEqual([0, 1])
  })
  it('covers every bar that the period touches', () => {
    expect(spanOf(weeks, '2026-09-16', '2026-09-28')).toEqual([1, 3])
  })
  it('stays on the slider for a period outside of it', () => {
    expect(spanOf(weeks, '2020-01-01', '2020-02-01')).toEqual([0, 0])
    expect(spanOf(weeks, '2030-01-01', '2030-02-01')).toEqual([9, 9])
  })
  it('turns back into its own days', () => {
    expect(daysOf(weeks, [1, 3])).toEqual({ from: '2026-09-14', to: '2026-10-04' })
    expect(daysOf([], [0, 0])).toBeNull()
  })
})

describe('the handles', () => {
  it('never cross', () => {
    expect(moveEnd([2, 5], 0, 8, 10)).toEqual([5, 5])
    expect(moveEnd([2, 5], 1, 0, 10)).toEqual([2, 2])
    expect(moveEnd([2, 5], 1, 99, 10)).toEqual([2, 9])
  })
  it('move together without changing the length', () => {
    expect(moveSpan([2, 5], 10, 10)).toEqual([6, 9])
    expect(moveSpan([2, 5], -10, 10)).toEqual([0, 3])
  })
})

describe('the film', () => {
  it('goes on by one bar and ends at the last', () => {
    expect(nextFrame([2, 5], 10)).toEqual([3, 6])
    expect(nextFrame([6, 9], 10)).toBeNull()
  })
  it('starts anew when it stands at the end', () => {
    expect(firstFrame([6, 9], 10)).toEqual([0, 3])
    expect(firstFrame([2, 5], 10)).toEqual([2, 5])
  })
})

describe('the month marks', () => {
  it('stand at the first bar of a month and keep their distance', () => {
    expect(monthMarks(weeks, 4)).toEqual([
      { at: 0, day: '2026-09-01' },
      { at: 7, day: '2026-11-01' },
    ])
  })
})
