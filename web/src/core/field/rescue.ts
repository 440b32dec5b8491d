import type { Envelope } from '@/api/types'
import type { PhoneStore } from '@/core/db'

/** What the rescue file holds before it is sealed. */
export interface RescueContent {
  account_id: string
  made_at: string
  records: Envelope[]
  photos: { sha256: string; base64: string }[]
}

export interface RescueFile {
  version: 1
  key_id: string
  sealed_base64: string
}

const PIECE = 0x8000

export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let from = 0; from < bytes.length; from += PIECE) text += String.fromCharCode(...bytes.subarray(from, from + PIECE))
  return btoa(text)
}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
}

function joined(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

/** Everything of this account that the server does not have yet. */
export async function unsentContent(store: PhoneStore, accountId: string, madeAt: string): Promise<RescueContent> {
  const rows = (await store.listRecords()).filter((row) => row.state !== 'sent' || row.photos.some((photo) => photo.state === 'waiting'))
  const photos = new Map<string, string>()
  for (const row of rows) {
    const waiting = new Set(row.photos.filter((photo) => photo.state !== 'confirmed').map((photo) => photo.sha256))
    for (const photo of await store.listPhotos(row.id)) {
      if (waiting.has(photo.sha256)) photos.set(photo.sha256, toBase64(new Uint8Array(photo.bytes)))
    }
  }
  return {
    account_id: accountId,
    made_at: madeAt,
    records: rows.map((row) => row.envelope),
    photos: [...photos].map(([sha256, base64]) => ({ sha256, base64 })),
  }
}

/**
 * Seals the content so that only the server can open it: P-256 ECDH with a fresh key,
 * HKDF-SHA256, AES-256-GCM; bytes = fresh public key (65) ‖ iv (12) ‖ ciphertext and tag.
 * Needs a secure context.
 */
export async function seal(content: RescueContent, key: { id: string; public_key_base64: string }): Promise<RescueFile> {
  const { subtle } = crypto
  const serverPublic = fromBase64(key.public_key_base64)
  const curve = { name: 'ECDH', namedCurve: 'P-256' }
  const fresh = await subtle.generateKey(curve, false, ['deriveBits'])
  const freshPublic = new Uint8Array(await subtle.exportKey('raw', fresh.publicKey))
  const server = await subtle.importKey('raw', serverPublic, curve, false, [])
  const shared = await subtle.deriveBits({ name: 'ECDH', public: server }, fresh.privateKey, 256)
  const info = joined(new TextEncoder().encode('wenxun-rescue-v1'), freshPublic, serverPublic)
  const base = await subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey'])
  const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info }
  const aes = await subtle.deriveKey(hkdf, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt'])
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const plain = new TextEncoder().encode(JSON.stringify(content))
  const sealed = new Uint8Array(await subtle.encrypt({ name: 'AES-GCM', iv }, aes, plain))
  return { version: 1, key_id: key.id, sealed_base64: toBase64(joined(freshPublic, iv, sealed)) }
}
