import type { Component } from 'vue'
import type { IconName } from '@/core/ui/icons'

/** What a kind of field work tells the pages that show all kinds. */
export interface KindOfWork {
  kind: string
  order: number
  icon: IconName
  /** The word on the big button. */
  title: () => string
  /** "5 today". */
  countToday: (count: number) => string
  /** The camera opens with the button, the form after the photo. */
  startsWithCamera: boolean
  /** Path of the form for a new record, a draft or a record to mend. */
  formPath: string
  /** What a record is called in lists. */
  nameOf: (payload: Record<string, unknown>) => string
  /** Code for the category icon. */
  iconOf: (payload: Record<string, unknown>) => string
  /** A fresh draft. */
  newDraft: () => unknown
  /** The payload a draft would become, for its name in lists. */
  payloadOfDraft: (data: unknown) => Record<string, unknown>
  /** What the small plus on the button does; without it the plus logs without a photo. */
  plusLabel?: () => string
  /** No big button: it is made from the page of another kind. */
  hasNoButton?: boolean
  /** Its drafts stand on a card of their own, not among what was left unfinished. */
  showsOwnDrafts?: boolean
  /** Plain words for what the server refused, with what to do. */
  explain: (code: string, pointer: string | null) => string | null
}

const kinds = new Map<string, KindOfWork>()

/** Each kind registers itself from its own folder. */
export function registerKind(kind: KindOfWork): void {
  kinds.set(kind.kind, kind)
}

export function kindOf(kind: string): KindOfWork | undefined {
  return kinds.get(kind)
}

/** Kinds that have a big button, in their order. */
export function kindsWithButton(): KindOfWork[] {
  return [...kinds.values()].filter((kind) => !kind.hasNoButton).sort((a, b) => a.order - b.order)
}

/** A card at the top of Today; it shows nothing while it has nothing to say. */
export interface TodayCard {
  kind: string
  order: number
  component: Component
}

const cards: TodayCard[] = []

/** A kind may put a card above the big buttons; load it lazily. */
export function registerTodayCard(card: TodayCard): void {
  cards.push(card)
}

/** All cards of Today in their order. */
export function todayCards(): TodayCard[] {
  return [...cards].sort((a, b) => a.order - b.order)
}
