import { computed, nextTick, ref } from 'vue'
import { useRouter } from 'vue-router'
import { field } from '@/core/field'
import { tellSaved } from '@/core/field/after-save'
import { useCapture } from '@/core/field/capture'
import { phoneClock } from '@/core/field/clock'
import { draftClosed } from '@/core/field/open-draft'
import { usePosition } from '@/core/geo/position'
import { formatTime } from '@/core/i18n'
import { showToast } from '@/core/ui/toast'
import { draftOf, isEmptyDraft, KIND, lacksPhoto, newDraft, nextItem, payloadOf, taskOf, type InspectionDraft, type Line } from './model'
import { nameOf } from './names'
import { part } from './part'
import { t } from './texts'

/** What the address asks for: a site, a draft to go on with, or a refused record to mend. */
interface Asked {
  site: string | undefined
  draft: string | undefined
  mend: string | undefined
}

/** One inspection on its way from the first item to the queue. */
export function useInspection() {
  const router = useRouter()
  const position = usePosition()
  const form = useCapture<InspectionDraft>({ kind: KIND, path: '/inspect/site', newDraft, isEmpty: isEmptyDraft, payloadOf, draftOf, siteOf: (draft) => draft.site_id || undefined })
  const { draft, photos, mended, isSaving } = form
  const isOpen = ref(false)
  /** The item whose photo is missing was pointed out. */
  const asked = ref<string | null>(null)

  const task = computed(() => taskOf(part.value, draft.value.round_site_id))
  const items = computed(() => task.value?.items ?? [])
  const next = computed(() => nextItem(items.value, draft.value))
  const left = computed(() => items.value.filter((item) => !draft.value.lines[item.code]?.answer).length)

  async function open({ site, draft: draftId, mend }: Asked): Promise<void> {
    await form.open(draftId, mend)
    const found = site && !draft.value.round_site_id ? taskOf(part.value, site) : null
    if (found) draft.value = { ...draft.value, round_site_id: found.site.id, site_id: found.site.site_id, rubric_id: found.round.rubric_id, started_at: phoneClock.stamp() }
    isOpen.value = true
  }

  function say(code: string, line: Line): void {
    asked.value = null
    form.change({ lines: { ...draft.value.lines, [code]: line } })
  }

  const photosOf = (code: string) => photos.value.filter((photo) => photo.part === code)

  /** Back to the round it belongs to, or to the records. */
  const after = () => (mended.value ? '/records' : { path: '/inspect', query: task.value ? { round: task.value.round.id } : {} })

  async function goTo(code: string): Promise<void> {
    await nextTick()
    document.getElementById(`item-${code}`)?.scrollIntoView({ block: 'center' })
  }

  async function save(): Promise<void> {
    const { site } = task.value ?? {}
    // Without a fix the inspection stands where its site does.
    if (site && !position.value.fix && !mended.value) draft.value = { ...draft.value, place: { by: 'site', site_id: site.site_id, lng: site.lng, lat: site.lat } }
    try {
      const outcome = await form.save()
      draftClosed()
      void field.saved()
      navigator.vibrate?.(40)
      const first = photos.value[0]?.thumb ?? photos.value[0]?.bytes
      await router.push(after())
      if (!mended.value) tellSaved(outcome, { name: nameOf(site), time: formatTime(Date.now()), thumb: first })
    } catch {
      showToast({ title: t('saveFailed'), text: t('saveFailedText'), icon: 'alert', tone: 'amber' })
    }
  }

  /** The one dark button: to the next item that is open, to a photo that is missing, or done. */
  async function press(): Promise<void> {
    const to = next.value
    if (isSaving.value || !isOpen.value) return
    if (!to) return save()
    await form.flush()
    if (lacksPhoto(to, draft.value)) asked.value = to.code
    await goTo(to.code)
  }

  async function leave(): Promise<void> {
    await form.leave()
    await router.push(after())
  }

  return { form, task, items, next, left, isOpen, asked, open, say, photosOf, press, leave }
}
