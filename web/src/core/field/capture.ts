import { computed, onBeforeUnmount, ref, shallowRef } from 'vue'
import type { Envelope } from '@/api/types'
import { thisDevice } from '@/core/device'
import { field } from '@/core/field'
import { position } from '@/core/geo/position'
import { newId } from '@/core/ids'
import { preparePhoto, type ReadyPhoto } from '@/core/media'
import { useSession } from '@/core/session'
import type { StripPhoto } from '@/core/ui/PhotoStrip.vue'
import { phoneClock, stampOf } from './clock'
import { draftClosed, draftOpened } from './open-draft'
import { areaAt } from './pack'
import { placed, type DraftPlace } from './place'
import { saveWithRoom, type SaveOutcome } from './save'
import { currentShift } from './shift'

const HOLD_MS = 5_000
/** A record without a fix is held a little longer, so that the first fix may still join it. */
const HOLD_WITHOUT_FIX_MS = 15_000
const FLUSH_MS = 250
const MOST_PHOTOS = 9

/** What every form with photos keeps while it is being written. */
export interface CaptureDraft {
  note: string
  place: DraftPlace
  /** Stamps of the photos by digest; the bytes lie beside the draft. `part` is what in the form a photo belongs to. */
  photos: { sha256: string; taken_at: string; part?: string }[]
  /** A picture for the list. */
  thumb?: ArrayBuffer
}

/** What a kind tells the form. */
export interface CaptureKind<D extends CaptureDraft> {
  kind: string
  /** Path of the form. */
  path: string
  newDraft: () => D
  isEmpty: (draft: D) => boolean
  payloadOf: (draft: D) => Record<string, unknown>
  draftOf: (envelope: Envelope) => D
  /** The known site it is about, wherever the phone stands. */
  siteOf?: (draft: D) => string | undefined
}

export type CapturePhoto = Partial<ReadyPhoto> & StripPhoto & { taken_at: string; part?: string; file?: Blob }

/** A record as the phone makes it, without place, photos and payload. */
export function envelopeBase(id: string, kind: string): Omit<Envelope, 'position' | 'placed_by' | 'photos' | 'payload'> {
  return {
    id,
    kind,
    captured_at: phoneClock.stamp(),
    captured_monotonic_ms: Math.round(phoneClock.monotonicMs()),
    boot_id: phoneClock.bootId,
    ...(currentShift.value ? { shift_id: currentShift.value.id } : {}),
    app: { version: __APP_VERSION__, device_id: thisDevice().id },
  }
}

/** Each picture that is ready once: two items may share one, it travels once. */
const once = (photos: readonly CapturePhoto[]) => photos.filter(({ sha256 }, at) => sha256 && photos.findIndex((one) => one.sha256 === sha256) === at)

