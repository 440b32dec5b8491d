import { afterEach, expect, test, vi } from 'vitest'
import { ApiProblem, NetworkProblem } from '@/api/client'
import { incident } from '@/core/sync/fixtures'
import { failureOf, firstProblem, readResults, syncApi } from './sync-api'

const problem = (status: number, retryAfterS: number | null = null) =>
  new ApiProblem(status, { type: 'about:blank', title: 'x', status, code: `http_${status}` }, retryAfterS)

test('the engine hears of a failed call only what it can act on', () => {
  expect(failureOf(new NetworkProblem(null))).toEqual({ kind: 'network' })
  expect(failureOf(problem(401))).toEqual({ kind: 'signed_out' })
  expect(failureOf(problem(413))).toEqual({ kind: 'too_large' })
  expect(failureOf(problem(503, 7))).toEqual({ kind: 'busy', retryAfterS: 7 })
  expect(failureOf(problem(403))).toEqual({ kind: 'busy', retryAfterS: null })
  expect(failureOf(problem(422))).toMatchObject({ kind: 'refused', problem: { code: 'http_422' } })
  expect(failureOf(new Error('mine'))).toBeNull()
})

test('what the person can mend comes before what waits for a newer server', () => {
  const errors = [
    { pointer: '/colour', code: 'unknown_field', title: 'unknown' },
    { pointer: '/note', code: 'too_long', title: 'too long' },
  ]
  expect(firstProblem({ code: 'record_refused', title: 'x', errors })).toEqual({ code: 'too_long', pointer: '/note', title: 'too long' })
  expect(firstProblem({ code: 'unknown_kind', title: 'x', errors: [] })).toEqual({ code: 'unknown_kind', title: 'x' })
})

test('results are matched to records by their place, also without an id', () => {
  const batch = { records: [incident(), incident()] }
  const results = readResults(batch, [
    { id: null, outcome: 'refused', problem: { type: '', title: 'x', status: 422, code: 'record_refused' } },
    { id: batch.records[1]?.id ?? '', outcome: 'created', receipt: 'ABCDEFGH' },
  ])
  expect(results.map((result) => result.id)).toEqual(batch.records.map((record) => record.id))
  expect(results[0]?.problem?.code).toBe('record_refused')
})

afterEach(() => vi.unstubAllGlobals())
test('pictures go to the photos, recordings and files to the attachments', async () => {
  const asked: string[] = []
  vi.stubGlobal('location', { origin: 'http://here' })
  vi.stubGlobal('fetch', (request: Request) => {
    asked.push(`${request.method} ${new URL(request.url).pathname}`)
    return Promise.resolve(new Response('{}'))
  })
  for (const type of ['image/jpeg', 'audio/webm', 'application/pdf']) await syncApi.sendPhoto('ab', type, new ArrayBuffer(1))
  expect(asked).toEqual(['PUT /api/v1/photos/ab', 'PUT /api/v1/attachments/ab', 'PUT /api/v1/attachments/ab'])
})
