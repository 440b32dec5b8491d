import { watch } from 'vue'
import { field } from '@/core/field'
import { acquirePosition, position, releasePosition } from '@/core/geo/position'
import { showToast, type Toast } from '@/core/ui/toast'
import { areaAt } from './pack'
import { fixPosition } from './place'
import type { SaveOutcome } from './save'
import { t } from './texts'

const LATE_FIX_MS = 14_000
const UNDO_S = 5

/** Gives a record that was saved without a place the first fix that comes while it is held. */
function waitForFix(id: string): void {
  acquirePosition()
  const end = () => {
    stop()
    clearTimeout(timer)
    releasePosition()
  }
  const timer = setTimeout(end, LATE_FIX_MS)
  const stop = watch(position, ({ fix }) => {
    if (!fix) return
    end()
    const area_code = areaAt(field.pack, fix)?.properties.code
    void field.store().addPosition(id, { position: fixPosition(fix, Date.now()), placed_by: 'gps', area_code }, Date.now())
  })
}

function placeWords({ envelope }: SaveOutcome): string {
  if (!envelope.position) return t('placeNone')
  if (envelope.placed_by !== 'gps') return t('placeHand')
  return t('accuracy', { n: Math.max(1, Math.round(envelope.position.accuracy_m)) })
}

/** What the toast of a saved record says and offers. */
export interface Told {
  name: string
  time: string
  thumb?: ArrayBuffer
  action?: Toast['action']
  /** Runs after an undo that came in time. */
  onUndone?: () => void
}

/** Tells that a record is safe on the phone, with undo for five seconds and a way to go on. */
export function tellSaved(outcome: SaveOutcome, told: Told): void {
  const { envelope } = outcome
  const { name, time, thumb, action } = told
  if (!envelope.position) waitForFix(envelope.id)
  void navigator.storage?.persist?.()
  const picture = thumb ? URL.createObjectURL(new Blob([thumb], { type: 'image/jpeg' })) : undefined
  const words = { kept: null, shrunk: t('quotaShrunk'), left_out: t('quotaNoPhotos') }[outcome.photos]
  showToast({
    title: words ? t('quotaTitle') : t('savedOnPhone'),
    text: words ?? t('savedText', { name, time, place: placeWords(outcome) }),
    icon: words ? 'drive' : 'check',
    tone: words ? 'amber' : 'teal',
    picture,
    undo: {
      seconds: UNDO_S,
      run: async () => {
        const undone = await field.store().undoRecord(envelope.id, Date.now())
        if (undone) told.onUndone?.()
        showToast({ title: undone ? t('undone') : t('undoneTooLate'), icon: undone ? 'undo' : 'cloud-up', tone: undone ? 'teal' : 'amber', seconds: 3 })
      },
    },
    action,
    onGone: () => {
      if (picture) URL.revokeObjectURL(picture)
      void field.saved()
    },
  })
}
