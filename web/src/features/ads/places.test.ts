import { expect, test } from 'vitest'
import type { PackRoad, PackSite } from '@/core/field/pack'
import { censusPlaces, stepM } from './places'

const road = (code: string, kind: string, lat: number): PackRoad => ({
  geometry: { type: 'LineString', coordinates: [[110.46, lat], [110.48, lat]] },
  properties: { code, class: kind, name_zh: code, name_en: code },
})
const site = { id: 's', code: 'S', kind: 'poi', site_type: 'park', name_zh: '园', name_en: 'Park', lng: 110.47, lat: 26.8705, area_code: null } satisfies PackSite

test('roads and sites are offered by distance, rivers never', () => {
  const places = censusPlaces([road('far', 'main', 26.88), road('r', 'main', 26.8701), road('r', 'main', 26.875), road('w', 'river', 26.87)], [site], { lng: 110.47, lat: 26.87 })
  expect(places.map((place) => place.key)).toEqual(['road r', 'site s', 'road far'])
  expect(Math.round(places[0]?.metres ?? 0)).toBe(11)
})

test('only real steps with a good fix count as walking', () => {
  const from = { lng: 110.47, lat: 26.87 }
  expect(stepM(null, { ...from, accuracy_m: 5 })).toBe(0)
  expect(stepM(from, { lng: 110.47002, lat: 26.87, accuracy_m: 5 })).toBe(0)
  expect(Math.round(stepM(from, { lng: 110.4702, lat: 26.87, accuracy_m: 5 }))).toBe(20)
  expect(stepM(from, { lng: 110.4702, lat: 26.87, accuracy_m: 60 })).toBe(0)
  expect(stepM(from, { lng: 110.5, lat: 26.87, accuracy_m: 5 })).toBe(0)
})
