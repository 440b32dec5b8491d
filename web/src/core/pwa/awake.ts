import { onBeforeUnmount, onMounted } from 'vue'

/** Keeps the screen on while the page stands, where the phone allows it. */
export function useAwake(): void {
  let lock: WakeLockSentinel | null = null
  let isGone = false
  async function ask(): Promise<void> {
    if (document.visibilityState !== 'visible' || isGone) return
    try {
      lock = (await navigator.wakeLock?.request('screen')) ?? null
    } catch {
      // A low battery or an old browser refuses; counting goes on.
    }
  }
  onMounted(() => {
    void ask()
    document.addEventListener('visibilitychange', ask)
  })
  onBeforeUnmount(() => {
    isGone = true
    document.removeEventListener('visibilitychange', ask)
    void lock?.release()
  })
}