/** The form of one record: a draft that survives anything, its photos, and the way to save. */
export function useCapture<D extends CaptureDraft>(of: CaptureKind<D>) {
  const session = useSession()
  const id = ref('')
  const draft = shallowRef<D>(of.newDraft())
  const photos = shallowRef<CapturePhoto[]>([])
  const isFlushed = ref(false)
  const isSaving = ref(false)
  /** The refused or returned record that is being mended, if any. */
  const mended = shallowRef<Envelope | null>(null)
  /** What a supervisor said who returned it: mending it makes a correction. */
  const remark = ref<string | null>(null)
  /** Photos of a returned record whose bytes only the server has. */
  let elsewhere: Envelope['photos'] = []
  let flushing: ReturnType<typeof setTimeout> | undefined

  const place = computed(() => {
    const chosen = draft.value.place
    return chosen.by === 'gps' ? position.value.fix : { lng: chosen.lng, lat: chosen.lat }
  })
  const area = computed(() => areaAt(field.pack, place.value))

  /** Opens the form for a new record, a draft, or a record to mend. */
  async function open(draftId: string | undefined, mendId: string | undefined): Promise<void> {
    const record = mendId ? await field.store().getRecord(mendId) : undefined
    id.value = record?.id ?? (draftId || newId())
    mended.value = record?.envelope ?? null
    remark.value = record?.server_state === 'returned' ? (record.remark ?? '') : null
    const begun = record ? undefined : await field.store().getDraft(id.value)
    draft.value = record ? of.draftOf(record.envelope) : ((begun?.data as D | undefined) ?? of.newDraft())
    await readPhotos()
    if (!record) draftOpened(session.me?.id ?? '', `${of.path}?draft=${id.value}`, id.value)
    isFlushed.value = begun !== undefined
  }

  async function readPhotos(): Promise<void> {
    const stored = await field.store().listPhotos(id.value)
    const stamps: CaptureDraft['photos'] = draft.value.photos
    elsewhere = remark.value === null ? [] : (mended.value?.photos ?? []).filter((photo) => !stored.some((kept) => kept.sha256 === photo.sha256))
    photos.value = stamps.flatMap(({ sha256, taken_at, part }) => {
      const found = stored.find((photo) => photo.sha256 === sha256)
      if (!found) return []
      const address = URL.createObjectURL(new Blob([found.bytes], { type: found.type }))
      return [{ id: newId(), sha256, taken_at, part, bytes: found.bytes, type: 'image/jpeg' as const, address, state: 'ready' as const }]
    })
  }

  /** The draft with the stamps of the photos that are ready. */
  function stamped(): D {
    const stamps = photos.value.flatMap(({ sha256, taken_at, part }) => (sha256 ? [{ sha256, taken_at, ...(part ? { part } : {}) }] : []))
    return { ...draft.value, photos: stamps }
  }

  /** Writes the draft now: before the camera opens the page may die. */
  async function flush(): Promise<void> {
    clearTimeout(flushing)
    if (mended.value || isSaving.value) return
    draft.value = stamped()
    await field.store().saveDraft({ id: id.value, kind: of.kind, updated_at: Date.now(), data: draft.value })
    isFlushed.value = true
  }

  function change(part: Partial<D>): void {
    draft.value = { ...draft.value, ...part }
    isFlushed.value = false
    clearTimeout(flushing)
    flushing = setTimeout(() => void flush(), FLUSH_MS)
  }

  function put(photoId: string, part: Partial<CapturePhoto>): void {
    photos.value = photos.value.map((photo) => (photo.id === photoId ? { ...photo, ...part } : photo))
  }

  async function prepare(photo: CapturePhoto): Promise<void> {
    if (!photo.file) return
    put(photo.id, { state: 'shrinking' })
    try {
      const ready = await preparePhoto(photo.file)
      put(photo.id, { ...ready, state: 'ready' })
      if (!draft.value.thumb) draft.value = { ...draft.value, thumb: ready.thumb }
      const { sha256, type, bytes } = ready
      if (!mended.value) await field.store().saveDraftPhoto({ record_id: id.value, sha256, type, bytes })
      await flush()
    } catch {
      put(photo.id, { state: 'failed' })
    }
  }

  async function addPhotos(files: readonly File[], part?: string): Promise<void> {
    const taken_at = stampOf(new Date())
    const added: CapturePhoto[] = files.slice(0, MOST_PHOTOS - photos.value.length).map((file) => ({
      id: newId(), file, taken_at, part, address: URL.createObjectURL(file), state: 'shrinking',
    }))
    photos.value = [...photos.value, ...added]
    for (const photo of added) await prepare(photo)
  }

  function retryPhoto(photoId: string): void {
    const photo = photos.value.find((one) => one.id === photoId)
    if (photo) void prepare(photo)
  }

  async function removePhoto(photoId: string): Promise<void> {
    const gone = photos.value.find((photo) => photo.id === photoId)
    photos.value = photos.value.filter((photo) => photo.id !== photoId)
    if (gone?.address) URL.revokeObjectURL(gone.address)
    draft.value = { ...draft.value, thumb: photos.value.find((photo) => photo.thumb)?.thumb }
    if (gone?.sha256 && !mended.value && !photos.value.some((photo) => photo.sha256 === gone.sha256)) await field.store().dropDraftPhoto(id.value, gone.sha256)
    await flush()
  }

  function envelope(): Envelope {
    const ready = once(photos.value)
    const note = draft.value.note.trim()
    const before = mended.value
    const site = of.siteOf?.(draft.value)
    const base = envelopeBase(id.value, of.kind)
    const when = before
      ? { captured_at: before.captured_at, captured_monotonic_ms: before.captured_monotonic_ms, boot_id: before.boot_id, shift_id: before.shift_id }
      : { captured_at: ready[0]?.taken_at ?? base.captured_at }
    const made: Envelope = {
      ...base,
      ...when,
      ...(site ? { site_id: site } : {}),
      ...placed(draft.value.place, position.value.fix, Date.now(), before),
      area_code: area.value?.properties.code ?? before?.area_code,
      ...(note ? { note } : {}),
      photos: [...elsewhere, ...ready.map((photo) => ({ sha256: photo.sha256 ?? '', taken_at: photo.taken_at, role: 'scene' as const }))],
      payload: of.payloadOf(stamped()),
    }
    // Absent members are left out: what travels is what is signed.
    return JSON.parse(JSON.stringify(made)) as Envelope
  }

  /** The photos with their bytes, and the small one for lists. */
  function picture() {
    const ready = once(photos.value).flatMap(({ sha256, bytes }) => (sha256 && bytes ? [{ sha256, type: 'image/jpeg', bytes }] : []))
    return { photos: ready, thumb: draft.value.thumb ?? photos.value.find((photo) => photo.thumb)?.thumb }
  }

  /** What the server has stays as it is: the mended version goes beside it, under an id of its own. */
  async function correct(made: Envelope, reason: string): Promise<SaveOutcome> {
    const envelope: Envelope = { ...made, id: newId(), corrects: made.id, correction_reason: reason }
    const now = Date.now()
    await field.store().saveCorrection({ envelope, ...picture(), hold_until: now }, now)
    return { envelope, photos: 'kept' }
  }

  /** Stores the record durably on the phone. Rejects only when not even the words fit. */
  async function save(): Promise<SaveOutcome> {
    isSaving.value = true
    clearTimeout(flushing)
    try {
      const made = envelope()
      if (remark.value !== null) return await correct(made, remark.value)
      if (mended.value) {
        await field.store().mendRecord(id.value, made)
        return { envelope: made, photos: 'kept' }
      }
      const hold = made.position ? HOLD_MS : HOLD_WITHOUT_FIX_MS
      return await saveWithRoom(field.store(), { envelope: made, ...picture() }, hold)
    } finally {
      isSaving.value = false
    }
  }

  /** Leaves the page: a draft with something in it stays among the records. */
  async function leave(): Promise<void> {
    clearTimeout(flushing)
    if (!mended.value) {
      if (of.isEmpty(draft.value) && photos.value.length === 0) await field.store().dropDraft(id.value)
      else await flush()
    }
    draftClosed()
  }

  onBeforeUnmount(() => {
    clearTimeout(flushing)
    for (const photo of photos.value) if (photo.address) URL.revokeObjectURL(photo.address)
  })

  return { id, draft, photos, mended, remark, isFlushed, isSaving, place, area, open, flush, change, addPhotos, retryPhoto, removePhoto, save, leave }
}
