import { rawCall } from '@/api/client'

/** Small pictures of other people's records that were looked at, kept for use without network. */
const MOST = 300

function cacheOf(accountId: string): Promise<Cache> | null {
  return typeof caches === 'undefined' ? null : caches.open(`wenxun-thumbs-${accountId}`)
}

/** The small picture of a photo, from the phone first; null when there is none to be had. */
export async function readThumb(accountId: string, sha256: string): Promise<Blob | null> {
  const path = `/photos/${sha256}/thumb`
  try {
    const cache = await cacheOf(accountId)
    const kept = await cache?.match(path)
    if (kept) return await kept.blob()
    const fresh = await rawCall(path)
    const blob = await fresh.blob()
    if (cache) {
      const keys = await cache.keys()
      if (keys[0] && keys.length >= MOST) await cache.delete(keys[0])
      await cache.put(path, new Response(blob))
    }
    return blob
  } catch {
    return null
  }
}
