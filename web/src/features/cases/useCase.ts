import { onBeforeUnmount, ref, shallowRef, watch } from 'vue'
import { NetworkProblem } from '@/api/client'
import { useLoad } from '@/core/load'
import { showCase, type CaseDetail } from './api'
import { keptPhoto, recall, remember } from './seen'

/** One case: from the service, or as it was last seen on this phone when there is no network. */
export function useCase(id: () => string) {
  /** When what is shown was read, if it comes from the phone. */
  const seenAt = ref<number | null>(null)
  /** Address of the photo of the finding on this phone, for when there is no network. */
  const kept = shallowRef<string | null>(null)

  async function read(): Promise<CaseDetail> {
    try {
      const one = await showCase(id())
      seenAt.value = null
      void remember(one).catch(() => undefined)
      return one
    } catch (problem) {
      const seen = problem instanceof NetworkProblem ? await recall(id()) : null
      if (!seen) throw problem
      seenAt.value = seen.seen_at
      await showKept()
      return seen.one
    }
  }
  function forget(): void {
    if (kept.value) URL.revokeObjectURL(kept.value)
    kept.value = null
  }
  async function showKept(): Promise<void> {
    forget()
    kept.value = await keptPhoto(id())
  }
  const loaded = useLoad(read)
  watch(id, () => {
    forget()
    void loaded.load()
  }, { immediate: true })
  onBeforeUnmount(forget)
  const show = (now: CaseDetail) => { loaded.data.value = now }
  return { ...loaded, seenAt, kept, show }
}
