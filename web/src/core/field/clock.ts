import { newId } from '@/core/ids'
import type { SyncClock } from '@/core/sync/ports'

/** RFC 3339 with the phone's own offset, to the millisecond. */
export function stampOf(date: Date): string {
  const offset = -date.getTimezoneOffset()
  const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, -1)
  const two = (value: number) => String(Math.floor(Math.abs(value))).padStart(2, '0')
  return `${local}${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`
}

/** The phone's clocks; the monotonic one starts anew with every page load, hence the id. */
export const phoneClock: SyncClock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  bootId: newId(),
  stamp: () => stampOf(new Date()),
}
