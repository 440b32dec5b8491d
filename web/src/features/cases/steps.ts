import { ApiProblem } from '@/api/problem'
import type { CaseDetail, CaseEvent, CaseStep, Standing } from './api'

/** The seven stages that a case walks, in order. */
export const STAGES = ['accepted', 'filed', 'dispatched', 'handling', 'reported', 'verified', 'closed'] as const
export type Stage = (typeof STAGES)[number]

/** Steps that lead on; the first that is offered is the dark button. */
const FORWARD = ['resume', 'file', 'dispatch', 'start', 'report', 'verify', 'close', 'pass_recheck']
/** What is tidied away behind "more". */
const RARE = ['handle_self', 'decline', 'void', 'reopen', 'hold']

/** What a step asks for beside a note. */
const OUTCOMES: Record<string, readonly string[]> = {
  report: ['fixed', 'gone', 'not_fixed', 'duplicate'],
  handle_self: ['fixed', 'gone'],
  close: ['fixed', 'gone', 'not_fixed', 'not_ours', 'duplicate'],
}

export interface Sorted {
  main: CaseStep | null
  beside: CaseStep[]
  rare: CaseStep[]
}

/** The steps that are offered now: the one that leads on, those beside it, and the rare ones. */
export function sorted(steps: readonly CaseStep[]): Sorted {
  const main = FORWARD.map((action) => steps.find((step) => step.action === action)).find((step) => step !== undefined) ?? null
  const others = steps.filter((step) => step !== main)
  const isRare = (step: CaseStep) => RARE.includes(step.action)
  return { main, beside: others.filter((step) => !isRare(step)), rare: others.filter(isRare) }
}

/** The outcomes to choose from; none when the step does not say what came of it. */
export const outcomesOf = (action: string): readonly string[] => OUTCOMES[action] ?? []
export const asksForHours = (action: string) => action === 'extend' || action === 'ask_extension'
export const asksForUnit = (action: string) => action === 'dispatch'

/** Whether photos belong to the step, and whether it cannot do without with this outcome. */
export function photoRule(step: CaseStep, outcome: string | null): 'none' | 'may' | 'must' {
  if (step.photo !== 'after_work') return 'none'
  return outcome === 'fixed' || outcome === 'gone' ? 'must' : 'may'
}

/** What a person has put into a step so far. */
export interface Filled {
  note: string
  outcome: string | null
  unitId: string | null
  hours: number | null
  photos: number
}

export type Lack = 'note' | 'outcome' | 'unit' | 'hours' | 'photo'

/** The first thing a step still lacks. */
export function lackOf(step: CaseStep, filled: Filled, asked: number | null): Lack | null {
  if (outcomesOf(step.action).length > 0 && !filled.outcome) return 'outcome'
  if (asksForUnit(step.action) && !filled.unitId) return 'unit'
  if (step.action === 'extend' && !filled.hours && !asked) return 'hours'
  if (photoRule(step, filled.outcome) === 'must' && filled.photos === 0) return 'photo'
  if (step.needs_note && filled.note.trim() === '') return 'note'
  return null
}

/** How the case stands now, when a refusal says that somebody else was faster or the step does not lead on. */
export function standingOf(problem: unknown): Standing | null {
  if (!(problem instanceof ApiProblem) || problem.status !== 409) return null
  const standing = problem.body.params?.['case']
  return standing !== null && typeof standing === 'object' ? (standing as Standing) : null
}

export interface Mark {
  stage: Stage
  state: 'done' | 'next' | 'open'
  at: string | null
}

/** The seven stages with the instant each was last reached; stages behind a step back are open again. */
export function marksOf(one: Pick<CaseDetail, 'stage' | 'timeline'>): Mark[] {
  const reached = new Map<string, string>()
  for (const event of one.timeline) if (event.from !== event.to) reached.set(event.to, event.at)
  const stands = STAGES.findIndex((stage) => stage === one.stage)
  const last = stands >= 0 ? stands : Math.max(...STAGES.map((stage, at) => (reached.has(stage) ? at : -1)))
  return STAGES.map((stage, at) => ({
    stage,
    state: at <= last ? 'done' : at === last + 1 && stands >= 0 ? 'next' : 'open',
    at: at <= last ? (reached.get(stage) ?? null) : null,
  }))
}

/** The latest event with one of these words. */
export const latestOf = (events: readonly CaseEvent[], ...actions: readonly string[]) => [...events].reverse().find((event) => actions.includes(event.action)) ?? null
