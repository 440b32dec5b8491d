/** Evaluation of expression trees against the state of a record; mirrors `xlsform/src/eval.rs`. */

import type { Form, List, NodeId, Texts, Tree, Words } from './form'
import { callFunction } from './functions'
import { toIndex } from './numbers'
import type { Plan } from './plan'
import type { Index, State } from './state'
import type { Instant } from './time'
import { compare, equal, isNodes, nodesValue, single, textValue, toNumber, toText, toTruth, type Value } from './value'

/** When and by whom a record is filled. The engine has no clock and no chance of its own. */
export interface Occasion {
  now: Instant
  seed: number
  deviceId: string
  username: string
}

/** What a predicate looks at. */
type Candidate =
  | { t: 'row'; list: List; row: number; place: number }
  | { t: 'instance'; chain: readonly NodeId[]; index: Index; place: number }

/** What an evaluator stands on. */
export interface Ground {
  form: Form
  plan: Plan
  state: State
  occasion: Occasion
  language: string
}

export class Evaluator {
  /** Random numbers drawn so far in this expression. */
  draws = 0

  constructor(
    readonly ground: Ground,
    readonly node: NodeId,
    readonly index: Index,
    readonly candidate?: Candidate,
  ) {}

  get zone(): number {
    return this.ground.form.zone_min
  }

  eval(tree: Tree): Value {
    if ('op' in tree) return 'b' in tree ? this.operators(tree) : -toNumber(this.eval(tree.a), this.zone)
    if ('fn' in tree) return callFunction(this, tree.fn, tree.args)
    if ('num' in tree) return tree.num
    if ('text' in tree) return textValue(tree.text)
    if ('true' in tree) return tree.true
    if ('self' in tree) return this.ground.state.raw(this.node, this.index)
    if ('ref' in tree) return this.referenced(tree.ref, tree.all === true, tree.candidate === true)
    if ('position' in tree) return this.index[this.ground.plan.chain(tree.position).length] ?? 1
    if ('col' in tree) {
      return this.candidate?.t === 'row' ? this.cell(this.candidate.list, this.candidate.row, tree.col) : null
    }
    return nodesValue(this.nodes(tree))
  }

  private referenced(node: NodeId, all: boolean, isCandidate: boolean): Value {
    if (all || isCandidate) return nodesValue(this.instances(node, isCandidate))
    const { plan, state } = this.ground
    return state.read(node, this.index.slice(0, plan.chain(node).length))
  }

  /** The values of the relevant instances of a node, as seen from here or from the candidate. */
  private instances(node: NodeId, isCandidate: boolean): Value[] {
    const { form, plan, state } = this.ground
    const from = isCandidate && this.candidate?.t === 'instance' ? this.candidate : null
    const chain = from ? from.chain : plan.chain(this.node)
    const isRepeat = form.nodes[node]?.kind === 'repeat'
    if (isCandidate && isRepeat && chain[chain.length - 1] === node) return [null]
    const values: Value[] = []
    for (const index of state.instances(node, chain, from ? from.index : this.index, isRepeat)) {
      const at = isRepeat ? index.slice(0, -1) : index
      if (state.isRelevant(node, at)) values.push(isRepeat ? null : state.raw(node, index))
    }
    return values
  }

  /** All values a tree gives, where several are wanted; nodes that are not relevant are left out. */
  nodes(tree: Tree): Value[] {
    if ('ref' in tree) return this.instances(tree.ref, tree.candidate === true)
    if ('item' in tree) return this.rows(tree.item, tree.where, tree.pick)
    if ('nodes' in tree) return this.selected(tree.nodes, tree.where, tree.pick)
    const value = this.eval(tree)
    return isNodes(value) ? value.values : [value]
  }

  private rows(name: string, where: Tree[], column = 'name'): Value[] {
    const list = this.ground.form.lists[name]
    if (!list) return []
    let rows = list.rows.map((_, row) => row)
    for (const predicate of where) {
      rows = rows.filter((row, at) => this.at({ t: 'row', list, row, place: at + 1 }).passes(predicate, at + 1))
    }
    return rows.map((row) => this.cell(list, row, column))
  }

  /** Whether a filter lets a row of a list pass. */
  offers(list: List, row: number, filter: Tree): boolean {
    return toTruth(this.at({ t: 'row', list, row, place: row + 1 }).eval(filter))
  }

