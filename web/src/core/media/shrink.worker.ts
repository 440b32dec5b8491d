import { shrinkHere, type PhotoLimits, type ShrunkPhoto } from './shrink'

export interface ShrinkRequest {
  number: number
  file: Blob
  limits: PhotoLimits
}

export type ShrinkReply = { number: number; photo: ShrunkPhoto } | { number: number; failed: string }

const port = self as unknown as { postMessage(reply: ShrinkReply, transfer?: Transferable[]): void }

self.addEventListener('message', (event: MessageEvent<ShrinkRequest>) => {
  const { number, file, limits } = event.data
  shrinkHere(file, limits).then(
    (photo) => port.postMessage({ number, photo }, [photo.bytes, photo.thumb]),
    (problem: unknown) => port.postMessage({ number, failed: String(problem) }),
  )
})
