import type { IconName } from '@/core/ui/icons'

const ICONS: readonly (readonly [RegExp, IconName])[] = [
  [/fast/, 'clock'],
  [/far|position|overlap/, 'pin'],
  [/straight/, 'list'],
  [/answers/, 'copy'],
  [/refus/, 'door'],
]

/** The sign of a quality note. */
export const noteIcon = (code: string): IconName => ICONS.find(([pattern]) => pattern.test(code))?.[1] ?? 'info'
