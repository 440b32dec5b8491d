import { computed, onMounted, reactive, ref, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { NetworkProblem } from '@/api/client'
import { useLoad } from '@/core/load'
import { useSession } from '@/core/session'
import { useList } from '@/core/ui/list'
import { loadVocabulary } from '@/core/vocabulary'
import { countCases, listCases, type CaseRow } from './api'
import { askOf, countConditions, countsByTab, HANDLER_TABS, OFFICE_TABS, readFilter, readTab, withPart, type ListFilter, type Look, type Tab } from './filter'
import { loadWords, recallAll } from './seen'
import { t } from './texts'
import { waitingSteps } from './waiting'

/** What the address asks for: part of the work, filter, and how to look at it. */
function useAsked(looks: () => readonly Look[]) {
  const route = useRoute()
  const router = useRouter()
  const session = useSession()
  const directs = computed(() => session.may('manage_cases'))
  const tab = computed(() => readTab(route.query, directs.value ? 'check' : 'mine'))
  const filter = computed(() => readFilter(route.query))
  const look = computed<Look>(() => looks().find((one) => one === route.query['look']) ?? 'list')
  const go = (next: ListFilter, part: { tab?: Tab; look?: Look } = {}) =>
    void router.replace({ path: route.path, query: { ...next, tab: tab.value, look: look.value, ...part } })
  return { directs, tab, filter, look, go }
}

/** The list of cases as the address asks for it; without network the cases that were opened on this phone. */
export function useCases(looks: () => readonly Look[]) {
  const asked = useAsked(looks)
  const { directs, tab, filter, go } = asked
  const ask = computed(() => askOf(tab.value, filter.value))
  const list = useList((cursor) => listCases({ ...ask.value, limit: 30, ...(cursor ? { cursor } : {}) }))
  const counts = useLoad(() => countCases({ ...filter.value, view: 'open' }))
  const seen = ref<CaseRow[]>([])
  const isOffline = computed(() => list.problem.value instanceof NetworkProblem && seen.value.length > 0)

  async function refresh(): Promise<void> {
    await Promise.all([list.load(), counts.load()])
    seen.value = list.problem.value instanceof NetworkProblem ? await recallAll() : []
  }
  watch(() => JSON.stringify(ask.value), () => { void refresh() })
  onMounted(() => {
    void refresh()
    void loadWords()
    void loadVocabulary().catch(() => undefined)
  })
  // A step that waited on this phone has arrived.
  watch(() => waitingSteps.value.length, (now, before) => { if (now < before) void refresh() })

  /** A part that has no place above the list stands there while it is chosen. */
  const tabs = computed(() => {
    const usual = directs.value ? OFFICE_TABS : HANDLER_TABS
    const byTab = countsByTab(counts.data.value)
    const all = usual.includes(tab.value) ? usual : [...usual, tab.value]
    return all.map((value) => ({ value, label: byTab[value] === undefined ? t(value) : `${t(value)} ${byTab[value]}` }))
  })

  return reactive({
    ...asked,
    ask,
    ...list,
    isOffline,
    shown: computed(() => (isOffline.value ? seen.value : list.rows.value)),
    isRead: computed(() => isOffline.value || (list.data.value !== null && !(list.problem.value && list.rows.value.length === 0))),
    counts: counts.data,
    tabs,
    conditions: computed(() => countConditions(filter.value)),
    search: (words: string) => { go(withPart(filter.value, 'q', words.trim())) },
    refresh,
  })
}

export type Cases = ReturnType<typeof useCases>
