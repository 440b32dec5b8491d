import { field } from '@/core/field'
import { registerKind } from '@/core/field/kinds'
import { keepPart } from '@/core/field/pack'
import { language } from '@/core/i18n'
import { kindText as t } from './kindTexts'
import { newDraft, payloadOf, type TallyDraft, type TallyPart } from './model'

keepPart('tallies')

function nameOf(payload: Record<string, unknown>): string {
  const part = field.pack?.parts.tallies as TallyPart | undefined
  const type = part?.types.find((one) => one.code === payload.type)
  if (!type) return t('title')
  const name = language.value === 'en' ? type.name_en : type.name_zh
  return t('nameOf', { name, yes: Number(payload.numerator ?? 0), all: Number(payload.denominator ?? 0) })
}

registerKind({
  kind: 'tally',
  order: 4,
  icon: 'tally',
  title: () => t('title'),
  countToday: (n) => t('todayCount', { n }),
  startsWithCamera: false,
  formPath: '/tallies/new',
  nameOf,
  iconOf: (payload) => String(payload.type ?? ''),
  newDraft,
  payloadOfDraft: (data) => payloadOf(data as TallyDraft, 0, 1),
  explain: (_code, pointer) => (pointer === '/payload/numerator' ? t('refusedCounts') : null),
})
