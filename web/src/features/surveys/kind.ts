import { watch } from 'vue'
import { field } from '@/core/field'
import { registerKind } from '@/core/field/kinds'
import { keepPart } from '@/core/field/pack'
import { kindText as t } from './kindTexts'
import type { SurveyPart } from './model'

keepPart('surveys')

// Pictures and sounds come after the field pack that names them; without network the next connection tries again.
watch([() => field.pack?.parts.surveys as SurveyPart | undefined, () => field.isOnline], ([part, isOnline]) => {
  if (isOnline && part?.forms.some((form) => form.files)) void import('./files').then(({ keepFiles }) => keepFiles()).catch(() => undefined)
})

type End = 'interview' | 'partial' | 'refused' | 'not_home' | 'later' | 'no_such_dwelling' | 'vacant' | 'language' | 'unsafe'

registerKind({
  kind: 'survey_visit',
  order: 5,
  icon: 'door',
  title: () => t('title'),
  countToday: (n) => t('countToday', { n }),
  startsWithCamera: false,
  formPath: '/visits',
  // No list outside surveys tells which door it was.
  nameOf: ({ disposition }) => (disposition ? t('visit', { end: t(disposition as End) }) : t('begun')),
  iconOf: () => '',
  newDraft: () => ({}),
  payloadOfDraft: () => ({}),
  explain: (code, pointer) => {
    if (pointer?.startsWith('/payload/answers')) return t('reasonAnswer')
    if (pointer === '/payload/form_version') return t('reasonVersion')
    if (pointer === '/payload/door_id' || pointer === '/payload/survey_id') return t('reasonDoor')
    return code === 'correction_too_late' ? t('reasonLate') : null
  },
})
