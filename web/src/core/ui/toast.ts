import { shallowRef } from 'vue'
import type { IconName } from './icons'

/** A message with actions above the tabs. A second one replaces the first. */
export interface Toast {
  title: string
  text?: string
  icon?: IconName
  tone?: 'teal' | 'amber'
  /** Address of a small picture (`blob:`). */
  picture?: string
  /** Runs down with the amber line; the label counts the seconds. */
  undo?: { seconds: number; run: () => void | Promise<void> }
  action?: { label: string; icon?: IconName; run: () => void }
  /** Seconds until it goes by itself; default 5. */
  seconds?: number
  /** Called once when it leaves the screen, however that comes about. */
  onGone?: () => void
}

export const toast = shallowRef<Toast | null>(null)

export function showToast(next: Toast): void {
  hideToast()
  toast.value = next
}

export function hideToast(): void {
  const gone = toast.value
  toast.value = null
  gone?.onGone?.()
}
