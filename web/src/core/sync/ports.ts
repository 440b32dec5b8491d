import type { BatchRequest, BatchResult, MineItem, RecordProblem } from '@/api/types'
import type { RecordState, StoredRecord } from '@/core/db/schema'

/** A photo whose record is on the server and whose bytes are not. */
export interface PhotoToSend {
  record_id: string
  sha256: string
  size_bytes: number
}

/** What the engine needs of the phone's store. */
export interface SyncStore {
  /** Records that may be sent now, newest first. */
  listToSend(now: number): Promise<StoredRecord[]>
  nextHoldEnd(now: number): Promise<number | null>
  markSent(id: string, result: BatchResult, now: number): Promise<void>
  markTrouble(id: string, state: Extract<RecordState, 'refused' | 'conflict'>, problem: RecordProblem | null): Promise<void>
  markWaitsForServer(id: string, code: string): Promise<void>
  listPhotosToSend(): Promise<PhotoToSend[]>
  readPhoto(recordId: string, sha256: string): Promise<{ bytes: ArrayBuffer; type: string } | undefined>
  settlePhoto(recordId: string, sha256: string, state: 'confirmed' | 'refused', problemCode?: string): Promise<void>
  sinceSeq(): Promise<number>
  applyMine(items: MineItem[], nextSeq: number): Promise<void>
  housekeep(now: number): Promise<void>
}

/** Why a call failed, in the only terms the engine cares about. */
export type Failure =
  | { kind: 'network' }
  | { kind: 'signed_out' }
  | { kind: 'busy'; retryAfterS: number | null }
  | { kind: 'too_large' }
  | { kind: 'refused'; problem: RecordProblem }

/** A call of the engine either returns or throws this. */
export class CallFailed extends Error {
  readonly failure: Failure

  constructor(failure: Failure) {
    super(failure.kind)
    this.failure = failure
  }
}

/** The server as the engine sees it. Every method may throw {@link CallFailed}. */
export interface SyncApi {
  sendBatch(batch: BatchRequest): Promise<BatchResult[]>
  /** Returns once the server holds the bytes durably; what is no picture goes where attachments go. */
  sendPhoto(sha256: string, type: string, bytes: ArrayBuffer): Promise<void>
  listMine(sinceSeq: number): Promise<{ items: MineItem[]; nextSeq: number }>
}

export interface SyncClock {
  /** Milliseconds since 1970. */
  now(): number
  /** Milliseconds of the clock that never jumps, since `bootId` began. */
  monotonicMs(): number
  bootId: string
  /** The phone's clock as RFC 3339 with offset. */
  stamp(): string
}

/** Runs `work` only when no other tab does; returns false without running otherwise. */
export type ExclusiveLock = (work: () => Promise<void>) => Promise<boolean>

export interface Timers {
  set(run: () => void, delayMs: number): unknown
  clear(handle: unknown): void
}

/** What a person may see of the engine. */
export interface SyncStatus {
  phase: 'idle' | 'records' | 'photos' | 'waiting' | 'signed_out'
  /** Records and photos done and to do in this run. */
  done: number
  total: number
  bytesDone: number
  bytesTotal: number
  /** When the next try is due, ms since 1970; null when nothing is due. */
  nextTryAt: number | null
}

export interface SyncPorts {
  store: SyncStore
  api: SyncApi
  clock: SyncClock
  lock: ExclusiveLock
  timers: Timers
  /** In [0, 1). */
  random(): number
  isOnline(): boolean
  onStatus(status: SyncStatus): void
  /** Something on the phone failed, not the server. */
  onFault(problem: unknown): void
}
