import type { TagState } from '@/core/ui/StatusTag.vue'
import type { Survey } from './api'
import { t } from './texts'

/** The sign of a survey's state: amber waits, teal is done. */
export const stateTag = (state: Survey['state']): TagState => (state === 'draft' ? 'draft' : state === 'field' ? 'waiting' : 'sent')
export const stateWord = (state: Survey['state']): string => (state === 'draft' ? t('stateDraft') : state === 'field' ? t('stateField') : t('stateClosed'))
