import type { ProblemBody } from './problem'

/** What the service says and takes, by hand until `npm run gen` makes it from the document. */

export interface LngLat {
  lng: number
  lat: number
}

export type AreaLevel = 'city' | 'district' | 'street' | 'community' | 'grid'

export interface RoleInArea {
  id: string
  role: string
  area_code: string
  area_name_zh: string
  area_name_en: string
  area_level: AreaLevel
}

/** The person who is signed in. */
export interface Me {
  id: string
  account: string
  name: string
  must_change_password: boolean
  roles: RoleInArea[]
  permissions: string[]
  home_area_code: string | null
  language?: string | null
}

export interface DemoAccount {
  account: string
  role: string
  name_zh: string
  name_en: string
  area_name_zh: string
  area_name_en: string
  has_button: boolean
}

export interface BaseMap {
  kind: 'none' | 'raster' | 'pmtiles'
  url?: string | null
  attribution?: string | null
}

/** What anybody may know about this installation. */
export interface Service {
  name: string
  version: string
  is_demo: boolean
  demo_last_day?: string | null
  needs_setup: boolean
  languages: string[]
  time_zone: string
  now: string
  kinds: string[]
  demo_accounts: DemoAccount[]
  demo_password?: string | null
  rescue_key: { id: string; public_key_base64: string }
  base_map: BaseMap
}

export interface DeviceLabel {
  id: string
  name: string
}

export interface NewSession {
  account: string
  password: string
  device: DeviceLabel
  client?: 'browser' | 'api'
}

export interface NewAdministrator {
  token: string
  account: string
  name: string
  password: string
  device: DeviceLabel
}

export interface Session {
  access_token: string
  expires_in_s: number
  account: Me
  must_change_password: boolean
}

export interface Device {
  id: string
  name: string
  first_seen_at: string
  last_seen_at: string
  is_current: boolean
  user_agent?: string | null
}

export interface FieldPackPart {
  name: string
  sha256: string
  bytes: number
  url: string
}

export interface FieldPack {
  made_at: string
  parts: FieldPackPart[]
}

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
  sent?: { device_now: string; monotonic_ms: number; boot_id: string }
  records: Envelope[]
}

/** What was wrong with a record, boiled down to what the phone acts on. */
export interface RecordProblem {
  code: string
  pointer?: string | null
  title?: string
}

export interface BatchResult {
  id: string
  outcome: 'created' | 'duplicate' | 'conflict' | 'refused'
  seq?: number | null
  receipt?: string | null
  area_code?: string | null
  flags?: string[] | null
  missing_photos?: string[] | null
  problem?: RecordProblem | null
}

/** A result as it travels: the whole problem body, and no id when it could not be read. */
export type WireBatchResult = Omit<BatchResult, 'id' | 'problem'> & { id: string | null; problem?: ProblemBody | null }

export interface MineItem {
  id: string
  seq: number
  kind: string
  state: 'received' | 'returned' | 'in_case' | 'superseded'
  remark?: string | null
  flags: string[]
  receipt: string
  area_code: string | null
  happened_at: string
}
