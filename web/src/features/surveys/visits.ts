import { computed, shallowRef } from 'vue'
import type { Envelope } from '@/api/types'
import { field } from '@/core/field'
import { envelopeBase } from '@/core/field/capture'
import { phoneClock } from '@/core/field/clock'
import { position } from '@/core/geo/position'
import { formatDay, language, localDay } from '@/core/i18n'
import { newId } from '@/core/ids'
import type { Sealed } from '@/forms/run'
import { doorsNow, KIND, partOf, type CallBack, type Disposition, type Door, type DoorNow, type Survey, type SurveyPart, type VisitDraft, type VisitPayload } from './model'
import { t } from './texts'

/** What the phone was given: surveys with doors and forms. */
export const part = computed(() => (field.pack?.parts.surveys as SurveyPart | undefined) ?? null)

export const surveyOf = (id: string): Survey | undefined => part.value?.surveys.find((one) => one.id === id)

/** Doors of a survey as they stand now, in walking order. */
export const doorsOf = (survey: Survey): DoorNow[] => doorsNow(survey, field.records, field.drafts)

export const formOf = (formId: string, version: string) => part.value?.forms.find((one) => one.form_id === formId && one.version === version)?.definition

export const titleOf = ({ title }: Survey): string => title[language.value === 'en' ? 'en' : 'zh']
export const houseName = (door: Door): string =>
  t('house', { name: language.value === 'en' ? door.community_en : door.community_zh, building: door.building })
export const doorName = ({ unit, door }: Door): string => (unit ? t('doorOf', { unit, door }) : door)
export const slotWords = ({ day, part: of }: CallBack): string =>
  t('slot', { day: day === localDay(Date.now()) ? t('today') : formatDay(`${day}T04:00:00Z`), part: t(of) })

/** Local day and hour of the city. */
export function cityTime(at: number | string): { day: string; hour: number; part: ReturnType<typeof partOf> } {
  const hour = Number(new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit', hourCycle: 'h23' }).format(new Date(at)))
  return { day: localDay(at), hour, part: partOf(hour) }
}

/** Where the phone stands, for start and end of a visit. */
export function hereNow(): VisitDraft['started_position'] {
  const { fix } = position.value
  return fix && { lng: fix.lng, lat: fix.lat, accuracy_m: fix.accuracy_m }
}

/** A visit that begins now. */
export function newVisit(survey: Survey, door: Door | null, quotaId: string | null, visitNo: number): VisitDraft {
  return {
    survey_id: survey.id,
    door_id: door?.id ?? null,
    quota_id: quotaId,
    visit_no: visitNo,
    form_id: door?.form_id ?? survey.form_id,
    form_version: door?.form_version ?? survey.form_version,
    started_at: phoneClock.stamp(),
    started_position: hereNow(),
    has_handbook: false,
    run: null,
    photos: [],
    ...(door?.back_check_of ? { back_check_of: door.back_check_of } : {}),
  }
}

const WITHOUT_HANDBOOK: readonly Disposition[] = ['not_home', 'no_such_dwelling', 'vacant']

/** The record of a visit. Its position is private: the envelope names the community only. */
export function visitEnvelope(id: string, draft: VisitDraft, disposition: Disposition, given: { sealed?: Sealed | null; callBack?: CallBack | null } = {}): Envelope {
  const { survey_id, door_id, quota_id, visit_no, started_at, started_position, has_handbook, back_check_of, photos, form_id, form_version } = draft
  const sealed = given.sealed ?? null
  const payload: VisitPayload = {
    survey_id,
    door_id,
    quota_id,
    visit_no,
    started_at,
    started_position,
    back_check_of,
    has_handbook: has_handbook && !WITHOUT_HANDBOOK.includes(disposition),
    disposition,
    call_back: given.callBack ?? null,
    ...(sealed ? { form_id, form_version, language: sealed.language } : {}),
    answers: sealed?.values ?? null,
    repeats: sealed?.repeats ?? null,
    timings: sealed?.timings ?? null,
    ended_at: phoneClock.stamp(),
    ended_position: hereNow(),
  }
  const survey = surveyOf(draft.survey_id)
  const area_code = survey?.doors.find((one) => one.id === draft.door_id)?.community_code ?? survey?.quotas.find((one) => one.id === draft.quota_id)?.area_code
  const answers = new Set(Object.values(payload.answers ?? {}))
  const envelope: Envelope = {
    ...envelopeBase(id, KIND),
    captured_at: draft.started_at,
    position: null,
    placed_by: 'none',
    area_code,
    photos: photos.filter((one) => answers.has(one.sha256)).map((one) => ({ ...one, role: 'scene' })),
    payload: payload as unknown as Record<string, unknown>,
  }
  return JSON.parse(JSON.stringify(envelope)) as Envelope
}

/** Stores a visit durably, its draft goes. `holdMs` is the time in which it may be taken back. */
export async function storeVisit(envelope: Envelope, holdMs: number, draftId: string = envelope.id): Promise<void> {
  const kept = await field.store().listPhotos(draftId)
  // Photos stand in the record, recordings and files in its answers.
  const named = JSON.stringify(envelope)
  const photos = kept.filter((one) => named.includes(one.sha256)).map(({ sha256, type, bytes }) => ({ sha256, type, bytes }))
  const now = Date.now()
  await field.store().saveRecords([{ envelope, photos, hold_until: now + holdMs }], draftId, now)
  void field.saved()
}

/** A one-tap outcome at a door, as a record of its own. */
export function outcomeEnvelope(survey: Survey, now: DoorNow, disposition: Disposition, hasHandbook: boolean, callBack: CallBack | null = null): Envelope {
  const draft = { ...newVisit(survey, now.door, null, now.visits.length + 1), has_handbook: hasHandbook }
  return visitEnvelope(newId(), draft, disposition, { callBack })
}

/** A visit that was stored and whose next time is still being planned. */
export const planning = shallowRef<Envelope | null>(null)

/** While the next time is planned the record waits here, so that the plan can go with it. */
export const PLAN_HOLD_MS = 600_000
