import { shallowRef } from 'vue'
import { useLoad } from '@/core/load'
import { atRound, bodyOf, inspectApi } from './api'
import type { Target } from './AssignSheet.vue'

/** Who inspects where in a round, who could, and the target that is being given to others. */
export function useAssigning(id: string) {
  const given = useLoad(async () => {
    const [assigned, people] = await Promise.all([
      inspectApi.GET('/inspections/rounds/{round_id}/assignments', atRound(id)).then(bodyOf),
      inspectApi.GET('/inspections/rounds/{round_id}/inspectors', atRound(id)).then(bodyOf),
    ])
    return { given: assigned, people: people.items }
  })
  return { ...given, target: shallowRef<Target | null>(null) }
}
