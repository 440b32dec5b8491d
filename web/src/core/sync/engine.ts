import type { BatchResult, Envelope } from '@/api/types'
import { cutIntoBatches, wireBytes } from './batches'
import { CallFailed, type Failure, type PhotoToSend, type SyncPorts, type SyncStatus } from './ports'

/** Delay after a lost connection: short and never growing, the network may be back any moment. */
const NETWORK_DELAY_MS = 15_000
/** Delay after the first answer like 503; doubles up to the longest. */
const FIRST_DELAY_MS = 4_000
const LONGEST_DELAY_MS = 300_000
/** Another tab is sending: look again after this. */
const BUSY_DELAY_MS = 5_000
/** Without anything to do the engine still asks for news now and then. */
const IDLE_DELAY_MS = 120_000

/** Codes that mean the server is older than this app: wait, never ask the person. */
const OLDER_SERVER = new Set(['unknown_kind', 'unknown_field'])

export type Reason = 'save' | 'online' | 'foreground' | 'timer' | 'pull' | 'signed_in'

/**
 * Sends what the phone holds, one engine at a time over all tabs.
 * Records go first, photos after, newest first. A lost reply is harmless: everything is sent
 * again and the server recognises it. Nothing leaves the phone before it is confirmed.
 */
export class SyncEngine {
  private readonly ports: SyncPorts
  private running = false
  private again = false
  private stopped = false
  private timer: unknown = null
  private tries = 0
  private status: SyncStatus = { phase: 'idle', done: 0, total: 0, bytesDone: 0, bytesTotal: 0, nextTryAt: null }

  constructor(ports: SyncPorts) {
    this.ports = ports
  }

  /** Starts a run, or another one after the current. `online` and a pull forget the back-off. */
  async start(reason: Reason): Promise<void> {
    if (this.stopped) return
    if (reason === 'online' || reason === 'pull' || reason === 'signed_in') this.tries = 0
    if (this.status.phase === 'signed_out' && reason !== 'signed_in' && reason !== 'pull') return
    if (this.running) {
      this.again = true
      return
    }
    this.running = true
    this.cancelTimer()
    let delay: number | null = null
    try {
      do {
        this.again = false
        const ran = await this.ports.lock(async () => {
          delay = await this.runOnce()
        })
        if (!ran) delay = BUSY_DELAY_MS
      } while (this.again && !this.stopped)
    } finally {
      this.running = false
    }
    if (!this.stopped) this.schedule(delay)
  }

  /** Ends for good, at sign-out. */
  stop(): void {
    this.stopped = true
    this.cancelTimer()
  }

  /** One pass over everything; returns the delay until the next, null = wait for the person. */
  private async runOnce(): Promise<number | null> {
    try {
      await this.sendRecords()
      await this.sendPhotos()
      await this.readMine()
      await this.ports.store.housekeep(this.ports.clock.now())
      this.tries = 0
      this.report({ phase: 'idle' })
      return await this.delayUntilNextHold()
    } catch (problem) {
      if (problem instanceof CallFailed) return this.afterFailure(problem.failure)
      // The phone's own store failed, not the server: say so, keep everything, try again later.
      this.ports.onFault(problem)
      return this.afterFailure({ kind: 'busy', retryAfterS: null })
    }
  }

  private async delayUntilNextHold(): Promise<number> {
    const now = this.ports.clock.now()
    const next = await this.ports.store.nextHoldEnd(now)
    return next === null ? IDLE_DELAY_MS : Math.max(50, next - now + 20)
  }

