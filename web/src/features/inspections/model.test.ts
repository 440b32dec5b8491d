import { describe, expect, it } from 'vitest'
import type { Envelope } from '@/api/types'
import type { StoredDraft, StoredRecord } from '@/core/db'
import { draftOf, earned, isAnswered, lacksPhoto, newDraft, nextItem, payloadOf, runningScore, standing, stopsOf, taskOf, type InspectionDraft, type InspectionPart, type Item, type Round } from './model'

const item = (part: Partial<Item>): Item => ({
  code: 'a', kind: 'yes_no', text_zh: '地面干净', text_en: 'Clean floor', weight: 15, is_veto: false, may_be_not_applicable: true, needs_photo: false, ...part,
})
const counted = (count: number) => ({ answer: 'counted' as const, count })

describe('what an answer earns', () => {
  it('is all or nothing for yes and no', () => {
    expect(earned(item({}), { answer: 'pass' })).toBe(1500)
    expect(earned(item({}), { answer: 'fail' })).toBe(0)
    expect(earned(item({}), { answer: 'not_applicable' })).toBeNull()
    expect(earned(item({}))).toBeNull()
  })
  it('falls below a minimum to nothing, or by a penalty for each that is missing', () => {
    const bins = item({ kind: 'count_minimum', minimum: 4, weight: 10 })
    expect([4, 9, 3].map((n) => earned(bins, counted(n)))).toEqual([1000, 1000, 0])
    expect([3, 2, 0].map((n) => earned({ ...bins, penalty: 3 }, counted(n)))).toEqual([700, 400, 0])
  })
  it('is the share of a sample against the wanted one, rounded half up', () => {
    const lamps = item({ kind: 'sample', wanted_percent: 98, weight: 20 })
    expect(earned(lamps, { answer: 'counted', good: 49, seen: 50 })).toBe(2000)
    expect(earned(lamps, { answer: 'counted', good: 50, seen: 50 })).toBe(2000)
    expect(earned(lamps, { answer: 'counted', good: 1, seen: 3 })).toBe(680)
    expect(isAnswered(lamps, { answer: 'counted', good: 0, seen: 0 })).toBe(false)
    expect(isAnswered(lamps, { answer: 'counted', good: 3, seen: 2 })).toBe(false)
  })
  it('is lost by any occurrence, or by a penalty for each', () => {
    expect([0, 1].map((n) => earned(item({ kind: 'no_occurrence' }), counted(n)))).toEqual([1500, 0])
    expect([0, 2, 9].map((n) => earned(item({ kind: 'penalty_each', penalty: 2.5 }), counted(n)))).toEqual([1500, 1000, 0])
  })
  it('fails an item that earned less than its weight', () => {
    expect(standing(item({}), { answer: 'pass' })).toBe('good')
    expect(standing(item({ kind: 'penalty_each', penalty: 1 }), counted(1))).toBe('failed')
    expect(standing(item({}), { answer: 'not_applicable' })).toBe('not_applicable')
    expect(standing(item({}))).toBe('open')
  })
})

describe('the running score', () => {
  const items = [item({ code: 'a' }), item({ code: 'b', weight: 10 }), item({ code: 'c', weight: 25, is_veto: true }), item({ code: 'd', weight: 50 })]
  it('counts what was checked and leaves out what does not apply', () => {
    expect(runningScore(items, { a: { answer: 'pass' }, b: { answer: 'fail' }, d: { answer: 'not_applicable' } })).toEqual({ earned: 15, of: 25, answered: 3, isVetoed: false })
  })
  it('is nothing after a failed veto', () => {
    expect(runningScore(items, { a: { answer: 'pass' }, c: { answer: 'fail' } })).toMatchObject({ earned: 0, of: 40, isVetoed: true })
  })
})

const draft = (part: Partial<InspectionDraft>): InspectionDraft => ({ ...newDraft(), round_site_id: 'rs', site_id: 's', rubric_id: 'ru', started_at: '2026-11-20T09:00:00+08:00', ...part })

