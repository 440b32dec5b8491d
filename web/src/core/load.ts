import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { ApiProblem } from '@/api/problem'

/** How often a service that says "in a moment" is asked again by itself. */
const MOST_RETRIES = 10

/** Something read from the service: what is there, whether it is being read, and why it could not be. */
export interface Loaded<T> {
  data: ShallowRef<T | null>
  problem: ShallowRef<unknown>
  isLoading: Ref<boolean>
  /** Reads (again). What was there stays until the new answer comes; only the newest answer counts. */
  load: () => Promise<void>
}

/** Wraps a read so that a page can show skeleton, answer or problem. */
export function useLoad<T>(read: () => Promise<T>): Loaded<T> {
  const data = shallowRef<T | null>(null)
  const problem = shallowRef<unknown>(null)
  const isLoading = ref(false)
  let newest = 0
  let retries = 0

  async function load(): Promise<void> {
    newest += 1
    const mine = newest
    isLoading.value = true
    try {
      const answer = await read()
      if (mine !== newest) return
      data.value = answer
      problem.value = null
      retries = 0
    } catch (reason) {
      if (mine !== newest) return
      problem.value = reason
      const wait_s = reason instanceof ApiProblem && reason.status === 503 ? reason.retryAfterS : null
      if (wait_s === null || retries >= MOST_RETRIES) return
      retries += 1
      setTimeout(() => { if (mine === newest) void load() }, wait_s * 1000)
    } finally {
      if (mine === newest) isLoading.value = false
    }
  }

  return { data, problem, isLoading, load }
}

/** A list that is read in pages, each where the last one ended. */
export interface Pages<P> extends Loaded<P> {
  /** Where the next page begins; null when there is none. */
  cursor: ShallowRef<string | null>
  /** Pages after the first, in order. */
  later: ShallowRef<P[]>
  /** Reads the next page. An answer that comes after the list was read anew is dropped. Throws like `read`. */
  more: () => Promise<void>
}

/** Wraps the read of a list with a cursor. */
export function usePages<P extends { next_cursor?: string | null }>(read: (cursor?: string) => Promise<P>): Pages<P> {
  const cursor = shallowRef<string | null>(null)
  const later = shallowRef<P[]>([])
  const first = useLoad(async () => {
    const page = await read()
    later.value = []
    cursor.value = page.next_cursor ?? null
    return page
  })

  async function more(): Promise<void> {
    const from = cursor.value
    if (from === null) return
    const page = await read(from)
    if (cursor.value !== from) return
    later.value = [...later.value, page]
    cursor.value = page.next_cursor ?? null
  }

  return { ...first, cursor, later, more }
}

/** Reads a list with a cursor to its end, at most `most` pages of it. */
export async function allPages<T>(read: (cursor?: string) => Promise<{ items: T[]; next_cursor?: string | null }>, most = 10): Promise<T[]> {
  const items: T[] = []
  let cursor: string | undefined
  for (let pages = 0; pages < most; pages += 1) {
    const page = await read(cursor)
    items.push(...page.items)
    if (!page.next_cursor) break
    cursor = page.next_cursor
  }
  return items
}
