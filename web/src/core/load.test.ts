import { describe, expect, it } from 'vitest'
import { useLoad } from './load'

describe('reading from the service', () => {
  it('keeps only the newest answer, whichever comes first', async () => {
    const waiting: ((value: string) => void)[] = []
    const { data, load, isLoading } = useLoad(() => new Promise<string>((resolve) => { waiting.push(resolve) }))
    const first = load()
    const second = load()
    waiting[1]?.('second')
    await second
    waiting[0]?.('first')
    await first
    expect(data.value).toBe('second')
    expect(isLoading.value).toBe(false)
  })

  it('keeps what was there when a later read fails', async () => {
    let isBroken = false
    const { data, problem, load } = useLoad(() => (isBroken ? Promise.reject(new Error('down')) : Promise.resolve(1)))
    await load()
    isBroken = true
    await load()
    expect(data.value).toBe(1)
    expect(problem.value).toBeInstanceOf(Error)
  })
})
