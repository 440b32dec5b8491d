import { mkdirSync } from 'node:fs'

/** A folder to put pictures of the screens into, to look at; none without the variable SHOTS. */
export const SHOTS = process.env.SHOTS
if (SHOTS) mkdirSync(SHOTS, { recursive: true })

/** Keeps a picture of the whole page, or with `isScreen` of what the screen shows. */
export async function shoot(page, name, { isScreen = false } = {}) {
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: !isScreen })
}
