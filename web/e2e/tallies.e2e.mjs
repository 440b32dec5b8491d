import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { assertAccessible } from './support/access.mjs'
import { DESK, openPage, PHONE, signIn } from './support/browser.mjs'
import { enterAs, launch, phone, phoneRecords, untilAllSent, untilOfflineReady } from './support/phone.mjs'
import { signInByApi } from './support/server-api.mjs'
import { apiAs, startService } from './support/service.mjs'
import { shoot } from './support/shots.mjs'

let service
let browser
let junction

before(async () => {
  service = await startService()
  browser = await launch()
  const worker = await signInByApi(service.url, 'street.demo')
  const pack = await worker.get('/field-pack')
  const { items } = await worker.get(pack.parts.find((part) => part.name === 'sites').url)
  junction = items.find((site) => site.kind === 'junction')
  assert.ok(junction, 'a junction in the street')
})

after(async () => {
  await browser?.close()
  await service?.stop()
})

/** A phone of a grid worker who stands at the junction. */
async function atJunction(options = {}) {
  const place = { longitude: junction.lng, latitude: junction.lat, accuracy: 8 }
  const one = await phone(browser, service.url, place, options)
  const page = await one.open('/')
  await enterAs(page, options.locale === 'en' ? 'Grid worker' : '网格员')
  await untilOfflineReady(page)
  return { ...one, page }
}

async function begin(page, family) {
  await page.getByRole('button', { name: '计数' }).tap()
  await page.waitForURL('**/tallies/new**')
  await page.getByRole('button', { name: family }).tap()
}

const pad = (page, side) => page.getByRole('button', { name: new RegExp(`^\\d+\\s*${side}`) })

/** What of the count lies in the phone's own database. */
function keptTaps(page) {
  return page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const { id } = JSON.parse(localStorage.getItem('wenxun.account'))
        const opening = indexedDB.open(`wenxun-${id}`)
        opening.onerror = () => reject(opening.error)
        opening.onsuccess = () => {
          const reading = opening.result.transaction('drafts').objectStore('drafts').getAll()
          reading.onsuccess = () => {
            opening.result.close()
            resolve(reading.result.find((draft) => draft.kind === 'tally')?.data.taps.length ?? 0)
          }
        }
      }),
  )
}

/** Fingers that come down ten times a second on the pads at these places, in turn. */
async function tapFast(page, places, times) {
  const touch = await page.context().newCDPSession(page)
  const started = Date.now()
  for (let at = 0; at < times; at += 1) {
    const { x, y } = places[at % places.length]
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y, id: at }] })
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    const wait = started + (at + 1) * 100 - Date.now()
    if (wait > 0) await page.waitForTimeout(wait)
  }
  return (Date.now() - started) / times
}

