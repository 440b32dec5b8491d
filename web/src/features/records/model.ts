import type { StoredRecord } from '@/core/db'
import { isUnsent, needsPerson } from '@/core/field'
import { kindOf } from '@/core/field/kinds'
import { formatDate, localDay } from '@/core/i18n'
import type { TagState } from '@/core/ui/StatusTag.vue'
import { t } from './texts'

export type Filter = 'all' | 'unsent' | 'attention' | 'sent'

export function matches(record: StoredRecord, filter: Filter): boolean {
  switch (filter) {
    case 'all':
      return true
    case 'unsent':
      return isUnsent(record)
    case 'attention':
      return needsPerson(record)
    case 'sent':
      return !isUnsent(record)
  }
}

/** The name of a record in lists. */
export function titleOf(record: StoredRecord): string {
  return kindOf(record.envelope.kind)?.nameOf(record.envelope.payload) ?? record.envelope.kind
}

/** How far a record is, as a tag. */
export function tagOf(record: StoredRecord, isSending: boolean): { state: TagState; percent?: number } {
  if (needsPerson(record)) return { state: 'attention' }
  if (!isUnsent(record)) return { state: 'sent' }
  if (!isSending) return { state: 'waiting' }
  const bytes = record.photos.reduce((sum, photo) => sum + photo.size_bytes, 0)
  const done = record.photos.filter((photo) => photo.state === 'confirmed').reduce((sum, photo) => sum + photo.size_bytes, 0)
  const words = record.state === 'sent' ? 10 : 0
  return { state: 'sending', percent: bytes === 0 ? words : words + (done / bytes) * 90 }
}

/** Why a record needs the person, in plain words. */
export function reasonOf(record: StoredRecord): string {
  if (record.state === 'conflict') return t('reasonConflict')
  if (record.server_state === 'returned') return t('reasonReturned', { remark: record.remark ?? '' })
  if (record.state === 'sent') return t('reasonPhoto')
  const { problem, envelope } = record
  const known = problem ? kindOf(envelope.kind)?.explain(problem.code, problem.pointer ?? null) : null
  return known ?? problem?.title ?? t('reasonUnknown')
}

/** Where mending a record leads: the form, at the very field. */
export function mendPath(record: StoredRecord): { path: string; query?: Record<string, string> } {
  const form = kindOf(record.envelope.kind)?.formPath
  if (record.server_state === 'returned' && form) return { path: form, query: { mend: record.id, pointer: record.pointer ?? '', code: 'returned' } }
  if (record.state !== 'refused' || !form) return { path: `/records/${record.id}` }
  return { path: form, query: { mend: record.id, pointer: record.problem?.pointer ?? '', code: record.problem?.code ?? '' } }
}

/** Records by day of the city, newest first; the heading in the language on the screen. */
export function byDay(records: readonly StoredRecord[], now: number): { day: string; title: string; rows: StoredRecord[] }[] {
  const days = new Map<string, StoredRecord[]>()
  for (const record of records) {
    const day = localDay(record.envelope.captured_at)
    days.set(day, [...(days.get(day) ?? []), record])
  }
  const titles = new Map([[localDay(now), t('dayToday')], [localDay(now - 86_400_000), t('yesterday')]])
  return [...days].sort(([a], [b]) => (a < b ? 1 : -1)).map(([day, rows]) => ({ day, rows, title: titles.get(day) ?? formatDate(`${day}T04:00:00Z`) }))
}

/** A receipt in two readable groups, `7K3F-92XY`. */
export function readableReceipt(code: string): string {
  return code.length === 8 ? `${code.slice(0, 4)}-${code.slice(4)}` : code
}
