import { computed } from 'vue'
import { ApiProblem, NetworkProblem, rawCall } from '@/api/client'
import type { StoredDraft } from '@/core/db'
import { field } from '@/core/field'
import { wordsOf } from '@/core/ui/problems'
import { takeStep, type CaseDetail, type CaseStep, type StepBody } from './api'
import type { TakenPhoto } from './photos'
import { standingOf } from './steps'

/** Drafts of this kind are steps that were taken without network. */
const KIND = 'case_step'

/** A step that lies on the phone until the service has it. */
export interface WaitingStep {
  case_id: string
  number: string
  /** Names of the step in both languages, for whoever looks at the list. */
  step: Pick<CaseStep, 'name_zh' | 'name_en' | 'to'>
  body: StepBody
  /** Why the service refused it; the person decides. */
  refused?: string
}

const idOf = (caseId: string) => `${KIND}:${caseId}`
const stepOf = (draft: StoredDraft) => draft.data as WaitingStep

/** Every step that waits, the oldest first. */
export const waitingSteps = computed(() => field.drafts.filter((draft) => draft.kind === KIND).map(stepOf).reverse())

async function putPhoto(sha256: string, bytes: ArrayBuffer): Promise<void> {
  await rawCall(`/photos/${sha256}`, { method: 'PUT', body: bytes, headers: { 'Content-Type': 'image/jpeg' } })
}

/** Sends photos and step; throws like the client. */
export async function sendStep(caseId: string, body: StepBody, photos: readonly Pick<TakenPhoto, 'about' | 'bytes'>[]): Promise<CaseDetail> {
  for (const photo of photos) await putPhoto(photo.about.sha256, photo.bytes)
  return takeStep(caseId, { ...body, photos: photos.map((photo) => photo.about) })
}

/** Keeps a step with its photos on the phone. */
export async function keepStep(step: WaitingStep, photos: readonly TakenPhoto[]): Promise<void> {
  const id = idOf(step.case_id)
  for (const photo of photos) await field.store().saveDraftPhoto({ record_id: id, sha256: photo.about.sha256, type: 'image/jpeg', bytes: photo.bytes })
  const body = { ...step.body, photos: photos.map((photo) => photo.about) }
  await field.store().saveDraft({ id, kind: KIND, updated_at: Date.now(), data: { ...step, body } })
}

export const dropStep = (caseId: string) => field.store().dropDraft(idOf(caseId))

/** Whether the service had taken the step already and only its answer was lost. */
export function hasArrived(step: WaitingStep, problem: unknown): boolean {
  const standing = standingOf(problem)
  return standing !== null && standing.version === step.body.version + 1 && standing.stage === step.step.to
}

/** Sends a waiting step, with `version` as the case stands now; the case afterwards, or null while it still waits. */
export async function sendWaiting(step: WaitingStep, version = step.body.version): Promise<CaseDetail | 'arrived' | null> {
  const kept = await field.store().listPhotos(idOf(step.case_id))
  const photos = (step.body.photos ?? []).flatMap((about) => kept.filter((one) => one.sha256 === about.sha256).map(({ bytes }) => ({ about, bytes })))
  try {
    const now = await sendStep(step.case_id, { ...step.body, version }, photos)
    await dropStep(step.case_id)
    return now
  } catch (problem) {
    if (hasArrived(step, problem)) {
      await dropStep(step.case_id)
      return 'arrived'
    }
    if (problem instanceof ApiProblem && problem.status < 500 && problem.status !== 401 && problem.status !== 429) {
      await field.store().saveDraft({ id: idOf(step.case_id), kind: KIND, updated_at: Date.now(), data: { ...step, refused: wordsOf(problem) } })
      return null
    }
    if (problem instanceof ApiProblem || problem instanceof NetworkProblem) return null
    throw problem
  }
}

let isSending = false

/** Sends everything that waits and was not refused; true when something arrived. */
export async function sendAllWaiting(): Promise<boolean> {
  if (isSending || !navigator.onLine) return false
  isSending = true
  try {
    let hasSent = false
    for (const step of waitingSteps.value) if (!step.refused) hasSent = (await sendWaiting(step)) !== null || hasSent
    return hasSent
  } finally {
    isSending = false
  }
}
