/** Which page of the office shows what a path of the API holds and which parts of the query it takes. */
const PAGES: readonly [path: RegExp, page: string, keep: readonly string[]][] = [
  [/^\/tallies$/, '/tallies', ['area', 'from', 'to', 'type']],
  [/^\/ads\/inspections$/, '/ads/inspections', ['area', 'from', 'to', 'condition', 'flag']],
  [/^\/ads\/sites$/, '/ads', ['area']],
  [/^\/surveys\/([^/]+)\/rates$/, '/surveys/$1/results', []],
  [/^\/inspections\/rounds\/([^/]+)\/(?:scores|results|losses)$/, '/inspections/$1/results', ['area', 'site_type']],
  [/^\/inspections\/rounds\/([^/]+)\/results\/[^/]+$/, '/inspections/$1/results', []],
  [/^\/inspections\/rounds$/, '/inspections', []],
  [/^\/evidence$/, '/indicators/evidence', ['requirement', 'period', 'area']],
  [/^\/incidents$/, '/incidents', ['area', 'from', 'to', 'category', 'flag', 'is_counted', 'bbox']],
  [/^\/cases$/, '/cases', ['area', 'unit', 'from', 'to', 'view', 'step', 'step_from', 'step_to', 'due_to']],
  [/^\/cases\/([0-9a-f-]{36})$/, '/cases/$1', []],
  [/^\/dissuasion\/shifts$/, '/duty', ['area', 'from', 'to', 'state']],
  [/^\/incidents\/([0-9a-f-]{36})$/, '/incidents/$1', []],
  [/^\/tallies\/([0-9a-f-]{36})$/, '/tallies/$1', []],
  [/^\/leagues\/([0-9a-f-]{36})$/, '/leagues/settled/$1', []],
  [/^\/indicators\/scoreboard$/, '/indicators', ['period', 'area']],
]

/** The page that shows the records behind a figure, from the link that the service gives with it. */
export function pageOfSource(link: string): { path: string; query: Record<string, string> } | null {
  const [path = '', asked = ''] = link.replace(/^\/api\/v1/, '').split('?')
  const found = PAGES.find(([pattern]) => pattern.test(path))
  if (!found) return null
  const [pattern, page, keep] = found
  const given = new URLSearchParams(asked)
  const query = keep.map((part) => [part, given.get(part)] as const)
  return { path: path.replace(pattern, page), query: Object.fromEntries(query.filter((part): part is [string, string] => part[1] !== null)) }
}
