import { formatCount } from '@/core/i18n'
import type { MeasureResult } from '../api'
import { t as words } from '../texts'
import { rangeWords, shareWords } from './board'
import { t } from './texts'

/** A measure in words: its figure and interval, or why there is none. */
export function figureOf(measure: MeasureResult): { figure: string; range: string; missing: string } {
  const { state, count, rate } = measure
  const missing = state === 'withheld' || state === 'too_small' || state === 'nothing' ? t(state) : ''
  const figure = typeof count === 'number' ? words('pieces', { n: formatCount(count) }) : shareWords(rate?.estimate)
  return { figure, range: rangeWords(rate), missing }
}

/** What the bar of an interval shows; null where there is no interval. */
export function barOf({ rate, wanted, verdict }: MeasureResult) {
  if (!rate || rate.method === 'census') return null
  const [estimate, low, high] = [rate.estimate * 100, rate.low * 100, rate.high * 100]
  return { estimate, low, high, target: wanted.value, isProven: verdict !== 'not_proven', isMissed: verdict === 'not_reached' }
}
