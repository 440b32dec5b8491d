import { computed, onBeforeUnmount, ref, shallowRef } from 'vue'
import type { Envelope } from '@/api/types'
import { thisDevice } from '@/core/device'
import { field } from '@/core/field'
import { phoneClock, stampOf } from '@/core/field/clock'
import { draftClosed, draftOpened } from '@/core/field/open-draft'
import { areaAt } from '@/core/field/pack'
import { position } from '@/core/geo/position'
import { newId } from '@/core/ids'
import { preparePhoto, type ReadyPhoto } from '@/core/media'
import { useSession } from '@/core/session'
import type { StripPhoto } from '@/core/ui/PhotoStrip.vue'
import { draftOf, isEmptyDraft, newDraft, noteUse, payloadOf, type CategoryUse, type IncidentDraft } from './model'
import { saveWithRoom, type SaveOutcome } from './save'

const HOLD_MS = 5_000
/** A record without a fix is held a little longer, so that the first fix may still join it. */
const HOLD_WITHOUT_FIX_MS = 15_000
const FLUSH_MS = 250

type Photo = Partial<ReadyPhoto> & StripPhoto & { taken_at: string; file?: Blob }

/** The form of one incident: a draft that survives anything, its photos, and the way to save. */
export function useIncidentForm() {
  const session = useSession()
  const id = ref('')
  const draft = ref<IncidentDraft>(newDraft())
  const photos = shallowRef<Photo[]>([])
  const use = shallowRef<CategoryUse>({})
  const isFlushed = ref(false)
  const isSaving = ref(false)
  /** The refused record that is being mended, if any. */
  const mended = shallowRef<Envelope | null>(null)
  let flushing: ReturnType<typeof setTimeout> | undefined

  const place = computed(() => {
    const chosen = draft.value.place
    if (chosen.by !== 'gps') return { lng: chosen.lng, lat: chosen.lat }
    return position.value.fix
  })
  const area = computed(() => areaAt(field.pack, place.value))

  /** Opens the form for a new record, a draft, or a record to mend. */
  async function open(draftId: string | undefined, mendId: string | undefined): Promise<void> {
    use.value = (await field.store().getSetting<CategoryUse>('category_use')) ?? {}
    const record = mendId ? await field.store().getRecord(mendId) : undefined
    id.value = record?.id ?? (draftId || newId())
    mended.value = record?.envelope ?? null
    const begun = record ? undefined : await field.store().getDraft(id.value)
    draft.value = record ? draftOf(record.envelope) : ((begun?.data as IncidentDraft | undefined) ?? newDraft())
    await readPhotos()
    if (!record) draftOpened(session.me?.id ?? '', `/incidents/new?draft=${id.value}`, id.value)
    isFlushed.value = begun !== undefined
  }

  async function readPhotos(): Promise<void> {
    const stored = await field.store().listPhotos(id.value)
    photos.value = draft.value.photos.flatMap(({ sha256, taken_at }) => {
      const found = stored.find((photo) => photo.sha256 === sha256)
      if (!found) return []
      const address = URL.createObjectURL(new Blob([found.bytes], { type: found.type }))
      return [{ id: sha256, sha256, taken_at, bytes: found.bytes, type: 'image/jpeg' as const, address, state: 'ready' as const }]
    })
  }

  /** Writes the draft now: before the camera opens the page may die. */
  async function flush(): Promise<void> {
    clearTimeout(flushing)
    if (mended.value || isSaving.value) return
    draft.value.photos = photos.value.flatMap((photo) => (photo.sha256 ? [{ sha256: photo.sha256, taken_at: photo.taken_at }] : []))
    const data = structuredClone({ ...draft.value, place: { ...draft.value.place }, photos: draft.value.photos.map((one) => ({ ...one })) })
    await field.store().saveDraft({ id: id.value, kind: 'incident', updated_at: Date.now(), data })
    isFlushed.value = true
  }

  function change(part: Partial<IncidentDraft>): void {
    draft.value = { ...draft.value, ...part }
    isFlushed.value = false
    clearTimeout(flushing)
    flushing = setTimeout(() => void flush(), FLUSH_MS)
  }

  function put(photoId: string, part: Partial<Photo>): void {
    photos.value = photos.value.map((photo) => (photo.id === photoId ? { ...photo, ...part } : photo))
  }

  async function prepare(photo: Photo): Promise<void> {
    if (!photo.file) return
    put(photo.id, { state: 'shrinking' })
    try {
      const ready = await preparePhoto(photo.file)
      put(photo.id, { ...ready, state: 'ready' })
      if (!draft.value.thumb) draft.value.thumb = ready.thumb
      const { sha256, type, bytes } = ready
      if (!mended.value) await field.store().saveDraftPhoto({ record_id: id.value, sha256, type, bytes })
      await flush()
    } catch {
      put(photo.id, { state: 'failed' })
    }
  }

  async function addPhotos(files: readonly File[]): Promise<void> {
    const taken_at = stampOf(new Date())
    const added: Photo[] = files.slice(0, 9 - photos.value.length).map((file) => ({
      id: newId(), file, taken_at, address: URL.createObjectURL(file), state: 'shrinking',
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
    draft.value.thumb = photos.value.find((photo) => photo.thumb)?.thumb
    if (gone?.sha256 && !mended.value) await field.store().dropDraftPhoto(id.value, gone.sha256)
    await flush()
  }

  function positionOf(): Pick<Envelope, 'position' | 'placed_by' | 'area_code' | 'site_id'> {
    const chosen = draft.value.place
    const area_code = area.value?.properties.code
    if (chosen.by !== 'gps') {
      const { lng, lat } = chosen
      const site = chosen.by === 'site' ? { site_id: chosen.site_id } : {}
      return { position: { lng, lat, accuracy_m: 0 }, placed_by: chosen.by, area_code, ...site }
    }
    const { fix } = position.value
    if (!fix) return { position: mended.value?.position ?? null, placed_by: mended.value?.placed_by ?? 'none', area_code: mended.value?.area_code }
    return { position: fixPosition(fix, Date.now()), placed_by: 'gps', area_code }
  }

  function envelope(): Envelope {
    const ready = photos.value.filter((photo) => photo.sha256)
    const note = draft.value.note.trim()
    const captured = mended.value ?? {
      captured_at: ready[0]?.taken_at ?? phoneClock.stamp(),
      captured_monotonic_ms: Math.round(phoneClock.monotonicMs()),
      boot_id: phoneClock.bootId,
    }
    return {
      id: id.value,
      kind: 'incident',
      captured_at: captured.captured_at,
      ...(captured.captured_monotonic_ms === undefined ? {} : { captured_monotonic_ms: captured.captured_monotonic_ms, boot_id: captured.boot_id }),
      ...positionOf(),
      ...(note ? { note } : {}),
      photos: ready.map((photo) => ({ sha256: photo.sha256 ?? '', taken_at: photo.taken_at, role: 'scene' })),
      app: { version: __APP_VERSION__, device_id: thisDevice().id },
      payload: payloadOf(draft.value),
    }
  }

  /** Stores the record durably on the phone. Rejects only when not even the words fit. */
  async function save(): Promise<SaveOutcome> {
    isSaving.value = true
    clearTimeout(flushing)
    try {
      const made = envelope()
      if (mended.value) {
        await field.store().mendRecord(id.value, made)
        return { envelope: made, photos: 'kept' }
      }
      const hold = made.position ? HOLD_MS : HOLD_WITHOUT_FIX_MS
      const ready = photos.value.flatMap(({ sha256, bytes }) => (sha256 && bytes ? [{ sha256, type: 'image/jpeg', bytes }] : []))
      const thumb = draft.value.thumb ?? photos.value.find((photo) => photo.thumb)?.thumb
      const outcome = await saveWithRoom(field.store(), { envelope: made, photos: ready, thumb }, hold)
      const code = draft.value.category ?? ''
      await field.store().setSetting('category_use', noteUse(use.value, code, Date.now()))
      return outcome
    } finally {
      isSaving.value = false
    }
  }

  /** Leaves the page: a draft with something in it stays among the records. */
  async function leave(): Promise<void> {
    clearTimeout(flushing)
    if (!mended.value) {
      if (isEmptyDraft(draft.value) && photos.value.length === 0) await field.store().dropDraft(id.value)
      else await flush()
    }
    draftClosed()
  }

  onBeforeUnmount(() => {
    clearTimeout(flushing)
    for (const photo of photos.value) if (photo.address) URL.revokeObjectURL(photo.address)
  })

  return { id, draft, photos, use, mended, isFlushed, isSaving, place, area, open, flush, change, addPhotos, retryPhoto, removePhoto, save, leave }
}

type FixLike = NonNullable<typeof position.value.fix>

/** A fix as the server takes it. */
export function fixPosition(fix: FixLike, now: number): NonNullable<Envelope['position']> {
  return {
    lng: fix.lng,
    lat: fix.lat,
    accuracy_m: fix.accuracy_m,
    ...(fix.altitude_m === null ? {} : { altitude_m: fix.altitude_m }),
    ...(fix.speed_mps === null || Number.isNaN(fix.speed_mps) ? {} : { speed_mps: fix.speed_mps }),
    fix_age_ms: Math.max(0, Math.round(now - fix.at)),
  }
}
