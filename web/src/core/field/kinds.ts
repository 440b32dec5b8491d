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

/** All kinds in the order of the big buttons. */
export function allKinds(): KindOfWork[] {
  return [...kinds.values()].sort((a, b) => a.order - b.order)
}
