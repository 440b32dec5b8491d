import { computed, onMounted } from 'vue'
import { ApiProblem } from '@/api/problem'
import { useLoad } from '@/core/load'
import { showToast } from '@/core/ui/toast'
import { showBoard, type Board } from './api'
import { t } from './texts'

/** One red and black list, and steps of it: who comes too late sees the latest instead. */
export function useBoard(id: string) {
  const { data, problem, load } = useLoad(() => showBoard(id))
  onMounted(load)
  const may = (action: string) => data.value?.actions.includes(action) ?? false

  /** Takes a step with the version that is shown. */
  async function take(step: (board: Board) => Promise<Board>): Promise<void> {
    if (!data.value) return
    try {
      data.value = await step(data.value)
      showToast({ title: t('saved'), icon: 'check' })
    } catch (reason) {
      if (!(reason instanceof ApiProblem) || reason.code !== 'board_changed') throw reason
      await load()
      showToast({ title: t('changed'), text: t('seeOthers'), icon: 'alert', tone: 'amber' })
    }
  }

  return { data, problem, load, take, mayChange: computed(() => may('change')), mayApprove: computed(() => may('approve')), mayWithdraw: computed(() => may('withdraw')) }
}
