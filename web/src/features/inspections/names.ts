import { language, nameOf } from '@/core/i18n'

const say = (zh: string, en: string) => (language.value === 'en' ? en : zh)

export { nameOf }

export const titleOf = (one: { title_zh: string; title_en: string }): string => say(one.title_zh, one.title_en)
export const textOf = (one: { text_zh: string; text_en: string }): string => say(one.text_zh, one.text_en)
/** What an item counts; empty where the rubric does not say. */
export const countedOf = (one: { counted_zh?: string | null; counted_en?: string | null }): string => say(one.counted_zh ?? '', one.counted_en ?? '')
export const areaOf = (one: { area_zh: string; area_en: string }): string => say(one.area_zh, one.area_en)
