import { computed } from 'vue'
import { field } from '@/core/field'

/** A shift that runs on this phone, as far as other kinds need to know. */
export interface CurrentShift {
  id: string
  title: string
  place: string
  /** Milliseconds since 1970. */
  started_at: number
}

/** Draft of a running shift; the kind that owns it keeps more in the same object. */
interface ShiftDraft {
  shift_id: string
  title?: string
  place?: string
  started_at?: number | null
}

/** Drafts of this kind are running shifts. */
export const SHIFT_DRAFT_KIND = 'shift_report'

/**
 * The shift that runs now, or null: the newest draft of a shift that has been checked in.
 * Records made meanwhile carry its id.
 */
export const currentShift = computed<CurrentShift | null>(() => {
  for (const { kind, data } of field.drafts) {
    if (kind !== SHIFT_DRAFT_KIND) continue
    const { shift_id, title, place, started_at } = data as ShiftDraft
    if (started_at) return { id: shift_id, title: title ?? '', place: place ?? '', started_at }
  }
  return null
})

