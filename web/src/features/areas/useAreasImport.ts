import { computed, onMounted, ref, shallowRef } from 'vue'
import { bodyOf, importAreas, office } from '@/api/office'
import type { ImportReport } from '@/api/officeTypes'
import { forgetAreaTree, topLevel } from '@/core/areaTree'
import { useLoad } from '@/core/load'
import { forgetCityShapes, loadCityShapes } from '@/core/map/loadShapes'
import { useSession } from '@/core/session'
import { wordsOf } from '@/core/ui/problems'
import { inOrder, readDraft, type DraftAreas } from './report'
import { t } from './officeTexts'

/** The course of an import: choose, check (dry run), look, use. */
export function useAreasImport() {
  const session = useSession()
  const shapes = useLoad(() => loadCityShapes(session.me?.id ?? '', topLevel(session.me?.roles.map((role) => role.area_level) ?? [])))
  const versions = useLoad(() => office.GET('/areas/versions').then((answer) => bodyOf(answer).items))
  const inUse = computed(() => versions.data.value?.find((one) => one.is_current) ?? null)

  const file = shallowRef<File | null>(null)
  const draft = shallowRef<DraftAreas | null>(null)
  const report = shallowRef<ImportReport | null>(null)
  const busy = ref<'check' | 'apply' | null>(null)
  const said = ref('')
  const problems = computed(() => inOrder(report.value?.problems ?? []))
  const errors = computed(() => problems.value.filter((one) => one.severity === 'error').length)

  function loadAll(): void {
    void shapes.load()
    void versions.load()
  }
  onMounted(loadAll)

  async function take(next: File): Promise<void> {
    file.value = next
    report.value = null
    said.value = ''
    busy.value = 'check'
    try {
      draft.value = readDraft(await next.text())
      report.value = await importAreas(next, next.name, true)
    } catch (problem) {
      said.value = draft.value === null ? t('notJson') : wordsOf(problem)
    } finally {
      busy.value = null
    }
  }

  async function apply(): Promise<void> {
    if (!file.value) return
    busy.value = 'apply'
    said.value = ''
    try {
      report.value = await importAreas(file.value, file.value.name, false)
      if (report.value.was_applied) {
        forgetCityShapes()
        forgetAreaTree()
        loadAll()
      }
    } catch (problem) {
      said.value = wordsOf(problem)
    } finally {
      busy.value = null
    }
  }

  return { shapes, versions, inUse, file, draft, report, problems, errors, busy, said, loadAll, take, apply }
}
