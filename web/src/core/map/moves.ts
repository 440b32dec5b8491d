import { computed, type ComputedRef, type Ref } from 'vue'
import type { IconName } from '@/core/ui/icons'
import type { Box } from './geometry'
import { t } from './texts'

/** What the buttons of a map do; null until the map stands. */
interface Movable {
  zoomBy: (steps: number) => void
  fit: (box: Box) => void
}

/** The buttons every map of the office has: nearer, farther, and all of `whole`. */
export function useMoves(map: Ref<Movable | null>, whole: () => Box): ComputedRef<{ icon: IconName; label: string; act: () => void }[]> {
  return computed(() => [
    { icon: 'plus', label: t('zoomIn'), act: () => map.value?.zoomBy(1) },
    { icon: 'minus', label: t('zoomOut'), act: () => map.value?.zoomBy(-1) },
    { icon: 'target', label: t('whole'), act: () => map.value?.fit(whole()) },
  ])
}
