import type { DBSchema } from 'idb'
import type { Envelope, MineItem, RecordProblem } from '@/api/types'

/** Where a record stands. `refused` and `conflict` need the person; nothing is ever dropped. */
export type RecordState = 'waiting' | 'sent' | 'refused' | 'conflict'

/** What the phone knows about a photo of a record; the bytes lie in their own store. */
export interface PhotoEntry {
  sha256: string
  size_bytes: number
  state: 'waiting' | 'confirmed' | 'refused'
  problem_code?: string
}

/** A captured record and everything that happened to it on its way. Times are ms since 1970. */
export interface StoredRecord {
  id: string
  envelope: Envelope
  state: RecordState
  saved_at: number
  /** Not sent before this moment: the person may still undo, or a first fix may still come. */
  hold_until: number
  photos: PhotoEntry[]
  /** A picture of about 10 kB for lists. */
  thumb?: ArrayBuffer
  sent_at?: number
  receipt?: string
  seq?: number
  area_code?: string
  flags: string[]
  server_state?: 'received' | 'returned' | 'in_case' | 'superseded'
  remark?: string
  /** The field that the remark is about, as a JSON pointer. */
  pointer?: string
  /** The case that was made of it, and how it stands. */
  case?: MineItem['case']
  problem?: RecordProblem
  /** The server is older than this app and does not know this kind or field yet. */
  waits_for_server?: string
}

/** A photo is kept as plain bytes: Blobs in a database get lost on some Android browsers. */
export interface StoredPhoto {
  record_id: string
  sha256: string
  type: string
  bytes: ArrayBuffer
}

/** What a person has begun and not saved. `data` is the form's own shape. */
export interface StoredDraft {
  id: string
  kind: string
  updated_at: number
  data: unknown
}

/** A part of the field pack, parsed. */
export interface StoredPart {
  name: string
  sha256: string
  size_bytes: number
  value: unknown
}

/** One line of the phone's own log of what the server confirmed. */
export interface SentEntry {
  id: string
  at: number
  outcome: 'created' | 'duplicate'
  receipt: string | null
}

export interface PhoneSchema extends DBSchema {
  records: { key: string; value: StoredRecord }
  photos: { key: [string, string]; value: StoredPhoto; indexes: { sha256: string } }
  drafts: { key: string; value: StoredDraft }
  parts: { key: string; value: StoredPart }
  sent: { key: string; value: SentEntry }
  settings: { key: string; value: unknown }
}
