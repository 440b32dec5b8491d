import { defineTexts, formatCount } from '@/core/i18n'

/** Words that the pages about indicators share. */
export const t = defineTexts(
  {
    title: '指标',
    parts: '指标的各页',
    scores: '得分',
    framework: '体系',
    evidence: '资料',
    readFailed: '没有读到',
    document_review: '材料审核',
    field_inspection: '实地考察',
    questionnaire: '问卷调查',
    atLeast: '至少 {value}',
    atMost: '至多 {value}',
    pieces: '{n} 份',
    cancel: '取消',
    save: '存好',
    saving: '正在存…',
    area: '辖区',
    period: '时期',
    choose: '从左边选一项',
    month: '每月',
    quarter: '每季',
    year: '每年',
  },
  {
    title: 'Indicators',
    parts: 'Pages of indicators',
    scores: 'Scores',
    framework: 'Framework',
    evidence: 'Evidence',
    readFailed: 'Could not be read',
    document_review: 'documents',
    field_inspection: 'field inspection',
    questionnaire: 'questionnaire',
    atLeast: 'at least {value}',
    atMost: 'at most {value}',
    pieces: '{n} pieces',
    cancel: 'Cancel',
    save: 'Save',
    saving: 'Saving…',
    area: 'Area',
    period: 'Period',
    choose: 'Choose one on the left',
    month: 'monthly',
    quarter: 'quarterly',
    year: 'yearly',
  },
)

/** How a requirement is assessed, in words. */
export const methodWord = (method: string): string => (method === 'document_review' || method === 'field_inspection' || method === 'questionnaire' ? t(method) : method)

/** How often evidence is due, in words. */
export const cadenceWord = (cadence: string): string => (cadence === 'month' || cadence === 'quarter' || cadence === 'year' ? t(cadence) : cadence)

/** What is wanted of a measure: `至少 80%`, `at least 2 pieces`. */
export function wantedWords({ comparator, value, unit }: { comparator: string; value: number; unit: string }): string {
  const number = unit === 'percent' ? `${value}%` : t('pieces', { n: formatCount(value) })
  return t(comparator === 'at_most' ? 'atMost' : 'atLeast', { value: number })
}
