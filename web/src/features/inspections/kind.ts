import { defineAsyncComponent } from 'vue'
import { registerKind, registerTodayCard } from '@/core/field/kinds'
import { keepPart } from '@/core/field/pack'
import { nameOf } from '@/core/i18n'
import { kindText as t } from './kindTexts'
import { KIND, newDraft, payloadOf, taskOf, type InspectionDraft } from './model'
import { part } from './part'

keepPart('inspections')

registerTodayCard({ kind: KIND, order: 2, component: defineAsyncComponent(() => import('./components/RouteCard.vue')) })

registerKind({
  kind: KIND,
  order: 8,
  icon: 'clipboard',
  title: () => t('title'),
  countToday: (n) => t('todayCount', { n }),
  startsWithCamera: false,
  hasNoButton: true,
  formPath: '/inspect/site',
  nameOf: ({ round_site_id }) => {
    const task = taskOf(part.value, String(round_site_id))
    return task ? t('named', { site: nameOf(task.site) }) : t('title')
  },
  iconOf: () => '',
  newDraft,
  payloadOfDraft: (data) => payloadOf(data as InspectionDraft),
  explain: (_, pointer) => {
    if (pointer?.endsWith('/photos')) return t('reasonPhoto')
    if (pointer?.startsWith('/payload/items')) return t('reasonItem')
    return pointer?.startsWith('/payload/r') ? t('reasonRound') : null
  },
})
