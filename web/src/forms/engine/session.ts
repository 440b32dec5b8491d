/** Filling a form: answers go in, relevance, choices and calculations follow; mirrors `xlsform/src/session.rs`. */

import { Choices, type Choice } from './choices'
import { Evaluator, type Ground, type Occasion } from './evaluator'
import { isBlock, isMetadata, isSilent, nameOf, type Form, type FormNode, type NodeId, type Tree } from './form'
import { fromJson, parse, toJson, type Json } from './input'
import { resolvePath } from './paths'
import { Plan } from './plan'
import { Settler } from './settle'
import { State, type Index } from './state'
import { isBlank, toText, toTruth, type Value } from './value'

/** What came of an answer. */
export type Given =
  | 'ok'
  | 'constraint'
  | 'required'
  | 'not_relevant'
  | 'no_such_question'
  | 'read_only'
  | 'no_such_choice'
  | 'bad_value'
  | 'no_such_repeat'

/** An open error of a record. */
export interface OpenError {
  path: string
  kind: 'required' | 'constraint'
}

/** A record as stored: relevant answers as `values`, the others as `kept` on the device. */
export interface Answers {
  form: string
  version: string
  language: string
  values: Record<string, Json>
  repeats: Record<string, number>
  kept?: Record<string, Json>
}

/** A node in one instance. */
export interface Place {
  node: FormNode
  index: Index
}

export class Session {
  private readonly ground: Ground
  private readonly settler: Settler
  private readonly choicesOf: Choices

  private constructor(form: Form, occasion: Occasion) {
    const plan = new Plan(form)
    this.ground = { form, plan, state: new State(form, plan), occasion, language: form.default_language }
    this.choicesOf = new Choices(this.ground)
    this.settler = new Settler(this.ground, this.choicesOf)
  }

  /** Begins a record: defaults, metadata, dynamic defaults, then calculations to rest. */
  static start(form: Form, occasion: Occasion): Session {
    const session = new Session(form, occasion)
    session.settler.begin()
    return session
  }

  /** Takes up a record again from stored answers; calculations are made anew. */
  static resume(form: Form, answers: Partial<Answers>, occasion: Occasion): Session {
    const session = new Session(form, occasion)
    session.reopen(answers.repeats ?? {})
    session.restore({ ...answers.kept, ...answers.values })
    if (answers.language !== undefined) session.setLanguage(answers.language)
    return session
  }

  get form(): Form {
    return this.ground.form
  }

  get language(): string {
    return this.ground.language
  }

  /** Changes the language, by code or name; false when the form has no such language. */
  setLanguage(language: string): boolean {
    const { form } = this.ground
    const known = form.languages.find((code) => code === language || form.language_names[code] === language)
    if (known !== undefined) this.ground.language = known
    return known !== undefined
  }

  /** Evaluates where a node stands. */
  evaluator(node: NodeId, index: Index): Evaluator {
    return new Evaluator(this.ground, node, index)
  }

  private holds(node: NodeId, index: Index, rule: boolean | Tree | undefined): boolean {
    if (rule === undefined || typeof rule === 'boolean') return rule === true
    return toTruth(this.evaluator(node, index).eval(rule))
  }

  /** The node and instance of a path; null when there is none. */
  find(path: string): Place | null {
    const { form, plan, state } = this.ground
    const found = resolvePath(form, plan, path)
    if (!found) return null
    const chain = plan.innerChain(found.node.id)
    const isThere = found.index.every((number, at) => {
      const repeat = chain[at]
      return repeat !== undefined && number <= state.count(repeat, found.index.slice(0, at))
    })
    return isThere ? found : null
  }

  /** The path of a node in an instance. */
  pathOf(id: NodeId, index: Index): string {
    const { form, plan } = this.ground
    const parts: string[] = []
    for (let node = form.nodes[id]; node && node.id !== 0; node = form.nodes[node.parent ?? 0]) {
      const number = index[plan.chain(node.id).length]
      parts.unshift(node.kind === 'repeat' && number !== undefined ? `${nameOf(node)}[${number}]` : nameOf(node))
    }
    return parts.join('/')
  }

