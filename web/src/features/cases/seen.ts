import { rawCall } from '@/api/client'
import { field } from '@/core/field'
import type { CaseDetail, CaseRow, CaseWords } from './api'
import { loadCaseWords, useCaseWords } from './words'

/** Cases that stay on the phone to be read without network. */
const MOST = 20
const KEY = 'cases_seen'
const WORDS = 'case_words'

export interface SeenCase {
  one: CaseDetail
  seen_at: number
}

const photosOf = (caseId: string) => `case_seen:${caseId}`
const all = async () => (await field.store().getSetting<SeenCase[]>(KEY)) ?? []

/** Newest first, each case once, and those that fall off the end. */
export function withSeen(seen: readonly SeenCase[], next: SeenCase): { kept: SeenCase[]; dropped: SeenCase[] } {
  const list = [next, ...seen.filter((other) => other.one.id !== next.one.id)]
  return { kept: list.slice(0, MOST), dropped: list.slice(MOST) }
}

async function keepPhoto(one: CaseDetail): Promise<void> {
  const photo = one.proof.before
  const known = await field.store().listPhotos(photosOf(one.id))
  if (!photo?.has_derivative || known.some((kept) => kept.sha256 === photo.sha256)) return
  const bytes = await (await rawCall(`/photos/${photo.sha256}/screen`)).arrayBuffer()
  await field.store().saveDraftPhoto({ record_id: photosOf(one.id), sha256: photo.sha256, type: 'image/jpeg', bytes })
}

/** Keeps a case with the photo of the finding, so that it can be read without network. */
export async function remember(one: CaseDetail): Promise<void> {
  const { kept, dropped } = withSeen(await all(), { one, seen_at: Date.now() })
  await field.store().setSetting(KEY, kept)
  for (const old of dropped) await field.store().dropDraft(photosOf(old.one.id))
  await keepPhoto(one)
}

/** A case as it was last seen on this phone. */
export const recall = async (id: string) => (await all()).find((seen) => seen.one.id === id) ?? null

/** The cases that were opened on this phone, what is due first goes first. */
export async function recallAll(): Promise<CaseRow[]> {
  return (await all()).map((seen) => seen.one).sort((a, b) => (a.due_at ?? '9').localeCompare(b.due_at ?? '9'))
}

/** Address of the photo of the finding on this phone; the caller gives it back. */
export async function keptPhoto(id: string): Promise<string | null> {
  const [photo] = await field.store().listPhotos(photosOf(id))
  return photo ? URL.createObjectURL(new Blob([photo.bytes], { type: photo.type })) : null
}

/** The words of stages and steps: from the service, without network as they were last time. */
export async function loadWords(): Promise<void> {
  try {
    await field.store().setSetting(WORDS, await loadCaseWords())
  } catch {
    const kept = await field.store().getSetting<CaseWords>(WORDS)
    if (kept) useCaseWords(kept)
  }
}
