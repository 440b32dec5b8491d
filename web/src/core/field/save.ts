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

/** A payload that names photos, with their new names; those without one are taken out. */
function renamed(value: unknown, names: ReadonlyMap<string, string | null>): unknown {
  if (Array.isArray(value)) return value.filter((one) => names.get(one as string) !== null).map((one) => renamed(one, names))
  if (value !== null && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, renamed(one, names)]))
  return names.get(value as string) ?? value
}
const payloadWith = (envelope: Envelope, names: ReadonlyMap<string, string | null>) => renamed(envelope.payload, names) as Envelope['payload']

async function shrunkHarder(record: ToSave): Promise<ToSave> {
  const photos: ToSave['photos'] = []
  const named: Envelope['photos'] = []
  const names = new Map<string, string>()
  for (const photo of record.photos) {
    const small = await preparePhoto(new Blob([photo.bytes], { type: photo.type }), TIGHT_LIMITS)
    names.set(photo.sha256, small.sha256)
    const before = record.envelope.photos.find((one) => one.sha256 === photo.sha256)
    if (before) named.push({ ...before, sha256: small.sha256 })
    photos.push({ sha256: small.sha256, type: small.type, bytes: small.bytes })
  }
  return { ...record, envelope: { ...record.envelope, photos: named, payload: payloadWith(record.envelope, names) }, photos }
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
  const none = new Map(record.photos.map((photo) => [photo.sha256, null]))
  const bare: ToSave = { envelope: { ...record.envelope, photos: [], payload: payloadWith(record.envelope, none) }, photos: [] }
  await put(bare)
  return { envelope: bare.envelope, photos: 'left_out' }
}
