import type { Envelope } from '@/api/types'

/** Limits of one batch; the server refuses more. */
export const MOST_RECORDS = 100
export const MOST_BYTES = 3_500_000

const encoder = new TextEncoder()

/** Size of a record on the wire in bytes. */
export function wireBytes(envelope: Envelope): number {
  return encoder.encode(JSON.stringify(envelope)).byteLength
}

/**
 * Cuts records into batches by count and bytes, keeping their order.
 * A record larger than a batch travels alone, so that only it can be refused for its size.
 */
export function cutIntoBatches(envelopes: readonly Envelope[], mostRecords = MOST_RECORDS, mostBytes = MOST_BYTES): Envelope[][] {
  const batches: Envelope[][] = []
  let current: Envelope[] = []
  let bytes = 0
  for (const envelope of envelopes) {
    const size = wireBytes(envelope)
    if (current.length > 0 && (current.length >= mostRecords || bytes + size > mostBytes)) {
      batches.push(current)
      current = []
      bytes = 0
    }
    current.push(envelope)
    bytes += size
  }
  if (current.length > 0) batches.push(current)
  return batches
}
