import { chromium } from 'playwright-core'

const FLAGS = ['--no-first-run', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync']
/** Lets a headless browser draw maps without a graphics card. */
const WEBGL = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist']

/** Starts Debian's chromium; `withMap` enables drawing with WebGL in software. */
export function launch({ withMap = false } = {}) {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [...FLAGS, ...asRoot, ...(withMap ? WEBGL : ['--disable-gpu'])],
  })
}

export const DESK = { width: 1440, height: 900 }
export const PHONE = { width: 360, height: 780 }

/**
 * A fresh page of a fresh person. Every broken rule of the content policy, every script error and every
 * request to a foreign host is collected in `faults`. With `at` the phone knows that it is there.
 */
export async function openPage(browser, url, { viewport = DESK, language = 'zh-CN', at } = {}) {
  const place = at && { permissions: ['geolocation'], geolocation: { longitude: at.lng, latitude: at.lat, accuracy: 6 } }
  const context = await browser.newContext({ viewport, locale: language, acceptDownloads: true, hasTouch: viewport.width < 900, ...place })
  await context.addInitScript((chosen) => { localStorage.setItem('wenxun.language', chosen) }, language)
  const page = await context.newPage()
  const faults = []
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|Refused to/.test(message.text())) faults.push(`policy: ${message.text()}`)
  })
  page.on('request', (request) => {
    const address = request.url()
    if (!address.startsWith(url) && !/^(blob|data):/.test(address)) faults.push(`foreign host: ${address}`)
  })
  return { page, context, faults, close: () => context.close() }
}

/** Signs in through the API in the page, so that the cookie and the profile stand before the page under test opens. */
export async function signIn(page, url, account, password = 'wenxun-demo') {
  await page.goto(`${url}/sign-in`)
  await page.evaluate(
    async ([name, word]) => {
      const device = { id: localStorage.getItem('wenxun.device') ?? crypto.randomUUID(), name: 'test' }
      localStorage.setItem('wenxun.device', device.id)
      const answer = await fetch('/api/v1/sessions', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ account: name, password: word, device, client: 'browser' }),
      })
      if (!answer.ok) throw new Error(`sign-in failed: ${answer.status}`)
      const session = await answer.json()
      localStorage.setItem('wenxun.account', JSON.stringify({ ...session.account, must_change_password: session.must_change_password }))
    },
    [account, password],
  )
}
