import type { BatchResult, Envelope, MineItem, RecordProblem } from '@/api/types'
import type { PhotoToSend, SyncStore } from '@/core/sync/ports'
import { databaseName, Reconnecting, type Connection } from './connection'
import type { RecordState, StoredDraft, StoredPart, StoredPhoto, StoredRecord } from './schema'

/** What the phone keeps of sent records. */
const KEEP_SENT_MS = 30 * 24 * 3600_000
const STRICT = { durability: 'strict' } as const

/** A record as the form hands it over, with the bytes of its photos. */
export interface NewRecord {
  envelope: Envelope
  photos: { sha256: string; type: string; bytes: ArrayBuffer }[]
  thumb?: ArrayBuffer
  hold_until: number
}

/** Sizes of what lies on the phone, in bytes. */
export interface StorageUse {
  unsent: number
  sentPhotos: number
  pack: number
}

/**
 * Everything one account keeps on this phone.
 * Each method is one transaction; what a person was told is saved is written with durability
 * `strict`. Every change calls `onChange` after the commit.
 */
export class PhoneStore implements SyncStore {
  private readonly db: Reconnecting
  private readonly onChange: () => void

  constructor(accountId: string, onChange: () => void = () => undefined) {
    this.db = new Reconnecting(databaseName(accountId))
    this.onChange = onChange
  }

  close(): Promise<void> {
    return this.db.close()
  }

  // ---- capture -------------------------------------------------------------------------------

  /** Stores a record with its photos and drops its draft, all or nothing. */
  saveRecord(record: NewRecord, now: number): Promise<void> {
    return this.saveRecords([record], record.envelope.id, now)
  }

  /** Stores records that one form made, with their photos, and drops its draft, all or nothing. */
  async saveRecords(records: readonly NewRecord[], draftId: string, now: number): Promise<void> {
    await this.db.use(async (db) => {
      const tx = db.transaction(['records', 'photos', 'drafts'], 'readwrite', STRICT)
      const writes: Promise<unknown>[] = []
      try {
        for (const record of records) {
          const { envelope } = record
          const row: StoredRecord = {
            id: envelope.id,
            envelope,
            state: 'waiting',
            saved_at: now,
            hold_until: record.hold_until,
            photos: record.photos.map((photo) => ({ sha256: photo.sha256, size_bytes: photo.bytes.byteLength, state: 'waiting' })),
            thumb: record.thumb,
            flags: [],
          }
          // Photos of the draft lie under the same id; only those of the record stay.
          writes.push(tx.objectStore('photos').delete(IDBKeyRange.bound([envelope.id], [envelope.id, []])))
          for (const photo of record.photos) writes.push(tx.objectStore('photos').put({ record_id: envelope.id, ...photo }))
          writes.push(tx.objectStore('records').put(row))
        }
        writes.push(tx.objectStore('drafts').delete(draftId))
      } catch (problem) {
        tx.abort()
        await Promise.allSettled([...writes, tx.done])
        throw problem
      }
      await Promise.all([...writes, tx.done])
    })
    this.onChange()
  }

  /** Takes a record back while it is still held. Returns false when it is too late. */
  async undoRecord(id: string, now: number): Promise<boolean> {
    const undone = await this.db.use(async (db) => {
      const tx = db.transaction(['records', 'photos'], 'readwrite', STRICT)
      const row = await tx.objectStore('records').get(id)
      const mayUndo = row?.state === 'waiting' && row.hold_until > now
      if (mayUndo) {
        await tx.objectStore('records').delete(id)
        await tx.objectStore('photos').delete(IDBKeyRange.bound([id], [id, []]))
      }
      await tx.done
      return mayUndo
    })
    if (undone) this.onChange()
    return undone
  }

  /** Adds the first fix to a record that was saved without one and is still held. */
  async addPosition(id: string, change: Pick<Envelope, 'position' | 'placed_by' | 'area_code'>, now: number): Promise<boolean> {
    return this.changeRecord(id, (row) => {
      if (row.state !== 'waiting' || row.hold_until <= now || row.envelope.position) return false
      row.envelope = { ...row.envelope, ...change }
      return true
    })
  }

