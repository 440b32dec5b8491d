/** The functions; mirrors `xlsform/src/eval/functions.rs`. */

import { Chance, shuffle } from './chance'
import { callDate, DATE_FUNCTIONS } from './dates'
import type { Evaluator } from './evaluator'
import type { Tree } from './form'
import { numberText, roundTo, roundUp, toIndex, toSeed } from './numbers'
import { instantDay } from './time'
import { isBlank, nodesValue, single, textValue, toItems, toNumber, toText, toTruth, type Value } from './value'

/** Runs a function. */
export function callFunction(at: Evaluator, name: string, args: Tree[]): Value {
  const [first, second, third] = args
  switch (name) {
    case 'if': {
      const chosen = first && toTruth(at.eval(first)) ? second : third
      return chosen ? single(at.eval(chosen)) : null
    }
    case 'coalesce': {
      for (const arg of args) {
        const value = single(at.eval(arg))
        if (!isBlank(value)) return value
      }
      return null
    }
    case 'once': {
      const kept = at.ground.state.raw(at.node, at.index)
      return isBlank(kept) && first ? at.eval(first) : kept
    }
  }
  const run = OVER_NODES[name]
  if (run) return run(at, args)
  return plain(
    at,
    name,
    args.map((arg) => single(at.eval(arg))),
  )
}

const all = (at: Evaluator, args: Tree[]): Value[] => args.flatMap((arg) => at.nodes(arg))

/** Numbers of all that is not blank. */
const numbers = (at: Evaluator, values: Value[]): number[] =>
  values.filter((value) => !isBlank(value)).map((value) => toNumber(value, at.zone))

function extreme(at: Evaluator, args: Tree[], better: (a: number, b: number) => number): Value {
  const found = numbers(at, all(at, args))
  return found.length === 0 ? null : found.reduce(better)
}

/** Functions that look at nodes. */
const OVER_NODES: Record<string, (at: Evaluator, args: Tree[]) => Value> = {
  count: (at, args) => all(at, args).length,
  'count-non-empty': (at, args) => all(at, args).filter((value) => !isBlank(value)).length,
  sum: (at, args) => numbers(at, all(at, args)).reduce((sum, number) => sum + number, 0),
  min: (at, args) => extreme(at, args, (a, b) => Math.min(a, b)),
  max: (at, args) => extreme(at, args, (a, b) => Math.max(a, b)),
  concat: (at, args) => textValue(all(at, args).map(toText).join('')),
  join: (at, [separator, ...args]) =>
    textValue(
      all(at, args)
        .map(toText)
        .join(separator ? toText(at.eval(separator)) : ''),
    ),
  position: (at) => at.candidate?.place ?? 1,
  randomize,
  'indexed-repeat': indexed,
  'jr:choice-name': choiceName,
}

function randomize(at: Evaluator, [list, seed]: Tree[]): Value {
  const values = list ? [...at.nodes(list)] : []
  shuffle(values, seed ? toSeed(toNumber(at.eval(seed), at.zone)) : toSeed(chance(at).number() * 2_147_483_646))
  return nodesValue(values)
}

/** `indexed-repeat(node, repeat, number, …)` */
function indexed(at: Evaluator, args: Tree[]): Value {
  const { plan, state } = at.ground
  const target = args[0]
  if (!target || !('ref' in target)) return null
  const index: number[] = []
  for (const [place, repeat] of plan.chain(target.ref).entries()) {
    const named = args.findIndex((arg, at) => at % 2 === 1 && 'ref' in arg && arg.ref === repeat)
    const stated = named < 0 ? undefined : args[named + 1]
    const own = plan.chain(at.node)[place] === repeat ? at.index[place] : 1
    const number = stated ? toIndex(toNumber(at.eval(stated), at.zone)) : (own ?? null)
    if (number === null || number < 1 || number > state.count(repeat, index)) return null
    index.push(number)
  }
  return state.read(target.ref, index)
}

function choiceName(at: Evaluator, [given, question]: Tree[]): Value {
  if (!given || !question || !('ref' in question)) return null
  const { form } = at.ground
  const value = toText(at.eval(given))
  const node = form.nodes[question.ref]
  if (!node) return null
  const list = node.list === undefined ? undefined : form.lists[node.list]
  const row = list ? list.rows.findIndex((row) => row[0] === value) : -1
  if (list && row >= 0) return textValue(at.labelOf(list, row))
  if (value === 'other' && node.or_other) return textValue(at.text(node.or_other))
  return node.choices_of === undefined ? null : textValue(value)
}

function chance(at: Evaluator): Chance {
  const draw = at.draws
  at.draws += 1
  return new Chance(at.ground.occasion.seed, [at.node, ...at.index, draw])
}