  isRelevant({ node, index }: Place): boolean {
    return this.ground.state.isRelevant(node.id, index)
  }

  isRequired({ node, index }: Place): boolean {
    return this.holds(node.id, index, node.required)
  }

  /** Whether a person may change the answer. */
  isEditable({ node, index }: Place): boolean {
    const isComputed = node.value !== undefined && !node.trigger?.length
    return (
      !isComputed &&
      !isSilent(node.kind) &&
      !isMetadata(node.kind) &&
      node.kind !== 'calculate' &&
      !this.holds(node.id, index, node.read_only)
    )
  }

  /** The stored value. */
  valueOf({ node, index }: Place): Value {
    return this.ground.state.raw(node.id, index)
  }

  /** The choices a question offers now, in the order shown. */
  choices({ node, index }: Place): Choice[] {
    return this.choicesOf.shown(node, index)
  }

  /** Instances of a repeat. */
  count({ node, index }: Place): number {
    return this.ground.state.count(node.id, index)
  }

  /** Gives an answer as text; a refused answer does not enter the record. */
  set(path: string, text: string): Given {
    return this.give(path, (node) => parse(node, text, this.ground.form.zone_min))
  }

  /** Gives an answer as a stored value; null clears. */
  setValue(path: string, value: Value): Given {
    return this.give(path, () => value)
  }

  private give(path: string, read: (node: FormNode) => Value | undefined): Given {
    const place = this.find(path)
    if (!place || isBlock(place.node.kind)) return 'no_such_question'
    if (!this.isRelevant(place)) return 'not_relevant'
    if (!this.isEditable(place)) return 'read_only'
    const value = read(place.node)
    if (value === undefined) return 'bad_value'
    const fitted = this.choicesOf.fitted(place.node, place.index, value)
    return 'given' in fitted ? fitted.given : this.place(place, fitted.value)
  }

  /** Puts a value in place and looks at the constraint with all that follows from it. */
  private place(place: Place, value: Value): Given {
    const { node, index } = place
    if (isBlank(value)) {
      if (this.isRequired(place)) return 'required'
      this.settler.change(node.id, index, null)
      return 'ok'
    }
    if (!node.constraint) {
      this.settler.change(node.id, index, value)
      return 'ok'
    }
    const before = this.ground.state.copy()
    this.settler.change(node.id, index, value)
    if (toTruth(this.evaluator(node.id, index).eval(node.constraint))) return 'ok'
    this.ground.state = before
    return 'constraint'
  }

  private repeat(path: string): Place | null {
    const place = this.find(path)
    return place?.node.kind === 'repeat' ? place : null
  }

  /** Adds an instance to an open repeat; `path` names the repeat. */
  add(path: string): Given {
    const place = this.repeat(path)
    if (!place || place.index.length !== this.ground.plan.chain(place.node.id).length) return 'no_such_repeat'
    if (!this.isRelevant(place)) return 'not_relevant'
    if (place.node.count) return 'read_only'
    return this.settler.add(place.node.id, place.index) ? 'ok' : 'bad_value'
  }

  /** Removes an instance of an open repeat; `path` names the instance. */
  remove(path: string): Given {
    const place = this.repeat(path)
    const number = place?.index[place.index.length - 1]
    if (!place || number === undefined) return 'no_such_repeat'
    if (place.index.length !== this.ground.plan.innerChain(place.node.id).length) return 'no_such_repeat'
    if (place.node.count) return 'read_only'
    this.settler.remove(place.node.id, place.index.slice(0, -1), number)
    return 'ok'
  }

