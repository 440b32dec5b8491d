import { sha256Hex } from './sha256'
import { shrinkHere, USUAL_LIMITS, type PhotoLimits, type ShrunkPhoto } from './shrink'
import type { ShrinkReply, ShrinkRequest } from './shrink.worker'

export { TIGHT_LIMITS, USUAL_LIMITS } from './shrink'
export { sha256Hex } from './sha256'

/** A photo ready to be stored. */
export interface ReadyPhoto {
  sha256: string
  type: 'image/jpeg'
  bytes: ArrayBuffer
  thumb: ArrayBuffer
}

let worker: Worker | null | undefined
let count = 0
const waiting = new Map<number, { resolve: (photo: ShrunkPhoto) => void; reject: (problem: Error) => void }>()

function loseWorker(): void {
  worker = null
  for (const [number, { reject }] of waiting) {
    waiting.delete(number)
    reject(new Error('the worker died'))
  }
}

function theWorker(): Worker | null {
  if (worker !== undefined) return worker
  if (typeof Worker === 'undefined' || typeof OffscreenCanvas === 'undefined') return (worker = null)
  try {
    worker = new Worker(new URL('./shrink.worker.ts', import.meta.url), { type: 'module' })
    worker.addEventListener('error', loseWorker)
    worker.addEventListener('message', (event: MessageEvent<ShrinkReply>) => {
      const asked = waiting.get(event.data.number)
      waiting.delete(event.data.number)
      if ('photo' in event.data) asked?.resolve(event.data.photo)
      else asked?.reject(new Error(event.data.failed))
    })
  } catch {
    worker = null
  }
  return worker ?? null
}

function shrinkAway(engine: Worker, file: Blob, limits: PhotoLimits): Promise<ShrunkPhoto> {
  count += 1
  const request: ShrinkRequest = { number: count, file, limits }
  return new Promise((resolve, reject) => {
    waiting.set(request.number, { resolve, reject })
    engine.postMessage(request)
  })
}

/**
 * Shrinks a photo off the page's thread where the browser can, on it otherwise.
 * Fails only when the picture cannot be read at all.
 */
export async function preparePhoto(file: Blob, limits: PhotoLimits = USUAL_LIMITS): Promise<ReadyPhoto> {
  const engine = theWorker()
  let shrunk: ShrunkPhoto
  try {
    shrunk = engine ? await shrinkAway(engine, file, limits) : await shrinkHere(file, limits)
  } catch (problem) {
    if (!engine) throw problem
    shrunk = await shrinkHere(file, limits)
  }
  return { ...shrunk, type: 'image/jpeg', sha256: await sha256Hex(shrunk.bytes) }
}
