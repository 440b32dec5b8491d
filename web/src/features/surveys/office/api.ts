import { bodyOf, clientFor, rawCall } from '@/api/client'
import type { Page } from '@/api/officeTypes'
import type { Delete, Get, Post } from '@/api/paths'
import type { Form } from '@/forms/engine/form'
import type { Fault, SheetCells } from './forms/faults'
import type { Words } from './words'

/** What the compiler says about a workbook; nothing is stored. */
export interface FormCheck {
  ok: boolean
  errors: Fault[]
  warnings: Fault[]
  form: string | null
  version: string | null
  questions: number | null
  asks_for_persons: PersonQuestion[]
  sheets: SheetCells[]
  definition: Form | null
}

/** A question that seems to ask who somebody is. */
export interface PersonQuestion {
  path: string
  label: Words
  word: string
  why: Words
}

export interface FormVersion {
  form_id: string
  code: string
  version: string
  state: 'draft' | 'published'
  title: Words
  questions: number
  languages: string[]
  made_at: string
  published_at: string | null
  asks_for_persons: PersonQuestion[]
  allowed: { reason: string; at: string } | null
}

export interface FormRow {
  id: string
  code: string
  title: Words
  versions: FormVersion[]
}

export interface FormDiff {
  added: DiffLine[]
  removed: DiffLine[]
  changed: (DiffLine & { what: string; before: string | null; after: string | null })[]
}

export interface DiffLine {
  path: string
  label?: Words | null
}

/** A call that does something and sends nothing. */
interface Act<R, P = never> {
  parameters: { query?: never; path?: P }
  responses: { 200: { content: { 'application/json': R } } }
}
type OfVersion = { form_id: string; version: string }

interface SurveyPaths {
  '/forms': { get: Get<Page<FormRow>> }
  '/forms/{form_id}/versions/{version}': { get: Get<FormVersion & { definition: Form }, never, OfVersion>; delete: Delete<OfVersion> }
  '/forms/{form_id}/versions/{version}/publish': { post: Act<FormVersion, OfVersion> }
  '/forms/{form_id}/versions/{version}/allow': { post: Post<{ reason: string }, FormVersion, OfVersion> }
  '/forms/{form_id}/diff': { get: Get<FormDiff, { from: string; to: string }, { form_id: string }> }
}

/** Reads and changes of the survey pages of the office; throws like the client. */
export const surveysApi = clientFor<SurveyPaths>()
export { bodyOf }

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

async function sendWorkbook<T>(path: string, file: Blob): Promise<T> {
  const response = await rawCall(path, { method: 'POST', body: file, headers: { 'Content-Type': XLSX } })
  return (await response.json()) as T
}

/** Compiles a workbook without keeping it. */
export const checkWorkbook = (file: Blob) => sendWorkbook<FormCheck>('/forms/check', file)

/** Keeps a sound workbook as a draft version of its form. */
export const storeWorkbook = (file: Blob) => sendWorkbook<FormVersion>('/forms', file)
