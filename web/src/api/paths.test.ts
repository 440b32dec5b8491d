import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

interface Document {
  paths: Record<string, Record<string, unknown>>
}

/** The calls that the types of the field app name: path and method. */
function namedCalls(): [path: string, method: string][] {
  return [...read('./paths.ts').matchAll(/^ {2}'(\/[^']+)': \{ (get|post|put|delete):/gm)].map((match) => [match[1] ?? '', match[2] ?? ''])
}

test('every call of the field app stands in the API document with its method', () => {
  const document = JSON.parse(read('../../../api-spec/openapi.json')) as Document
  const calls = namedCalls()
  expect(calls.length).toBeGreaterThan(10)
  const missing = calls.filter(([path, method]) => !document.paths[`/api/v1${path}`]?.[method])
  expect(missing).toEqual([])
})