/** −1 means no bound. */
const isWithin = (count: number, least: number, most: number): boolean =>
  (least === -1 || count >= least) && (most === -1 || count <= most)

function plain(at: Evaluator, name: string, values: Value[]): Value {
  const value = (place: number): Value => values[place] ?? null
  const number = (place: number): number => toNumber(value(place), at.zone)
  const { occasion, plan } = at.ground
  if (DATE_FUNCTIONS.includes(name)) {
    return callDate(name, value(0), toText(value(1)), at.zone, at.ground.language)
  }
  switch (name) {
    case 'selected': {
      const wanted = toText(value(1))
      return toItems(value(0)).includes(wanted) || (wanted === '' && isBlank(value(0)))
    }
    case 'not':
      return !toTruth(value(0))
    case 'count-selected':
      return toItems(value(0)).length
    case 'selected-at': {
      const place = toIndex(number(1))
      return textValue(place === null ? '' : (toItems(value(0))[place] ?? ''))
    }
    case 'today':
      return instantDay(occasion.now, at.zone)
    case 'now':
      return occasion.now
    case 'number':
      return number(0)
    case 'boolean':
      return toTruth(value(0))
    case 'boolean-from-string':
      return ['true', '1'].includes(toText(value(0)))
    case 'random':
      return chance(at).number()
    case 'uuid':
      return chance(at).uuid()
    case 'regex':
      return plan.matches(toText(value(1)), toText(value(0)))
    case 'checklist':
      return isWithin(values.slice(2).filter(toTruth).length, number(0), number(1))
    case 'weighted-checklist': {
      let weight = 0
      for (let place = 2; place < values.length; place += 2) {
        if (toTruth(value(place))) weight += place + 1 < values.length ? number(place + 1) : 0
      }
      return isWithin(weight, number(0), number(1))
    }
  }
  const compute = ARITHMETIC[name]
  return compute ? compute(number(0), number(1)) : text(name, values, at.zone)
}

const ARITHMETIC: Record<string, (x: number, y: number) => number> = {
  int: (x) => Math.trunc(x),
  round: (x, y) => (Number.isNaN(y) ? (Number.isFinite(x) ? roundUp(x) : x) : roundTo(x, y)),
  floor: (x) => Math.floor(x),
  ceiling: (x) => Math.ceil(x),
  abs: (x) => Math.abs(x),
  pow: (x, y) => (x === 1 || (x === -1 && !Number.isFinite(y) && !Number.isNaN(y)) ? 1 : x ** y),
  sqrt: (x) => Math.sqrt(x),
  exp: (x) => Math.exp(x),
  exp10: (x) => 10 ** x,
  log: (x) => Math.log(x),
  log10: (x) => Math.log10(x),
  pi: () => Math.PI,
  sin: (x) => Math.sin(x),
  cos: (x) => Math.cos(x),
  tan: (x) => Math.tan(x),
  asin: (x) => Math.asin(x),
  acos: (x) => Math.acos(x),
  atan: (x) => Math.atan(x),
  atan2: (x, y) => Math.atan2(x, y),
}

/** Functions of texts, counted in characters. */
function text(name: string, values: Value[], zone: number): Value {
  const given = (place: number): string => toText(values[place] ?? null)
  const [first, second] = [given(0), given(1)]
  const found = first.indexOf(second)
  switch (name) {
    case 'string':
      return textValue(first)
    case 'string-length':
      return [...first].length
    case 'contains':
      return found >= 0
    case 'starts-with':
      return first.startsWith(second)
    case 'ends-with':
      return first.endsWith(second)
    case 'substring-before':
      return textValue(found < 0 ? '' : first.slice(0, found))
    case 'substring-after':
      return textValue(found < 0 ? '' : first.slice(found + second.length))
    case 'normalize-space':
      return textValue(
        first
          .split(/[ \t\n\r]+/)
          .filter((word) => word !== '')
          .join(' '),
      )
    case 'translate': {
      const [from, to] = [[...second], [...given(2)]]
      const move = (letter: string): string => {
        const place = from.indexOf(letter)
        return place < 0 ? letter : (to[place] ?? '')
      }
      return textValue([...first].map(move).join(''))
    }
    case 'substr': {
      const letters = [...first]
      const place = (at: number, otherwise: number): number => {
        const stated = at < values.length ? Math.trunc(toNumber(values[at] ?? null, zone)) : otherwise
        const fromEnd = stated < 0 ? stated + letters.length : stated
        return Number.isNaN(fromEnd) ? 0 : Math.min(letters.length, Math.max(0, fromEnd))
      }
      return textValue(letters.slice(place(1, 0), place(2, letters.length)).join(''))
    }
    default:
      throw new Error(`unknown function ${name} of ${numberText(values.length)} arguments`)
  }
}
