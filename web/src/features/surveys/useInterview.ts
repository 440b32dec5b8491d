import { computed, ref, shallowRef } from 'vue'
import type { Envelope } from '@/api/types'
import { phoneClock, stampOf } from '@/core/field/clock'
import { field } from '@/core/field'
import { draftClosed, draftOpened } from '@/core/field/open-draft'
import { newId } from '@/core/ids'
import { preparePhoto, sha256Hex } from '@/core/media'
import { useSession } from '@/core/session'
import { localDay } from '@/core/i18n'
import type { RunState, Sealed } from '@/forms/run'
import type { PhotoPort } from '@/forms/port'
import { bindsOf, KIND, payloadOf, runOf, type Disposition, type VisitDraft } from './model'
import { filesOf } from './files'
import { doorsOf, formOf, hereNow, newVisit, planning, PLAN_HOLD_MS, storeVisit, surveyOf, visitEnvelope } from './visits'

/** What the page was opened with. */
export interface Opening {
  draft?: string
  survey?: string
  door?: string
  quota?: string
  /** A sent visit to correct, or a refused one to mend. */
  corrects?: string
  mend?: string
}

/** An interview that is written down at every answer, and the ways it may end. */
export function useInterview() {
  const session = useSession()
  const id = ref('')
  const draft = shallowRef<VisitDraft | null>(null)
  /** The record that is corrected or mended. */
  const before = shallowRef<Envelope | null>(null)
  const isMending = ref(false)
  const isOpen = ref(false)
  /** How the filling began: the runner starts from here once. */
  const saved = shallowRef<RunState | null>(null)
  const isUnkept = ref(false)
  let isDirty = false
  let writing: Promise<void> | null = null

  const survey = computed(() => (draft.value ? surveyOf(draft.value.survey_id) : undefined))
  const door = computed(() => survey.value?.doors.find((one) => one.id === draft.value?.door_id))
  const files = shallowRef<Record<string, string>>({})
  const form = computed(() => (draft.value ? formOf(draft.value.form_id, draft.value.form_version) : undefined))
  const binds = computed(() => (draft.value ? bindsOf(door.value?.code ?? '', localDay(draft.value.started_at), draft.value.visit_no, draft.value.back_check_of ? door.value?.ask : undefined) : undefined))

  async function open(opening: Opening): Promise<void> {
    const old = opening.mend ?? opening.corrects
    if (old) await openRecord(old, opening.mend !== undefined)
    else if (opening.draft) await openDraft(opening.draft)
    else begin(opening)
    saved.value = draft.value?.run ?? null
    if (draft.value) files.value = await filesOf(draft.value.form_id, draft.value.form_version)
    isOpen.value = true
  }

  async function openRecord(recordId: string, mends: boolean): Promise<void> {
    const record = await field.store().getRecord(recordId)
    if (!record || (mends && record.state !== 'refused')) return
    const payload = payloadOf(record.envelope)
    const definition = formOf(payload.form_id ?? '', payload.form_version ?? '')
    if (!definition || !payload.answers) return
    before.value = record.envelope
    isMending.value = mends
    id.value = mends ? record.id : newId()
    const photos = record.envelope.photos.map(({ sha256, taken_at }) => ({ sha256, taken_at }))
    const { survey_id, door_id, quota_id, visit_no, form_id = '', form_version = '', started_at, started_position, has_handbook, back_check_of } = payload
    draft.value = { survey_id, door_id, quota_id, visit_no, form_id, form_version, started_at, started_position, has_handbook, run: runOf(definition, payload), photos, ...(back_check_of ? { back_check_of } : {}) }
  }

  async function openDraft(draftId: string): Promise<void> {
    const stored = await field.store().getDraft(draftId)
    if (stored?.kind !== KIND) return
    id.value = draftId
    const data = stored.data as VisitDraft
    draft.value = data.waits ? { ...data, waits: false, started_at: phoneClock.stamp(), started_position: hereNow() } : data
    opened()
  }

  function begin({ survey: surveyId, door: doorId, quota }: Opening): void {
    const found = surveyOf(surveyId ?? '')
    const at = found?.doors.find((one) => one.id === doorId)
    if (!found || (!at && found.kind !== 'intercept')) return
    const now = doorsOf(found).find((one) => one.door.id === doorId)
    id.value = newId()
    draft.value = newVisit(found, at ?? null, quota ?? null, (now?.visits.length ?? 0) + 1)
    opened()
    keep()
  }

  function opened(): void {
    draftOpened(session.me?.id ?? '', `/visits/interview?draft=${id.value}`, id.value)
  }

  /** Writes until nothing is left to write: each write takes all answers that came before it. */
  async function write(): Promise<void> {
    while (isDirty && draft.value) {
      isDirty = false
      try {
        await field.store().saveDraft({ id: id.value, kind: KIND, updated_at: Date.now(), data: draft.value }, true)
        isUnkept.value = false
      } catch {
        isUnkept.value = true
      }
    }
    writing = null
  }

  function keep(): void {
    if (before.value) return
    isDirty = true
    writing ??= write()
  }

  function change(part: Partial<VisitDraft>): void {
    if (!draft.value) return
    // A fix that came after the start still tells where it began.
    const late = draft.value.started_position ?? (draft.value.run ? null : hereNow())
    draft.value = { ...draft.value, started_position: late, ...part }
    keep()
  }

  const photos: PhotoPort = {
    async keep(file) {
      const { sha256, type, bytes } = await preparePhoto(file)
      await field.store().saveDraftPhoto({ record_id: id.value, sha256, type, bytes })
      change({ photos: [...(draft.value?.photos ?? []), { sha256, taken_at: stampOf(new Date()) }] })
      return sha256
    },
    async put(blob, name) {
      const bytes = await blob.arrayBuffer()
      const sha256 = name ?? (await sha256Hex(bytes))
      await field.store().saveDraftPhoto({ record_id: id.value, sha256, type: blob.type, bytes })
      return sha256
    },
    // A correction shows what the record that it corrects has kept.
    find: async (sha256) => (await field.store().readPhoto(id.value, sha256)) ?? (before.value ? field.store().readPhoto(before.value.id, sha256) : undefined),
    list: () => field.store().listPhotos(id.value),
    drop: (name) => field.store().dropDraftPhoto(id.value, name),
  }

  /** Seals the visit: a new record, a correction of a sent one, or the refused one mended. */
  async function end(disposition: Disposition, sealed: Sealed | null, reason: string): Promise<void> {
    await writing
    const now = draft.value
    if (!now) return
    const old = before.value
    const made = visitEnvelope(id.value, now, disposition, { sealed })
    if (old) {
      // When and where the visit took place stays as it was.
      const { started_at, ended_at, started_position, ended_position, timings, back_check_of } = payloadOf(old)
      const kept = { ...old, ...made, captured_at: old.captured_at, payload: { ...made.payload, started_at, ended_at, started_position, ended_position, timings, back_check_of } }
      if (isMending.value) {
        await field.store().mendRecord(old.id, kept)
        void field.saved()
      } else await storeVisit(JSON.parse(JSON.stringify({ ...kept, id: id.value, corrects: old.id, correction_reason: reason })) as Envelope, 0)
      return
    }
    await storeVisit(made, 0)
    draftClosed()
  }

  /** Goes on another day: the visit so far is recorded, the answers wait for the next one. */
  async function putOff(state: RunState | null): Promise<void> {
    await writing
    const now = draft.value
    if (!now) return
    const envelope = visitEnvelope(newId(), { ...now, photos: [] }, 'later')
    await field.store().saveDraft({ id: id.value, kind: KIND, updated_at: Date.now(), data: { ...now, run: state, waits: true, visit_no: now.visit_no + 1 } satisfies VisitDraft })
    await storeVisit(envelope, now.door_id ? PLAN_HOLD_MS : 0)
    planning.value = now.door_id ? envelope : null
    draftClosed()
  }

  /** Leaves the page: what was answered stays a draft, a visit without an answer goes. */
  async function leave(isEmpty: boolean): Promise<void> {
    await writing
    if (!before.value && draft.value) {
      if (isEmpty) await field.store().dropDraft(id.value)
      else await field.store().saveDraft({ id: id.value, kind: KIND, updated_at: Date.now(), data: draft.value })
    }
    draftClosed()
  }

  return { id, draft, saved, before, isMending, isOpen, isUnkept, survey, door, form, files, binds, photos, open, change, end, putOff, leave }
}
