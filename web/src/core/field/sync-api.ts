import { api, ApiProblem, bodyOf, NetworkProblem, rawCall } from '@/api/client'
import type { ProblemBody } from '@/api/problem'
import type { BatchRequest, BatchResult, RecordProblem, WireBatchResult } from '@/api/types'
import { sha256Hex } from '@/core/media/sha256'
import { CallFailed, type Failure, type SyncApi } from '@/core/sync/ports'

const WAITS_FOR_SERVER = new Set(['unknown_kind', 'unknown_field'])

/** The one thing of a problem that the person, or the engine, has to do with; what can be mended comes first. */
export function firstProblem(body: Pick<ProblemBody, 'code' | 'title' | 'errors'>): RecordProblem {
  const errors = body.errors ?? []
  const first = errors.find((error) => !WAITS_FOR_SERVER.has(error.code)) ?? errors[0]
  if (!first) return { code: body.code, title: body.title }
  return { code: first.code, pointer: first.pointer, title: first.title ?? body.title }
}

/** Results stand in the order of the batch; one whose id could not be read has none. */
export function readResults(batch: BatchRequest, results: readonly WireBatchResult[]): BatchResult[] {
  return batch.records.flatMap(({ id }, at) => {
    const result = results[at]
    return result ? [{ ...result, id, problem: result.problem ? firstProblem(result.problem) : null }] : []
  })
}

/** What a failed call means for the engine. */
export function failureOf(problem: unknown): Failure | null {
  if (problem instanceof NetworkProblem) return { kind: 'network' }
  if (!(problem instanceof ApiProblem)) return null
  if (problem.status === 401) return { kind: 'signed_out' }
  if (problem.status === 413) return { kind: 'too_large' }
  if (problem.status === 400 || problem.status === 415 || problem.status === 422) {
    return { kind: 'refused', problem: firstProblem(problem.body) }
  }
  return { kind: 'busy', retryAfterS: problem.retryAfterS }
}

async function call<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (problem) {
    const failure = failureOf(problem)
    throw failure ? new CallFailed(failure) : problem
  }
}

/** The server of this installation as the engine sees it. */
export const syncApi: SyncApi = {
  sendBatch: (body) => call(async () => readResults(body, bodyOf(await api.POST('/records/batch', { body })).results)),
  sendPhoto: (sha256, type, bytes) =>
    call(async () => {
      try {
        await rawCall(`/${type.startsWith('image/') ? 'photos' : 'attachments'}/${sha256}`, { method: 'PUT', headers: { 'Content-Type': type }, body: bytes })
      } catch (problem) {
        // Changed on the way: send again. Changed on the phone: sending again cannot help.
        const isMismatch = problem instanceof ApiProblem && problem.code.endsWith('_hash_mismatch')
        if (isMismatch && (await sha256Hex(bytes)) === sha256) throw new CallFailed({ kind: 'busy', retryAfterS: null })
        throw problem
      }
    }),
  listMine: (sinceSeq) =>
    call(async () => {
      const { items, next_since_seq } = bodyOf(await api.GET('/records/mine', { params: { query: { since_seq: sinceSeq } } }))
      return { items, nextSeq: next_since_seq ?? sinceSeq }
    }),
}
