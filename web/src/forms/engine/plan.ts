/** What is worked out once per form, so that filling it is quick. */

import type { Form, FormNode, NodeId, Tree } from './form'

/** Calls `visit` for a tree and all below it. */
function walk(tree: Tree, visit: (tree: Tree) => void): void {
  const open: Tree[] = [tree]
  for (let at = open.pop(); at; at = open.pop()) {
    visit(at)
    if ('op' in at) {
      open.push(at.a)
      if ('b' in at) open.push(at.b)
    } else if ('fn' in at) open.push(...at.args)
    else if ('where' in at) open.push(...at.where)
  }
}

/** Nodes an expression reads. */
function reads(tree: Tree | undefined): NodeId[] {
  const found: NodeId[] = []
  if (tree) {
    walk(tree, (at) => {
      if ('ref' in at) found.push(at.ref)
      else if ('position' in at) found.push(at.position)
      else if ('nodes' in at) found.push(at.nodes, at.pick)
    })
  }
  return found
}

/** What a node is computed from. A triggered calculation depends on its trigger only. */
function edges(node: FormNode): NodeId[] {
  const found = [...reads(node.relevant), ...reads(node.count), ...reads(node.filter), ...(node.trigger ?? [])]
  if (!node.trigger?.length) found.push(...reads(node.value))
  if (node.choices_of !== undefined) found.push(node.choices_of)
  return found
}

/** Look-ups of one form. */
export class Plan {
  private readonly chains: NodeId[][] = []
  private readonly inner: NodeId[][] = []
  private readonly readersOf = new Map<NodeId, Set<NodeId>>()
  private readonly ranks = new Map<NodeId, number>()
  private readonly paths = new Map<string, NodeId>()
  private readonly patterns = new Map<string, RegExp>()

  constructor(form: Form) {
    for (const node of form.nodes) {
      const chain = node.scope === undefined ? [] : this.innerChain(node.scope)
      this.chains.push(chain)
      this.inner.push(node.kind === 'repeat' ? [...chain, node.id] : chain)
      this.paths.set(node.path, node.id)
    }
    form.order.forEach((id, rank) => {
      this.ranks.set(id, rank)
      const node = form.nodes[id]
      for (const read of node ? edges(node) : []) {
        const readers = this.readersOf.get(read) ?? new Set()
        this.readersOf.set(read, readers.add(id))
      }
    })
  }

  /** Repeats around a node, outermost first. */
  chain(id: NodeId): readonly NodeId[] {
    return this.chains[id] ?? []
  }

  /** The same with the node itself if it is a repeat. */
  innerChain(id: NodeId): NodeId[] {
    return this.inner[id] ?? []
  }

  /** Nodes to compute again when `id` changes. */
  readers(id: NodeId): Iterable<NodeId> {
    return this.readersOf.get(id) ?? []
  }

  /** Place in the order of computing. */
  rank(id: NodeId): number | undefined {
    return this.ranks.get(id)
  }

  /** The node of a path without numbers. */
  byPath(path: string): NodeId | undefined {
    return this.paths.get(path)
  }

  /** Whether a text matches a pattern of the form as a whole. */
  matches(pattern: string, text: string): boolean {
    let found = this.patterns.get(pattern)
    if (!found) {
      found = new RegExp(`^(?:${pattern})$`, 'u')
      this.patterns.set(pattern, found)
    }
    return found.test(text)
  }
}
