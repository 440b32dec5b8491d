import { expect, test } from 'vitest'
import type { StoredRecord } from '@/core/db'
import { incident } from '@/core/sync/fixtures'
import { byDistance, censusOf, censusPayload, draftOf, isEmptyDraft, missingOf, nearSites, newCensus, newDraft, payloadOf, sitesOf, withCondition, type AdSite } from './model'

const site = (id: string, part: Partial<AdSite> = {}): AdSite => ({
  id, placement: 'banner', theme: 'thrift', is_public_service: true, lng: 110.47, lat: 26.87, last: null, ...part,
})
const look = (payload: Record<string, unknown>, part: Partial<StoredRecord> = {}): StoredRecord => {
  const envelope = incident({ kind: 'ad_inspection', payload, photos: [{ sha256: 'p', taken_at: '2026-10-30T09:26:00.000+08:00', role: 'scene' }] })
  return { id: envelope.id, envelope, state: 'waiting', saved_at: 0, hold_until: 0, photos: [], flags: [], ...part }
}
const made = { id: 's-new', placement: 'banner', theme: 'thrift', is_public_service: true }

test('intact stands alone, defects may be several', () => {
  expect(withCondition([], 'faded')).toEqual(['faded'])
  expect(withCondition(['faded'], 'soiled')).toEqual(['faded', 'soiled'])
  expect(withCondition(['faded', 'soiled'], 'intact')).toEqual(['intact'])
  expect(withCondition(['intact'], 'loose')).toEqual(['loose'])
  expect(withCondition(['loose'], 'loose')).toEqual([])
})

test('sites within 50 metres are offered by distance', () => {
  const sites = [site('far', { lng: 110.48 }), site('b', { lng: 110.4703 }), site('a', { lng: 110.4701 }), site('nowhere', { lng: null, lat: null })]
  const near = nearSites(byDistance(sites, { lng: 110.47, lat: 26.87 }))
  expect(near.map((one) => one.site.id)).toEqual(['a', 'b'])
  expect(Math.round(near[0]?.metres ?? 0)).toBe(10)
})

test('without a fix no site is near, and the last seen comes first', () => {
  const seen = { at: '2026-10-01T00:00:00Z', conditions: ['intact'], photo_sha256: null }
  const sites = byDistance([site('old'), site('seen', { last: seen })], null)
  expect(nearSites(sites)).toEqual([])
  expect(sites[0]?.site.id).toBe('seen')
})

test('a site made on this phone is offered at once, a refused one is not', () => {
  expect(sitesOf(undefined, [look({ new_site: made, conditions: ['faded'] })])).toMatchObject([
    { id: 's-new', lng: 110.47, is_own: true, last: { conditions: ['faded'], photo_sha256: 'p' } },
  ])
  expect(sitesOf(undefined, [look({ new_site: made, conditions: ['faded'] }, { state: 'refused' })])).toEqual([])
})

test('the own look at a known site replaces an older one and not a newer', () => {
  const record = look({ ad_site_id: 'a', conditions: ['loose'], theme_seen: 'health' })
  const older = { at: '2026-09-18T01:00:00Z', conditions: ['intact'], photo_sha256: null }
  expect(sitesOf({ items: [site('a', { last: older })] }, [record])[0]).toMatchObject({ theme: 'health', last: { conditions: ['loose'] } })
  const newer = { at: '2026-11-01T01:00:00Z', conditions: ['intact'], photo_sha256: null }
  expect(sitesOf({ items: [site('a', { last: newer })] }, [record])[0]?.last).toEqual(newer)
})

test('a commercial site carries the commercial theme whatever was chosen before', () => {
  const draft = { ...newDraft(), choice: 'new', conditions: ['intact'], new_site: { ...made, is_public_service: false } }
  expect(payloadOf(draft)).toEqual({ new_site: { ...made, theme: 'commercial', is_public_service: false }, conditions: ['intact'] })
})

test('what is missing is told from the top of the page down', () => {
  const draft = newDraft()
  expect(missingOf(draft, 0)).toBe('photo')
  expect(missingOf(draft, 1)).toBe('site')
  expect(missingOf({ ...draft, choice: 'new' }, 1)).toBe('site')
  expect(missingOf({ ...draft, choice: 'new', new_site: { ...made, theme: null, is_public_service: false } }, 1)).toBe('condition')
  expect(missingOf({ ...draft, choice: 'a' }, 1)).toBe('condition')
  expect(missingOf({ ...draft, choice: 'a', conditions: ['intact'] }, 1)).toBeNull()
})

test('a record becomes the draft that would make it again', () => {
  const record = look({ ad_site_id: 'a', conditions: ['loose'], theme_seen: 'health' }).envelope
  const draft = draftOf(record)
  expect(payloadOf(draft)).toEqual(record.payload)
  expect(isEmptyDraft(draft)).toBe(false)
  expect(isEmptyDraft(newDraft())).toBe(true)
})

test('a census counts all faces and walks at least a metre', () => {
  const draft = { ...newCensus(), of: { road_code: 'R1' }, public_faces: 3, other_faces: 7, walked_m: 0.2 }
  expect(censusPayload(draft)).toEqual({ road_code: 'R1', faces: 10, public_faces: 3, walked_m: 1 })
  expect(censusOf(incident({ kind: 'ad_census', payload: censusPayload(draft) }))).toMatchObject({ public_faces: 3, other_faces: 7, of: { road_code: 'R1' } })
})
