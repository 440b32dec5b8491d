import { describe, expect, it, vi } from 'vitest'
import { ApiProblem } from '@/api/problem'
import { allPages, useLoad, usePages } from './load'

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

describe('reading in pages', () => {
  it('goes on where the last page ended', async () => {
    const pages: Record<string, { items: number[]; next_cursor: string | null }> = {
      start: { items: [1, 2], next_cursor: 'b' },
      b: { items: [3], next_cursor: null },
    }
    const list = usePages((cursor = 'start') => Promise.resolve(pages[cursor] ?? { items: [], next_cursor: null }))
    await list.load()
    await list.more()
    expect(list.later.value.flatMap((page) => page.items)).toEqual([3])
    expect(list.cursor.value).toBeNull()
  })

  it('drops a late page of a list that was read anew', async () => {
    let answerLate: (page: { items: number[]; next_cursor: string | null }) => void = () => undefined
    let isFiltered = false
    const list = usePages((cursor?: string) => {
      if (cursor) return new Promise<{ items: number[]; next_cursor: string | null }>((resolve) => { answerLate = resolve })
      return Promise.resolve({ items: [isFiltered ? 9 : 1], next_cursor: isFiltered ? null : 'b' })
    })
    await list.load()
    const late = list.more()
    isFiltered = true
    await list.load()
    answerLate({ items: [2], next_cursor: null })
    await late
    expect(list.data.value?.items).toEqual([9])
    expect(list.later.value).toEqual([])
  })

  it('reads a list to its end, and no further than asked', async () => {
    const pages = (cursor = '1') => Promise.resolve({ items: [Number(cursor)], next_cursor: cursor === '4' ? null : String(Number(cursor) + 1) })
    expect(await allPages(pages)).toEqual([1, 2, 3, 4])
    expect(await allPages(pages, 2)).toEqual([1, 2])
  })
})
