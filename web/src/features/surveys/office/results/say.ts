import type { MeasureRates, SurveyRate } from '../api'
import { say } from '../words'
import { t } from './texts'

/** How a rate changed since the wave before, in words; empty without one. */
export function changeWords(measure: MeasureRates): string {
  const { before } = measure
  if (!before) return ''
  const wave = { n: before.wave }
  return before.change === 'rose' ? t('rose', wave) : before.change === 'fell' ? t('fell', wave) : t('noChange', wave)
}

const signed = (share: number) => `${share > 0 ? '+' : share < 0 ? '−' : ''}${Math.abs(share * 100).toFixed(1)}`

/** The interval of that change in percentage points. */
export function changeRange(measure: MeasureRates): string {
  const { before } = measure
  return before ? t('changeRange', { low: signed(before.lower), high: signed(before.upper) }) : ''
}

/** The verdicts of all rates as one sentence without adjectives. */
export function verdictSentence(measures: readonly MeasureRates[]): string {
  const names = (verdict: string) => measures.filter((one) => one.target !== null && one.all.status === 'shown' && one.all.verdict === verdict).map((one) => say(one.name)).join(t('separator'))
  const [reached, missed, open] = [names('reached'), names('not_reached'), names('not_proven')]
  const parts = [reached && t('sheetReached', { names: reached }), missed && t('sheetMissed', { names: missed }), open && t('sheetOpen', { names: open })].filter(Boolean)
  return parts.length > 0 ? `${parts.join(t('clause'))}${t('stop')}` : ''
}

/** Why a figure is not told, in a word and in a sentence. */
export function notTold(rate: Pick<SurveyRate, 'status'>): { word: string; why: string } {
  if (rate.status === 'withheld') return { word: t('withheld'), why: t('withheldHint') }
  return rate.status === 'no_answers' ? { word: t('noAnswers'), why: t('noAnswersHint') } : { word: t('tooSmall'), why: t('tooSmallHint') }
}
