import { onBeforeUnmount, ref, type Ref } from 'vue'

const MINUTE_MS = 60_000

/** The time in ms, new every minute, for what counts down. */
export function useNow(): Ref<number> {
  const now = ref(Date.now())
  const timer = setInterval(() => { now.value = Date.now() }, MINUTE_MS)
  onBeforeUnmount(() => { clearInterval(timer) })
  return now
}
