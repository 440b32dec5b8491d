import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, expect, test } from 'vitest'
import { incident } from '@/core/sync/fixtures'
import { PhoneStore } from './index'

const NOW = Date.parse('2026-10-30T01:26:00Z')
const bytes = new Uint8Array([1, 2, 3]).buffer
let store: PhoneStore

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
  store = new PhoneStore('person-1')
})

test('a record, its photos and the end of its draft are one step', async () => {
  const envelope = incident()
  await store.saveDraft({ id: envelope.id, kind: 'incident', updated_at: NOW, data: {} })
  await store.saveRecord({ envelope, photos: [{ sha256: 'a', type: 'image/jpeg', bytes }], hold_until: NOW }, NOW)
  expect(await store.listDrafts()).toEqual([])
  expect(await store.listPhotos(envelope.id)).toHaveLength(1)
})

test('when the photos do not fit nothing is stored and the draft stays', async () => {
  const envelope = incident()
  await store.saveDraft({ id: envelope.id, kind: 'incident', updated_at: NOW, data: {} })
  const uncloneable = { sha256: 'a', type: 'image/jpeg', bytes: (() => 0) as unknown as ArrayBuffer }
  const sound = { sha256: 'b', type: 'image/jpeg', bytes }
  await expect(store.saveRecord({ envelope, photos: [sound, uncloneable], hold_until: NOW }, NOW)).rejects.toThrow()
  expect(await store.listPhotos(envelope.id)).toEqual([])
  expect(await store.listRecords()).toEqual([])
  expect(await store.listDrafts()).toHaveLength(1)
})

test('a file that only answers name waits until it was sent itself', async () => {
  const envelope = incident({ photos: [{ sha256: 'a', taken_at: '2026-10-30T09:26:00+08:00', role: 'scene' }], payload: { answers: { voice: 'b' } } })
  const photos = [{ sha256: 'a', type: 'image/jpeg', bytes }, { sha256: 'b', type: 'audio/webm', bytes }]
  await store.saveRecord({ envelope, photos, hold_until: NOW }, NOW)
  await store.markSent(envelope.id, { id: envelope.id, outcome: 'created', missing_photos: [] }, NOW)
  expect((await store.listPhotosToSend()).map((one) => one.sha256)).toEqual(['b'])
  await store.settlePhoto(envelope.id, 'b', 'confirmed')
  expect(await store.listPhotosToSend()).toEqual([])
})

test('a mended record sends what it names now', async () => {
  const envelope = incident({ payload: { answers: { voice: 'old' } } })
  await store.saveRecord({ envelope, photos: [{ sha256: 'old', type: 'audio/webm', bytes }], hold_until: NOW }, NOW)
  await store.markTrouble(envelope.id, 'refused', { code: 'bad_hash' })
  await store.saveDraftPhoto({ record_id: envelope.id, sha256: 'new', type: 'audio/webm', bytes })
  await store.mendRecord(envelope.id, { ...envelope, payload: { answers: { voice: 'new' } } })
  expect((await store.getRecord(envelope.id))?.photos).toEqual([{ sha256: 'new', size_bytes: 3, state: 'waiting' }])
})

test('another account on the same phone neither sees nor sends the queue', async () => {
  await store.saveRecord({ envelope: incident(), photos: [], hold_until: NOW }, NOW)
  expect(await new PhoneStore('person-2').listRecords()).toEqual([])
})

test('a connection that the browser closed is opened again', async () => {
  await store.saveRecord({ envelope: incident(), photos: [], hold_until: NOW }, NOW)
  await store.close()
  expect(await store.listRecords()).toHaveLength(1)
})

test('sent records leave the phone after thirty days, unsent ones never', async () => {
  const [sent, waiting] = [incident(), incident()]
  for (const envelope of [sent, waiting]) await store.saveRecord({ envelope, photos: [], hold_until: NOW }, NOW)
  await store.markSent(sent.id, { id: sent.id, outcome: 'created', receipt: 'ABCDEFGH' }, NOW)
  await store.housekeep(NOW + 29 * 24 * 3600_000)
  expect(await store.listRecords()).toHaveLength(2)
  await store.housekeep(NOW + 31 * 24 * 3600_000)
  expect((await store.listRecords()).map((row) => row.id)).toEqual([waiting.id])
})

test('a first fix is added only to a record that is held and has no place', async () => {
  const envelope = incident({ position: null, placed_by: 'none' })
  await store.saveRecord({ envelope, photos: [], hold_until: NOW + 5000 }, NOW)
  const fix = { position: { lng: 110.4, lat: 26.8, accuracy_m: 9 }, placed_by: 'gps' as const, area_code: '1' }
  expect(await store.addPosition(envelope.id, fix, NOW + 6000)).toBe(false)
  expect(await store.addPosition(envelope.id, fix, NOW + 1000)).toBe(true)
  expect(await store.addPosition(envelope.id, fix, NOW + 1000)).toBe(false)
})

test('a queue of 200 records and 400 photos is read in half a second', async () => {
  for (let n = 0; n < 200; n += 1) {
    const photos = [1, 2].map((at) => ({ sha256: `${n}-${at}`, type: 'image/jpeg', bytes: new ArrayBuffer(1000) }))
    await store.saveRecord({ envelope: incident(), photos, hold_until: NOW }, NOW)
  }
  const begin = performance.now()
  expect(await store.listRecords()).toHaveLength(200)
  expect(performance.now() - begin).toBeLessThan(500)
})

test('a record that came back tells why and where, and its correction ends that', async () => {
  const envelope = incident()
  await store.saveRecord({ envelope, photos: [], hold_until: NOW }, NOW)
  await store.markSent(envelope.id, { id: envelope.id, outcome: 'created', receipt: '7K3F92XY' }, NOW)
  const item = { id: envelope.id, seq: 1, kind: 'incident', state: 'returned' as const, remark: '类别选错了', pointer: '/payload/category', flags: [], receipt: '7K3F92XY', area_code: '439802', happened_at: '' }
  await store.applyMine([item], 9)
  expect(await store.getRecord(envelope.id)).toMatchObject({ server_state: 'returned', remark: '类别选错了', pointer: '/payload/category' })
  const mended = incident({ corrects: envelope.id, correction_reason: '类别选错了' })
  await store.saveCorrection({ envelope: mended, photos: [], hold_until: NOW }, NOW)
  expect((await store.getRecord(envelope.id))?.server_state).toBe('superseded')
  expect((await store.listToSend(NOW + 1)).map((row) => row.id)).toEqual([mended.id])
})
