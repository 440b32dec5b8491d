import { expect, test } from 'vitest'
import { discsOf } from './points'

const point = { id: 'a', lng: 110.48, lat: 26.87, colour: '#0f766e' }

test('discs keep their size on the screen', () => {
  const width = (zoom: number) => {
    const ring = discsOf([point], zoom, 6).features[0]?.geometry.coordinates[0] ?? []
    const lngs = ring.map(([lng]) => lng ?? 0)
    return Math.max(...lngs) - Math.min(...lngs)
  }
  expect(width(13) / width(14)).toBeCloseTo(2)
})

test('discs carry their point and its colour', () => {
  expect(discsOf([point], 12, 6).features[0]?.properties).toEqual({ code: 'a', colour: '#0f766e', opacity: 0.9 })
})
