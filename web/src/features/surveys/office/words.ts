import { language } from '@/core/i18n'

/** Texts as forms and surveys carry them: by language code. */
export type Words = Record<string, string>

/** A text in the language on the screen; where it has none, in any it has. */
export function say(words: Words | null | undefined): string {
  if (!words) return ''
  const wanted = language.value === 'en' ? 'en' : 'zh'
  return words[wanted] ?? words['zh'] ?? words['en'] ?? Object.values(words)[0] ?? ''
}

/** Both texts of a thing, for what the service wants to be named in two languages. */
export const both = (zh: string, en: string) => ({ zh: zh.trim(), en: en.trim() === '' ? zh.trim() : en.trim() })

/** `80.9`: a share as percent with one decimal, without the sign. */
export const tenth = (share: number): string => (share * 100).toFixed(1)

/** `78.3–83.2%`. */
export const range = (low: number, high: number): string => `${tenth(low)}–${tenth(high)}%`

/** `±3.0`: half a width in percentage points. */
export const points = (margin: number): string => `±${(margin * 100).toFixed(1)}`
