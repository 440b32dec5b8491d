/** A fix of the phone in WGS-84, as browsers give it. */
export interface Fix {
  lng: number
  lat: number
  accuracy_m: number
  altitude_m: number | null
  speed_mps: number | null
  /** Milliseconds since 1970. */
  at: number
}

export type FixState = 'searching' | 'good' | 'fair' | 'poor' | 'none'

export interface WatchState {
  state: FixState
  fix: Fix | null
  /** The person or the system refused; asking again is of no use. */
  isDenied: boolean
}

/** Up to this a fix is good, and up to the next it is fair. */
export const GOOD_M = 20
export const FAIR_M = 100
/** A fix older than this gives way to a worse one that is fresh. */
const STALE_MS = 30_000
const GIVE_UP_MS = 20_000

export function stateOf(fix: Fix | null): FixState {
  if (!fix) return 'searching'
  if (fix.accuracy_m <= GOOD_M) return 'good'
  return fix.accuracy_m <= FAIR_M ? 'fair' : 'poor'
}

/** Keeps the better of two fixes; a stale one always gives way. */
export function betterFix(current: Fix | null, next: Fix): Fix {
  if (!current || next.at - current.at > STALE_MS) return next
  return next.accuracy_m <= current.accuracy_m ? next : current
}

type Geolocation = Pick<globalThis.Geolocation, 'watchPosition' | 'clearWatch'>

/**
 * Watches the position from opening a page until it closes, improving in the background.
 * Nothing ever waits for it.
 */
export class PositionWatcher {
  private readonly geolocation: Geolocation | undefined
  private readonly onChange: (state: WatchState) => void
  private watch: number | null = null
  private timer: ReturnType<typeof setTimeout> | null = null
  private current: WatchState = { state: 'searching', fix: null, isDenied: false }

  constructor(geolocation: Geolocation | undefined, onChange: (state: WatchState) => void) {
    this.geolocation = geolocation
    this.onChange = onChange
  }

  start(): void {
    if (this.watch !== null) return
    if (!this.geolocation) {
      this.change({ state: 'none' })
      return
    }
    this.timer = setTimeout(() => {
      if (!this.current.fix) this.change({ state: 'none' })
    }, GIVE_UP_MS)
    this.watch = this.geolocation.watchPosition(
      ({ coords, timestamp }) => {
        const next: Fix = {
          lng: coords.longitude,
          lat: coords.latitude,
          accuracy_m: coords.accuracy,
          altitude_m: coords.altitude,
          speed_mps: coords.speed,
          at: timestamp,
        }
        const fix = betterFix(this.current.fix, next)
        this.change({ fix, state: stateOf(fix), isDenied: false })
      },
      (problem) => {
        const isDenied = problem.code === 1
        if (isDenied || !this.current.fix) this.change({ state: this.current.fix ? this.current.state : 'none', isDenied })
      },
      { enableHighAccuracy: true, maximumAge: 10_000, timeout: 60_000 },
    )
  }

  stop(): void {
    if (this.watch !== null) this.geolocation?.clearWatch(this.watch)
    if (this.timer !== null) clearTimeout(this.timer)
    this.watch = null
    this.timer = null
  }

  private change(part: Partial<WatchState>): void {
    this.current = { ...this.current, ...part }
    this.onChange(this.current)
  }
}
