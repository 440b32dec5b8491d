import type { Envelope } from '@/api/types'
import type { NewRecord, PhoneStore } from '@/core/db'
import { preparePhoto, TIGHT_LIMITS } from '@/core/media'

/** What became of the photos when the record was stored. */
export interface SaveOutcome {
  envelope: Envelope
  photos: 'kept' | 'shrunk' | 'left_out'
}

type ToSave = Omit<NewRecord, 'hold_until'>

function isFull(problem: unknown): boolean {
  return problem instanceof Error && problem.name === 'QuotaExceededError'
}

async function shrunkHarder(record: ToSave): Promise<ToSave> {
  const photos: ToSave['photos'] = []
  const named: Envelope['photos'] = []
  for (const photo of record.photos) {
    const small = await preparePhoto(new Blob([photo.bytes], { type: photo.type }), TIGHT_LIMITS)
    const before = record.envelope.photos.find((one) => one.sha256 === photo.sha256)
    if (before) named.push({ ...before, sha256: small.sha256 })
    photos.push({ sha256: small.sha256, type: small.type, bytes: small.bytes })
  }
  return { ...record, envelope: { ...record.envelope, photos: named }, photos }
}

/**
 * Stores a record whatever the room: when the phone is full, first sent photos go, then its own
 * photos are shrunk harder, and at last the words are stored without them. The caller tells the
 * person which of these happened.
 */
export async function saveWithRoom(store: PhoneStore, record: ToSave, holdMs: number): Promise<SaveOutcome> {
  const put = async (one: ToSave) => {
    const now = Date.now()
    await store.saveRecord({ ...one, hold_until: now + holdMs }, now)
  }
  const attempts: [SaveOutcome['photos'], () => Promise<ToSave>][] = [
    ['kept', () => Promise.resolve(record)],
    ['kept', async () => {
      await store.clearSentPhotos()
      return record
    }],
    ['shrunk', () => shrunkHarder(record)],
  ]
  for (const [photos, make] of attempts) {
    try {
      const one = await make()
      await put(one)
      return { envelope: one.envelope, photos }
    } catch (problem) {
      if (!isFull(problem)) throw problem
    }
  }
  const bare: ToSave = { envelope: { ...record.envelope, photos: [] }, photos: [] }
  await put(bare)
  return { envelope: bare.envelope, photos: 'left_out' }
}
