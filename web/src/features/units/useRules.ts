import { computed, onMounted, ref, shallowRef } from 'vue'
import { useLoad } from '@/core/load'
import { wordsOf } from '@/core/ui/problems'
import { showToast } from '@/core/ui/toast'
import { readRules, saveRules, tryRules, type RuleMoves, type RuleSet } from './api'
import { draftOf, isSame, moved, type DraftRule } from './rules'
import { t } from './texts'

/** The rules in use and the changes made to them here; nothing counts before it is put into use. */
export function useRules() {
  const loaded = useLoad(readRules)
  const before = shallowRef<readonly DraftRule[]>([])
  const rules = shallowRef<readonly DraftRule[]>([])
  const moves = shallowRef<RuleMoves | null>(null)
  const busy = ref<'try' | 'use' | null>(null)
  const said = ref('')
  const note = ref('')
  const isChanged = computed(() => !isSame(before.value, rules.value))

  function begin(set: RuleSet): void {
    before.value = set.rules.flatMap((rule) => draftOf(rule) ?? [])
    reset()
  }
  function put(next: readonly DraftRule[]): void {
    rules.value = next
    moves.value = null
  }
  function reset(): void {
    put(before.value)
    said.value = ''
  }
  async function read(): Promise<void> {
    await loaded.load()
    if (loaded.data.value) begin(loaded.data.value)
  }
  onMounted(read)

  const body = () => ({ version: loaded.data.value?.version ?? 0, note: note.value.trim() || null, rules: rules.value.map((one) => one.rule) })
  async function run(what: 'try' | 'use', work: () => Promise<void>): Promise<void> {
    if (busy.value) return
    busy.value = what
    said.value = ''
    try {
      await work()
    } catch (problem) {
      said.value = wordsOf(problem)
    } finally {
      busy.value = null
    }
  }
  const tryOut = () => run('try', async () => { moves.value = await tryRules(body()) })
  const use = () => run('use', async () => {
    loaded.data.value = await saveRules(body())
    begin(loaded.data.value)
    note.value = ''
    showToast({ title: t('used'), icon: 'check' })
  })

  return {
    ...loaded, rules, moves, busy, said, note, isChanged, read, reset, tryOut, use,
    add: (rule: DraftRule) => { put([rule, ...rules.value]) },
    drop: (at: number) => { put(rules.value.filter((_, one) => one !== at)) },
    move: (at: number, by: number) => { put(moved(rules.value, at, by)) },
  }
}
