import { field } from '@/core/field'
import { registerKind } from '@/core/field/kinds'
import { nameOf } from '@/core/i18n'
import { newDraft, payloadOf, type IncidentDraft } from './model'
import { t } from './texts'

const WORDS: Record<string, () => string> = {
  unknown_category: () => t('categoryUnknown'),
  unknown_outcome: () => t('outcomeUnknown'),
  record_too_large: () => t('tooLarge'),
}

registerKind({
  kind: 'incident',
  order: 1,
  icon: 'camera',
  title: () => t('title'),
  countToday: (n) => t('todayCount', { n }),
  startsWithCamera: true,
  formPath: '/incidents/new',
  nameOf: (payload) => {
    const category = field.pack?.categories.find((one) => one.code === payload.category)
    return category ? nameOf(category) : typeof payload.category === 'string' ? payload.category : t('draftOf')
  },
  iconOf: (payload) => String(payload.category ?? ''),
  newDraft,
  payloadOfDraft: (data) => payloadOf(data as IncidentDraft),
  explain: (code, pointer) => {
    if (pointer === '/note' && code === 'too_long') return t('noteTooLongSent')
    if (pointer?.startsWith('/position')) return t('positionBad')
    return WORDS[code]?.() ?? null
  },
})
