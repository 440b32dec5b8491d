import type { Assignment } from '../api'

/** Gives each community that has nobody to the surveyor with the fewest doors so far; what is given stays. */
export function shareOut(communities: readonly Assignment[], people: readonly string[]): { community_code: string; account_ids: string[] }[] {
  const load = new Map(people.map((id) => [id, 0]))
  for (const one of communities) for (const person of one.surveyors) if (load.has(person.id)) load.set(person.id, (load.get(person.id) ?? 0) + person.doors)
  const free = communities.filter((one) => one.surveyors.length === 0).sort((a, b) => b.doors - a.doors || a.code.localeCompare(b.code))
  return free.flatMap((one) => {
    const [least] = [...load].sort((a, b) => a[1] - b[1])
    if (!least) return []
    load.set(least[0], least[1] + one.doors)
    return [{ community_code: one.code, account_ids: [least[0]] }]
  })
}
