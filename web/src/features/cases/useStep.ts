import { reactive, ref, shallowRef, watch } from 'vue'
import { NetworkProblem } from '@/api/client'
import { wordsOf } from '@/core/ui/problems'
import { showToast } from '@/core/ui/toast'
import type { CaseDetail, CaseStep, Standing, StepBody } from './api'
import { usePhotos } from './photos'
import { lackOf, outcomesOf, standingOf, type Lack } from './steps'
import { t } from './texts'
import { keepStep, sendStep } from './waiting'
import { titleOf } from './words'

/** Steps of those who handle: without network they are kept on the phone and sent later. */
const KEEPABLE = ['start', 'report', 'give_back', 'ask_extension']

const LACKS: Record<Lack, 'lackNote' | 'lackOutcome' | 'lackUnit' | 'lackHours' | 'lackPhoto'> = {
  note: 'lackNote', outcome: 'lackOutcome', unit: 'lackUnit', hours: 'lackHours', photo: 'lackPhoto',
}

/** What became of a step that was handed over. */
export type Handed = { now: CaseDetail } | 'kept' | 'changed' | null

/** A step being filled in: what was typed stays until it has arrived or was kept. */
export function useStep(one: () => CaseDetail, step: () => CaseStep | null) {
  const filled = reactive({ note: '', outcome: null as string | null, unitId: null as string | null, hours: null as number | null })
  const photos = usePhotos()
  const isBusy = ref(false)
  const said = ref('')
  /** How the case stands when somebody else was faster. */
  const changed = shallowRef<Standing | null>(null)

  function begin(): void {
    const first = outcomesOf(step()?.action ?? '')[0] ?? null
    Object.assign(filled, { note: '', outcome: one().outcome ?? first, unitId: one().unit?.id ?? null, hours: null })
    photos.clear()
    said.value = ''
    changed.value = null
  }
  watch(() => `${one().id} ${step()?.action ?? ''}`, begin, { immediate: true })

  function bodyFor(taken: CaseStep): StepBody {
    const { action } = taken
    return {
      version: one().version,
      action,
      note: filled.note.trim() || null,
      outcome: outcomesOf(action).length > 0 ? filled.outcome : null,
      unit_id: action === 'dispatch' ? filled.unitId : null,
      hours: filled.hours,
      photos: [],
    }
  }

  async function keep(taken: CaseStep): Promise<Handed> {
    await keepStep({ case_id: one().id, number: one().number, step: taken, body: bodyFor(taken) }, photos.taken.value)
    showToast({ title: t('saved'), text: t('savedText'), icon: 'cloud-up', tone: 'amber' })
    return 'kept'
  }

  async function failed(problem: unknown, taken: CaseStep): Promise<Handed> {
    const standing = standingOf(problem)
    if (standing) {
      changed.value = standing
      return 'changed'
    }
    if (problem instanceof NetworkProblem && KEEPABLE.includes(taken.action)) return keep(taken)
    said.value = wordsOf(problem)
    return null
  }

  /** Hands the step over; null when something is missing or it was refused, which `said` then tells. */
  async function hand(): Promise<Handed> {
    const taken = step()
    if (!taken || isBusy.value) return null
    const lack = lackOf(taken, { ...filled, photos: photos.taken.value.length }, one().clock.asked_hours ?? null)
    said.value = lack ? t(LACKS[lack]) : ''
    if (lack) return null
    isBusy.value = true
    try {
      const now = await sendStep(one().id, bodyFor(taken), photos.taken.value)
      showToast({ title: t('done', { name: titleOf(taken) }), icon: 'check' })
      return { now }
    } catch (problem) {
      return await failed(problem, taken)
    } finally {
      isBusy.value = false
    }
  }

  return { filled, photos, isBusy, said, changed, begin, hand }
}
