import type { IconName } from '@/core/ui/icons'

const ICONS: readonly (readonly [RegExp, IconName])[] = [
  [/fast|short|duration|time/, 'clock'],
  [/far|position|place|speed|walk|overlap/, 'pin'],
  [/straight|same|line/, 'list'],
  [/cop(y|ies)|duplicate|twin/, 'copy'],
  [/refus/, 'door'],
  [/inconsistent|mismatch/, 'swap'],
]

/** The sign of a quality note. */
export const noteIcon = (code: string): IconName => ICONS.find(([pattern]) => pattern.test(code))?.[1] ?? 'info'
