import { expect, test } from 'vitest'
import type { EvidenceDetail } from '../api'
import { useUploads } from './useUploads'

const file = (name: string, size = 3) => new File([new Uint8Array(size)], name)
const filed = (state: string) => ({ evidence: { state } }) as EvidenceDetail
const done = () => new Promise((resolve) => setTimeout(resolve, 0))

test('a file that fails holds nobody up and can be sent again', async () => {
  const tries: string[] = []
  let sent = 0
  const { uploads, isBusy, add, retry } = useUploads(({ name }, onProgress) => {
    tries.push(name)
    onProgress(0.5)
    return name === 'a.pdf' && tries.length === 1 ? Promise.reject(new Error('cut')) : Promise.resolve(filed('draft'))
  }, () => { sent += 1 })
  add(file('a.pdf'))
  add(file('b.pdf'))
  await done()
  expect(uploads.value.map((one) => [one.file.name, one.state, one.share])).toEqual([['a.pdf', 'failed', 0.5], ['b.pdf', 'sent', 0.5]])
  expect(isBusy.value).toBe(false)
  const [first] = uploads.value
  if (first) retry(first)
  await done()
  expect(uploads.value.map((one) => one.state)).toEqual(['sent', 'sent'])
  expect([tries, sent]).toEqual([['a.pdf', 'b.pdf', 'a.pdf'], 2])
})

test('a file that is too large is not sent at all', async () => {
  const { uploads, add } = useUploads(() => Promise.reject(new Error('never')), () => undefined)
  add(file('film.pdf', 20 * 1024 * 1024 + 1))
  await done()
  expect(uploads.value[0]?.state).toBe('failed')
  expect(uploads.value[0]?.said).not.toBe('')
})
