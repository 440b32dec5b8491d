// Draws the demo pictures: street scenes of the invented city, nobody in them, no real place.
// Needs the web app's development packages and Chromium:  node demo/pictures/draw.mjs [path to chromium]
import { createRequire } from 'node:module'
import { writeFileSync } from 'node:fs'
import { scenes } from './scenes.mjs'

const LARGEST_BYTES = 56_000
const require = createRequire(new URL('../../web/package.json', import.meta.url))
const { chromium } = require('playwright-core')
const executablePath = process.argv[2] ?? '/usr/bin/chromium'
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
const page = await browser.newPage({ viewport: { width: 1200, height: 900 } })
for (const { name, svg } of scenes()) {
  await page.setContent(`<body style="margin:0">${svg}</body>`)
  let quality = 68
  let jpeg
  do {
    jpeg = await page.screenshot({ type: 'jpeg', quality })
    quality -= 4
  } while (jpeg.length > LARGEST_BYTES)
  writeFileSync(new URL(`${name}.jpg`, import.meta.url), jpeg)
}
await browser.close()
