/** Paths of a record: names from the root, the number of the instance after each repeat, as in `members[2]/name`. */

import type { Form, FormNode, NodeId } from './form'
import type { Plan } from './plan'
import type { Index } from './state'

/**
 * The node and instance of a path; the instance need not exist. Every repeat on the way needs its number, a repeat at
 * the end may lack it.
 */
export function resolvePath(form: Form, plan: Plan, path: string): { node: FormNode; index: Index } | null {
  const names: string[] = []
  const numbers: (number | null)[] = []
  for (const segment of path.split('/')) {
    const found = /^(.*)\[(\d+)\]$/s.exec(segment)
    if (!found && segment.endsWith(']') && segment.includes('[')) return null
    const number = found ? Number(found[2]) : null
    if (number !== null && (number < 1 || number > 4_294_967_295)) return null
    names.push(found?.[1] ?? segment)
    numbers.push(number)
  }
  const id = plan.byPath(names.join('/'))
  const node = id === undefined || id === 0 ? undefined : form.nodes[id]
  if (!node) return null
  const around: NodeId[] = []
  for (let at: FormNode | undefined = node; at && at.id !== 0; at = form.nodes[at.parent ?? 0]) around.unshift(at.id)
  if (around.length !== numbers.length) return null
  const index: number[] = []
  for (const [place, current] of around.entries()) {
    const number = numbers[place] ?? null
    const isRepeat = form.nodes[current]?.kind === 'repeat'
    if (isRepeat && number !== null) index.push(number)
    else if (isRepeat ? current !== node.id : number !== null) return null
  }
  return { node, index }
}