  private afterFailure(failure: Failure): number | null {
    if (failure.kind === 'signed_out') {
      this.report({ phase: 'signed_out', nextTryAt: null })
      return null
    }
    this.report({ phase: 'waiting' })
    const jitter = 0.75 + this.ports.random() / 2
    if (failure.kind === 'network') return NETWORK_DELAY_MS * jitter
    const grown = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.tries)
    this.tries += 1
    const asked = failure.kind === 'busy' && failure.retryAfterS !== null ? failure.retryAfterS * 1000 : 0
    return Math.max(asked, grown * jitter)
  }

  // ---- records -------------------------------------------------------------------------------

  private async sendRecords(): Promise<void> {
    const { store, clock } = this.ports
    const rows = await store.listToSend(clock.now())
    const envelopes = rows.map((row) => row.envelope)
    const bytes = envelopes.reduce((sum, envelope) => sum + wireBytes(envelope), 0)
    const photos = [...rows.flatMap((row) => row.photos.filter((photo) => photo.state === 'waiting')), ...(await store.listPhotosToSend())]
    const photoBytes = photos.reduce((sum, photo) => sum + photo.size_bytes, 0)
    this.report({ done: 0, total: rows.length + photos.length, bytesDone: 0, bytesTotal: bytes + photoBytes })
    if (envelopes.length === 0) return
    this.report({ phase: 'records' })
    for (const batch of cutIntoBatches(envelopes)) await this.sendBatch(batch)
  }

  private async sendBatch(batch: Envelope[]): Promise<void> {
    const { api, clock } = this.ports
    try {
      const sent = { device_now: clock.stamp(), monotonic_ms: Math.round(clock.monotonicMs()), boot_id: clock.bootId }
      const results = await api.sendBatch({ sent, records: batch })
      for (const result of results) await this.settle(result)
      this.progress(batch.length, batch.reduce((sum, envelope) => sum + wireBytes(envelope), 0))
    } catch (problem) {
      const isDivisible = problem instanceof CallFailed && (problem.failure.kind === 'too_large' || problem.failure.kind === 'refused')
      if (!isDivisible) throw problem
      await this.sendInHalves(batch, problem.failure)
    }
  }

  /** The whole batch was refused: halve it until the one record that is to blame stands alone. */
  private async sendInHalves(batch: Envelope[], failure: Failure): Promise<void> {
    const [only] = batch
    if (batch.length > 1) {
      const middle = Math.ceil(batch.length / 2)
      await this.sendBatch(batch.slice(0, middle))
      await this.sendBatch(batch.slice(middle))
    } else if (only) {
      const problem = failure.kind === 'refused' ? failure.problem : { code: 'record_too_large' }
      await this.ports.store.markTrouble(only.id, 'refused', problem)
      this.progress(1, wireBytes(only))
    }
  }

  private async settle(result: BatchResult): Promise<void> {
    const { store, clock } = this.ports
    switch (result.outcome) {
      case 'created':
      case 'duplicate':
        return store.markSent(result.id, result, clock.now())
      case 'conflict':
        return store.markTrouble(result.id, 'conflict', result.problem ?? null)
      case 'refused':
        if (result.problem && OLDER_SERVER.has(result.problem.code)) return store.markWaitsForServer(result.id, result.problem.code)
        return store.markTrouble(result.id, 'refused', result.problem ?? null)
    }
  }

  // ---- photos --------------------------------------------------------------------------------

  private async sendPhotos(): Promise<void> {
    const photos = await this.ports.store.listPhotosToSend()
    if (photos.length === 0) return
    this.report({ phase: 'photos' })
    for (const photo of photos) {
      await this.sendPhoto(photo)
      this.progress(1, photo.size_bytes)
      // A record saved meanwhile goes before the next photo.
      if (this.again) return
    }
  }

  private async sendPhoto(photo: PhotoToSend): Promise<void> {
    const { store, api } = this.ports
    const stored = await store.readPhoto(photo.record_id, photo.sha256)
    if (!stored) return store.settlePhoto(photo.record_id, photo.sha256, 'refused', 'photo_lost_on_phone')
    try {
      await api.sendPhoto(photo.sha256, stored.type, stored.bytes)
    } catch (problem) {
      if (!(problem instanceof CallFailed)) throw problem
      if (problem.failure.kind === 'refused') {
        return store.settlePhoto(photo.record_id, photo.sha256, 'refused', problem.failure.problem.code)
      }
      if (problem.failure.kind === 'too_large') {
        return store.settlePhoto(photo.record_id, photo.sha256, 'refused', 'photo_too_large')
      }
      throw problem
    }
    return store.settlePhoto(photo.record_id, photo.sha256, 'confirmed')
  }

  // ---- news ----------------------------------------------------------------------------------

  private async readMine(): Promise<void> {
    const { store, api } = this.ports
    for (;;) {
      const since = await store.sinceSeq()
      const { items, nextSeq } = await api.listMine(since)
      if (nextSeq <= since) return
      await store.applyMine(items, nextSeq)
      if (items.length === 0) return
    }
  }

  // ---- telling and timing --------------------------------------------------------------------

  private progress(items: number, bytes: number): void {
    this.report({ done: this.status.done + items, bytesDone: this.status.bytesDone + bytes })
  }

  private report(change: Partial<SyncStatus>): void {
    this.status = { ...this.status, ...change }
    this.ports.onStatus(this.status)
  }

  private schedule(delayMs: number | null): void {
    this.cancelTimer()
    if (delayMs === null) return
    this.report({ nextTryAt: this.ports.clock.now() + delayMs })
    this.timer = this.ports.timers.set(() => void this.start('timer'), delayMs)
  }

  private cancelTimer(): void {
    if (this.timer !== null) this.ports.timers.clear(this.timer)
    this.timer = null
  }
}
