import type { BatchRequest, BatchResult, Envelope, MineItem } from '@/api/types'
import { newId } from '@/core/ids'
import { CallFailed, type Failure, type SyncApi, type SyncClock, type SyncStatus, type Timers } from './ports'

/** An incident as the phone makes it. For tests. */
export function incident(change: Partial<Envelope> = {}): Envelope {
  return {
    id: newId(),
    kind: 'incident',
    captured_at: '2026-10-30T09:26:00.000+08:00',
    position: { lng: 110.47, lat: 26.87, accuracy_m: 8 },
    placed_by: 'gps',
    photos: [],
    app: { version: '0.1.0', device_id: '00000000-0000-7000-8000-000000000001' },
    payload: { category: 'littering', count: 1 },
    ...change,
  }
}

/** A server that keeps what it is sent, with the contract's outcomes, and fails on demand. */
export class FakeServer implements SyncApi {
  readonly records = new Map<string, string>()
  readonly photos = new Set<string>()
  readonly mine: MineItem[] = []
  batches = 0
  mostInBatch = 1000
  isSignedIn = true
  /** What the next calls do instead of answering. */
  readonly failures: Failure[] = []
  /** Store what is sent, then lose the reply, so often. */
  repliesToLose = 0
  refuse: (envelope: Envelope) => string | null = () => null

  private mayFail(): void {
    if (!this.isSignedIn) throw new CallFailed({ kind: 'signed_out' })
    const failure = this.failures.shift()
    if (failure) throw new CallFailed(failure)
  }

  async sendBatch(batch: BatchRequest): Promise<BatchResult[]> {
    this.mayFail()
    this.batches += 1
    if (batch.records.length > this.mostInBatch) throw new CallFailed({ kind: 'too_large' })
    const results = batch.records.map((envelope) => this.take(envelope))
    if (this.repliesToLose > 0) {
      this.repliesToLose -= 1
      throw new CallFailed({ kind: 'network' })
    }
    return results
  }

  private take(envelope: Envelope): BatchResult {
    const code = this.refuse(envelope)
    if (code) return { id: envelope.id, outcome: 'refused', problem: { code } }
    const content = JSON.stringify(envelope)
    const before = this.records.get(envelope.id)
    if (before !== undefined && before !== content) return { id: envelope.id, outcome: 'conflict' }
    this.records.set(envelope.id, content)
    const missing_photos = envelope.photos.map((photo) => photo.sha256).filter((sha256) => !this.photos.has(sha256))
    const outcome = before === undefined ? 'created' : 'duplicate'
    return { id: envelope.id, outcome, seq: this.records.size, receipt: envelope.id.slice(-8).toUpperCase(), missing_photos, flags: [] }
  }

  async sendPhoto(sha256: string): Promise<void> {
    this.mayFail()
    this.photos.add(sha256)
    if (this.repliesToLose > 0) {
      this.repliesToLose -= 1
      throw new CallFailed({ kind: 'network' })
    }
  }

  async listMine(sinceSeq: number): Promise<{ items: MineItem[]; nextSeq: number }> {
    this.mayFail()
    const items = this.mine.filter((item) => item.seq > sinceSeq)
    return { items, nextSeq: items.length > 0 ? Math.max(...items.map((item) => item.seq)) : sinceSeq }
  }
}

/** A clock and timers under the control of the test. */
export class FakeTime implements SyncClock, Timers {
  private at = Date.parse('2026-10-30T01:26:00Z')
  private readonly waiting = new Map<number, { due: number; run: () => void }>()
  private handles = 0
  readonly bootId = 'boot-1'
  readonly delays: number[] = []

  now(): number {
    return this.at
  }

  monotonicMs(): number {
    return this.at - 1_000_000
  }

  stamp(): string {
    return new Date(this.at).toISOString()
  }

  set(run: () => void, delayMs: number): number {
    this.handles += 1
    this.delays.push(delayMs)
    this.waiting.set(this.handles, { due: this.at + delayMs, run })
    return this.handles
  }

  clear(handle: unknown): void {
    this.waiting.delete(handle as number)
  }

  /** Lets the time pass and runs what falls due. */
  pass(ms: number): void {
    this.at += ms
    for (const [handle, timer] of [...this.waiting]) {
      if (timer.due > this.at) continue
      this.waiting.delete(handle)
      timer.run()
    }
  }
}

/** A lock shared by all engines of a test, as Web Locks are shared by tabs. */
export function sharedLock() {
  let isTaken = false
  return async (work: () => Promise<void>): Promise<boolean> => {
    if (isTaken) return false
    isTaken = true
    try {
      await work()
    } finally {
      isTaken = false
    }
    return true
  }
}

/** Collects what the engine tells. */
export class Told {
  readonly all: SyncStatus[] = []
  readonly faults: unknown[] = []

  get last(): SyncStatus | undefined {
    return this.all.at(-1)
  }
}
