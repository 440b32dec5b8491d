import { computed, ref, shallowRef } from 'vue'
import type { Envelope } from '@/api/types'
import { envelopeBase } from '@/core/field/capture'
import { stampOf } from '@/core/field/clock'
import { field } from '@/core/field'
import { draftClosed, draftOpened } from '@/core/field/open-draft'
import { areaAt } from '@/core/field/pack'
import { placed } from '@/core/field/place'
import { position } from '@/core/geo/position'
import { newId } from '@/core/ids'
import { useSession } from '@/core/session'
import { endOf, isEmptyDraft, minutesBetween, newDraft, packTap, payloadOf, readTap, type Tap, type TallyDraft, type TallyPart } from './model'

const KIND = 'tally'
const PATH = '/tallies/new'
const HOLD_MS = 5_000

/** A count that is written down at every tap, and the way to make records of it. */
export function useTally() {
  const session = useSession()
  const id = ref('')
  const draft = shallowRef<TallyDraft>(newDraft())
  /** True when the phone could not keep the last taps. */
  const isUnkept = ref(false)
  let isDirty = false
  let writing: Promise<void> | null = null

  const part = computed(() => (field.pack?.parts.tallies as TallyPart | undefined) ?? null)
  const types = computed(() => draft.value.types.flatMap((code) => part.value?.types.find((type) => type.code === code) ?? []))

  /** Opens a draft, goes on with the count that runs, or begins a new one. */
  async function open(draftId: string | undefined): Promise<void> {
    const drafts = await field.store().listDrafts()
    const begun = draftId
      ? drafts.find((one) => one.id === draftId)
      : drafts.find((one) => one.kind === KIND && (one.data as TallyDraft).started_at !== null)
    id.value = begun?.id ?? draftId ?? newId()
    draft.value = { ...newDraft(), ...(begun?.data as TallyDraft | undefined) }
    draftOpened(session.me?.id ?? '', `${PATH}?draft=${id.value}`, id.value)
  }

  /** Writes until nothing is left to write: each write takes all taps that came before it. */
  async function write(): Promise<void> {
    while (isDirty) {
      isDirty = false
      try {
        await field.store().saveDraft({ id: id.value, kind: KIND, updated_at: Date.now(), data: draft.value }, true)
        isUnkept.value = false
      } catch {
        isUnkept.value = true
      }
    }
    writing = null
  }

  function keep(): void {
    isDirty = true
    writing ??= write()
  }

  function change(part: Partial<TallyDraft>): void {
    draft.value = { ...draft.value, ...part }
    keep()
  }

  function start(): void {
    const ids = Object.fromEntries(draft.value.types.map((type) => [type, newId()]))
    change({ started_at: Date.now(), taps: [], ids })
  }

  function tap(type: number, isYes: boolean): void {
    const after_ms = Date.now() - (draft.value.started_at ?? Date.now())
    change({ taps: [...draft.value.taps, packTap({ after_ms, type, isYes })] })
  }

  /** Takes back the last tap of either side; null when there is none. */
  function undo(): Tap | null {
    const { taps } = draft.value
    const last = taps.at(-1)
    if (last === undefined) return null
    change({ taps: taps.slice(0, -1) })
    return readTap(last)
  }

  function envelope(at: number, ended: number): Envelope {
    const { place, note, started_at } = draft.value
    const code = draft.value.types[at] ?? ''
    const base = envelopeBase(draft.value.ids[code] ?? newId(), KIND)
    // A count that ended earlier than it was saved has no monotonic time of its own.
    const when = Date.now() - ended > 1000 ? { captured_at: stampOf(new Date(ended)), captured_monotonic_ms: undefined, boot_id: undefined } : {}
    const site = place ? { site_id: place.site_id } : {}
    const where = placed({ by: 'gps' }, position.value.fix, Date.now())
    // Without a fix the known place stands in.
    const stood = where.position || !place ? where : placed({ by: 'site', ...place }, null, Date.now())
    const made: Envelope = {
      ...base,
      ...when,
      ...stood,
      ...site,
      area_code: areaAt(field.pack, where.position ?? place)?.properties.code,
      ...(note.trim() ? { note: note.trim() } : {}),
      photos: [],
      payload: payloadOf(draft.value, at, minutesBetween(started_at ?? ended, ended)),
    }
    return JSON.parse(JSON.stringify(made)) as Envelope
  }

  /** Makes one record of each observation and drops the draft, all or nothing. Returns their ids. */
  async function save(ended: number): Promise<string[]> {
    await writing
    const hold_until = Date.now() + HOLD_MS
    const records = draft.value.types.map((_, at) => ({ envelope: envelope(at, ended), photos: [], hold_until }))
    await field.store().saveRecords(records, id.value, Date.now())
    draftClosed()
    return records.map((record) => record.envelope.id)
  }

  /** Takes saved records back into a draft while they are still held. */
  async function takeBack(ids: readonly string[]): Promise<boolean> {
    const undone = await Promise.all(ids.map((one) => field.store().undoRecord(one, Date.now())))
    if (undone.includes(false)) return false
    await field.store().saveDraft({ id: id.value, kind: KIND, updated_at: Date.now(), data: draft.value })
    return true
  }

  /** Leaves the page: a count that has begun stays among the drafts. */
  async function leave(): Promise<void> {
    await writing
    if (isEmptyDraft(draft.value)) await field.store().dropDraft(id.value)
    else await field.store().saveDraft({ id: id.value, kind: KIND, updated_at: Date.now(), data: draft.value })
    draftClosed()
  }

  async function drop(): Promise<void> {
    await writing
    await field.store().dropDraft(id.value)
    draftClosed()
  }

  const endedAt = (now: number) => endOf(draft.value, now)

  return { id, draft, part, types, isUnkept, open, change, start, tap, undo, save, takeBack, leave, drop, endedAt }
}
