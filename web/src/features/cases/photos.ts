import { onBeforeUnmount, shallowRef, type ShallowRef } from 'vue'
import { position } from '@/core/geo/position'
import { preparePhoto } from '@/core/media'
import type { StripPhoto } from '@/core/ui/PhotoStrip.vue'
import type { StepBody } from './api'

type PhotoOfStep = NonNullable<StepBody['photos']>[number]

/** A photo after the work: what the service is told of it, its bytes, and where it is shown from. */
export interface TakenPhoto {
  about: PhotoOfStep
  bytes: ArrayBuffer
  address: string
}

/** What the service is told of a photo that was made at `made_at` (ms) and is handed over at `now`. */
export function about(sha256: string, made_at: number, now: number, fix: { lng: number; lat: number; accuracy_m: number } | null): PhotoOfStep {
  const at = made_at > 0 ? Math.min(made_at, now) : now
  return { sha256, taken_at: new Date(at).toISOString(), position: fix ? { lng: fix.lng, lat: fix.lat, accuracy_m: fix.accuracy_m } : null }
}

export interface Photos {
  taken: ShallowRef<TakenPhoto[]>
  hasFailed: ShallowRef<boolean>
  strip: () => StripPhoto[]
  add: (files: readonly File[]) => Promise<void>
  remove: (sha256: string) => void
  clear: () => void
}

/** The photos of a step that is being filled in. */
export function usePhotos(): Photos {
  const taken = shallowRef<TakenPhoto[]>([])
  const hasFailed = shallowRef(false)

  async function addOne(file: File): Promise<void> {
    const { fix } = position.value
    const photo = await preparePhoto(file)
    if (taken.value.some((one) => one.about.sha256 === photo.sha256)) return
    const address = URL.createObjectURL(new Blob([photo.bytes], { type: photo.type }))
    taken.value = [...taken.value, { about: about(photo.sha256, file.lastModified, Date.now(), fix), bytes: photo.bytes, address }]
  }
  async function add(files: readonly File[]): Promise<void> {
    hasFailed.value = false
    for (const file of files) await addOne(file).catch(() => { hasFailed.value = true })
  }
  function remove(sha256: string): void {
    for (const one of taken.value) if (one.about.sha256 === sha256) URL.revokeObjectURL(one.address)
    taken.value = taken.value.filter((one) => one.about.sha256 !== sha256)
  }
  function clear(): void {
    for (const one of taken.value) URL.revokeObjectURL(one.address)
    taken.value = []
  }
  onBeforeUnmount(clear)
  return { taken, hasFailed, strip: () => taken.value.map((one) => ({ id: one.about.sha256, address: one.address, state: 'ready' })), add, remove, clear }
}
