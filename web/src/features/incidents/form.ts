import { shallowRef } from 'vue'
import { field } from '@/core/field'
import { useCapture } from '@/core/field/capture'
import type { SaveOutcome } from '@/core/field/save'
import { draftOf, isEmptyDraft, newDraft, noteUse, payloadOf, type CategoryUse } from './model'

/** The form of one incident; it remembers which categories this phone uses. */
export function useIncidentForm() {
  const use = shallowRef<CategoryUse>({})
  const form = useCapture({ kind: 'incident', path: '/incidents/new', newDraft, isEmpty: isEmptyDraft, payloadOf, draftOf })

  async function open(draftId: string | undefined, mendId: string | undefined): Promise<void> {
    use.value = (await field.store().getSetting<CategoryUse>('category_use')) ?? {}
    await form.open(draftId, mendId)
  }

  async function save(): Promise<SaveOutcome> {
    const outcome = await form.save()
    const code = form.draft.value.category ?? ''
    if (!form.mended.value) await field.store().setSetting('category_use', noteUse(use.value, code, Date.now()))
    return outcome
  }

  return { ...form, use, open, save }
}
