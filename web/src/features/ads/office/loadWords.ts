import { shallowRef } from 'vue'
import { readPart } from '@/core/vocabulary'
import { readWordsFrom } from '../names'

const words = shallowRef<Record<string, unknown> | null>(null)
let loading: Promise<void> | null = null
readWordsFrom(() => words.value)

/** Reads the words of ads once; pages show codes until they are there. */
export function loadAdWords(): Promise<void> {
  loading ??= readPart('ad_words')
    .then((part) => { words.value = part })
    .catch(() => { loading = null })
  return loading
}
