/** A place for photos, recordings and files that lasts as long as a test. */

import type { StoredPhoto } from '@/core/db'
import { sha256Hex } from '@/core/media/sha256'
import type { PhotoPort } from '../port'

export function memoryPort(): PhotoPort & { names: () => string[] } {
  const kept = new Map<string, StoredPhoto>()
  const put: PhotoPort['put'] = async (blob, name) => {
    const bytes = await blob.arrayBuffer()
    const sha256 = name ?? (await sha256Hex(bytes))
    kept.set(sha256, { record_id: 'draft', sha256, type: blob.type, bytes })
    return sha256
  }
  const names = () => [...kept.keys()].sort()
  return {
    keep: put,
    put,
    find: (sha256) => Promise.resolve(kept.get(sha256)),
    list: () => Promise.resolve(names().flatMap((name) => kept.get(name) ?? [])),
    drop: (name) => Promise.resolve(void kept.delete(name)),
    names,
  }
}