async function middleOf(locator) {
  const box = await locator.boundingBox()
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

test('every tap of ten a second counts, survives a reload and reaches the server', async () => {
  const { page, context, check, close } = await atJunction()
  await begin(page, '礼让斑马线')
  for (const other of ['公交车', '出租车']) await page.getByRole('button', { name: other, exact: true }).tap()
  await page.getByRole('radio', { name: junction.name_zh }).waitFor()
  assert.equal(await page.getByRole('radio', { name: junction.name_zh }).getAttribute('aria-checked'), 'true', 'the junction is chosen already')
  await shoot(page, 'tally-setup', { isScreen: true })
  await context.setOffline(true)
  await page.getByRole('button', { name: '开始计数' }).tap()
  await pad(page, '让行').waitFor()
  const places = [await middleOf(pad(page, '让行')), await middleOf(pad(page, '让行')), await middleOf(pad(page, '未让行'))]
  const pace = await tapFast(page, places, 60)
  assert.ok(pace < 130, `${pace.toFixed(0)} ms a tap: ten a second were meant`)
  assert.match(await pad(page, '让行').textContent(), /40/)
  assert.match(await pad(page, '未让行').textContent(), /20/)
  assert.equal(await keptTaps(page), 60, 'all of them are in the phone')
  await shoot(page, 'tally-one', { isScreen: true })
  await assertAccessible(page, 'counting one kind')

  await page.reload()
  await pad(page, '让行').waitFor()
  assert.match(await pad(page, '让行').textContent(), /40/)
  await tapFast(page, [places[0]], 10)
  await page.getByRole('button', { name: '撤销上一次' }).tap()
  assert.match(await pad(page, '让行').textContent(), /49/)
  await page.getByText('71%').first().waitFor()
  await page.getByRole('button', { name: '结束' }).tap()
  await page.getByRole('heading', { name: '这次计数' }).waitFor()
  await page.waitForTimeout(300)
  await shoot(page, 'tally-summary', { isScreen: true })
  await assertAccessible(page, 'the summary of a count')
  await page.getByRole('button', { name: '保存', exact: true }).tap()
  await page.getByText('已存在手机里').first().waitFor()
  const [kept] = await phoneRecords(page)
  assert.deepEqual({ ...kept.envelope.payload, minutes: 0 }, { type: 'other_yield', minutes: 0, numerator: 49, denominator: 69 })
  assert.equal(kept.envelope.site_id, junction.id)
  await page.waitForTimeout(5500)
  await context.setOffline(false)
  await untilAllSent(page)
  const street = await signInByApi(service.url, 'street.demo')
  const { items } = await street.get('/tallies?type=other_yield&limit=1')
  assert.equal(items[0].id, kept.id)
  assert.deepEqual([items[0].numerator, items[0].denominator, items[0].site.code], [49, 69, junction.code])
  check()
  await close()
})

test('a family is counted on one screen, each into a record of its own; a save can be taken back', async () => {
  const { page, check, close } = await atJunction()
  await begin(page, '礼让斑马线')
  await page.getByRole('button', { name: '小雨' }).tap()
  await assertAccessible(page, 'setting up a count')
  await page.getByRole('button', { name: '开始计数' }).tap()
  const bus = page.getByRole('button', { name: /^公交车\s*\d+\s*让行/ })
  await bus.waitFor()
  await tapFast(page, [await middleOf(bus), await middleOf(page.getByRole('button', { name: /^其他车辆\s*\d+\s*未让行/ }))], 12)
  await shoot(page, 'tally-family', { isScreen: true })
  await assertAccessible(page, 'counting a family')
  await page.getByRole('button', { name: '结束' }).tap()
  await page.getByText('没有数到').first().waitFor()
  await page.getByRole('button', { name: '保存', exact: true }).tap()
  await page.getByText('已存在手机里').first().waitFor()
  assert.equal((await phoneRecords(page)).length, 3)
  await page.getByRole('button', { name: /撤销/ }).tap()
  await page.getByText('已撤回').waitFor()
  assert.equal((await phoneRecords(page)).length, 0)
  await page.getByRole('button', { name: '计数' }).tap()
  await bus.waitFor()
  assert.match(await bus.textContent(), /6/)
  await page.getByRole('button', { name: '结束' }).tap()
  await page.getByRole('button', { name: '不要了' }).tap()
  await page.getByText('丢掉这次计数？').waitFor()
  await assertAccessible(page, 'asking before a count is dropped')
  await page.getByRole('button', { name: '不要了' }).tap()
  await page.waitForURL('**/today')
  assert.equal(await keptTaps(page), 0)
  check()
  await close()
})

test('a refused count opens at the figure the server named, and goes out mended', async () => {
  const { page, context, check, close } = await atJunction()
  await context.route('**/api/v1/records/batch', (route) => {
    const { records } = route.request().postDataJSON()
    const errors = [{ pointer: '/payload/denominator', code: 'out_of_range', title: 'x' }]
    const results = records.map(({ id }) => ({ id, outcome: 'refused', problem: { code: 'record_refused', title: '数字不对', status: 422, errors } }))
    return route.fulfill({ json: { results } })
  })
  await begin(page, '礼让斑马线')
  for (const other of ['公交车', '出租车']) await page.getByRole('button', { name: other, exact: true }).tap()
  await page.getByRole('button', { name: '开始计数' }).tap()
  await pad(page, '让行').waitFor()
  await tapFast(page, [await middleOf(pad(page, '让行')), await middleOf(pad(page, '未让行'))], 8)
  await page.getByRole('button', { name: '结束' }).tap()
  await page.getByRole('button', { name: '保存', exact: true }).tap()
  await page.getByText('已存在手机里').first().waitFor()
  await page.goto(`${service.url}/records`)
  await page.getByRole('link', { name: /去改/ }).tap({ timeout: 20_000 })
  await page.getByLabel('一共（辆、人）').waitFor()
  await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'denominator')
  await assertAccessible(page, 'mending a count')
  await shoot(page, 'tally-mend', { isScreen: true })
  await page.getByLabel('一共（辆、人）').fill('9')
  await context.unroute('**/api/v1/records/batch')
  await page.getByRole('button', { name: '再传一次' }).tap()
  await untilAllSent(page)
  const street = await signInByApi(service.url, 'street.demo')
  const { items } = await street.get('/tallies?type=other_yield&limit=1')
  assert.deepEqual([items[0].numerator, items[0].denominator], [4, 9])
  check()
  await close()
})

