import { ref, type Ref } from 'vue'

export type Language = 'zh-CN' | 'en'

/** The names of the `{placeholders}` in a text. */
type Names<S extends string> = S extends `${string}{${infer P}}${infer Rest}` ? P | Names<Rest> : never
type Values<S extends string> = [Names<S>] extends [never]
  ? []
  : [values: Record<Names<S>, string | number>]

const KEY = 'wenxun.language'

function storedLanguage(): Language {
  const stored = globalThis.localStorage?.getItem(KEY)
  if (stored === 'zh-CN' || stored === 'en') return stored
  return globalThis.navigator?.language?.toLowerCase().startsWith('en') ? 'en' : 'zh-CN'
}

/** The language of every text on the screen; change it with {@link setLanguage}. */
export const language: Ref<Language> = ref(storedLanguage())

export function setLanguage(next: Language): void {
  language.value = next
  globalThis.localStorage?.setItem(KEY, next)
  if (globalThis.document) document.documentElement.lang = next
}

/**
 * Texts of one feature in both languages. A key missing in either is a type error, and so is a
 * placeholder without a value.
 *
 *     const t = defineTexts({ sent: '已传 {n} 条' }, { sent: '{n} sent' })
 *     t('sent', { n: 3 })
 */
export function defineTexts<const Z extends Record<string, string>>(zh: Z, en: { [K in keyof Z]: string }) {
  return function t<K extends keyof Z & string>(key: K, ...values: Values<Z[K]>): string {
    const dictionary: Record<string, string | undefined> = language.value === 'en' ? en : zh
    const text = dictionary[key] ?? key
    const given: Record<string, string | number> = values[0] ?? {}
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(given[name] ?? whole))
  }
}

/** Picks the name in the language on the screen from a thing that carries both. */
export function nameOf(thing: { name_zh: string; name_en: string } | null | undefined): string {
  if (!thing) return ''
  return language.value === 'en' ? thing.name_en : thing.name_zh
}

export * from './format'
