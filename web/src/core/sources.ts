/** Which page of the office shows what a path of the API holds, and which parts of the query it takes; `day=from` under another name. */
const PAGES: readonly [path: RegExp, page: string, keep: readonly string[]][] = [
  [/^\/tallies$/, '/tallies', ['area', 'type']],
  [/^\/ads\/inspections$/, '/ads/summary', ['area', 'from', 'to']],
  [/^\/ads\/sites$/, '/ads', ['area']],
  [/^\/surveys\/([^/]+)\/rates$/, '/surveys/$1/results', []],
  [/^\/inspections\/rounds\/([^/]+)\/(?:scores|results|losses)$/, '/inspections/$1/results', ['area']],
  [/^\/inspections\/rounds\/([^/]+)\/results\/[^/]+$/, '/inspections/$1/results', []],
  [/^\/inspections\/rounds$/, '/inspections', []],
  [/^\/evidence$/, '/indicators/evidence', ['requirement', 'period', 'area']],
  [/^\/incidents$/, '/incidents', ['area', 'from', 'to', 'category', 'flag', 'is_counted']],
  [/^\/cases$/, '/cases', ['area', 'unit', 'from', 'to', 'view', 'step', 'step_from', 'step_to', 'due_to']],
  [/^\/cases\/([0-9a-f-]{36})$/, '/cases/$1', []],
  [/^\/dissuasion\/shifts$/, '/duty', ['area', 'day=from']],
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
  const query = keep.map((part) => {
    const [name = '', of = name] = part.split('=')
    return [name, given.get(of)] as const
  })
  return { path: path.replace(pattern, page), query: Object.fromEntries(query.filter((part): part is [string, string] => part[1] !== null)) }
}
