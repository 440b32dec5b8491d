import assert from 'node:assert/strict'
import { chromium } from 'playwright-core'

const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
  // A microphone that beeps; a page hears it only where its context was given the permission.
  '--use-fake-device-for-media-stream',
  '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist',
]

export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS })
}

/**
 * A phone with its own storage. It notes every breach of the content policy, every request to
 * another host and every uncaught error; `check()` fails when there was one.
 */
export async function phone(browser, url, place, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 360, height: 780 },
    isMobile: true,
    hasTouch: true,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    ...(place ? { geolocation: place, permissions: ['geolocation'] } : {}),
    ...options,
  })
  context.setDefaultTimeout(20_000)
  const wrongs = []
  context.on('page', (page) => {
    page.on('pageerror', (problem) => wrongs.push(`error: ${problem.message}`))
    page.on('console', (message) => {
      if (/Content Security Policy|Refused to|violates/.test(message.text())) wrongs.push(`policy: ${message.text()}`)
    })
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url())
      if (/^https?:/.test(protocol) && origin !== url) wrongs.push(`foreign request: ${request.url()}`)
    })
  })
  const open = async (path = '/') => {
    const page = await context.newPage()
    await page.goto(url + path)
    return page
  }
  const check = () => assert.deepEqual(wrongs, [])
  return { context, open, check, close: () => context.close() }
}

/** One tap on a role of the demo. */
export async function enterAs(page, role) {
  await page.getByRole('button', { name: role }).first().tap()
  await page.waitForURL((address) => !address.pathname.startsWith('/sign-in'))
}

/** Names of the parts of the field pack that lie on the phone. */
function partsOnPhone(page) {
  return page.evaluate(async () => {
    const account = JSON.parse(localStorage.getItem('wenxun.account') ?? 'null')
    // Opening a database that the app has not made yet would make an empty one.
    if (!account || !(await indexedDB.databases()).some((one) => one.name === `wenxun-${account.id}`)) return []
    return new Promise((resolve) => {
      const opening = indexedDB.open(`wenxun-${account.id}`)
      opening.onerror = () => resolve([])
      opening.onsuccess = () => {
        const db = opening.result
        const reading = db.transaction('parts').objectStore('parts').getAllKeys()
        reading.onsuccess = () => {
          db.close()
          resolve(reading.result)
        }
      }
    })
  })
}

/** Waits until the field app is on the phone: vocabulary stored and service worker active. */
export async function untilOfflineReady(page) {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
  for (let tries = 0; ; tries += 1) {
    const parts = await partsOnPhone(page)
    if (parts.includes('vocabularies') && parts.includes('areas')) return
    assert.ok(tries < 100, 'the field pack did not arrive')
    await page.waitForTimeout(200)
  }
}

/** Logs one incident by taps and returns when the phone says it is saved. */
export async function logIncident(page, { category = '乱扔垃圾', photo, note } = {}) {
  await page.goto(new URL('/today', page.url()).href)
  if (photo) {
    await page.locator('input[type=file]').first().setInputFiles(photo)
  } else {
    await page.getByRole('button', { name: '不拍照' }).tap()
  }
  await page.waitForURL('**/incidents/new**')
  if (photo) await page.getByText('1 / 9').waitFor()
  await page.getByRole('radio', { name: category, exact: true }).tap()
  if (note !== undefined) {
    await page.getByRole('button', { name: /劝导结果/ }).tap()
    await page.getByLabel('备注').fill(note)
  }
  if (photo) await page.waitForFunction(() => !document.querySelector('.busy'))
  await page.getByRole('button', { name: '保存', exact: true }).tap()
  await page.getByText(/已存在手机里|记录已存/).first().waitFor()
}

/** Everything the phone holds, straight from its database. */
export function phoneRecords(page) {
  return page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const { id } = JSON.parse(localStorage.getItem('wenxun.account'))
        const opening = indexedDB.open(`wenxun-${id}`)
        opening.onerror = () => reject(opening.error)
        opening.onsuccess = () => {
          const db = opening.result
          const reading = db.transaction('records').objectStore('records').getAll()
          reading.onsuccess = () => {
            db.close()
            resolve(reading.result.map((row) => ({ ...row, thumb: undefined })))
          }
        }
      }),
  )
}

/** Waits until the server has everything this phone holds. */
export async function untilAllSent(page, most = 40_000) {
  const end = Date.now() + most
  for (;;) {
    const rows = await phoneRecords(page)
    const isDone = rows.length > 0 && rows.every((row) => row.state === 'sent' && row.photos.every((photo) => photo.state === 'confirmed'))
    if (isDone) return rows
    if (Date.now() > end) assert.fail(`not sent: ${JSON.stringify(rows.map(({ id, state, photos, problem }) => ({ id, state, photos, problem })))}`)
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
}
