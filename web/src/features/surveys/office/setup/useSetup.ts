import { computed, onMounted, reactive, ref, shallowRef, watch } from 'vue'
import { useRouter } from 'vue-router'
import { ApiProblem } from '@/api/client'
import { localDay } from '@/core/i18n'
import { useLoad } from '@/core/load'
import { wordsOf } from '@/core/ui/problems'
import type { Form } from '@/forms/engine/form'
import { bodyOf, surveysApi, type Survey } from '../api'
import { bodyOfDraft, draftOf, newDraft, questionsOf, type Draft } from './draft'
import { t } from './texts'

/** The survey that is set up: its draft, what is stored of it, and the form it uses. */
export function useSetup(id: () => string | null) {
  const router = useRouter()
  const draft = reactive<Draft>(newDraft(localDay(Date.now())))
  const survey = shallowRef<Survey | null>(null)
  const form = shallowRef<Form | null>(null)
  const busy = ref(false)
  const said = ref('')
  const reading = useLoad(async () => {
    const own = id()
    if (own === null) return null
    return bodyOf(await surveysApi.GET('/surveys/{survey_id}', { params: { path: { survey_id: own } } }))
  })
  const isReady = computed(() => id() === null || survey.value !== null)
  const isLocked = computed(() => survey.value !== null && survey.value.state !== 'draft')
  const questions = computed(() => (form.value ? questionsOf(form.value) : []))

  function take(next: Survey) {
    survey.value = next
    Object.assign(draft, draftOf(next))
  }
  watch(reading.data, (next) => { if (next) take(next) })
  onMounted(reading.load)

  let newest = 0
  watch(
    () => [draft.form_id, draft.form_version] as const,
    async ([form_id, version]) => {
      newest += 1
      const mine = newest
      form.value = null
      if (form_id === '' || version === '') return
      try {
        const read = bodyOf(await surveysApi.GET('/forms/{form_id}/versions/{version}', { params: { path: { form_id, version } } }))
        if (mine === newest) form.value = read.definition
      } catch (problem) {
        if (mine === newest) said.value = wordsOf(problem)
      }
    },
    { immediate: true },
  )

  /** Stores the draft; true when it is stored. A change by somebody else is read instead. */
  async function save(): Promise<boolean> {
    if (isLocked.value) return true
    busy.value = true
    said.value = ''
    try {
      const body = bodyOfDraft(draft)
      const stored = survey.value
      if (stored) {
        take(bodyOf(await surveysApi.PUT('/surveys/{survey_id}', { params: { path: { survey_id: stored.id } }, body: { ...body, seen_version: stored.version } })))
      } else {
        const made = bodyOf(await surveysApi.POST('/surveys', { body }))
        take(made)
        await router.replace(`/surveys/${made.id}/setup`)
      }
      return true
    } catch (problem) {
      said.value = wordsOf(problem)
      if (problem instanceof ApiProblem && problem.code === 'survey_changed') {
        said.value = t('changedElsewhere')
        await reading.load()
      }
      return false
    } finally {
      busy.value = false
    }
  }

  return { draft, survey, form, questions, reading, isReady, isLocked, busy, said, take, save }
}
