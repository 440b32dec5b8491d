/** What the phone gets of duty in the field pack. */

export interface Place {
  kind: 'site' | 'road' | 'point'
  code: string | null
  name_zh: string
  name_en: string
  /** One pair for a site or point, the vertices of a road. */
  line: [number, number][]
}

export interface ShiftCard {
  id: string
  version: number
  name: string
  team_id: string | null
  team_name: string | null
  plan_id: string | null
  day: string
  starts_at: string
  ends_at: string
  state: 'planned' | 'called_off'
  called_off_reason: string | null
  is_ad_hoc: boolean
  area_code: string
  area_name_zh: string
  area_name_en: string
  place: Place
  needed: number
  on_roster: number
  am_i_on: boolean
  roster: string[]
}

export interface Team {
  id: string
  name: string
  home_unit: string
  leader_id: string
  is_leader: boolean
  area_code: string
  site_code: string | null
  members: { id: string; name: string }[]
}

export interface Certificate {
  hours: number
  name_zh: string
  name_en: string
}

export interface OwnHours {
  year: number
  confirmed_min: number
  waiting_min: number
}

/** Part `shifts` of the field pack. */
export interface DutyPart {
  days: { from: string; to: string }
  me: string
  late_distance_m: number
  teams: Team[]
  shifts: ShiftCard[]
  hours: OwnHours
  certificates: Certificate[]
  handouts: { item: string; name_zh: string; name_en: string }[]
}
