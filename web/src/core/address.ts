import { computed, onBeforeUnmount, ref, watch, type ComputedRef, type Ref, type WritableComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** The id in the address of what stands open beside its list; null when nothing does. */
export function useChosen(): ComputedRef<string | null> {
  const route = useRoute()
  return computed(() => textOf(route.params['id']))
}

/** A part of the query of the address, e.g. the area; setting it leaves the other parts as they are. */
export function useQueryPart(name: string): WritableComputedRef<string | null> {
  const route = useRoute()
  const router = useRouter()
  return computed({
    get: () => textOf(route.query[name]),
    set: (value) => {
      const others = Object.fromEntries(Object.entries(route.query).filter(([key]) => key !== name))
      void router.replace({ path: route.path, query: value ? { ...others, [name]: value } : others })
    },
  })
}

/** Takes parts out of the query of the address, all at once. */
export function useWithout(): (names: readonly string[]) => void {
  const route = useRoute()
  const router = useRouter()
  return (names) => { void router.replace({ path: route.path, query: Object.fromEntries(Object.entries(route.query).filter(([key]) => !names.includes(key))) }) }
}

/** How long a person who types may pause, in milliseconds. */
const PAUSE_MS = 300

/** Words that a person types, which come into the query of the address at a pause; a new address brings its own. */
export function useTypedPart(name: string): Ref<string> {
  const part = useQueryPart(name)
  const words = ref(part.value ?? '')
  let pause: ReturnType<typeof setTimeout> | undefined
  const stop = () => {
    clearTimeout(pause)
    pause = undefined
  }
  watch(words, (now) => {
    stop()
    if (now === (part.value ?? '')) return
    pause = setTimeout(() => {
      stop()
      part.value = now
    }, PAUSE_MS)
  })
  watch(part, (now) => { if (pause === undefined) words.value = now ?? '' })
  onBeforeUnmount(stop)
  return words
}
