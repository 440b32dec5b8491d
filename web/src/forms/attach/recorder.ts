/** Recording speech piece by piece, so that a page that dies loses seconds at most. */

import { MOST_BYTES } from './kinds'

/** Longest recording. */
export const MOST_MS = 10 * 60_000
/** A piece is stored this often. */
const PIECE_MS = 5_000
/** Room for the last piece. */
const ROOM_BYTES = 512 * 1024
const SPEECH_BITS_PER_S = 32_000
const TYPES = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus']

export const canRecord = (): boolean => typeof MediaRecorder !== 'undefined' && navigator.mediaDevices !== undefined

/** Why there is no recording. */
export type NoSound = 'micRefused' | 'micMissing' | 'micFailed'

export const reasonOf = (problem: unknown): NoSound => {
  const name = problem instanceof Error ? problem.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'micRefused'
  return name === 'NotFoundError' ? 'micMissing' : 'micFailed'
}

export interface Recording {
  stop: () => void
  /** Settles when it has stopped and every piece was handed over; fails when one could not be stored. */
  done: Promise<void>
}

/** Begins to record; stops by itself at the longest time and at the largest size. Fails without a microphone. */
export async function record(keep: (piece: Blob, at: number) => Promise<unknown>): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
  const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type))
  const recorder = new MediaRecorder(stream, { audioBitsPerSecond: SPEECH_BITS_PER_S, ...(mimeType ? { mimeType } : {}) })
  const stop = () => {
    if (recorder.state !== 'inactive') recorder.stop()
  }
  let [pieces, bytes] = [0, 0]
  let kept: Promise<unknown> = Promise.resolve()
  recorder.addEventListener('dataavailable', ({ data }) => {
    if (data.size === 0) return
    const at = pieces
    pieces += 1
    bytes += data.size
    kept = kept.then(() => keep(data, at))
    kept.catch(stop)
    if (bytes > MOST_BYTES - ROOM_BYTES) stop()
  })
  const timer = setTimeout(stop, MOST_MS)
  const done = new Promise<void>((resolve, reject) => {
    recorder.addEventListener('stop', () => {
      clearTimeout(timer)
      for (const track of stream.getTracks()) track.stop()
      kept.then(() => resolve(), reject)
    })
  })
  recorder.start(PIECE_MS)
  return { stop, done }
}
