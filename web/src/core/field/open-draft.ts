/**
 * Which form is open, so that a page that dies behind the camera comes back where it was.
 * A Web Lock tells a second tab that the form is still open in the first.
 */
const KEY = 'wenxun.open_draft'

interface OpenDraft {
  accountId: string
  path: string
  draftId: string
}

let release: (() => void) | null = null

export function draftOpened(accountId: string, path: string, draftId: string): void {
  localStorage.setItem(KEY, JSON.stringify({ accountId, path, draftId } satisfies OpenDraft))
  release?.()
  void navigator.locks?.request(`wenxun-draft-${draftId}`, { ifAvailable: true }, (lock) =>
    lock ? new Promise<void>((resolve) => (release = resolve)) : undefined,
  )
}

export function draftClosed(): void {
  localStorage.removeItem(KEY)
  release?.()
  release = null
}

/** True while a form is open in this tab: a new version of the app must wait. */
export function isDraftOpen(): boolean {
  return localStorage.getItem(KEY) !== null
}

/** The path of a form that died open, or null. */
export async function pathToRestore(accountId: string): Promise<string | null> {
  const text = localStorage.getItem(KEY)
  if (!text) return null
  const open = JSON.parse(text) as OpenDraft
  if (open.accountId !== accountId) return null
  const held = (await navigator.locks?.query())?.held ?? []
  return held.some((lock) => lock.name === `wenxun-draft-${open.draftId}`) ? null : open.path
}
