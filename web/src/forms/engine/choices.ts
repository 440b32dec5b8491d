/** Choices: which are offered now, which answers fit them; mirrors `xlsform/src/session/choices.rs`. */

import { shuffle } from './chance'
import { Evaluator, type Ground } from './evaluator'
import { isSelect, type FormNode, type List } from './form'
import { toSeed } from './numbers'
import type { Index } from './state'
import { isBlank, isItems, isNodes, stored, toItems, toNumber, toText, type Value } from './value'

/** A choice as offered. */
export interface Choice {
  value: string
  label: string
  /** Names of its picture and its sound; absent where it has none. */
  image?: string
  audio?: string
}

export class Choices {
  constructor(private readonly ground: Ground) {}

  private list(node: FormNode): List | undefined {
    return node.list === undefined ? undefined : this.ground.form.lists[node.list]
  }

  /** Whether the rows of the question's list are at hand; those of a data file may not be. */
  isKnown(node: FormNode): boolean {
    return node.choices_of !== undefined || (this.list(node)?.columns.length ?? 0) > 0
  }

  private rows(node: FormNode, index: Index, list: List): number[] {
    const rows = list.rows.map((_, row) => row)
    const { filter } = node
    if (!filter) return rows
    const evaluator = new Evaluator(this.ground, node.id, index)
    return rows.filter((row) => evaluator.offers(list, row, filter))
  }

  /** Answers of a repeat as choices. */
  private repeated(node: FormNode, index: Index): string[] {
    const target = node.choices_of === undefined ? undefined : this.ground.form.nodes[node.choices_of]
    if (target?.scope === undefined) return []
    const tree = { nodes: target.scope, where: node.filter ? [node.filter] : [], pick: target.id, as: 'text' }
    const value = new Evaluator(this.ground, node.id, index).eval(tree)
    return isNodes(value) ? value.values.map(toText).filter((text) => text !== '') : []
  }

  /** The choices a question offers now, in the order shown. */
  shown(node: FormNode, index: Index): Choice[] {
    const evaluator = new Evaluator(this.ground, node.id, index)
    const list = this.list(node)
    const found = list
      ? this.rows(node, index, list).map((row): Choice => ({
          value: list.rows[row]?.[0] ?? '',
          label: evaluator.labelOf(list, row),
          ...(list.media ? { image: evaluator.fileOf(list, row, 'image'), audio: evaluator.fileOf(list, row, 'audio') } : {}),
        }))
      : this.repeated(node, index).map((text) => ({ value: text, label: text }))
    if (node.is_shuffled) {
      const seed = node.seed
        ? toSeed(toNumber(evaluator.eval(node.seed), evaluator.zone))
        : this.ground.occasion.seed + node.id
      shuffle(found, seed)
    }
    if (node.or_other) found.push({ value: 'other', label: evaluator.text(node.or_other) })
    return found
  }

  /** Values offered now, in the order of the list. */
  offered(node: FormNode, index: Index): string[] {
    const list = this.list(node)
    const found = list
      ? this.rows(node, index, list).map((row) => list.rows[row]?.[0] ?? '')
      : this.repeated(node, index)
    if (node.or_other) found.push('other')
    return found
  }

  /** True when a default or stored answer is in the question's list, filtered or not. */
  areInList(node: FormNode, value: Value): boolean {
    if (!isSelect(node.kind) || isBlank(value) || node.choices_of !== undefined || !this.isKnown(node)) return true
    const known = new Set(this.list(node)?.rows.map((row) => row[0]))
    if (node.or_other) known.add('other')
    return toItems(value).every((item) => known.has(item))
  }

  /** An answer made to fit: choices checked, several of them in list order. */
  fitted(node: FormNode, index: Index, value: Value): { value: Value } | { given: 'no_such_choice' | 'bad_value' } {
    if (!isSelect(node.kind) || isBlank(value)) return { value }
    const isOne = node.kind === 'select_one'
    if (isOne && toItems(value).length > 1 && node.choices_of === undefined) return { given: 'no_such_choice' }
    if (!this.isKnown(node)) return { value }
    const offered = this.offered(node, index)
    const given = isOne ? [toText(value)] : toItems(value)
    if (given.some((item) => !offered.includes(item))) return { given: 'no_such_choice' }
    if (isOne) return { value }
    if (node.kind === 'rank') {
      const isWhole = given.length === offered.length && new Set(given).size === given.length
      return isWhole ? { value } : { given: 'bad_value' }
    }
    const items = [...new Set(offered)].filter((item) => given.includes(item))
    return { value: { t: 'list', items } }
  }

  /** What is left of an answer when choices are no longer offered. */
  left(node: FormNode, index: Index, value: Value): Value {
    const offered = this.offered(node, index)
    if (!isItems(value)) return offered.includes(toText(value)) ? value : null
    if (node.kind === 'rank') {
      const isWhole = value.items.length === offered.length && value.items.every((item) => offered.includes(item))
      return isWhole ? value : null
    }
    return stored({ t: 'list', items: value.items.filter((item) => offered.includes(item)) })
  }
}
