import { ref } from 'vue'
import { wordsOf } from './problems'

/** Something a person does, once at a time: whether it runs, and in words why it failed or what is still missing. */
export function useDeed() {
  const isBusy = ref(false)
  const said = ref('')

  async function run(work: () => Promise<unknown>): Promise<void> {
    if (isBusy.value) return
    isBusy.value = true
    said.value = ''
    try {
      await work()
    } catch (problem) {
      said.value = wordsOf(problem)
    } finally {
      isBusy.value = false
    }
  }

  return { isBusy, said, run }
}
