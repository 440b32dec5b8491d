import { expect, test } from 'vitest'
import { partsOf, queryText, shownOf, type SavedView } from './savedViews'

const view = (id: string, query: string): SavedView => ({ id, page: 'cases', title: id, query, is_default: false, saved_at: '2026-11-20T00:00:00Z' })

test('two addresses that ask for the same are the same text, whatever their order', () => {
  expect(queryText({ tab: 'late', area: '4398', q: '' })).toBe('area=4398&tab=late')
  expect(queryText('tab=late&area=4398')).toBe('area=4398&tab=late')
  expect(queryText({ tab: ['late', 'due'], look: null })).toBe('')
})

test('the view that is shown is found by what it asks for', () => {
  const views = [view('a', 'tab=due'), view('b', 'tab=late&area=4398')]
  expect(shownOf(views, queryText({ area: '4398', tab: 'late' }))?.id).toBe('b')
  expect(shownOf(views, queryText({ tab: 'mine' }))).toBeNull()
})

test('a view gives back the parts it was kept with', () => {
  expect(partsOf(view('a', 'q=%E8%A1%97%20%26&tab=late'))).toEqual({ q: '街 &', tab: 'late' })
})