  /** Visits every relevant node of the record in the order of the form, instances in turn. */
  walk(visit: (place: Place) => void, from: NodeId = 0, index: Index = []): void {
    const { form, state } = this.ground
    const node = form.nodes[from]
    if (!node) return
    visit({ node, index })
    for (const child of node.children ?? []) {
      if (state.isHidden(child, index)) continue
      if (form.nodes[child]?.kind !== 'repeat') this.walk(visit, child, index)
      else {
        const count = state.count(child, index)
        for (let number = 1; number <= count; number += 1) this.walk(visit, child, [...index, number])
      }
    }
  }

  /** Whether the node's own relevance does not hold. */
  isHidden({ node, index }: Place): boolean {
    return this.ground.state.isHidden(node.id, index)
  }

  /** What is open at one place. */
  errorAt(place: Place): OpenError['kind'] | null {
    const { node, index } = place
    if (isBlock(node.kind)) return null
    const value = this.valueOf(place)
    if (isBlank(value)) return this.isRequired(place) && this.isEditable(place) ? 'required' : null
    if (!node.constraint) return null
    return toTruth(this.evaluator(node.id, index).eval(node.constraint)) ? null : 'constraint'
  }

  /** Open errors in the order of the form. */
  errors(): OpenError[] {
    const found: OpenError[] = []
    this.walk((place) => {
      const kind = this.errorAt(place)
      if (kind) found.push({ path: this.pathOf(place.node.id, place.index), kind })
    })
    return found
  }

  /** Ends the record: the time of the end is noted. */
  finish(): void {
    const { form, state, occasion } = this.ground
    for (const node of form.nodes.filter((node) => node.kind === 'end')) {
      for (const index of state.everywhere(node.id)) this.settler.change(node.id, index, occasion.now)
    }
  }

  /** The name of the filled record, if the form names its records. */
  instanceName(): string | null {
    const tree = this.ground.form.instance_name
    return tree ? toText(this.evaluator(0, []).eval(tree)) : null
  }

  /** The record as stored. */
  answers(): Answers {
    const { form, state, language } = this.ground
    const values: Record<string, Json> = {}
    const kept: Record<string, Json> = {}
    const repeats: Record<string, number> = {}
    for (const node of form.nodes) {
      for (const index of state.everywhere(node.id)) {
        const path = this.pathOf(node.id, index)
        if (node.kind === 'repeat') repeats[path] = state.count(node.id, index)
        const json = toJson(state.raw(node.id, index))
        if (json !== undefined) (state.isRelevant(node.id, index) ? values : kept)[path] = json
      }
    }
    const answers: Answers = { form: form.form, version: form.version, language, values, repeats }
    if (Object.keys(kept).length > 0) answers.kept = kept
    return answers
  }

  /** As many instances as the answers say, outer repeats first. */
  private reopen(repeats: Record<string, number>): void {
    const { form, plan, state } = this.ground
    const stated = Object.entries(repeats).flatMap(([path, count]) => {
      const place = resolvePath(form, plan, path)
      return place && place.node.kind === 'repeat' ? [{ ...place, count }] : []
    })
    stated.sort((a, b) => a.node.id - b.node.id)
    for (const { node, index, count } of stated) {
      if (index.length === plan.chain(node.id).length) state.resize(node.id, index, count)
    }
  }

  private restore(values: Record<string, Json>): void {
    const { form, plan, state } = this.ground
    for (const [path, json] of Object.entries(values)) {
      const place = resolvePath(form, plan, path)
      const value = place && !isSilent(place.node.kind) ? fromJson(place.node, json, form.zone_min) : undefined
      if (!place || value === undefined || !this.choicesOf.areInList(place.node, value)) continue
      plan.chain(place.node.id).forEach((repeat, depth) => {
        const number = place.index[depth] ?? 1
        const outer = place.index.slice(0, depth)
        if (number > state.count(repeat, outer)) state.resize(repeat, outer, number)
      })
      state.store(place.node.id, place.index, value)
    }
    this.settler.computeAll()
  }
}