  /** A predicate that gives a number means a place. */
  private passes(predicate: Tree, place: number): boolean {
    const value = single(this.eval(predicate))
    if (typeof value === 'number' && !('ref' in predicate)) {
      return toIndex(value) === place && Number.isInteger(value)
    }
    return toTruth(value)
  }

  private at(candidate: Candidate): Evaluator {
    const inner = new Evaluator(this.ground, this.node, this.index, candidate)
    inner.draws = this.draws
    return inner
  }

  private selected(repeat: NodeId, where: Tree[], pick: NodeId): Value[] {
    const { plan, state } = this.ground
    const chain = plan.innerChain(repeat)
    let found = state
      .instances(repeat, plan.chain(this.node), this.index, true)
      .filter((index) => state.isRelevant(repeat, index.slice(0, -1)))
    for (const predicate of where) {
      found = found.filter((index, at) =>
        this.at({ t: 'instance', chain, index, place: at + 1 }).passes(predicate, at + 1),
      )
    }
    return found.flatMap((index) => this.at({ t: 'instance', chain, index, place: 1 }).instances(pick, true))
  }

  /** A cell of a list; `label` is the label in the language shown. */
  private cell(list: List, row: number, column: string): Value {
    const values = list.rows[row]
    if (!values) return null
    const at = list.columns.indexOf(column)
    if (at >= 0) return textValue(values[at] ?? '')
    return column === 'label' ? textValue(this.labelOf(list, row)) : null
  }

  /** The label of a choice; its value when it has none. */
  labelOf(list: List, row: number): string {
    const labels = list.labels ?? {}
    const { form, language } = this.ground
    for (const code of [language, form.default_language, ...Object.keys(labels).sort()]) {
      const words = labels[code]?.[row]
      if (words !== undefined && words !== '') return this.say(words)
    }
    return list.rows[row]?.[0] ?? ''
  }

  /** Name of the file of a choice in the language shown; empty when it has none. */
  fileOf(list: List, row: number, kind: string): string {
    const named = Object.entries(list.media?.[kind] ?? {}).flatMap(([code, names]) => (names[row] ? [[code, names[row]]] : []))
    return this.text(Object.fromEntries(named) as Texts)
  }

  /** Words with the answers in them. */
  say(words: Words): string {
    if (typeof words === 'string') return words
    return words.map((part) => (typeof part === 'string' ? part : toText(this.eval(part)))).join('')
  }

  /** Words in the language shown, else in the form's own, else in any. */
  text(texts: Texts | undefined): string {
    if (!texts) return ''
    const { form, language } = this.ground
    const first = Object.keys(texts).sort()[0]
    const words = texts[language] ?? texts[form.default_language] ?? (first === undefined ? undefined : texts[first])
    return words === undefined ? '' : this.say(words)
  }

  /** A chain of operators, followed to the left without recursion. */
  private operators(tree: Tree): Value {
    const rest: { op: string; b: Tree }[] = []
    let left = tree
    while ('op' in left && 'b' in left) {
      rest.push(left)
      left = left.a
    }
    let value = single(this.eval(left))
    for (let at = rest.length - 1; at >= 0; at -= 1) {
      const { op, b } = rest[at] as { op: string; b: Tree }
      const truth = toTruth(value)
      if (op === 'and') value = truth && toTruth(this.eval(b))
      else if (op === 'or') value = truth || toTruth(this.eval(b))
      else value = this.operate(op, value, single(this.eval(b)))
    }
    return value
  }

  private operate(op: string, a: Value, b: Value): Value {
    const zone = this.zone
    const number = (value: Value): number => toNumber(value, zone)
    switch (op) {
      case '+':
        return number(a) + number(b)
      case '-':
        return number(a) - number(b)
      case '*':
        return number(a) * number(b)
      case 'div':
        return number(a) / number(b)
      case 'mod':
        return number(a) % number(b)
      case '=':
        return equal(a, b, zone)
      case '!=':
        return !equal(a, b, zone)
      case '<':
        return compare(a, b, zone) < 0
      case '<=':
        return compare(a, b, zone) <= 0
      case '>':
        return compare(a, b, zone) > 0
      case '>=':
        return compare(a, b, zone) >= 0
      default:
        return null
    }
  }
}
