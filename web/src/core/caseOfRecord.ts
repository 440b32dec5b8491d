import { ref } from 'vue'
import { useRouter } from 'vue-router'
import { bodyOf, server } from '@/api/server'
import { wordsOf } from './ui/problems'
import { showToast } from './ui/toast'

/** Makes a case of a record and opens it; why there is none is told. */
export function useCaseOfRecord() {
  const router = useRouter()
  const isMaking = ref(false)
  async function make(record_id: string): Promise<void> {
    if (isMaking.value) return
    isMaking.value = true
    try {
      const made = bodyOf(await server.POST('/api/v1/cases', { body: { source: 'record', record_id } }))
      await router.push(`/cases/${made.id}`)
    } catch (problem) {
      showToast({ title: wordsOf(problem), icon: 'alert', tone: 'amber' })
    } finally {
      isMaking.value = false
    }
  }
  return { isMaking, make }
}
