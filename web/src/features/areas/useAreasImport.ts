import { computed, onMounted, shallowRef } from 'vue'
import { bodyOf, importAreas, office } from '@/api/office'
import { forgetAreaTree } from '@/core/areaTree'
import { useLoad } from '@/core/load'
import { forgetCityShapes, useCityShapes } from '@/core/map/loadShapes'
import { useImport } from '@/core/ui/import'
import { inOrder, readDraft, type DraftAreas } from './report'
import { t } from './officeTexts'

/** The course of an import: choose, check (dry run), look, use. */
export function useAreasImport() {
  const shapes = useCityShapes()
  const versions = useLoad(() => office.GET('/areas/versions').then((answer) => bodyOf(answer).items))
  const inUse = computed(() => versions.data.value?.find((one) => one.is_current) ?? null)

  const draft = shallowRef<DraftAreas | null>(null)
  const course = useImport(importAreas, (now) => (now.was_applied ? 'applied' : now.is_accepted ? 'fine' : 'refused'))
  const { file, report, busy, said, state } = course
  const problems = computed(() => inOrder(report.value?.problems ?? []))
  const errors = computed(() => problems.value.filter((one) => one.severity === 'error').length)

  function loadAll(): void {
    void shapes.load()
    void versions.load()
  }
  onMounted(loadAll)

  /** The outlines are drawn from the file itself; without them there is nothing to check. */
  async function take(next: File): Promise<void> {
    report.value = null
    try {
      draft.value = readDraft(await next.text())
    } catch {
      file.value = next
      said.value = t('notJson')
      return
    }
    await course.take(next)
  }

  async function apply(): Promise<void> {
    await course.apply()
    if (!report.value?.was_applied) return
    forgetCityShapes()
    forgetAreaTree()
    loadAll()
  }

  return { shapes, versions, inUse, file, draft, report, problems, errors, busy, said, state, loadAll, take, apply }
}
