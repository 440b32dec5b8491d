import type { CodeName } from '@/api/types'
import { field } from '@/core/field'
import { nameOf } from '@/core/i18n'
import { kindText } from './kindTexts'
import { wordsIn, type AdSite } from './model'

let elsewhere: () => Record<string, unknown> | null = () => null

/** In the office there is no field pack: its pages say where the words come from. */
export function readWordsFrom(source: () => Record<string, unknown> | null): void {
  elsewhere = source
}

export const adWords = () => wordsIn((field.pack?.parts.ad_words as Record<string, unknown> | undefined) ?? elsewhere() ?? undefined)

/** The name of a code in a list; the code itself when it is unknown. */
export function named(list: readonly CodeName[], code: string): string {
  return nameOf(list.find((one) => one.code === code)) || code
}

export const placementName = (code: string) => named(adWords().placements, code)
export const themeName = (code: string) => named(adWords().themes, code)

/** What a site is called: where it hangs and what it says. */
export function siteName(site: Pick<AdSite, 'placement' | 'theme'>): string {
  return kindText('nameOf', { placement: placementName(site.placement), theme: themeName(site.theme) })
}
