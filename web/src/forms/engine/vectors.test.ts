import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Form } from './form'
import { play, type Outcome, type Step } from './script'
import { Session, type Answers } from './session'
import { parseInstant } from './time'

/** One form with scripts, and what the server's engine makes of them. */
interface Vector {
  about: string
  occasion: { now: string; seed: number }
  form: Form
  cases: { steps: Step[]; want: Outcome; answers: Answers }[]
}

const folder = fileURLToPath(new URL('../../../../xlsform/vectors/', import.meta.url))
/** Fresh vectors of `scripts/forms-compare`, one JSON document per line. */
const fresh = process.env['FORMS_VECTORS']

function vectors(): Vector[] {
  if (fresh !== undefined) {
    const lines = readFileSync(fresh, 'utf8').trim().split('\n')
    return lines.map((line) => JSON.parse(line) as Vector)
  }
  const files = readdirSync(folder).filter((name) => name.endsWith('.json') || name.endsWith('.ndjson'))
  return files.flatMap((name) => {
    const text = readFileSync(folder + name, 'utf8').trim()
    const documents = name.endsWith('.ndjson') ? text.split('\n') : [text]
    return documents.map((document) => JSON.parse(document) as Vector)
  })
}

const all = vectors()

test('there are vectors', () => {
  expect(all.length).toBeGreaterThan(fresh === undefined ? 30 : 0)
})

describe.each(all)('$about', ({ form, occasion: { now, seed }, cases }) => {
  const instant = parseInstant(now, 0)
  if (!instant) throw new Error(`${now} is no instant`)
  const occasion = { now: instant, seed, deviceId: '', username: '' }

  test('plays as on the server', () => {
    for (const { steps, want, answers } of cases) {
      const session = Session.start(form, occasion)
      expect(play(session, steps)).toEqual(want)
      expect(session.answers()).toEqual(answers)
    }
  })

  test('is taken up again with the same answers', () => {
    for (const { answers } of cases) {
      const again = Session.resume(form, answers, occasion).answers()
      expect(Session.resume(form, again, occasion).answers()).toEqual(again)
    }
  })
})
