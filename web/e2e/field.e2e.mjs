import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { enterAs, launch, logIncident, phone, phoneRecords, untilAllSent, untilOfflineReady } from './support/phone.mjs'
import { ownRecords, placeInOwnArea, signInByApi } from './support/server-api.mjs'
import { startService } from './support/service.mjs'

const PHOTO = fileURLToPath(new URL('../../demo/pictures/litter_1.jpg', import.meta.url))
let service
let browser
let worker
let place

before(async () => {
  service = await startService()
  browser = await launch()
  worker = await signInByApi(service.url, 'grid.demo')
  place = await placeInOwnArea(worker)
})

after(async () => {
  await browser?.close()
  await service?.stop()
})

/** A phone of the grid worker with everything on it that is needed offline. */
async function readyPhone() {
  const one = await phone(browser, service.url, place)
  const page = await one.open('/')
  await enterAs(page, '网格员')
  await untilOfflineReady(page)
  return { ...one, page }
}

/** What the phone believes sent is on the server once, and nothing else of it is. */
async function compare(rows) {
  const held = await ownRecords(worker)
  for (const row of rows) {
    assert.equal(held.get(row.id)?.receipt, row.receipt, `record ${row.id} on the server`)
  }
}

describe('from the phone to the server', () => {
  test('an incident logged in airplane mode reaches the supervisor once the network is back', async () => {
    const { page, context, check, close } = await readyPhone()
    await context.setOffline(true)
    await page.reload()
    await logIncident(page, { photo: PHOTO })
    await page.getByText('没有网络').first().waitFor()
    const [kept] = await phoneRecords(page)
    assert.equal(kept.state, 'waiting')
    assert.equal(kept.photos.length, 1)
    assert.equal(kept.envelope.placed_by, 'gps')
    await page.waitForTimeout(5500)
    await context.setOffline(false)
    const rows = await untilAllSent(page)
    await compare(rows)

    const supervisor = await signInByApi(service.url, 'street.demo')
    const seen = await supervisor.get(`/incidents/${rows[0].id}`)
    assert.equal(seen.category, 'littering')
    assert.equal(seen.photos[0]?.sha256, kept.photos[0].sha256)
    const { longitude, latitude } = place
    const box = [longitude - 0.001, latitude - 0.001, longitude + 0.001, latitude + 0.001].join(',')
    const heat = await supervisor.get(`/insights/heat/cells?bbox=${box}&zoom=18&from=${rows[0].envelope.captured_at.slice(0, 10)}`)
    assert.ok(heat.total >= 1, 'the heatmap counts it')
    check()
    await close()
  })

  test('a tab killed with an open draft loses neither words nor photo, even offline', async () => {
    const { page, context, open, check, close } = await readyPhone()
    await page.locator('input[type=file]').first().setInputFiles(PHOTO)
    await page.waitForURL('**/incidents/new**')
    await page.getByText('1 / 9').waitFor()
    await page.getByRole('radio', { name: '随地吐痰' }).tap()
    await page.getByText('草稿已存').waitFor()
    await page.waitForFunction(() => !document.querySelector('.busy'))
    await page.waitForTimeout(400)
    await context.setOffline(true)
    await page.close({ runBeforeUnload: false })
    const again = await open('/')
    await again.waitForURL('**/incidents/new**')
    await again.getByText('1 / 9').waitFor()
    assert.equal(await again.getByRole('radio', { name: '随地吐痰' }).getAttribute('aria-checked'), 'true')
    await again.getByRole('button', { name: '保存', exact: true }).tap()
    await again.getByText('已存在手机里', { exact: true }).waitFor()
    await again.waitForTimeout(5500)
    await context.setOffline(false)
    await compare(await untilAllSent(again))
    check()
    await close()
  })

  test('two answers 503 delay the record and lose nothing', async () => {
    const { page, context, check, close } = await readyPhone()
    let refused = 0
    await context.route('**/api/v1/records/batch', async (route) => {
      if (refused >= 2) return route.continue()
      refused += 1
      return route.fulfill({ status: 503, headers: { 'Retry-After': '1' }, contentType: 'application/problem+json', body: '{"code":"busy","title":"busy","status":503}' })
    })
    await logIncident(page)
    await page.waitForTimeout(5500)
    await page.goto(`${service.url}/records`)
    const rows = await untilAllSent(page, 60_000)
    assert.equal(refused, 2)
    await compare(rows)
    check()
    await close()
  })

  test('a reply lost after the commit is sent again and doubles nothing', async () => {
    const { page, context, check, close } = await readyPhone()
    let lost = 0
    await context.route('**/api/v1/records/batch', async (route) => {
      if (lost > 0) return route.continue()
      lost += 1
      await route.fetch()
      return route.abort('connectionreset')
    })
    await logIncident(page)
    await page.waitForTimeout(5500)
    await page.goto(`${service.url}/records`)
    await page.getByRole('button', { name: '现在上传' }).tap()
    const rows = await untilAllSent(page)
    assert.equal(lost, 1)
    await compare(rows)
    check()
    await close()
  })

  test('two tabs at once send every record exactly once', async () => {
    const { page, context, open, check, close } = await readyPhone()
    let posted = []
    await context.route('**/api/v1/records/batch', async (route) => {
      posted = posted.concat(route.request().postDataJSON().records.map((record) => record.id))
      await route.continue()
    })
    const other = await open('/today')
    await context.setOffline(true)
    await logIncident(page)
    await logIncident(other, { category: '出店经营' })
    await page.waitForTimeout(5500)
    await context.setOffline(false)
    const rows = await untilAllSent(page)
    assert.equal(rows.length, 2)
    assert.equal(new Set(posted).size, posted.length, 'no record was posted twice')
    await compare(rows)
    check()
    await close()
  })

  test('an expired sign-in with a full queue keeps everything, says so and goes on after signing in', async () => {
    const { page, context, check, close } = await readyPhone()
    await context.setOffline(true)
    for (const category of ['乱扔垃圾', '出店经营', '随地吐痰']) await logIncident(page, { category })
    await context.clearCookies()
    await page.waitForTimeout(5500)
    await context.setOffline(false)
    await page.reload()
    await page.getByText('登录过期了').first().waitFor()
    assert.equal((await phoneRecords(page)).filter((row) => row.state === 'waiting').length, 3)
    await logIncident(page, { category: '乱丢烟头' })
    await page.getByRole('button', { name: '重新登录' }).tap()
    await page.waitForURL('**/sign-in**')
    await page.getByLabel('密码', { exact: true }).fill('wenxun-demo')
    await page.getByRole('button', { name: '登录', exact: true }).tap()
    await page.waitForURL('**/today')
    const rows = await untilAllSent(page)
    assert.equal(rows.length, 4)
    await compare(rows)
    check()
    await close()
  })

  test('on a full phone the record is kept, and the person is told what happened to the photo', async () => {
    const { page, context, check, close } = await readyPhone()
    const cdp = await context.newCDPSession(page)
    const origin = new URL(service.url).origin
    const { usage } = await cdp.send('Storage.getUsageAndQuota', { origin })
    await cdp.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: Math.round(usage + 30_000) })
    await page.goto(`${service.url}/today`)
    await page.locator('input[type=file]').first().setInputFiles(PHOTO)
    await page.waitForURL('**/incidents/new**')
    await page.getByRole('radio', { name: '乱扔垃圾' }).tap()
    await page.waitForFunction(() => !document.querySelector('.busy'))
    await page.getByRole('button', { name: '保存', exact: true }).tap()
    await page.getByText(/已存在手机里|手机快满了，记录已存/).waitFor()
    assert.equal((await phoneRecords(page)).length, 1)
    await cdp.send('Storage.overrideQuotaForOrigin', { origin })
    await page.waitForTimeout(5500)
    await compare(await untilAllSent(page))
    check()
    await close()
  })

  test('undo within five seconds leaves nothing on the phone or on the server', async () => {
    const { page, check, close } = await readyPhone()
    await logIncident(page, { photo: PHOTO })
    const [row] = await phoneRecords(page)
    await page.getByRole('button', { name: /撤销/ }).tap()
    await page.getByText('已撤销').waitFor()
    await page.waitForTimeout(6000)
    assert.deepEqual(await phoneRecords(page), [])
    assert.equal((await ownRecords(worker)).has(row.id), false)
    check()
    await close()
  })

  test('a refused record opens at the very field, is mended and arrives', async () => {
    const { page, context, check, close } = await readyPhone()
    let isRefusing = true
    await context.route('**/api/v1/records/batch', async (route) => {
      if (!isRefusing) return route.continue()
      const { records } = route.request().postDataJSON()
      const problem = { code: 'record_refused', title: '没收下', status: 422, errors: [{ pointer: '/note', code: 'too_long', title: '太长了' }] }
      const results = records.map((record) => ({ id: record.id, outcome: 'refused', problem }))
      return route.fulfill({ json: { results } })
    })
    await logIncident(page, { note: '门口' })
    await page.waitForTimeout(5500)
    await page.goto(`${service.url}/records`)
    await page.getByText('备注超过 2000 字').waitFor()
    await page.getByRole('link', { name: /去改/ }).tap()
    await page.waitForURL('**/incidents/new**')
    await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA')
    isRefusing = false
    await page.getByLabel('备注').fill('短一点')
    await page.getByRole('button', { name: '保存', exact: true }).tap()
    await page.waitForURL('**/records')
    const rows = await untilAllSent(page)
    assert.equal(rows[0].envelope.note, '短一点')
    await compare(rows)
    check()
    await close()
  })

  test('signing out with unsent records asks first, and nobody else on the phone sees them', async () => {
    const { page, context, check, close } = await readyPhone()
    await context.setOffline(true)
    await logIncident(page)
    await page.goto(`${service.url}/me`)
    await page.getByRole('button', { name: /退出登录/ }).tap()
    await page.getByText('还有 1 条没上传').waitFor()
    await context.setOffline(false)
    await context.route('**/api/v1/records/batch', (route) => route.abort())
    await page.getByRole('button', { name: '仍要退出' }).tap()
    await page.waitForURL('**/sign-in')
    await enterAs(page, '文明劝导员')
    await page.goto(`${service.url}/records`)
    await page.getByText('还没有记录').waitFor()
    check()
    await close()
  })

  test('a rescue file carries everything unsent to the server, and sending later doubles nothing', async () => {
    const { page, context, check, close } = await readyPhone()
    await context.setOffline(true)
    await logIncident(page, { photo: PHOTO })
    await page.goto(`${service.url}/me/rescue`)
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: '存成文件' }).tap()
    const file = readFileSync(await (await downloading).path(), 'utf8')
    const [kept] = await phoneRecords(page)
    assert.ok(!file.includes(kept.id), 'the file is sealed')

    const supervisor = await signInByApi(service.url, 'city.demo')
    const { results } = await supervisor.post('/records/rescue', file)
    assert.deepEqual(results.map(({ id, outcome }) => ({ id, outcome })), [{ id: kept.id, outcome: 'created' }])
    const brought = await supervisor.get(`/incidents/${kept.id}`)
    assert.equal(brought.author.id, worker.me.id)
    assert.ok(brought.flags.includes('rescued'))

    await page.waitForTimeout(5500)
    await context.setOffline(false)
    const rows = await untilAllSent(page)
    assert.equal(rows[0].receipt, brought.receipt)
    check()
    await close()
  })

  test('same id with other content is offered as a correction and arrives as one', async () => {
    const { page, context, check, close } = await readyPhone()
    await context.setOffline(true)
    await logIncident(page)
    const [{ envelope }] = await phoneRecords(page)
    const other = { ...envelope, payload: { ...envelope.payload, count: 7 } }
    await worker.post('/records/batch', JSON.stringify({ records: [other] }))
    await page.waitForTimeout(5500)
    await context.setOffline(false)
    await page.goto(`${service.url}/records`)
    await page.getByText('两版都保留着').waitFor()
    await page.getByRole('link', { name: /去改/ }).tap()
    await page.getByRole('button', { name: '作为更正再传' }).tap()
    const rows = await untilAllSent(page)
    assert.equal(rows.length, 1)
    assert.equal(rows[0].envelope.corrects, envelope.id)
    await compare(rows)
    check()
    await close()
  })

  test('a new version of the app waits while a draft is open', async () => {
    const { page, check, close } = await readyPhone()
    await page.goto(`${service.url}/incidents/new`)
    await page.getByRole('radio', { name: '随地吐痰' }).tap()
    await page.getByText('草稿已存').waitFor()
    await page.evaluate(async () => {
      window.isStillTheSamePage = true
      const registration = await navigator.serviceWorker.register('/sw.js?another-version')
      const incoming = registration.installing ?? registration.waiting
      if (incoming && incoming.state !== 'installed' && incoming.state !== 'activated') {
        await new Promise((resolve) => incoming.addEventListener('statechange', () => incoming.state === 'installed' && resolve()))
      }
    })
    await page.waitForTimeout(1000)
    assert.equal(await page.getByText('有新版本').count(), 0)
    assert.equal(await page.evaluate(() => window.isStillTheSamePage), true)
    assert.equal(await page.getByRole('radio', { name: '随地吐痰' }).getAttribute('aria-checked'), 'true')
    await page.getByRole('button', { name: '关闭' }).first().tap()
    await page.waitForURL('**/today')
    await page.getByText('有新版本').waitFor()
    check()
    await close()
  })
})
