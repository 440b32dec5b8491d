/** Which page of the office shows what a path of the API holds; null where none does. */
const PAGES: readonly [path: RegExp, page: string, keep: readonly string[]][] = [
  [/^\/tallies$/, '/tallies', ['area', 'type']],
  [/^\/ads\/inspections$/, '/ads/summary', ['area', 'from', 'to']],
  [/^\/ads\/sites$/, '/ads', ['area']],
  [/^\/surveys\/([^/]+)\/rates$/, '/surveys/$1/results', []],
  [/^\/inspections\/rounds\/([^/]+)\/(?:scores|results|losses)$/, '/inspections/$1/results', ['area']],
  [/^\/inspections\/rounds$/, '/inspections', []],
  [/^\/evidence$/, '/indicators/evidence', ['requirement', 'period', 'area']],
  [/^\/incidents$/, '/incidents', ['area', 'from', 'to', 'category']],
  [/^\/cases$/, '/cases', ['area', 'unit', 'from', 'to']],
]

/** The page that shows the records behind a figure, from the link that the service gives with it. */
export function pageOfSource(link: string): { path: string; query: Record<string, string> } | null {
  const [path = '', asked = ''] = link.replace(/^\/api\/v1/, '').split('?')
  const found = PAGES.find(([pattern]) => pattern.test(path))
  if (!found) return null
  const [pattern, page, keep] = found
  const query = [...new URLSearchParams(asked)].filter(([name]) => keep.includes(name))
  return { path: path.replace(pattern, page), query: Object.fromEntries(query) }
}
