/** Scripts: steps as a tester writes them, and the outcome both engines must agree on. */

import type { OpenError, Session } from './session'
import { isBlank, toText } from './value'

export type Step =
  | { op: 'set'; path: string; value: string }
  | { op: 'add' | 'remove' | 'choices' | 'label'; path: string }
  | { op: 'language'; value: string }

export interface StepResult {
  result: string
  message?: string
  choices?: [string, string][]
  label?: string
  hint?: string
}

export interface Outcome {
  steps: StepResult[]
  values: Record<string, string>
  irrelevant: string[]
  repeats: Record<string, number>
  errors: OpenError[]
}

/** Plays steps and ends the record. */
export function play(session: Session, steps: Step[]): Outcome {
  const results = steps.map((step) => run(session, step))
  session.finish()
  return outcome(session, results)
}

function run(session: Session, step: Step): StepResult {
  switch (step.op) {
    case 'set': {
      const result = session.set(step.path, step.value)
      const message = messageOf(session, step.path, result)
      return message === '' ? { result } : { result, message }
    }
    case 'add':
      return { result: session.add(step.path) }
    case 'remove':
      return { result: session.remove(step.path) }
    case 'language':
      return { result: session.setLanguage(step.value) ? 'ok' : 'bad_value' }
    default:
      return ask(session, step.path, step.op === 'choices')
  }
}

function messageOf(session: Session, path: string, result: string): string {
  const place = session.find(path)
  if (!place || (result !== 'constraint' && result !== 'required')) return ''
  const { node, index } = place
  return session.evaluator(node.id, index).text(node[`${result}_message`])
}

function ask(session: Session, path: string, forChoices: boolean): StepResult {
  const place = session.find(path)
  if (!place) return { result: 'no_such_question' }
  if (!session.isRelevant(place)) return { result: 'not_relevant' }
  if (forChoices) {
    return { result: 'choices', choices: session.choices(place).map(({ value, label }) => [value, label]) }
  }
  const { node, index } = place
  const evaluator = session.evaluator(node.id, index)
  const hint = evaluator.text(node.hint)
  const result: StepResult = { result: 'label', label: evaluator.text(node.label) }
  if (hint !== '') result.hint = hint
  return result
}

/** The record as it stands. */
export function outcome(session: Session, steps: StepResult[]): Outcome {
  const found: Outcome = { steps, values: {}, irrelevant: [], repeats: {}, errors: session.errors() }
  session.walk(({ node, index }) => {
    const value = session.valueOf({ node, index })
    if (!isBlank(value)) found.values[session.pathOf(node.id, index)] = toText(value)
    for (const id of node.children ?? []) {
      const child = session.form.nodes[id]
      if (!child) continue
      const path = session.pathOf(id, index)
      if (session.isHidden({ node: child, index })) found.irrelevant.push(path)
      else if (child.kind === 'repeat') found.repeats[path] = session.count({ node: child, index })
    }
  })
  found.irrelevant.sort()
  return found
}
