import { computed } from 'vue'
import { defineTexts } from '@/core/i18n'
import { usePages } from '@/core/load'
import { wordsOf } from './problems'
import { showToast } from './toast'

const t = defineTexts({ moreFailed: '后面的没读到' }, { moreFailed: 'The rest could not be read' })

/** A list that is read in pages: all rows so far, and the next page at a press, whose failure leaves the rows as they are. */
export function useList<T, P extends { items: readonly T[]; next_cursor?: string | null }>(read: (cursor?: string) => Promise<P & { items: readonly T[] }>) {
  const pages = usePages(read)
  const rows = computed<T[]>(() => [...(pages.data.value?.items ?? []), ...pages.later.value.flatMap((page) => page.items)])

  async function more(): Promise<void> {
    try {
      await pages.more()
    } catch (problem) {
      showToast({ title: t('moreFailed'), text: wordsOf(problem), icon: 'alert', tone: 'amber' })
    }
  }

  return { ...pages, rows, more }
}
