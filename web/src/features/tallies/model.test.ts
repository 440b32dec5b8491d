import { describe, expect, test } from 'vitest'
import { clockOf, countsOf, endOf, flowOf, minutesBetween, minutesOf, newDraft, packTap, payloadOf, readTap, shareOf, type TallyDraft, mendField } from './model'

const START = 1_793_322_000_000
const draft = (taps: [number, number, boolean][]): TallyDraft => ({
  ...newDraft(),
  types: ['bus_yield', 'taxi_yield'],
  started_at: START,
  taps: taps.map(([after_ms, type, isYes]) => packTap({ after_ms, type, isYes })),
})

describe('taps', () => {
  test('come back as they were put in, up to half a day later', () => {
    for (const tap of [{ after_ms: 0, type: 0, isYes: false }, { after_ms: 43_200_000, type: 15, isYes: true }, { after_ms: 1234, type: 3, isYes: false }]) {
      expect(readTap(packTap(tap))).toEqual(tap)
    }
  })

  test('are counted by observation and side', () => {
    const taken = draft([[10, 0, true], [20, 0, true], [30, 0, false], [40, 1, false]])
    expect(countsOf(taken)).toEqual([{ yes: 2, no: 1 }, { yes: 0, no: 1 }])
    expect(payloadOf(taken, 0, 15)).toEqual({ type: 'bus_yield', minutes: 15, numerator: 2, denominator: 3 })
    expect(payloadOf({ ...taken, weather: 'fog', second_observer: 'x' }, 1, 2)).toMatchObject({ weather: 'fog', second_observer: 'x', numerator: 0, denominator: 1 })
  })

  test('fall into the last twelve minutes', () => {
    const taken = draft([[1000, 0, true], [61_000, 0, true], [62_000, 0, false], [14 * 60_000, 0, true], [14 * 60_000, 1, true]])
    expect(minutesOf(taken, 0, 65_000)).toEqual([{ yes: 1, no: 0 }, { yes: 1, no: 1 }])
    const late = minutesOf(taken, 0, 14 * 60_000 + 1)
    expect(late).toHaveLength(12)
    expect(late.at(-1)).toEqual({ yes: 1, no: 0 })
  })
})

describe('figures while counting', () => {
  test('the rate is that of the server', () => {
    const share = shareOf({ yes: 96, no: 24 })
    expect(share?.low).toBeCloseTo(0.719633, 6)
    expect(share?.high).toBeCloseTo(0.861755, 6)
    expect(shareOf({ yes: 0, no: 0 })).toBeNull()
  })

  test('the flow waits ten seconds before it speaks', () => {
    expect(flowOf({ yes: 5, no: 1 }, 9_000)).toBeNull()
    expect(flowOf({ yes: 5, no: 1 }, 60_000)).toBe(6)
    expect(clockOf(754_000)).toBe('12:34')
    expect(clockOf(3_723_000)).toBe('1:02:03')
  })

  test('a count that nobody ended ends with its last tap', () => {
    const taken = draft([[60_000, 0, true]])
    expect(endOf(taken, START + 5 * 60_000)).toBe(START + 5 * 60_000)
    expect(endOf(taken, START + 60 * 60_000)).toBe(START + 60_000)
    expect(endOf(draft([]), START + 60 * 60_000)).toBe(START + 60 * 60_000)
    expect(minutesBetween(START, START + 90_000)).toBe(1.5)
    expect(minutesBetween(START, START)).toBe(0.01)
    expect(minutesBetween(START, START + 86_400_000)).toBe(720)
  })

  test('a refused count opens at the figure that the server named', () => {
    expect(mendField('/payload/denominator')).toBe('denominator')
    expect(mendField('/payload/minutes')).toBe('minutes')
    expect(mendField('/payload')).toBe('numerator')
    expect(mendField(null)).toBe('numerator')
  })
})
