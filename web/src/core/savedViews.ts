import { bodyOf, server, type Schemas } from '@/api/server'

export type SavedView = Schemas['SavedView']
export type ViewPage = 'cases' | 'incidents' | 'heatmap' | 'tallies' | 'ads' | 'leagues' | 'inspections' | 'units' | 'surveys'

const ofView = (view_id: string) => ({ params: { path: { view_id } } })

export const listViews = async (page: ViewPage) => bodyOf(await server.GET('/api/v1/views', { params: { query: { page } } }))
export const keepView = async (body: Schemas['NewView']) => bodyOf(await server.POST('/api/v1/views', { body }))
export const changeView = async (id: string, body: Schemas['ViewPatch']) => bodyOf(await server.PATCH('/api/v1/views/{view_id}', { ...ofView(id), body }))
export const deleteView = async (id: string): Promise<void> => { await server.DELETE('/api/v1/views/{view_id}', ofView(id)) }

/** The parts of a query string in one order and without empty ones, so that two of them can be compared. */
export function queryText(query: Record<string, unknown> | string): string {
  const parts = typeof query === 'string' ? [...new URLSearchParams(query)] : Object.entries(query)
  const kept = parts.filter((part): part is [string, string] => typeof part[1] === 'string' && part[1] !== '')
  return new URLSearchParams(kept.sort(([a], [b]) => a.localeCompare(b))).toString()
}

/** The parts of a kept view, as an address takes them. */
export function partsOf(view: Pick<SavedView, 'query'>): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(view.query))
}

/** The view that an address shows. */
export function shownOf(views: readonly SavedView[], query: string): SavedView | null {
  return views.find((view) => queryText(view.query) === query) ?? null
}
