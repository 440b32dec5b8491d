import { rawCall } from './client'

/** What the service tells when new records stand: the last number and the areas they lie in. */
export interface LiveChange {
  seq: number
  total_new: number
  areas: string[]
}

/** Takes whole events out of a stream of server-sent text; what is not yet whole stays for the next piece. */
export class EventReader {
  private rest = ''

  /** Events that became whole with `text`: name and data. */
  push(text: string): { event: string; data: string }[] {
    const blocks = (this.rest + text.replace(/\r/g, '')).split('\n\n')
    this.rest = blocks.pop() ?? ''
    return blocks.flatMap((block) => {
      let event = 'message'
      const data: string[] = []
      for (const line of block.split('\n')) {
        if (line.startsWith('event:')) event = line.slice(6).trim()
        else if (line.startsWith('data:')) data.push(line.slice(5).trimStart())
      }
      return data.length > 0 ? [{ event, data: data.join('\n') }] : []
    })
  }
}

async function readOnce(path: string, signal: AbortSignal, onEvent: (event: string, data: unknown) => void, onOpen: () => void): Promise<void> {
  const response = await rawCall(path, { signal, headers: { Accept: 'text/event-stream' } })
  const reader = response.body?.getReader()
  if (!reader) return
  onOpen()
  const decoder = new TextDecoder()
  const events = new EventReader()
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return
    for (const { event, data } of events.push(decoder.decode(value, { stream: true }))) {
      onEvent(event, JSON.parse(data))
    }
  }
}

/** Follows the events of a path until the returned function is called; connects again after each loss, slower each time. */
export function followEvents(path: string, onEvent: (event: string, data: unknown) => void): () => void {
  const stop = new AbortController()
  let wait_ms = 1000
  const run = async () => {
    while (!stop.signal.aborted) {
      try {
        await readOnce(path, stop.signal, onEvent, () => { wait_ms = 1000 })
      } catch {
        // The page goes on with what it has; the next round connects again.
      }
      await new Promise((resolve) => setTimeout(resolve, wait_ms))
      wait_ms = Math.min(30_000, wait_ms * 2)
    }
  }
  void run()
  return () => { stop.abort() }
}

/** Follows new records until the returned function is called. */
export function followChanges(onChange: (change: LiveChange) => void): () => void {
  return followEvents('/insights/live', (event, data) => { if (event === 'change') onChange(data as LiveChange) })
}
