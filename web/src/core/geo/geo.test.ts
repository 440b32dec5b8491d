import { expect, test, vi } from 'vitest'
import { boundsOf, distanceM, distanceToPieceM, isInside, type AreaGeometry } from './geometry'
import { betterFix, PositionWatcher, stateOf, type Fix, type WatchState } from './watcher'

const fix = (accuracy_m: number, at = 0): Fix => ({ lng: 110, lat: 26, accuracy_m, altitude_m: null, speed_mps: null, at })

const withHole: AreaGeometry = {
  type: 'Polygon',
  coordinates: [
    [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]],
    [[4, 4], [6, 4], [6, 6], [4, 6], [4, 4]],
  ],
}

test('a place in a hole is not in the area', () => {
  expect(isInside({ lng: 1, lat: 1 }, withHole)).toBe(true)
  expect(isInside({ lng: 5, lat: 5 }, withHole)).toBe(false)
  expect(isInside({ lng: 11, lat: 5 }, withHole)).toBe(false)
})

test('either part of a divided area counts', () => {
  const parts: AreaGeometry = { type: 'MultiPolygon', coordinates: [withHole.coordinates, [[[20, 0], [21, 0], [21, 1], [20, 0]]]] }
  expect(isInside({ lng: 20.9, lat: 0.5 }, parts)).toBe(true)
  expect(boundsOf([parts])).toEqual([0, 0, 21, 10])
})

test('distances are metres', () => {
  expect(distanceM({ lng: 110, lat: 26 }, { lng: 110, lat: 26.001 })).toBeCloseTo(111.3, 0)
  expect(distanceM({ lng: 110, lat: 26 }, { lng: 110.001, lat: 26 })).toBeCloseTo(100.1, 0)
  expect(distanceToPieceM([110, 26.001], [109.9, 26], [110.1, 26])).toBeCloseTo(111.3, 0)
})

test('a fix is good up to 20 m, fair up to 100 m and poor beyond', () => {
  expect([stateOf(null), stateOf(fix(20)), stateOf(fix(21)), stateOf(fix(101))]).toEqual(['searching', 'good', 'fair', 'poor'])
})

test('the better fix stays until it is stale', () => {
  const good = fix(8, 0)
  expect(betterFix(good, fix(30, 10_000))).toBe(good)
  expect(betterFix(good, fix(30, 31_000)).accuracy_m).toBe(30)
  expect(betterFix(good, fix(5, 1000)).accuracy_m).toBe(5)
})

test('the watcher says so when nothing comes, when it is refused, and when there is no receiver', () => {
  vi.useFakeTimers()
  const told: WatchState[] = []
  let refuse: PositionErrorCallback | null | undefined
  const receiver = {
    watchPosition: (_ok: PositionCallback, failed?: PositionErrorCallback | null) => {
      refuse = failed
      return 1
    },
    clearWatch: vi.fn(),
  }
  const watcher = new PositionWatcher(receiver, (state) => told.push(state))
  watcher.start()
  vi.advanceTimersByTime(20_000)
  expect(told.at(-1)?.state).toBe('none')
  refuse?.({ code: 1, message: '' } as GeolocationPositionError)
  expect(told.at(-1)).toMatchObject({ state: 'none', isDenied: true })
  watcher.stop()
  expect(receiver.clearWatch).toHaveBeenCalledWith(1)
  new PositionWatcher(undefined, (state) => told.push(state)).start()
  expect(told.at(-1)?.state).toBe('none')
  vi.useRealTimers()
})
