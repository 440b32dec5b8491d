import { computed, onMounted } from 'vue'
import { useRoute } from 'vue-router'
import { useLoad } from '@/core/load'
import { bodyOf, surveysApi } from './api'

/** The survey that the address names. */
export function useSurvey() {
  const route = useRoute()
  const id = computed(() => (typeof route.params['id'] === 'string' ? route.params['id'] : ''))
  const survey = useLoad(() => surveysApi.GET('/surveys/{survey_id}', { params: { path: { survey_id: id.value } } }).then(bodyOf))
  const path = computed(() => ({ survey_id: id.value }))
  onMounted(survey.load)
  return { id, survey, path }
}
