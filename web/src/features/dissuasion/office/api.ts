import { clientFor } from '@/api/client'
import type { Page } from '@/api/officeTypes'
import type { Get, Post, Put } from '@/api/paths'
import type { components } from '@/api/schema.gen'

type Schemas = components['schemas']
/** The client's types lose the length of pairs: a line is a list of lists of numbers. */
type Placed<T extends { place: { line: unknown } }> = Omit<T, 'place'> & { place: Omit<T['place'], 'line'> & { line: number[][] } }
export type ShiftRow = Placed<Schemas['ShiftRow']>
export type ShiftDetail = Placed<Schemas['ShiftDetail']>
export type ShiftPerson = ShiftDetail['people'][number]
export type TeamRow = Schemas['TeamRow']
export type TeamDetail = Schemas['TeamDetail']
export type PlanView = Placed<Schemas['PlanView']>
export type NewPlan = Schemas['NewPlan']
export type CalendarDay = Schemas['CalendarView']['items'][number]
export type Candidate = Schemas['CandidateView']
export type DutySummary = Schemas['DutySummary']
export type Measure = Schemas['MeasureView']
export type HoursList = Schemas['HoursList']
export type Effect = Schemas['EffectView']
export type Swap = Schemas['SwapView']

type OfShift = { shift_id: string }
type OfTeam = { team_id: string }
type InArea = { area?: string }

interface DutyPaths {
  '/dissuasion/shifts': { get: Get<Page<ShiftRow>, InArea & { from?: string; to?: string; team?: string; state?: string; limit?: number; cursor?: string }> }
  '/dissuasion/shifts/{shift_id}': { get: Get<ShiftDetail, never, OfShift>; patch: Post<Schemas['ShiftPatch'], ShiftDetail, OfShift> }
  '/dissuasion/shifts/{shift_id}/roster': { post: Post<Schemas['RosterChange'], ShiftDetail, OfShift> }
  '/dissuasion/shifts/{shift_id}/hours': { post: Post<Schemas['HoursToConfirm'], ShiftDetail, OfShift> }
  '/dissuasion/hours/{entry_id}/corrections': { post: Post<Schemas['HoursCorrection'], { entry_id: string }, { entry_id: string }> }
  '/dissuasion/swaps': { get: Get<Page<Swap>, { state?: string }> }
  '/dissuasion/teams': { get: Get<Page<TeamRow>, InArea & { q?: string; is_ended?: boolean; limit?: number; cursor?: string }>; post: Post<Schemas['NewTeam'], TeamDetail> }
  '/dissuasion/teams/{team_id}': { get: Get<TeamDetail, never, OfTeam>; patch: Post<Schemas['TeamPatch'], TeamDetail, OfTeam> }
  '/dissuasion/teams/{team_id}/members': { post: Post<Schemas['MembersChange'], TeamDetail, OfTeam> }
  '/dissuasion/volunteers/{account_id}/register-number': { put: Put<Schemas['RegisterNumber'], { account_id: string }> }
  '/dissuasion/people': { get: Get<Page<Candidate>, { q?: string; limit?: number }> }
  '/dissuasion/plans': { get: Get<Page<PlanView>, InArea & { team?: string; is_ended?: boolean; limit?: number; cursor?: string }>; post: Post<NewPlan, PlanView> }
  '/dissuasion/plans/{plan_id}': { patch: Post<Schemas['PlanPatch'], PlanView, { plan_id: string }> }
  '/dissuasion/plans/preview': { post: Post<Schemas['RulesToTry'], Schemas['PlanDays']> }
  '/dissuasion/calendar': { get: Get<Schemas['CalendarView']> }
  '/dissuasion/hours': { get: Get<HoursList, InArea & { team?: string; from?: string; to?: string }> }
  '/dissuasion/summary': { get: Get<DutySummary, InArea & { from?: string; to?: string }> }
  '/dissuasion/measures': { get: Get<{ items: Measure[] }, InArea>; post: Post<Schemas['NewMeasure'], Measure> }
}

/** Reads and changes of the duty pages of the office; throws like the client. */
export const dutyApi = clientFor<DutyPaths>()
