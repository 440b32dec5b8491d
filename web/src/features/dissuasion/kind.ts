import { defineAsyncComponent } from 'vue'
import { registerKind, registerTodayCard } from '@/core/field/kinds'
import { keepPart } from '@/core/field/pack'
import { kindText as t } from './kindTexts'

keepPart('shifts')

registerTodayCard({ kind: 'shift_report', order: 1, component: defineAsyncComponent(() => import('./components/DutyCard.vue')) })

const nothing = () => ({})
const peopleIn = (payload: Record<string, unknown>) =>
  Array.isArray(payload.counters) ? (payload.counters as { count: number }[]).reduce((sum, one) => sum + one.count, 0) : 0

registerKind({
  kind: 'shift_report',
  order: 3,
  icon: 'chat',
  title: () => t('title'),
  countToday: (n) => t('todayCount', { n }),
  startsWithCamera: false,
  showsOwnDrafts: true,
  formPath: '/shift',
  nameOf: (payload) => t('reportName', { n: peopleIn(payload) }),
  iconOf: () => 'dissuasion',
  newDraft: nothing,
  payloadOfDraft: (data) => data as Record<string, unknown>,
  explain: (code) => (code === 'unknown_outcome' ? t('reasonOutcome') : code === 'unknown_category' ? t('reasonCategory') : null),
})

registerKind({
  kind: 'shift_check',
  order: 7,
  icon: 'clock',
  title: () => t('checkIn'),
  countToday: () => '',
  startsWithCamera: false,
  hasNoButton: true,
  formPath: '',
  nameOf: (payload) => t(payload.direction === 'out' ? 'checkOut' : 'checkIn'),
  iconOf: () => 'dissuasion',
  newDraft: nothing,
  payloadOfDraft: nothing,
  explain: (code) => (code === 'checked_out_before_in' ? t('reasonOutBeforeIn') : null),
})
