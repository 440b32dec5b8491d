import { computed, shallowRef, type ComputedRef } from 'vue'
import { api, bodyOf, rawCall } from '@/api/client'
import type { Category, FlagSentence, Outcome, Vocabularies } from '@/api/types'
import { language } from './i18n'

const vocabularies = shallowRef<Vocabularies | null>(null)
let loading: Promise<void> | null = null

/** Where the words stay for when there is no network. */
const KEPT = 'wenxun.vocabularies'

async function read(): Promise<void> {
  try {
    const words = await readPart('vocabularies')
    if (!words) return
    vocabularies.value = words as unknown as Vocabularies
    localStorage.setItem(KEPT, JSON.stringify(words))
  } catch (problem) {
    const kept = localStorage.getItem(KEPT)
    if (!kept) throw problem
    vocabularies.value ??= JSON.parse(kept) as Vocabularies
  }
}

/** Reads another part of the field pack, for features with words of their own; null when there is none. */
export async function readPart(name: string): Promise<Record<string, unknown> | null> {
  const pack = bodyOf(await api.GET('/field-pack'))
  const part = pack.parts.find((one) => one.name === name)
  return part ? ((await (await rawCall(part.url)).json()) as Record<string, unknown>) : null
}

/** Reads the words for codes once; a page may show codes until they are there. */
export function loadVocabulary(): Promise<void> {
  loading ??= read().catch((reason: unknown) => {
    loading = null
    throw reason
  })
  return loading
}

const english = () => language.value === 'en'

function byCode<T extends { code: string }>(pick: (all: Vocabularies) => T[]): ComputedRef<Map<string, T>> {
  return computed(() => new Map(vocabularies.value ? pick(vocabularies.value).map((one) => [one.code, one]) : []))
}

const categories = byCode<Category>((all) => all.categories)
const outcomes = byCode<Outcome>((all) => all.outcomes)
const flags = byCode<FlagSentence>((all) => all.flags)

/** All categories that are in use. */
export const knownCategories = computed(() => [...categories.value.values()].filter((one) => !one.is_retired))
/** All groups of categories. */
export const knownGroups = computed(() => vocabularies.value?.groups ?? [])
/** All outcomes. */
export const knownOutcomes = computed(() => [...outcomes.value.values()])
/** All flags with their sentences. */
export const knownFlags = computed(() => [...flags.value.values()])

/** Full name of a category; the code itself while the words are not there. */
export function categoryName(code: string): string {
  const found = categories.value.get(code)
  return (english() ? found?.name_en : found?.name_zh)?.replace(/\|/g, '') ?? code
}

/** Short name of a category for tight places. */
export function categoryShort(code: string): string {
  const found = categories.value.get(code)
  return (english() ? found?.short_en : found?.short_zh)?.replace(/\|/g, '') ?? categoryName(code)
}

/** Name of an outcome. */
export function outcomeName(code: string): string {
  const found = outcomes.value.get(code)
  return (english() ? found?.name_en : found?.name_zh) ?? code
}

/** What a flag means, as a sentence. */
export function flagSentence(code: string): string {
  const found = flags.value.get(code)
  return (english() ? found?.sentence_en : found?.sentence_zh) ?? code
}
