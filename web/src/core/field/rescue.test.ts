import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, expect, test } from 'vitest'
import { PhoneStore } from '@/core/db'
import { incident } from '@/core/sync/fixtures'
import { fromBase64, seal, toBase64, unsentContent, type RescueContent } from './rescue'

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
})

const ecdh = { name: 'ECDH', namedCurve: 'P-256' }

/** Opens a sealed file the way the server does. */
async function open(sealed: Uint8Array<ArrayBuffer>, serverKeys: CryptoKeyPair): Promise<RescueContent> {
  const { subtle } = crypto
  const [freshPublic, iv, cipher] = [sealed.slice(0, 65), sealed.slice(65, 77), sealed.slice(77)]
  const serverPublic = new Uint8Array(await subtle.exportKey('raw', serverKeys.publicKey))
  const fresh = await subtle.importKey('raw', freshPublic, ecdh, false, [])
  const shared = await subtle.deriveBits({ name: 'ECDH', public: fresh }, serverKeys.privateKey, 256)
  const base = await subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey'])
  const info = Uint8Array.from([...new TextEncoder().encode('wenxun-rescue-v1'), ...freshPublic, ...serverPublic])
  const key = await subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info }, base, { name: 'AES-GCM', length: 256 }, false, ['decrypt'])
  return JSON.parse(new TextDecoder().decode(await subtle.decrypt({ name: 'AES-GCM', iv }, key, cipher))) as RescueContent
}

test('only the server can open a rescue file, and it holds all that is unsent', async () => {
  const store = new PhoneStore('person-1')
  const bytes = new Uint8Array([1, 2, 3]).buffer
  const [unsent, sent, withoutPhoto] = [incident(), incident(), incident()]
  await store.saveRecord({ envelope: unsent, photos: [{ sha256: 'a', type: 'image/jpeg', bytes }], hold_until: 0 }, 1)
  await store.saveRecord({ envelope: sent, photos: [], hold_until: 0 }, 2)
  await store.markSent(sent.id, { id: sent.id, outcome: 'created', missing_photos: [] }, 3)
  await store.saveRecord({ envelope: withoutPhoto, photos: [{ sha256: 'b', type: 'image/jpeg', bytes }], hold_until: 0 }, 4)
  await store.markSent(withoutPhoto.id, { id: withoutPhoto.id, outcome: 'created', missing_photos: ['b'] }, 5)

  const keys = await crypto.subtle.generateKey(ecdh, true, ['deriveBits'])
  const publicKey = toBase64(new Uint8Array(await crypto.subtle.exportKey('raw', keys.publicKey)))
  const content = await unsentContent(store, 'person-1', '2026-10-30T01:26:00.000Z')
  const file = await seal(content, { id: 'key-1', public_key_base64: publicKey })

  expect(file).toMatchObject({ version: 1, key_id: 'key-1' })
  const opened = await open(fromBase64(file.sealed_base64), keys)
  expect(opened.account_id).toBe('person-1')
  expect(opened.records.map((record) => record.id).sort()).toEqual([unsent.id, withoutPhoto.id].sort())
  expect(opened.photos.map((photo) => photo.sha256).sort()).toEqual(['a', 'b'])
  expect(opened.photos[0]?.base64).toBe('AQID')
})

test('base64 goes both ways for any length', () => {
  for (const length of [0, 1, 2, 3, 40_000]) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 7) % 256)
    expect(fromBase64(toBase64(bytes))).toEqual(bytes)
  }
})
