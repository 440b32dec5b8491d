import type { UnitRow } from './api'

/** A unit with its place in the tree. */
export interface Branch {
  unit: UnitRow
  depth: number
}

/** Units with those below each, as a list to walk down; a unit whose parent is not in the list stands at the top. */
export function branchesOf(units: readonly UnitRow[]): Branch[] {
  const ids = new Set(units.map((unit) => unit.id))
  const below = new Map<string | null, UnitRow[]>()
  for (const unit of units) {
    const parent = unit.parent && ids.has(unit.parent.id) ? unit.parent.id : null
    below.set(parent, [...(below.get(parent) ?? []), unit])
  }
  const walk = (parent: string | null, depth: number): Branch[] => (below.get(parent) ?? []).flatMap((unit) => [{ unit, depth }, ...walk(unit.id, depth + 1)])
  return walk(null, 0)
}

/** Units whose name or code holds the words, and of one kind when one is chosen. */
export function matching(units: readonly UnitRow[], words: string, kind: string): UnitRow[] {
  const wanted = words.trim().toLowerCase()
  const holds = (unit: UnitRow) => [unit.name_zh, unit.name_en, unit.code].some((text) => text.toLowerCase().includes(wanted))
  return units.filter((unit) => (kind === '' || unit.kind === kind) && (wanted === '' || holds(unit)))
}
