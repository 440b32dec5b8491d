// Writes tests/data/datum_vectors.csv: what the npm package gcoord says about map datums.
// Usage: npm install --no-save --prefix "$(mktemp -d)" gcoord, then
//        node scripts/datum_oracle.mjs <that folder>/node_modules/gcoord/index.js > tests/data/datum_vectors.csv
// Same numbers every time: the points come from a small generator with a fixed seed.
import { createRequire } from 'node:module'
import { resolve } from 'node:path'

const gcoord = createRequire(import.meta.url)(resolve(process.argv[2] ?? 'gcoord'))

let state = 20260101
const random = () => {
  state = (state * 48271) % 2147483647
  return state / 2147483647
}
const between = (low, high) => low + (high - low) * random()
const round = (degrees) => Math.round(degrees * 1e7) / 1e7

// A margin keeps every shifted point on the same side of the box's edge.
const inChina = () => [between(72.1, 137.7), between(0.9, 55.7)]
const inCity = () => [between(110.4, 110.54), between(26.82, 26.92)]
const outside = () => [between(-180, 71.9), between(-85, 85)]

const rows = ['from,to,where,lng,lat,expected_lng,expected_lat']
const add = (from, to, where, make, count) => {
  for (let n = 0; n < count; n += 1) {
    const point = make().map(round)
    const [lng, lat] = gcoord.transform(point, gcoord[from], gcoord[to])
    rows.push([from, to, where, ...point, lng.toFixed(9), lat.toFixed(9)].join(','))
  }
}
for (const [from, to] of [['WGS84', 'GCJ02'], ['GCJ02', 'WGS84'], ['WGS84', 'BD09'], ['BD09', 'WGS84']]) {
  add(from, to, 'china', inChina, 120)
  add(from, to, 'city', inCity, 40)
}
add('WGS84', 'GCJ02', 'outside', outside, 20)
add('GCJ02', 'WGS84', 'outside', outside, 20)
process.stdout.write(rows.join('\n') + '\n')
