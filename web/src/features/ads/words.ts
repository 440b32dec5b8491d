import { language } from '@/core/i18n'
import type { IconName } from '@/core/ui/icons'
import { shortDay } from '@/core/words'
import type { AdSite } from './model'
import { adWords, named } from './names'
import { t } from './texts'

/** Signs and short words of the conditions; a code that is not here shows its full name. */
const CONDITIONS = {
  intact: ['board', 'shortIntact'],
  soiled: ['smudge', 'shortSoiled'],
  damaged: ['torn', 'shortDamaged'],
  faded: ['fade', 'shortFaded'],
  obstructed: ['copy', 'shortObstructed'],
  expired: ['calendar', 'shortExpired'],
  wrong_content: ['pencil', 'shortWrong'],
  light_off: ['bulb', 'shortLight'],
  loose: ['tilt', 'shortLoose'],
  covered_by_illegal_ad: ['layers', 'shortCovered'],
  screen_off: ['screen', 'shortScreen'],
  missing: ['gone', 'shortMissing'],
  turned_commercial: ['swap', 'shortTurned'],
} as const satisfies Record<string, readonly [IconName, Parameters<typeof t>[0]]>

type Known = keyof typeof CONDITIONS
const isKnown = (code: string): code is Known => code in CONDITIONS
/** The order of the chips: what is seen most first. */
export const CONDITION_ORDER: readonly string[] = Object.keys(CONDITIONS)

export function conditionIcon(code: string): IconName {
  return isKnown(code) ? CONDITIONS[code][0] : 'flag'
}

export function conditionName(code: string): string {
  return isKnown(code) ? t(CONDITIONS[code][1]) : named(adWords().conditions, code)
}

/** Conditions as one line of words. */
export const conditionNames = (codes: readonly string[]): string => codes.map(conditionName).join(language.value === 'en' ? ', ' : '、')

/** When and how a site was found last: `9月18日 完好`. */
export function lastWords(site: AdSite): string {
  if (!site.last) return site.is_own ? t('ownNew') : t('never')
  return `${shortDay(site.last.at)} ${conditionNames(site.last.conditions)}`
}
