import { onBeforeUnmount, onMounted, shallowRef } from 'vue'
import { PositionWatcher, type WatchState } from './watcher'

/** Where the phone is, shared by all pages that ask. */
export const position = shallowRef<WatchState>({ state: 'searching', fix: null, isDenied: false })

let watcher: PositionWatcher | null = null
let users = 0

/** Starts watching; the last one to release ends it. */
export function acquirePosition(): void {
  users += 1
  if (watcher) return
  watcher = new PositionWatcher(navigator.geolocation, (state) => {
    position.value = state
  })
  watcher.start()
}

export function releasePosition(): void {
  users = Math.max(0, users - 1)
  if (users > 0) return
  watcher?.stop()
  watcher = null
}

/** Watches while the component stands. */
export function usePosition(): typeof position {
  onMounted(acquirePosition)
  onBeforeUnmount(releasePosition)
  return position
}