  /** Puts a mended record back into the queue, with what it names now; its id was never stored by the server. */
  async mendRecord(id: string, envelope: Envelope): Promise<boolean> {
    const named = JSON.stringify(envelope)
    const photos = (await this.listPhotos(id)).filter((photo) => named.includes(photo.sha256))
    return this.changeRecord(id, (row) => {
      if (row.state !== 'refused') return false
      row.envelope = envelope
      row.photos = photos.map(({ sha256, bytes }) => ({ sha256, size_bytes: bytes.byteLength, state: 'waiting' }))
      row.state = 'waiting'
      delete row.problem
      return true
    })
  }

  /** Sends the phone's version of a conflicting record as a correction under a new id. */
  async sendAsCorrection(id: string, newId: string, reason: string, now: number): Promise<boolean> {
    const done = await this.db.use(async (db) => {
      const tx = db.transaction(['records', 'photos'], 'readwrite', STRICT)
      const row = await tx.objectStore('records').get(id)
      if (row?.state !== 'conflict') return false
      const photos = await tx.objectStore('photos').getAll(IDBKeyRange.bound([id], [id, []]))
      const envelope: Envelope = { ...row.envelope, id: newId, corrects: id, correction_reason: reason }
      await tx.objectStore('photos').delete(IDBKeyRange.bound([id], [id, []]))
      for (const photo of photos) await tx.objectStore('photos').put({ ...photo, record_id: newId })
      await tx.objectStore('records').delete(id)
      await tx.objectStore('records').put({ ...row, id: newId, envelope, state: 'waiting', hold_until: now, problem: undefined })
      await tx.done
      return true
    })
    if (done) this.onChange()
    return done
  }

  /** Stores the correction of a record that came back; the old one no longer waits for the person. */
  async saveCorrection(record: NewRecord, now: number): Promise<void> {
    await this.saveRecord(record, now)
    await this.changeRecord(record.envelope.corrects ?? '', (row) => {
      row.server_state = 'superseded'
      return true
    })
  }

  /** Removes a record that needs the person, when the person says so. */
  async discardRecord(id: string): Promise<void> {
    await this.db.use(async (db) => {
      const tx = db.transaction(['records', 'photos'], 'readwrite', STRICT)
      await tx.objectStore('records').delete(id)
      await tx.objectStore('photos').delete(IDBKeyRange.bound([id], [id, []]))
      await tx.done
    })
    this.onChange()
  }

  private async changeRecord(id: string, change: (row: StoredRecord) => boolean): Promise<boolean> {
    const changed = await this.db.use(async (db) => {
      const tx = db.transaction('records', 'readwrite', STRICT)
      const row = await tx.store.get(id)
      const isChanged = row ? change(row) : false
      if (row && isChanged) await tx.store.put(row)
      await tx.done
      return isChanged
    })
    if (changed) this.onChange()
    return changed
  }

  // ---- reading -------------------------------------------------------------------------------

  /** All records on the phone, newest first. Photos are not read. */
  async listRecords(): Promise<StoredRecord[]> {
    const rows = await this.db.use((db) => db.getAll('records'))
    return rows.sort((a, b) => b.saved_at - a.saved_at)
  }

  getRecord(id: string): Promise<StoredRecord | undefined> {
    return this.db.use((db) => db.get('records', id))
  }

  listPhotos(recordId: string): Promise<StoredPhoto[]> {
    return this.db.use((db) => db.getAll('photos', IDBKeyRange.bound([recordId], [recordId, []])))
  }

  // ---- drafts --------------------------------------------------------------------------------

  /** Writes a draft; `isQuiet` spares the lists a reading when it is written many times a second. */
  async saveDraft(draft: StoredDraft, isQuiet = false): Promise<void> {
    await this.db.use(async (db) => {
      const tx = db.transaction('drafts', 'readwrite', STRICT)
      const writing = tx.store.put(draft)
      // Commits without waiting for the page: it may be gone the next moment.
      tx.commit?.()
      await Promise.all([writing, tx.done])
    })
    if (!isQuiet) this.onChange()
  }

  getDraft(id: string): Promise<StoredDraft | undefined> {
    return this.db.use((db) => db.get('drafts', id))
  }

