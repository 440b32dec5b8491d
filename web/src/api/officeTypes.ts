import type { Geometry } from 'geojson'
import type { components } from './schema.gen'
import type { AreaLevel, Closer } from './types'

type Schemas = components['schemas']

/** What the office screens exchange with the service: names for the types of the API document. */

export interface Page<T> {
  items: T[]
  next_cursor?: string | null
}

export type AreaNode = Schemas['TreeNode']
export type AreaTree = Schemas['TreeView']
export type AreaView = Schemas['AreaView']
type Triple = [number, number, number]
/** `patrol`: longitude, latitude, records, patrol hours and records per hour of each cell with at least an hour. */
export type HeatCells = Closer<Schemas['CellsView'], { cells: Triple[]; patrol?: [number, number, number, number, number][] | null }>
export type AreaCount = Schemas['AreaCountView']
export type HeatAreas = Schemas['AreaCountsView']
export type HeatMatrix = Closer<Schemas['MatrixView'], { cells: Triple[] }>
export type HeatTrend = Schemas['TrendView']
export type CategoryCounts = Schemas['CategoryCountsView']
export type HotSpot = Closer<Schemas['HotSpotView'], { significance: Significance }>
export type HotSpots = Closer<Schemas['HotSpotsView'], { items: HotSpot[] }>
export type Rate = Schemas['RateView']
type Week = Closer<Schemas['WeekView'], { change: Change }>
export type Overview = Closer<Schemas['OverviewView'], { last_7_days: Week }>
export type IncidentPhoto = Schemas['PhotoView']
export type IncidentRow = Schemas['IncidentRow']
export type IncidentDetail = Schemas['IncidentDetail']
export type AccountRole = Schemas['HeldRoleView']
export type AccountView = Schemas['AccountView']
export type AccountPage = Schemas['AccountPage']
export type NewAccount = Schemas['NewAccountBody']
export type AccountImport = Schemas['AccountImportReport']
export type RoleView = Closer<Schemas['RoleView'], { scope_level: AreaLevel }>
export type AuditEvent = Schemas['AuditEventView']
export type AuditCheck = Schemas['Report']
export type ImportProblem = Closer<Schemas['ProblemItem'], { geometry?: Geometry | null }>
export type ImportReport = Closer<Schemas['ImportReport'], { problems: ImportProblem[]; counts: Closer<Schemas['LevelCount'], { level: AreaLevel }>[] }>
export type AreaVersion = Schemas['VersionView']

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

export interface IncidentFilter extends InsightFilter {
  flag?: string
  /** `true` for records that count in figures, `false` for the others. */
  is_counted?: string
  author?: string
  q?: string
  bbox?: string
  cursor?: string
  limit?: number
}

export interface AccountQuery {
  q?: string
  role?: string
  area?: string
  state?: AccountState
  cursor?: string
  limit?: number
}

export type CellShape = 'square' | 'hex'

export type Significance = '99.9' | '99' | '95'

export type Change = 'rose' | 'fell' | 'no_change_shown'

export type AccountState = 'all' | 'active' | 'disabled' | 'never_used' | 'idle_30d' | 'no_role'