describe('the way through the items', () => {
  const items = [item({ code: 'a', needs_photo: true }), item({ code: 'b' })]
  it('leads to open ones first and then to the photo that is missing', () => {
    const begun = draft({ lines: { a: { answer: 'fail' } } })
    expect(nextItem(items, begun)?.code).toBe('b')
    const all = draft({ lines: { a: { answer: 'fail' }, b: { answer: 'pass' } } })
    expect(nextItem(items, all)?.code).toBe('a')
    expect(lacksPhoto(items[0] as Item, all)).toBe(true)
    expect(nextItem(items, { ...all, photos: [{ sha256: 'x', taken_at: 't', part: 'a' }] })).toBeNull()
  })
})

describe('an inspection as it travels', () => {
  const made = draft({
    lines: { a: { answer: 'fail', note: ' 积水 ', makes_case: true, count: 3 }, b: { answer: 'counted', count: 0 }, c: {} },
    photos: [{ sha256: 'p1', taken_at: 't', part: 'a' }],
  })
  it('names each answered item with its own photos', () => {
    expect(JSON.parse(JSON.stringify(payloadOf(made)))).toEqual({
      round_site_id: 'rs', rubric_id: 'ru', started_at: '2026-11-20T09:00:00+08:00',
      items: [
        { code: 'a', answer: 'fail', note: '积水', photos: ['p1'], make_case: true },
        { code: 'b', answer: 'counted', count: 0, photos: [], make_case: false },
      ],
    })
  })
  it('becomes the same draft again', () => {
    const envelope = { site_id: 's', photos: [{ sha256: 'p1', taken_at: 't', role: 'scene' }], payload: payloadOf(made) } as unknown as Envelope
    const again = draftOf(envelope)
    expect(again.photos).toEqual([{ sha256: 'p1', taken_at: 't', part: 'a' }])
    expect(payloadOf(again)).toEqual(payloadOf(made))
  })
  it('keeps a picture with every item that it shows', () => {
    const lines = { a: { answer: 'fail' as const }, b: { answer: 'fail' as const } }
    const shared = payloadOf({ ...made, lines, photos: ['a', 'b'].map((part) => ({ sha256: 'p1', taken_at: 't', part })) })
    const envelope = { site_id: 's', photos: [{ sha256: 'p1', taken_at: 't', role: 'scene' }], payload: shared } as unknown as Envelope
    expect(payloadOf(draftOf(envelope))).toEqual(shared)
  })
})

describe('the route', () => {
  const site = (id: string, order: number, is_done = false) => ({
    id, order, is_done, site_id: id, code: id, name_zh: id, name_en: id, site_type: 'wet_market', lng: 110, lat: 26, area_code: '1', area_zh: '', area_en: '', last_score: null,
  })
  const round: Round = {
    id: 'r', kind_zh: '', kind_en: '', title_zh: '', title_en: '', from: '', to: '', rubric_id: 'ru', makes_cases: 'never',
    sites: [site('late', 5), site('sent', 4), site('old', 3), site('begun', 2), site('done', 1, true), site('bad', 6)],
  }
  const record = (of: string, state: string, sent_at?: number) => ({ id: `r-${of}`, state, sent_at, envelope: { kind: 'site_inspection', payload: { round_site_id: of } } }) as unknown as StoredRecord
  const drafts = [{ id: 'd', kind: 'site_inspection', updated_at: 0, data: { round_site_id: 'begun' } }] as StoredDraft[]
  it('stands in the order of the way, each stop as this phone knows it', () => {
    const records = [record('late', 'waiting'), record('sent', 'sent', 200), record('old', 'sent', 50), record('bad', 'refused')]
    const stops = stopsOf(round, records, drafts, 100)
    expect(stops.map((stop) => [stop.site.id, stop.state])).toEqual([['done', 'done'], ['begun', 'begun'], ['old', 'to_do'], ['sent', 'done'], ['late', 'done'], ['bad', 'attention']])
    expect(stops[1]?.query).toEqual({ site: 'begun', draft: 'd' })
    expect(stops[5]?.query.mend).toBe('r-bad')
  })
  it('finds the items of a site by its type', () => {
    const part: InspectionPart = { rounds: [round], rubrics: [{ id: 'ru', number: 1, types: [{ code: 'wet_market', name_zh: '农贸市场', name_en: 'Wet market', items: [item({})] }] }] }
    expect(taskOf(part, 'begun')?.items).toHaveLength(1)
    expect(taskOf(part, 'nowhere')).toBeNull()
    expect(taskOf(null, 'begun')).toBeNull()
  })
})
