import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, expect, test, vi } from 'vitest'
import { PhoneStore, type NewRecord } from '@/core/db'
import { incident } from '@/core/sync/fixtures'

vi.mock('@/core/media', () => ({
  TIGHT_LIMITS: {},
  preparePhoto: () => Promise.resolve({ sha256: 'small', type: 'image/jpeg', bytes: new ArrayBuffer(1), thumb: new ArrayBuffer(1) }),
}))
const { saveWithRoom } = await import('./save')

let store: PhoneStore
const photo = { sha256: 'big', type: 'image/jpeg', bytes: new ArrayBuffer(100) }
const record = () => ({
  envelope: incident({ photos: [{ sha256: 'big', taken_at: '2026-10-30T09:26:00.000+08:00', role: 'scene' }], payload: { items: [{ code: 'a', photos: ['big'] }] } }),
  photos: [photo],
})

/** A phone that has room for so many bytes of photos. */
function withRoomFor(bytes: number): void {
  const original = store.saveRecord.bind(store)
  store.saveRecord = (one: NewRecord, now: number) => {
    const size = one.photos.reduce((sum, each) => sum + each.bytes.byteLength, 0)
    if (size > bytes) return Promise.reject(new DOMException('full', 'QuotaExceededError'))
    return original(one, now)
  }
}

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
  store = new PhoneStore('person-1')
})

test('with room everything is stored as it is', async () => {
  expect((await saveWithRoom(store, record(), 0)).photos).toBe('kept')
})

test('a nearly full phone keeps the record with smaller photos and their new digests', async () => {
  withRoomFor(10)
  const outcome = await saveWithRoom(store, record(), 0)
  expect(outcome).toMatchObject({ photos: 'shrunk', envelope: { photos: [{ sha256: 'small' }] } })
  expect((await store.listRecords())[0]?.photos[0]?.sha256).toBe('small')
})

test('a payload that names its photos follows their new digests', async () => {
  withRoomFor(10)
  expect((await saveWithRoom(store, record(), 0)).envelope.payload).toEqual({ items: [{ code: 'a', photos: ['small'] }] })
  store = new PhoneStore('person-2')
  withRoomFor(0)
  expect((await saveWithRoom(store, record(), 0)).envelope.payload).toEqual({ items: [{ code: 'a', photos: [] }] })
})

test('a full phone keeps the words and says that the photos are missing', async () => {
  withRoomFor(0)
  const outcome = await saveWithRoom(store, record(), 0)
  expect(outcome).toMatchObject({ photos: 'left_out', envelope: { photos: [] } })
  expect(await store.listRecords()).toHaveLength(1)
})

test('any other failure is not hidden', async () => {
  store.saveRecord = () => Promise.reject(new Error('broken'))
  await expect(saveWithRoom(store, record(), 0)).rejects.toThrow('broken')
})
