/** Computing to rest, and what happens when instances begin; mirrors `xlsform/src/session/settle.rs`. */

import type { Choices } from './choices'
import { Evaluator, type Ground } from './evaluator'
import { isBlock, type FormNode, type NodeId } from './form'
import { coerce, parse } from './input'
import { toIndex } from './numbers'
import { descendants, type Index } from './state'
import { instantDay } from './time'
import { isBlank, same, textValue, toNumber, toTruth, type Value } from './value'

export class Settler {
  /** By rank, 1 for the nodes to compute again. */
  private readonly dirty: Uint8Array
  /** No rank below this one is dirty. */
  private first = 0

  constructor(
    private readonly ground: Ground,
    private readonly choices: Choices,
  ) {
    this.dirty = new Uint8Array(ground.form.order.length)
  }

  private eval(node: NodeId, index: Index, tree: FormNode['value']): Value {
    return tree ? new Evaluator(this.ground, node, index).eval(tree) : null
  }

  /** A new record: defaults, metadata, dynamic defaults, then calculations to rest. */
  begin(): void {
    this.openBlock(0, [], true)
    this.fillDefaults(0, [])
    this.computeAll()
  }

  computeAll(): void {
    this.dirty.fill(1)
    this.first = 0
    this.settle()
  }

  private mark(id: NodeId): void {
    const rank = this.ground.plan.rank(id)
    if (rank === undefined) return
    this.dirty[rank] = 1
    this.first = Math.min(this.first, rank)
  }

  /** A value changed: all that reads it is computed again. */
  private touch(id: NodeId): void {
    for (const reader of this.ground.plan.readers(id)) this.mark(reader)
  }

  /** A block's instances or relevance changed: all inside and all that reads them is computed again. */
  private touchBlock(id: NodeId): void {
    this.touch(id)
    for (const inner of descendants(this.ground.form, id)) {
      this.mark(inner)
      this.touch(inner)
    }
  }

  /** Stores a value and computes what follows. */
  change(node: NodeId, index: Index, value: Value): void {
    if (!this.ground.state.store(node, index, value)) return
    this.touch(node)
    this.settle()
  }

  /** Adds an instance; false when the repeat holds as many as it may. */
  add(repeat: NodeId, outer: Index): boolean {
    const { state } = this.ground
    const now = state.count(repeat, outer)
    if (state.resize(repeat, outer, now + 1) === now) return false
    this.beginInstances(repeat, outer, now, now + 1, false)
    this.touchBlock(repeat)
    this.settle()
    return true
  }

  remove(repeat: NodeId, outer: Index, number: number): void {
    this.ground.state.drop(repeat, outer, number)
    this.touchBlock(repeat)
    this.settle()
  }

  /** Computes what is marked, each node after all it reads. */
  private settle(): void {
    const { form, state } = this.ground
    while (this.first < this.dirty.length) {
      const rank = this.first
      this.first += 1
      if (this.dirty[rank] === 0) continue
      this.dirty[rank] = 0
      const node = form.nodes[form.order[rank] ?? -1]
      if (!node) continue
      for (const index of state.everywhere(node.id)) this.compute(node, index)
    }
  }

  private compute(node: FormNode, index: Index): void {
    const { state, form } = this.ground
    if (node.relevant) {
      const isRelevant = toTruth(this.eval(node.id, index, node.relevant))
      if (state.setRelevant(node.id, index, isRelevant)) {
        if (isBlock(node.kind)) this.touchBlock(node.id)
        else this.touch(node.id)
      }
    }
    if (node.count) {
      const wanted = toNumber(this.eval(node.id, index, node.count), form.zone_min)
      this.resize(node.id, index, Number.isNaN(wanted) ? 0 : (toIndex(Math.max(0, wanted)) ?? 0))
    }
    if (node.filter || node.choices_of !== undefined) this.dropGone(node, index)
    this.calculate(node, index)
  }

