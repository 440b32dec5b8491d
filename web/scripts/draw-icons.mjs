// Draws the PNG icons of the installed app from public/icon.svg. Run after changing the drawing.
import { readFileSync, writeFileSync } from 'node:fs'
import { chromium } from 'playwright-core'

const here = (path) => new URL(`../public/${path}`, import.meta.url)
const svg = readFileSync(here('icon.svg'), 'utf8')
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
})
const page = await browser.newPage()

async function draw(file, size, drawing) {
  await page.setViewportSize({ width: size, height: size })
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${drawing}`)
  writeFileSync(here(file), await page.screenshot({ omitBackground: true }))
}

await draw('icon-192.png', 192, svg)
await draw('icon-512.png', 512, svg)
// The launcher cuts a maskable icon to its own shape: full ground, drawing inside the safe circle.
const inner = svg.replace(/<rect[^>]*\/>/, '').replace('viewBox="0 0 512 512"', 'viewBox="-64 -64 640 640"')
await draw('icon-maskable-512.png', 512, inner.replace('<svg ', '<svg style="background:#0a4a45" '))
await browser.close()