test('the keyboard counts too, in English, with large type', async () => {
  const { page, check, close } = await atJunction({ locale: 'en' })
  await page.evaluate(() => {
    localStorage.setItem('wenxun.type', 'large')
    localStorage.setItem('wenxun.contrast', 'high')
  })
  await page.goto(`${service.url}/tallies/new`)
  await page.getByRole('button', { name: 'Helmets' }).tap()
  await page.getByRole('button', { name: 'Start counting' }).tap()
  const yes = page.getByRole('button', { name: /Wore one/ })
  await yes.focus()
  for (let at = 0; at < 3; at += 1) await page.keyboard.press('Enter')
  await page.keyboard.press('Space')
  assert.match(await yes.textContent(), /4/)
  const wide = await page.evaluate(() => document.documentElement.scrollWidth)
  assert.ok(wide <= 360, `${wide} px wide`)
  await shoot(page, 'tally-english', { isScreen: true })
  await assertAccessible(page, 'counting in English')
  check()
  await close()
})

describe('the supervisor', () => {
  let api

  before(async () => {
    api = await apiAs(service.url, 'city.demo')
  })

  /** Runs `work` on a page of the city's supervisor; afterwards no rule of the content policy may be broken. */
  async function desk(path, viewport, language, work) {
    const opened = await openPage(browser, service.url, { viewport, language })
    try {
      await signIn(opened.page, service.url, 'city.demo')
      await opened.page.goto(service.url + path)
      await work(opened.page)
      assert.deepEqual(opened.faults, [])
    } finally {
      await opened.close()
    }
  }

  test('sees each rate with interval and verdict, crossings in tiers, months and hours', async () => {
    for (const [viewport, language] of [[DESK, 'zh-CN'], [PHONE, 'zh-CN'], [PHONE, 'en']]) {
      await desk('/tallies?type=taxi_yield', viewport, language, async (page) => {
        const name = language === 'en' ? 'Taxis giving way at the crossing' : '出租车礼让斑马线'
        await page.getByRole('heading', { level: 2, name }).waitFor()
        await page.getByRole('heading', { name: language === 'en' ? 'By hour' : '按钟点' }).waitFor()
        await page.waitForTimeout(500)
        await shoot(page, `tallies-${viewport.width}-${language}`, { isScreen: true })
        await shoot(page, `tallies-${viewport.width}-${language}-full`)
        const { demo_last_day: last } = await api.get('/service')
        const from = new Date(Date.parse(`${last}T00:00:00Z`) - 364 * 86_400_000).toISOString().slice(0, 10)
        const { items } = await api.get(`/tallies/summary?from=${from}&to=${last}`)
        const taxi = items.find((item) => item.observation.code === 'taxi_yield')
        const card = page.locator('section.choice', { has: page.getByRole('button', { name, exact: true }) })
        assert.ok((await card.innerText()).includes((taxi.rate.estimate * 100).toFixed(1)), 'the number is that of the service')
        assert.equal(await page.locator('.tier .row').count(), 30)
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
        assert.ok(wide <= 0, `${wide} px too wide`)
        await assertAccessible(page, `tallies at ${viewport.width} in ${language}`)
      })
    }
  })

  test('divides records by the hours that shifts stood there', async () => {
    await desk('/heatmap?layer=grid', DESK, 'zh-CN', async (page) => {
      await page.locator('.pane .total b').waitFor()
      const reading = page.waitForResponse((answer) => answer.url().includes('patrol=true') && answer.ok())
      await page.getByRole('radio', { name: '每巡查时' }).click()
      const { items } = await (await reading).json()
      const rated = items.filter((item) => item.per_patrol_hour !== null)
      assert.ok(rated.length > 0 && rated.every((item) => item.patrol_hours >= 0.99), 'grids under an hour are hidden')
      await page.getByText('劝导班次共').first().waitFor()
      await page.waitForTimeout(800)
      await shoot(page, 'heatmap-patrol', { isScreen: true })
      await assertAccessible(page, 'heatmap per patrol hour')
      const comb = page.waitForResponse((answer) => answer.url().includes('/heat/cells') && answer.url().includes('patrol=true') && answer.ok())
      await page.getByRole('radio', { name: '蜂窝' }).click()
      const cells = await (await comb).json()
      assert.ok(cells.patrol.length > 0 && cells.patrol.every((cell) => cell[3] >= 0.99), 'cells under an hour are hidden')
      await page.getByText(/条 \/ 巡查小时（格宽约 \d+ 米/).waitFor()
      await page.waitForTimeout(1200)
      await shoot(page, 'heatmap-patrol-hex', { isScreen: true })
      await assertAccessible(page, 'honeycomb per patrol hour')
    })
    await desk('/heatmap?layer=hex&measure=patrol', PHONE, 'en', async (page) => {
      await page.getByText(/records \/ patrol hour/).first().waitFor()
      await page.waitForTimeout(1500)
      await shoot(page, 'heatmap-patrol-hex-phone', { isScreen: true })
    })
  })

  test('opens one count from the list, with place, course and who counted', async () => {
    for (const [viewport, language] of [[DESK, 'zh-CN'], [PHONE, 'en']]) {
      await desk('/tallies?type=taxi_yield', viewport, language, async (page) => {
        await page.locator('li a[href^="/tallies/"]').first().click()
        await page.waitForURL(/\/tallies\/[0-9a-f-]{36}/)
        await page.locator('dl').waitFor()
        const row = await api.get(new URL(page.url()).pathname)
        assert.match(await page.locator('.big').innerText(), new RegExp(`${row.numerator} / ${row.denominator}`))
        await page.getByText(row.receipt).waitFor()
        await page.waitForTimeout(400)
        await shoot(page, `tally-detail-${viewport.width}`, { isScreen: true })
        await assertAccessible(page, `one count at ${viewport.width}`)
      })
    }
  })

  test('finds the counts behind an indicator of the overview and saves them as a file', async () => {
    await desk('/overview', DESK, 'zh-CN', async (page) => {
      await page.getByRole('link', { name: '排队率' }).click()
      await page.waitForURL('**/tallies?*type=queueing*')
      const saving = page.waitForEvent('download')
      await page.getByRole('button', { name: 'CSV' }).click()
      assert.match((await saving).suggestedFilename(), /^tallies/)
    })
  })
})
