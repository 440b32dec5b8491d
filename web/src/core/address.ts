import { computed, type ComputedRef, type WritableComputedRef } from 'vue'
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