  async listDrafts(): Promise<StoredDraft[]> {
    const drafts = await this.db.use((db) => db.getAll('drafts'))
    return drafts.sort((a, b) => b.updated_at - a.updated_at)
  }

  /** Keeps a photo of a draft, so that a page that dies loses none. */
  async saveDraftPhoto(photo: StoredPhoto): Promise<void> {
    await this.db.use(async (db) => {
      const tx = db.transaction('photos', 'readwrite', STRICT)
      await Promise.all([tx.store.put(photo), tx.done])
    })
  }

  async dropDraftPhoto(draftId: string, sha256: string): Promise<void> {
    await this.db.use((db) => db.delete('photos', [draftId, sha256]))
  }

  /** Throws a draft away; its photos go too unless it has become a record. */
  async dropDraft(id: string): Promise<void> {
    await this.db.use(async (db) => {
      const tx = db.transaction(['drafts', 'records', 'photos'], 'readwrite')
      await tx.objectStore('drafts').delete(id)
      const isRecord = (await tx.objectStore('records').getKey(id)) !== undefined
      if (!isRecord) await tx.objectStore('photos').delete(IDBKeyRange.bound([id], [id, []]))
      await tx.done
    })
    this.onChange()
  }

  // ---- settings and field pack ---------------------------------------------------------------

  async getSetting<T>(key: string): Promise<T | undefined> {
    return (await this.db.use((db) => db.get('settings', key))) as T | undefined
  }

  async setSetting(key: string, value: unknown): Promise<void> {
    await this.db.use((db) => db.put('settings', value, key))
  }

  getPart(name: string): Promise<StoredPart | undefined> {
    return this.db.use((db) => db.get('parts', name))
  }

  /** Hashes of the parts on the phone by name. */
  async partHashes(): Promise<Map<string, string>> {
    const parts = await this.db.use((db) => db.getAll('parts'))
    return new Map(parts.map((part) => [part.name, part.sha256]))
  }

  /** Stores changed parts and forgets those that left the manifest. */
  async saveParts(changed: StoredPart[], keep: ReadonlySet<string>): Promise<void> {
    await this.db.use(async (db) => {
      const tx = db.transaction('parts', 'readwrite')
      for (const part of changed) await tx.store.put(part)
      for (const name of await tx.store.getAllKeys()) if (!keep.has(name)) await tx.store.delete(name)
      await tx.done
    })
  }

  // ---- sending (used by the engine) ----------------------------------------------------------

  async listToSend(now: number): Promise<StoredRecord[]> {
    return (await this.listRecords()).filter((row) => row.state === 'waiting' && row.hold_until <= now)
  }

  /** The next moment at which a held record may be sent, or null. */
  async nextHoldEnd(now: number): Promise<number | null> {
    const held = (await this.listRecords()).filter((row) => row.state === 'waiting' && row.hold_until > now)
    return held.length > 0 ? Math.min(...held.map((row) => row.hold_until)) : null
  }

  async markSent(id: string, result: BatchResult, now: number): Promise<void> {
    await this.db.use(async (db) => {
      const tx = db.transaction(['records', 'sent', 'settings'], 'readwrite', STRICT)
      const row = await tx.objectStore('records').get(id)
      if (row) {
        const missing = result.missing_photos
        const named = new Set(row.envelope.photos.map((photo) => photo.sha256))
        row.state = 'sent'
        row.sent_at ??= now
        row.receipt = result.receipt ?? row.receipt
        row.seq = result.seq ?? row.seq
        row.area_code = result.area_code ?? row.area_code
        row.flags = result.flags ?? row.flags
        delete row.problem
        delete row.waits_for_server
        for (const photo of row.photos) if (missing && named.has(photo.sha256) && !missing.includes(photo.sha256)) photo.state = 'confirmed'
        await tx.objectStore('records').put(row)
      }
      const outcome = result.outcome === 'duplicate' ? 'duplicate' : 'created'
      await tx.objectStore('sent').put({ id, at: now, outcome, receipt: result.receipt ?? null })
      await tx.objectStore('settings').put(now, 'last_sent_at')
      await tx.done
    })
    this.onChange()
  }

  async markTrouble(id: string, state: Extract<RecordState, 'refused' | 'conflict'>, problem: RecordProblem | null): Promise<void> {
    await this.changeRecord(id, (row) => {
      row.state = state
      row.problem = problem ?? undefined
      return true
    })
  }

