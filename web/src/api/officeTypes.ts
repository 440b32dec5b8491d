import type { AreaLevel, LngLat, RoleInArea } from './types'

/** What the office screens exchange with the service, by hand until the document generates it. */

export interface Page<T> {
  items: T[]
  next_cursor: string | null
}

export interface AreaNode {
  code: string
  level: AreaLevel
  name_zh: string
  name_en: string
  children: AreaNode[]
}

export interface AreaTree {
  version: number
  roots: AreaNode[]
}

export interface AreaView {
  code: string
  parent_code: string | null
  level: AreaLevel
  name_zh: string
  name_en: string
  population: number | null
  households: number | null
  area_m2: number
  bbox: [number, number, number, number]
  centre: LngLat
  version: number
}

/** The filter all figures share; weekday 1 is Monday, days are inclusive days of the city. */
export interface InsightFilter {
  kind?: string
  area?: string
  category?: string
  outcome?: string
  from?: string
  to?: string
  weekday?: string
  hour?: string
}

export type CellShape = 'square' | 'hex'

export interface HeatCells {
  cells: [number, number, number][]
  total: number
  unplaced: number
  max: number
  cell_m: number
  level: number
  /** When asked for: longitude, latitude, records, patrol hours and records per hour of each cell with at least an hour. */
  patrol?: [number, number, number, number, number][] | null
}

export interface AreaCount {
  area_code: string
  name_zh: string
  name_en: string
  count: number
  households: number | null
  per_1000_households: number | null
  /** Hours that shifts were held there, when asked for. */
  patrol_hours?: number | null
  /** Records per patrol hour, when asked for; null under one hour. */
  per_patrol_hour?: number | null
}

export interface HeatAreas {
  items: AreaCount[]
  total: number
}

export interface HeatMatrix {
  cells: [number, number, number][]
  total: number
  max: number
}

export interface TrendStep {
  from: string
  to: string
  count: number
}

export interface HeatTrend {
  items: TrendStep[]
  total: number
}

export interface CategoryCounts {
  items: { category: string; count: number }[]
  total: number
}

export type Significance = '99.9' | '99' | '95'

export interface HotSpot {
  rank: number
  lng: number
  lat: number
  radius_m: number
  count: number
  expected: number
  z: number
  p: number
  q: number
  significance: Significance
  area_code: string
  name_zh: string
  name_en: string
  street_name_zh: string
  street_name_en: string
  site: { code: string; name_zh: string; name_en: string } | null
  top_category: string | null
}

export interface HotSpots {
  items: HotSpot[]
  cells_tested: number
  false_discovery_rate: number
  cell_m: number
}

export type Change = 'rose' | 'fell' | 'no_change_shown'

export interface Rate {
  numerator: number
  denominator: number
  estimate: number
  low: number
  high: number
  level: number
  method: string
  n_effective: number
  reliability: 'ok' | 'too_small'
  formula_zh: string
  formula_en: string
}

export interface Overview {
  /** Every kind of record with its seven days. */
  kinds: { kind: string; last_7_days: { count: number; previous: number; change: Change } }[]
  as_of: string
  today: string
  last_7_days: { count: number; previous: number; change: Change; difference_low: number; difference_high: number }
  trend: { from: string; count: number }[]
  top_categories: { category: string; count: number; previous: number }[]
  /** Outcomes and success are counted from this day on. */
  outcomes_from: string
  outcomes: { outcome: string; count: number }[]
  success_rate: Rate | null
  coverage: {
    grids: number
    grids_with_records_this_week: number
    silent: { area_code: string; name_zh: string; name_en: string; last_record_at: string | null }[]
  }
  flags: { flag: string; count: number }[]
  areas: {
    area_code: string
    name_zh: string
    name_en: string
    level: AreaLevel
    count: number
    previous: number
    per_1000_households: number | null
  }[]
  unplaced: number
}

export interface IncidentPhoto {
  sha256: string
  role: string
  taken_at: string
  has_derivative: boolean
}

export interface IncidentRow {
  id: string
  seq: number
  receipt: string
  category: string
  group: string
  severity: number
  count: number
  outcome: string | null
  happened_at: string
  received_at: string
  captured_at: string
  area_code: string
  area_name_zh: string
  area_name_en: string
  area_path_zh: string
  area_path_en: string
  position: { lng: number; lat: number; accuracy_m: number } | null
  placed_by: string
  flags: string[]
  note: string | null
  photos: IncidentPhoto[]
  author: { id: string; name: string }
  claimed_photos: number | null
}

export interface IncidentDetail extends IncidentRow {
  corrects: string | null
  correction_reason: string | null
  superseded_by: string | null
  history: { at: string; what: string; by_name?: string | null }[]
  device_id: string | null
  app_version: string | null
  shift_id: string | null
  site: { code: string; name_zh: string; name_en: string } | null
}

export interface IncidentFilter extends InsightFilter {
  flag?: string
  author?: string
  q?: string
  bbox?: string
  cursor?: string
  limit?: number
}

export interface AccountRole extends RoleInArea {
  granted_at: string
  can_revoke: boolean
}

export interface AccountView {
  id: string
  account: string
  name: string
  is_active: boolean
  is_demo: boolean
  /** Whether the reader may change it; a neighbour's or a superior's account is only shown. */
  can_change: boolean
  must_change_password: boolean
  created_at: string
  last_seen_at: string | null
  device_count: number
  roles: AccountRole[]
}

export type AccountState = 'all' | 'active' | 'disabled' | 'never_used' | 'idle_30d' | 'no_role'

export interface AccountPage extends Page<AccountView> {
  counts: { all: number; never_used: number; idle_30d: number; no_role: number; disabled: number }
}

export interface AccountQuery {
  q?: string
  role?: string
  area?: string
  state?: AccountState
  cursor?: string
  limit?: number
}

export interface NewAccount {
  account: string
  name: string
  roles: { role: string; area_code: string }[]
}

export interface AccountImport {
  created: number
  problems: { line: number; code: string; title: string }[]
  accounts: { account: string; name: string; one_time_password: string | null }[]
}

export interface RoleView {
  role: string
  name_zh: string
  name_en: string
  scope_level: AreaLevel
  permissions: string[]
  description_zh: string
  description_en: string
  can_grant: boolean
}

export interface AuditEvent {
  number: number
  at: string
  actor_id: string | null
  actor_name: string | null
  role: string | null
  operation: string
  subject: string | null
  detail: unknown
  hash: string
}

export interface AuditCheck {
  is_intact: boolean
  checked: number
  last_number: number
  head_number: number | null
  problems: string[]
}

export interface ImportProblem {
  severity: 'error' | 'warning'
  code: string
  area_code: string | null
  other_code?: string | null
  area_m2?: number | null
  place: LngLat | null
  title_zh: string
  title_en: string
  /** What exactly, with names and numbers. */
  detail_zh?: string
  detail_en?: string
  geometry?: import('geojson').Geometry | null
}

export interface ImportReport {
  is_accepted: boolean
  was_applied: boolean
  version: number | null
  counts: { level: AreaLevel; imported: number; in_use: number }[]
  problems: ImportProblem[]
  changes: { added: string[]; removed: string[]; moved: { from: string; to: string; overlap_share: number }[] }
}

export interface AreaVersion {
  version: number
  imported_at: string
  imported_by_name: string | null
  counts: Partial<Record<AreaLevel, number>>
  is_current: boolean
}
