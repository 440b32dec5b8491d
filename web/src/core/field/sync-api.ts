import { api, ApiProblem, bodyOf, NetworkProblem, rawCall } from '@/api/client'
import { CallFailed, type Failure, type SyncApi } from '@/core/sync/ports'

/** What a failed call means for the engine. */
export function failureOf(problem: unknown): Failure | null {
  if (problem instanceof NetworkProblem) return { kind: 'network' }
  if (!(problem instanceof ApiProblem)) return null
  if (problem.status === 401) return { kind: 'signed_out' }
  if (problem.status === 413) return { kind: 'too_large' }
  if (problem.status === 400 || problem.status === 415 || problem.status === 422) {
    const [first] = problem.body.errors ?? []
    return { kind: 'refused', problem: { code: first?.code ?? problem.code, pointer: first?.pointer, title: first?.title ?? problem.body.title } }
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
  sendBatch: (body) => call(async () => bodyOf(await api.POST('/records/batch', { body })).results),
  sendPhoto: (sha256, type, bytes) =>
    call(async () => {
      await rawCall(`/photos/${sha256}`, { method: 'PUT', headers: { 'Content-Type': type }, body: bytes })
    }),
  listMine: (sinceSeq) =>
    call(async () => {
      const { items, next_since_seq } = bodyOf(await api.GET('/records/mine', { params: { query: { since_seq: sinceSeq } } }))
      return { items, nextSeq: next_since_seq ?? sinceSeq }
    }),
}
