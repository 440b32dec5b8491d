import { rawCall } from '@/api/client'
import { field } from '@/core/field'
import { sha256Hex } from '@/core/media/sha256'
import type { PackedForm } from './model'
import { part } from './visits'

/** Under this name the phone keeps the pictures and sounds of questionnaires, beside the photos of records. */
const HOLDER = 'form-files'

type File = NonNullable<PackedForm['files']>[number]

async function fetchFile({ form_id, version }: PackedForm, { name, sha256, media_type }: File): Promise<void> {
  if (await field.store().readPhoto(HOLDER, sha256)) return
  const path = `/forms/${form_id}/versions/${encodeURIComponent(version)}/files/${encodeURIComponent(name)}`
  const bytes = await (await rawCall(path)).arrayBuffer()
  if ((await sha256Hex(bytes)) === sha256) await field.store().saveDraftPhoto({ record_id: HOLDER, sha256, type: media_type, bytes })
}

/** Fetches what the questionnaires show and the phone lacks, and forgets what none shows any more. */
export async function keepFiles(): Promise<void> {
  const forms = part.value?.forms ?? []
  const named = new Set(forms.flatMap((form) => (form.files ?? []).map((file) => file.sha256)))
  for (const { sha256 } of await field.store().listPhotos(HOLDER)) if (!named.has(sha256)) await field.store().dropDraftPhoto(HOLDER, sha256)
  for (const form of forms) for (const file of form.files ?? []) await fetchFile(form, file)
}

let shown: Record<string, string> = {}

/** Addresses of the files of a version that lie on the phone, by name; those given before are let go. */
export async function filesOf(formId: string, version: string): Promise<Record<string, string>> {
  Object.values(shown).forEach((address) => { URL.revokeObjectURL(address) })
  shown = {}
  const form = part.value?.forms.find((one) => one.form_id === formId && one.version === version)
  for (const { name, sha256 } of form?.files ?? []) {
    const found = await field.store().readPhoto(HOLDER, sha256)
    if (found) shown[name] = URL.createObjectURL(new Blob([found.bytes], { type: found.type }))
  }
  return shown
}
