import type { ProblemBody } from './problem'
import type { components } from './schema.gen'

type Schemas = components['schemas']
/** A type of the document with some members told more closely than the document can. */
export type Closer<T, R> = Omit<T, keyof R> & R

/** What the service says and takes: names for the types of the API document. */

export type LngLat = Schemas['LngLat']
export type AreaLevel = 'city' | 'district' | 'street' | 'community' | 'grid'
export type RoleInArea = Closer<Schemas['RoleInAreaView'], { area_level: AreaLevel }>
/** The person who is signed in. */
export type Me = Closer<Schemas['MeView'], { roles: RoleInArea[]; language?: string | null }>
export type DemoAccount = Schemas['DemoAccountView']
export type BaseMap = Schemas['BaseMapView']
/** What anybody may know about this installation. */
export type Service = Schemas['ServiceView']
export type DeviceLabel = Schemas['NewDevice']
export type NewSession = Schemas['NewSession']
export type NewAdministrator = Schemas['NewAdministrator']
export type Session = Closer<Schemas['SessionView'], { account: Me }>
export type Device = Schemas['DeviceView']
export type FieldPackPart = Schemas['PartView']
export type FieldPack = Schemas['Manifest']
export type WireBatchResult = Closer<Schemas['RecordResult'], { problem?: ProblemBody | null }>
export type MineItem = Closer<Schemas['MyRecord'], { state: 'received' | 'returned' | 'in_case' | 'superseded' }>

/** What the vocabulary part of the field pack holds; parts are files, which the document does not describe. */

export interface Category {
  code: string
  group: string
  name_zh: string
  name_en: string
  short_zh: string
  short_en: string
  severity: number
  handled_by: string
  is_retired?: boolean
}

export interface Outcome {
  code: string
  name_zh: string
  name_en: string
  counts_as_success: number
}

export interface CodeName {
  code: string
  name_zh: string
  name_en: string
}

export interface CategoryGroup extends CodeName {
  short_zh: string
  short_en: string
}

export interface FlagSentence {
  code: string
  sentence_zh: string
  sentence_en: string
}

export interface Vocabularies {
  categories: Category[]
  groups: CategoryGroup[]
  outcomes: Outcome[]
  flags: FlagSentence[]
}

/** What the phone sends for each captured record; see design of records. */
export interface Envelope {
  id: string
  kind: string
  captured_at: string
  captured_monotonic_ms?: number
  boot_id?: string
  position: {
    lng: number
    lat: number
    accuracy_m: number
    altitude_m?: number
    speed_mps?: number
    fix_age_ms?: number
  } | null
  placed_by: 'gps' | 'map_pin' | 'site' | 'none'
  area_code?: string
  shift_id?: string
  site_id?: string
  note?: string
  photos: { sha256: string; taken_at: string; role: 'scene' | 'before' | 'after' | 'document' }[]
  corrects?: string
  correction_reason?: string
  app: { version: string; device_id: string }
  payload: Record<string, unknown>
}

export interface BatchRequest {
  sent?: Schemas['SentClock']
  records: Envelope[]
}

/** What was wrong with a record, boiled down to what the phone acts on. */
export interface RecordProblem {
  code: string
  pointer?: string | null
  title?: string
}

/** A result as the phone keeps it: with its id, and the problem boiled down. */
export type BatchResult = Closer<WireBatchResult, { id: string; problem?: RecordProblem | null }>
