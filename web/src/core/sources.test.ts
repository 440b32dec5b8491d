import { expect, test } from 'vitest'
import { pageOfSource } from './sources'

test.each([
  ['/tallies?from=2026-10-01&to=2026-12-31&area=330102&type=bus_yield', { path: '/tallies', query: { area: '330102', from: '2026-10-01', to: '2026-12-31', type: 'bus_yield' } }],
  ['/ads/inspections?from=2026-10-01&to=2026-10-31&condition=faded', { path: '/ads/inspections', query: { from: '2026-10-01', to: '2026-10-31', condition: 'faded' } }],
  ['/surveys/0198/rates', { path: '/surveys/0198/results', query: {} }],
  ['/evidence?requirement=II-1/III-1/1&period=2026-Q4', { path: '/indicators/evidence', query: { requirement: 'II-1/III-1/1', period: '2026-Q4' } }],
  ['/cases?view=all&step=close&step_from=2026-10-01&step_to=2026-10-31', { path: '/cases', query: { view: 'all', step: 'close', step_from: '2026-10-01', step_to: '2026-10-31' } }],
  ['/dissuasion/shifts?from=2026-10-01&to=2026-10-31&state=held', { path: '/duty', query: { from: '2026-10-01', to: '2026-10-31', state: 'held' } }],
  ['/incidents?from=2026-10-01&to=2026-10-31&is_counted=true', { path: '/incidents', query: { from: '2026-10-01', to: '2026-10-31', is_counted: 'true' } }],
  ['/api/v1/inspections/rounds/7/results?area=3301', { path: '/inspections/7/results', query: { area: '3301' } }],
])('the records of %s stand on a page', (link, page) => {
  expect(pageOfSource(link)).toEqual(page)
})

test('what no page shows leads nowhere', () => {
  expect(pageOfSource('/jobs/7')).toBeNull()
})
