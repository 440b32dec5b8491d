import { computed, ref, shallowRef } from 'vue'
import type { Envelope } from '@/api/types'
import { field } from '@/core/field'
import { envelopeBase } from '@/core/field/capture'
import { areaAt } from '@/core/field/pack'
import { placed } from '@/core/field/place'
import { SHIFT_DRAFT_KIND } from '@/core/field/shift'
import { position } from '@/core/geo/position'
import { newId } from '@/core/ids'
import { useSession } from '@/core/session'
import { checkPayload, distanceTo, reportPayload, stateOf, type ShiftState } from './model'
import { duty } from './words'

/** A record of a shift at the place where the phone is now. */
function envelopeOf(id: string, kind: string, payload: Record<string, unknown>, note = ''): Envelope {
  const { fix } = position.value
  const made: Envelope = {
    ...envelopeBase(id, kind),
    shift_id: undefined,
    ...placed({ by: 'gps' }, fix, Date.now()),
    area_code: areaAt(field.pack, fix)?.properties.code,
    ...(note.trim() ? { note: note.trim() } : {}),
    photos: [],
    payload,
  }
  return JSON.parse(JSON.stringify(made)) as Envelope
}

/** Stores a record that is sent at once. */
async function saveNow(envelope: Envelope): Promise<void> {
  const now = Date.now()
  await field.store().saveRecord({ envelope, photos: [], hold_until: now }, now)
  void field.saved()
}

/**
 * One shift on this phone. Every change is written before the next is taken up, so that a page
 * that dies comes back with all counts; check-in and check-out leave as records at once.
 */
export function useShift() {
  const session = useSession()
  const state = shallowRef<ShiftState | null>(null)
  const reportId = ref('')
  const isOpen = ref(false)
  const isKept = ref(true)
  let isWriting = false
  let isDirty = false

  const me = computed(() => duty().me || session.me?.id || '')
  const distance = computed(() => (state.value ? distanceTo(state.value.line, position.value.fix) : null))
  const isLeader = computed(() => duty().teams.some((team) => team.id === state.value?.team_id && team.is_leader))

  /** Opens a shift that runs here, or one of the plan. */
  async function open(shiftId: string): Promise<void> {
    const drafts = await field.store().listDrafts()
    const begun = drafts.find((one) => one.kind === SHIFT_DRAFT_KIND && (one.data as ShiftState).shift_id === shiftId)
    const card = duty().shifts.find((one) => one.id === shiftId)
    reportId.value = begun?.id ?? newId()
    state.value = begun ? (begun.data as ShiftState) : card ? stateOf(card, me.value) : null
    isOpen.value = true
  }

  /** Takes up a shift that was just made on the phone. */
  function begin(made: ShiftState): void {
    reportId.value = newId()
    state.value = made
    isOpen.value = true
  }

  async function write(): Promise<void> {
    isDirty = true
    isKept.value = false
    if (isWriting) return
    isWriting = true
    try {
      while (isDirty && state.value) {
        isDirty = false
        await field.store().saveDraft({ id: reportId.value, kind: SHIFT_DRAFT_KIND, updated_at: Date.now(), data: state.value })
      }
      isKept.value = true
    } finally {
      isWriting = false
    }
  }

  /** Changes the shift; kept at once when it runs. */
  function set(next: ShiftState): Promise<void> {
    state.value = next
    return next.started_at === null ? Promise.resolve() : write()
  }

  async function checkIn(): Promise<void> {
    const now = state.value
    if (!now || now.started_at !== null) return
    const at = Date.now()
    await saveNow(envelopeOf(newId(), 'shift_check', checkPayload(now, 'in')))
    await set({ ...now, started_at: at, check_in: { at, distance_m: distance.value } })
  }

  /** Checks out and stores the report; may be called again after a failure half way. */
  async function finish(): Promise<void> {
    if (!state.value) return
    if (!state.value.check_out) {
      const out = { at: Date.now(), distance_m: distance.value }
      await saveNow(envelopeOf(newId(), 'shift_check', checkPayload(state.value, 'out')))
      await set({ ...state.value, check_out: out })
    }
    const { counters, handouts, others, members, note } = state.value
    const hasReport = isLeader.value || state.value.ad_hoc !== null || counters.length + handouts.length + others > 0 || members.length > 1 || note.trim() !== ''
    if (hasReport) await saveNow(envelopeOf(reportId.value, 'shift_report', reportPayload(state.value), note))
    else await field.store().dropDraft(reportId.value)
  }

  return { state, isOpen, isKept, me, distance, isLeader, open, begin, set, checkIn, finish }
}
