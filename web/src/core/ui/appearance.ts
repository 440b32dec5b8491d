import { ref, watch } from 'vue'

export type TypeSize = 'normal' | 'large'
export type Contrast = 'normal' | 'high'

function setting<V extends string>(key: string, attribute: string, allowed: readonly V[], fallback: V) {
  const stored = localStorage.getItem(key) as V | null
  const value = ref<V>(stored && allowed.includes(stored) ? stored : fallback)
  watch(
    value,
    (now) => {
      localStorage.setItem(key, now as string)
      document.documentElement.setAttribute(attribute, now as string)
    },
    { immediate: true },
  )
  return value
}

/** Letters a quarter larger, tiles in two columns. */
export const typeSize = setting<TypeSize>('wenxun.type', 'data-type', ['normal', 'large'], 'normal')
/** Black edges and text on pure white. */
export const contrast = setting<Contrast>('wenxun.contrast', 'data-contrast', ['normal', 'high'], 'normal')