  /** Drops answers whose choice is no longer offered. */
  private dropGone(node: FormNode, index: Index): void {
    const { state } = this.ground
    const value = state.raw(node.id, index)
    if (isBlank(value) || !state.isRelevant(node.id, index) || !this.choices.isKnown(node)) return
    if (state.store(node.id, index, this.choices.left(node, index, value))) this.touch(node.id)
  }

  private calculate(node: FormNode, index: Index): void {
    if (node.trigger?.length) {
      if (!this.hasTriggerChanged(node, index)) return
    } else if (!node.value) return
    const value = coerce(node, this.eval(node.id, index, node.value), this.ground.form.zone_min)
    if (this.ground.state.store(node.id, index, value)) this.touch(node.id)
  }

  /** A triggered calculation runs when its trigger holds something else than before. */
  private hasTriggerChanged(node: FormNode, index: Index): boolean {
    const { plan, state } = this.ground
    const now = (node.trigger ?? []).map((trigger) =>
      state.instances(trigger, plan.chain(node.id), index, false).map((place) => state.read(trigger, place)),
    )
    const before = state.look(node.id, index, now)
    if (before === undefined) return false
    return now.some((values, at) => {
      const old = before[at] ?? []
      return values.length !== old.length || values.some((value, place) => !same(value, old[place] ?? null))
    })
  }

  private resize(repeat: NodeId, outer: Index, wanted: number): void {
    const { state } = this.ground
    const now = state.count(repeat, outer)
    const reached = state.resize(repeat, outer, wanted)
    if (reached === now) return
    if (reached > now) this.beginInstances(repeat, outer, now, reached, false)
    this.touchBlock(repeat)
  }

  /** New instances: open repeats inside begin with one instance at the start of a record, with none later. */
  private beginInstances(repeat: NodeId, outer: Index, from: number, to: number, isStart: boolean): void {
    for (let number = from + 1; number <= to; number += 1) {
      const index = [...outer, number]
      this.openBlock(repeat, index, isStart)
      if (!isStart) this.fillDefaults(repeat, index)
    }
  }

  private openBlock(block: NodeId, index: Index, isStart: boolean): void {
    const { form, state } = this.ground
    for (const child of form.nodes[block]?.children ?? []) {
      const node = form.nodes[child]
      if (node?.kind === 'group') this.openBlock(child, index, isStart)
      else if (node?.kind === 'repeat' && isStart && !node.count) {
        state.resize(child, index, 1)
        this.beginInstances(child, index, 0, 1, true)
      }
    }
  }

  /** Static defaults and metadata of all nodes inside, then dynamic defaults in the order of the form. */
  private fillDefaults(block: NodeId, index: Index): void {
    const { form, plan, state } = this.ground
    const chain = plan.innerChain(block)
    for (const read of [this.staticDefault, this.dynamicDefault]) {
      for (const id of descendants(form, block)) {
        const node = form.nodes[id]
        if (!node || isBlock(node.kind)) continue
        for (const place of state.instances(id, chain, index, false)) {
          const value = read.call(this, node, place)
          if (value !== undefined) state.store(id, place, value)
        }
      }
    }
  }

  private staticDefault(node: FormNode): Value | undefined {
    const { occasion, form } = this.ground
    switch (node.kind) {
      case 'start':
        return occasion.now
      case 'today':
        return instantDay(occasion.now, form.zone_min)
      case 'deviceid':
        return textValue(occasion.deviceId)
      case 'username':
        return textValue(occasion.username)
    }
    const value = node.default === undefined ? undefined : parse(node, node.default, form.zone_min)
    return value !== undefined && this.choices.areInList(node, value) ? value : undefined
  }

  private dynamicDefault(node: FormNode, index: Index): Value | undefined {
    if (!node.dynamic_default) return undefined
    const value = coerce(node, this.eval(node.id, index, node.dynamic_default), this.ground.form.zone_min)
    return this.choices.areInList(node, value) ? value : undefined
  }
}
