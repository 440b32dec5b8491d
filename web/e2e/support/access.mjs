import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Fails with the list of broken rules unless the page, once at rest, is free of accessibility violations. */
export async function assertAccessible(page, what) {
  await atRest(page)
  const session = await page.context().newCDPSession(page)
  await session.send('Runtime.evaluate', { expression: axe })
  await session.detach()
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }))
  const words = violations.map((one) => `${one.id}: ${one.nodes.map((node) => `${node.target.join(' ')} ${node.failureSummary}`).join(' | ')}`)
  assert.deepEqual(words, [], `${what} breaks rules of accessibility`)
}

/** Lets short movements end: a half faded text has no colour of its own to judge. */
function atRest(page) {
  return page.waitForFunction(() =>
    document.getAnimations().every((one) => one.playState !== 'running' || Number(one.effect?.getComputedTiming().endTime) >= 1000),
  )
}
