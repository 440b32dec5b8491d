import type { StoredPhoto } from '@/core/db'

/** Where photos, recordings and files of answers are kept. */
export interface PhotoPort {
  /** Shrinks and stores a photo durably; gives its digest. */
  keep: (file: File) => Promise<string>
  /** Stores bytes as they are, under a name or else their digest; gives that. */
  put: (bytes: Blob, name?: string) => Promise<string>
  /** What was kept. */
  find: (sha256: string) => Promise<StoredPhoto | undefined>
  /** Everything that was kept, in order of the names. */
  list: () => Promise<StoredPhoto[]>
  drop: (name: string) => Promise<void>
}

/** An address under which the page shows what was kept; null when it is not here. */
export async function addressOf(port: PhotoPort | undefined, sha256: string): Promise<{ address: string; type: string; size: number } | null> {
  const found = sha256 ? await port?.find(sha256) : undefined
  return found ? { address: URL.createObjectURL(new Blob([found.bytes], { type: found.type })), type: found.type, size: found.bytes.byteLength } : null
}
