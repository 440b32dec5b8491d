/** The answers of one record: values, what is not relevant, how many instances each repeat has. */

import type { Form, NodeId } from './form'
import type { Plan } from './plan'
import { isBlank, same, type Value } from './value'

/** Numbers of the instances around a node, from 1, outermost first. */
export type Index = readonly number[]

/** Instances of one repeat, and places of a record; the same caps as the server's. */
const INSTANCES = 1000
const ROOM = 20_000

/** Entries by node and instance. */
class Slots<T> {
  private readonly maps = new Map<NodeId, Map<string, T>>()

  get(node: NodeId, index: Index): T | undefined {
    return this.maps.get(node)?.get(index.join('.'))
  }

  set(node: NodeId, index: Index, value: T): void {
    const map = this.maps.get(node) ?? new Map<string, T>()
    this.maps.set(node, map.set(index.join('.'), value))
  }

  delete(node: NodeId, index: Index): boolean {
    return this.maps.get(node)?.delete(index.join('.')) ?? false
  }

  copy(): Slots<T> {
    const copy = new Slots<T>()
    for (const [node, map] of this.maps) copy.maps.set(node, new Map(map))
    return copy
  }

  /** Takes out instance `number` below `outer`; later ones move up. Returns what was taken out. */
  cut(node: NodeId, outer: Index, number: number): T[] {
    const map = this.maps.get(node)
    const gone: T[] = []
    if (!map) return gone
    const moved = new Map<string, T>()
    for (const [key, value] of map) {
      const index = key === '' ? [] : key.split('.').map(Number)
      const own = index[outer.length]
      const isInside = own !== undefined && outer.every((part, at) => index[at] === part)
      if (!isInside || own < number) moved.set(key, value)
      else if (own > number) {
        index[outer.length] = own - 1
        moved.set(index.join('.'), value)
      } else gone.push(value)
    }
    this.maps.set(node, moved)
    return gone
  }
}

/** All nodes below a block, in the order of the form. */
export function descendants(form: Form, block: NodeId): NodeId[] {
  const found: NodeId[] = []
  const open = [block]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const child of form.nodes[at]?.children ?? []) {
      found.push(child)
      open.push(child)
    }
  }
  return found.sort((a, b) => a - b)
}

export class State {
  private values = new Slots<Value>()
  private hidden = new Slots<true>()
  private counts = new Slots<number>()
  private seen = new Slots<Value[][]>()
  private total = 0

  constructor(
    private readonly form: Form,
    private readonly plan: Plan,
  ) {}

  copy(): State {
    const copy = new State(this.form, this.plan)
    copy.values = this.values.copy()
    copy.hidden = this.hidden.copy()
    copy.counts = this.counts.copy()
    copy.seen = this.seen.copy()
    copy.total = this.total
    return copy
  }

  /** The stored value, relevant or not. */
  raw(node: NodeId, index: Index): Value {
    return this.values.get(node, index) ?? null
  }

  /** Stores a value; true when it is another one. */
  store(node: NodeId, index: Index, value: Value): boolean {
    if (isBlank(value)) return this.values.delete(node, index)
    if (same(this.raw(node, index), value)) return false
    this.values.set(node, index, value)
    return true
  }

  /** The value as others read it: blank when the node is not relevant. */
  read(node: NodeId, index: Index): Value {
    return this.isRelevant(node, index) ? this.raw(node, index) : null
  }

  /** Notes whether the node's own expression holds; true when that is new. */
  setRelevant(node: NodeId, index: Index, isRelevant: boolean): boolean {
    if (isRelevant) return this.hidden.delete(node, index)
    const isNew = !this.isHidden(node, index)
    this.hidden.set(node, index, true)
    return isNew
  }

  /** Whether the node's own expression does not hold. */
  isHidden(node: NodeId, index: Index): boolean {
    return this.hidden.get(node, index) !== undefined
  }

  /** Whether the node and all around it are relevant. */
  isRelevant(node: NodeId, index: Index): boolean {
    for (let at: NodeId | undefined = node; at !== undefined; at = this.form.nodes[at]?.parent) {
      if (this.isHidden(at, index.slice(0, this.plan.chain(at).length))) return false
    }
    return true
  }

  /** Instances of a repeat. */
  count(repeat: NodeId, outer: Index): number {
    return this.counts.get(repeat, outer) ?? 0
  }

  /** What the triggers of `node` held; notes what they hold now. */
  look(node: NodeId, index: Index, now: Value[][]): Value[][] | undefined {
    const before = this.seen.get(node, index)
    this.seen.set(node, index, now)
    return before
  }

  /**
   * Instances of `node` as seen from a place with the repeats `chain` and the numbers `index`: the same instance as
   * far as both share repeats, all of the others. With `withSelf` a repeat's own instances too.
   */
  instances(node: NodeId, chain: readonly NodeId[], index: Index, withSelf: boolean): Index[] {
    const outer = this.plan.chain(node)
    const wanted = withSelf ? this.plan.innerChain(node) : outer
    let shared = 0
    while (shared < outer.length && shared < index.length && outer[shared] === chain[shared]) shared += 1
    let found: Index[] = [index.slice(0, shared)]
    for (const repeat of wanted.slice(shared)) {
      found = found.flatMap((around) =>
        Array.from({ length: this.count(repeat, around) }, (_, at) => [...around, at + 1]),
      )
    }
    return found
  }

  /** Instances everywhere in the record. */
  everywhere(node: NodeId): Index[] {
    return this.instances(node, [], [], false)
  }

  /** Sets the number of instances, held under the caps; cut ones lose their answers. */
  resize(repeat: NodeId, outer: Index, stated: number): number {
    const now = this.count(repeat, outer)
    const wanted = Math.min(stated, INSTANCES, now + Math.max(0, ROOM - this.total))
    for (let number = now; number > wanted; number -= 1) this.drop(repeat, outer, number)
    if (wanted > now) {
      this.total += wanted - now
      this.counts.set(repeat, outer, wanted)
    }
    return wanted
  }

  /** Removes one instance; later ones move up. */
  drop(repeat: NodeId, outer: Index, number: number): void {
    let gone = 1
    for (const id of descendants(this.form, repeat)) {
      this.values.cut(id, outer, number)
      this.seen.cut(id, outer, number)
      this.hidden.cut(id, outer, number)
      for (const count of this.counts.cut(id, outer, number)) gone += count
    }
    this.counts.set(repeat, outer, Math.max(0, this.count(repeat, outer) - 1))
    this.total = Math.max(0, this.total - gone)
  }
}
