import type { Requirement } from '../api'

/** Level of the requirements; what stands above are headings. */
export const LEAF = 4

/** A heading with the requirements below it; `depth` 0 for the topmost. */
export interface Branch {
  row: Requirement
  depth: number
  leaves: Requirement[]
}

/** The rows of an edition as headings with their requirements, in the order of the table; headings below which nothing stands are left out. */
export function branchesOf(rows: readonly Requirement[], leaves: readonly Requirement[]): Branch[] {
  const below = new Map<string, Requirement[]>()
  for (const leaf of leaves) below.set(leaf.parent_code ?? '', [...(below.get(leaf.parent_code ?? '') ?? []), leaf])
  const kept = new Set<string>()
  const parents = new Map(rows.map((row) => [row.code, row.parent_code ?? null]))
  for (const code of below.keys()) for (let at: string | null = code; at; at = parents.get(at) ?? null) kept.add(at)
  return rows.filter((row) => row.level < LEAF && kept.has(row.code)).map((row) => ({ row, depth: row.level - 1, leaves: below.get(row.code) ?? [] }))
}

export const leavesOf = (rows: readonly Requirement[]): Requirement[] => rows.filter((row) => row.level === LEAF)
export const isOdd = (row: Requirement): boolean => row.oddities.length > 0
export const hasUnknownUnit = (row: Requirement): boolean => row.units.some((one) => !one.unit)
export const isUnmeasured = (row: Requirement): boolean => row.measures.length === 0

/** Names that no unit bears, those of most requirements first. */
export function unknownUnits(leaves: readonly Requirement[]): { name: string; requirements: number }[] {
  const counts = new Map<string, number>()
  for (const { name, unit } of leaves.flatMap((row) => row.units)) if (!unit) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].map(([name, requirements]) => ({ name, requirements })).sort((a, b) => b.requirements - a.requirements)
}

/** Requirements in which the words stand: codes, names, texts, units. */
export function found(leaves: readonly Requirement[], words: string): Requirement[] {
  const wanted = words.trim().toLowerCase()
  const textOf = (row: Requirement) => [row.code, row.written_code, row.title_zh, row.title_en, row.text_zh, row.text_en, ...row.units.map((unit) => unit.name)].join(' ').toLowerCase()
  return wanted === '' ? [...leaves] : leaves.filter((row) => textOf(row).includes(wanted))
}
