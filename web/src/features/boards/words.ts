import { language } from '@/core/i18n'
import { firstDay, lastDay } from '@/core/periods'
import { pageOfSource } from '@/core/sources'
import type { TagState } from '@/core/ui/StatusTag.vue'
import type { Board, Entry, NewEntry, Proof, Suggestion } from './api'
import { t } from './texts'

export const COLOURS = ['red', 'black'] as const
export type Colour = (typeof COLOURS)[number]
export const STATES = ['draft', 'approved', 'withdrawn'] as const
export type State = (typeof STATES)[number]
export const KINDS = ['unit', 'area', 'site', 'road'] as const
export type Kind = (typeof KINDS)[number]
/** What an entry is proved with, in the order in which it is offered. */
export const PROOFS = ['case', 'inspection', 'record'] as const
export type ProofKind = (typeof PROOFS)[number]

const TAGS: Record<State, TagState> = { draft: 'draft', approved: 'sent', withdrawn: 'attention' }

export const stateOf = (word: unknown): State => STATES.find((state) => state === word) ?? 'draft'
export const kindOf = (word: unknown): Kind => KINDS.find((kind) => kind === word) ?? 'unit'
export const tagOf = (state: string): TagState => TAGS[stateOf(state)]
export const stateWord = (state: string): string => t(stateOf(state))

/** One of two texts, by the language on the screen. */
export const either = (zh: string, en: string): string => (language.value === 'en' ? en : zh)
export const labelOf = (proof: Proof): string => either(proof.label_zh, proof.label_en)
/** The page that shows what proves an entry. */
export const pageOf = (proof: Proof) => pageOfSource(proof.link)

/** An entry with its place in the list, so that it can be changed there. */
export interface Placed {
  at: number
  entry: Entry
}
export const ofColour = (board: Board, colour: Colour): Placed[] =>
  board.entries.map((entry, at) => ({ at, entry })).filter(({ entry }) => entry.colour === colour)

/** An entry as it is sent. */
export const toSend = ({ colour, subject: { kind, code }, reason, proof }: Entry): NewEntry => ({
  colour, subject: { kind, code }, reason, proof: proof.map(({ kind: of, id }) => ({ kind: of, id })),
})

/** All entries of a draft with one changed, taken out (`null`) or, at the place after the last, added. */
export function withEntry(board: Board, at: number, entry: NewEntry | null): NewEntry[] {
  const all = board.entries.map(toSend)
  all.splice(at, 1, ...(entry ? [entry] : []))
  return all
}

/** Whether a period shares days with that of a list. */
export const meets = (board: Board, period: string): boolean => firstDay(period) <= board.board.to && lastDay(period) >= board.board.from

const keyOf = ({ kind, code }: { kind: string; code: string }): string => `${kind}:${code}`

/** What of a league may still be taken into a list: who is not in it yet and is not contested. */
export function stillFree(board: Board, suggestions: readonly Suggestion[]): Suggestion[] {
  const listed = new Set(board.entries.map(({ subject }) => keyOf(subject)))
  return suggestions.filter((one) => !one.is_contested && !listed.has(keyOf(one.subject)))
}

/** A suggestion as it is sent. */
export const asEntry = (one: Suggestion): NewEntry => ({
  colour: one.colour, subject: { kind: one.subject.kind, code: one.subject.code }, reason: either(one.reason_zh, one.reason_en), proof: [{ kind: one.proof.kind, id: one.proof.id }],
})