  async markWaitsForServer(id: string, code: string): Promise<void> {
    await this.changeRecord(id, (row) => {
      row.waits_for_server = code
      return true
    })
  }

  async listPhotosToSend(): Promise<PhotoToSend[]> {
    return (await this.listRecords())
      .filter((row) => row.state === 'sent')
      .flatMap((row) =>
        row.photos
          .filter((photo) => photo.state === 'waiting')
          .map((photo) => ({ record_id: row.id, sha256: photo.sha256, size_bytes: photo.size_bytes })),
      )
  }

  async readPhoto(recordId: string, sha256: string): Promise<StoredPhoto | undefined> {
    return this.db.use((db) => db.get('photos', [recordId, sha256]))
  }

  async settlePhoto(recordId: string, sha256: string, state: 'confirmed' | 'refused', problemCode?: string): Promise<void> {
    await this.changeRecord(recordId, (row) => {
      const photo = row.photos.find((entry) => entry.sha256 === sha256)
      if (!photo) return false
      photo.state = state
      photo.problem_code = problemCode
      return true
    })
  }

  async sinceSeq(): Promise<number> {
    return (await this.getSetting<number>('since_seq')) ?? 0
  }

  async applyMine(items: MineItem[], nextSeq: number): Promise<void> {
    await this.db.use(async (db) => {
      const tx = db.transaction(['records', 'settings'], 'readwrite')
      for (const item of items) {
        const row = await tx.objectStore('records').get(item.id)
        if (row?.state !== 'sent') continue
        const change = { server_state: item.state, remark: item.remark ?? undefined, pointer: item.pointer ?? undefined, case: item.case ?? undefined, flags: item.flags, receipt: item.receipt }
        await tx.objectStore('records').put({ ...row, ...change })
      }
      await tx.objectStore('settings').put(nextSeq, 'since_seq')
      await tx.done
    })
    if (items.length > 0) this.onChange()
  }

  // ---- room ----------------------------------------------------------------------------------

  /** Forgets sent records after 30 days, once the server has all their photos. */
  async housekeep(now: number): Promise<void> {
    const old = (await this.listRecords()).filter(
      (row) => row.state === 'sent' && (row.sent_at ?? now) < now - KEEP_SENT_MS && row.photos.every((photo) => photo.state !== 'waiting'),
    )
    for (const row of old) await this.discardRecord(row.id)
  }

  /** Deletes the bytes of photos that the server has confirmed. Returns the bytes freed. */
  async clearSentPhotos(): Promise<number> {
    const rows = (await this.listRecords()).filter((row) => row.state === 'sent')
    const confirmed = rows.flatMap((row) =>
      row.photos.filter((photo) => photo.state === 'confirmed').map((photo) => ({ key: [row.id, photo.sha256] as [string, string], size: photo.size_bytes })),
    )
    const freed = await this.db.use(async (db: Connection) => {
      const tx = db.transaction('photos', 'readwrite')
      let bytes = 0
      for (const { key, size } of confirmed) {
        if ((await tx.store.getKey(key)) === undefined) continue
        await tx.store.delete(key)
        bytes += size
      }
      await tx.done
      return bytes
    })
    if (freed > 0) this.onChange()
    return freed
  }

  async storageUse(): Promise<StorageUse> {
    const rows = await this.listRecords()
    const keys = new Set((await this.db.use((db) => db.getAllKeys('photos'))).map((key) => key.join('/')))
    const use: StorageUse = { unsent: 0, sentPhotos: 0, pack: 0 }
    for (const row of rows) {
      const isUnsent = row.state !== 'sent'
      if (isUnsent) use.unsent += JSON.stringify(row.envelope).length
      for (const photo of row.photos) {
        if (!keys.has(`${row.id}/${photo.sha256}`)) continue
        if (isUnsent || photo.state === 'waiting') use.unsent += photo.size_bytes
        else use.sentPhotos += photo.size_bytes
      }
    }
    const parts = await this.db.use((db) => db.getAll('parts'))
    use.pack = parts.reduce((sum, part) => sum + part.size_bytes, 0)
    return use
  }
}
