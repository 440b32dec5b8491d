import { bodyOf, office } from '@/api/office'
import type { AreaNode } from '@/api/officeTypes'
import type { AreaLevel } from '@/api/types'

let loading: { person: string; roots: Promise<AreaNode[]> } | null = null

/** The areas a person may choose from; read once for each person. */
export function loadAreaTree(person: string): Promise<AreaNode[]> {
  if (loading?.person !== person) {
    const roots = office.GET('/areas/tree').then((answer) => bodyOf(answer).roots)
    loading = { person, roots }
    roots.catch(() => { loading = null })
  }
  return loading.roots
}

/** Forgets the tree, e.g. after a new version came into use. */
export function forgetAreaTree(): void {
  loading = null
}

/** The way from a root down to an area, both included; empty when it is not in the tree. */
export function pathTo(roots: readonly AreaNode[], code: string | null): AreaNode[] {
  for (const node of roots) {
    if (node.code === code) return [node]
    const below = pathTo(node.children, code)
    if (below.length > 0) return [node, ...below]
  }
  return []
}

/** Areas whose name in either language or code holds the words; the largest areas first, at most `most`. */
export function findAreas(roots: readonly AreaNode[], words: string, most: number): { node: AreaNode; path: AreaNode[] }[] {
  const wanted = words.trim().toLowerCase()
  if (wanted === '') return []
  const found: { node: AreaNode; path: AreaNode[] }[] = []
  let layer = roots.map((node) => ({ node, path: [] as AreaNode[] }))
  while (layer.length > 0 && found.length < most) {
    for (const one of layer) {
      const { node } = one
      if (node.name_zh.includes(wanted) || node.name_en.toLowerCase().includes(wanted) || node.code.startsWith(wanted)) found.push(one)
    }
    layer = layer.flatMap(({ node, path }) => node.children.map((child) => ({ node: child, path: [...path, node] })))
  }
  return found.slice(0, most)
}

const ORDER: readonly AreaLevel[] = ['city', 'district', 'street', 'community', 'grid']

/** The largest level among the outermost areas a person has a role in. */
export function topLevel(levels: readonly AreaLevel[]): AreaLevel {
  return ORDER.find((level) => levels.includes(level)) ?? 'grid'
}

/** The largest area that is the person's own: a chain of single parents above it says nothing. */
export function ownArea(roots: readonly AreaNode[]): AreaNode | null {
  let [node = null] = roots
  while (node && node.children.length === 1 && node.children[0]) node = node.children[0]
  return node
}
