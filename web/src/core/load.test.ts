import { describe, expect, it, vi } from 'vitest'
import { ApiProblem } from '@/api/problem'
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

  it('asks again by itself when the service says in a moment', async () => {
    vi.useFakeTimers()
    let tries = 0
    const warming = new ApiProblem(503, { type: '', title: '', status: 503, code: 'warming_up' }, 2)
    const { data, problem, load } = useLoad(() => {
      tries += 1
      return tries === 1 ? Promise.reject(warming) : Promise.resolve('there')
    })
    await load()
    expect(problem.value).toBe(warming)
    await vi.advanceTimersByTimeAsync(2000)
    expect(data.value).toBe('there')
    expect(problem.value).toBeNull()
    vi.useRealTimers()
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
