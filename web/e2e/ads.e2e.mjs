import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { assertAccessible } from './support/access.mjs'
import { DESK, openPage, PHONE, signIn } from './support/browser.mjs'
import { enterAs, launch, phone, phoneRecords, untilAllSent, untilOfflineReady } from './support/phone.mjs'
import { placeInOwnArea, signInByApi } from './support/server-api.mjs'
import { startService } from './support/service.mjs'
import { shoot, SHOTS } from './support/shots.mjs'

const PHOTO = fileURLToPath(new URL('../../demo/pictures/bus_stop_1.jpg', import.meta.url))
const OTHER_PHOTO = fileURLToPath(new URL('../../demo/pictures/bus_stop_2.jpg', import.meta.url))
let service
let browser
let place

before(async () => {
  service = await startService()
  browser = await launch()
  place = await placeInOwnArea(await signInByApi(service.url, 'grid.demo'))
})
after(async () => {
  await browser?.close()
  await service?.stop()
})

async function readyPhone(options = {}) {
  const one = await phone(browser, service.url, place, options)
  const page = await one.open('/')
  await enterAs(page, '网格员')
  await untilOfflineReady(page)
  await page.goto(`${service.url}/today`)
  return { ...one, page }
}

/** Takes the photo from the big button of Today and waits until the form stands. */
async function photograph(page, file) {
  await page.goto(`${service.url}/today`)
  await page.locator('label', { hasText: '公益广告' }).locator('input[type=file]').setInputFiles(file)
  await page.waitForURL('**/ads/new**')
  await page.waitForFunction(() => document.querySelector('.hero img') && !document.querySelector('.hero .busy'))
}

async function save(page) {
  await page.getByRole('button', { name: '保存', exact: true }).tap()
  await page.getByText('已存在手机里', { exact: true }).waitFor()
}

/** What lies on the phone of one kind, oldest first. */
async function recordsOf(page, kind) {
  const rows = (await phoneRecords(page)).filter((row) => row.envelope.kind === kind)
  return rows.sort((a, b) => a.saved_at - b.saved_at)
}

test('a site made offline is offered at once, and both looks reach the office list', async () => {
  const { page, context, check, close } = await readyPhone()
  await context.setOffline(true)
  await photograph(page, PHOTO)
  await page.getByRole('radio', { name: /新点位/ }).tap()
  await page.getByRole('button', { name: '公交站廊(站亭)' }).tap()
  await page.getByRole('button', { name: '文明交通' }).tap()
  await page.getByRole('button', { name: '褪色' }).tap()
  await page.getByRole('button', { name: '污损' }).tap()
  await save(page)

  await photograph(page, OTHER_PHOTO)
  const known = page.getByRole('radio', { name: /公交站廊.*文明交通/ }).first()
  await known.waitFor()
  assert.match(await known.innerText(), /0 米.*褪色、污损/)
  await known.tap()
  await page.getByRole('button', { name: '完好' }).tap()
  await save(page)
  const [first, second] = await recordsOf(page, 'ad_inspection')
  const site = first.envelope.payload.new_site
  assert.deepEqual(second.envelope.payload, { ad_site_id: site.id, conditions: ['intact'] })

  await page.waitForTimeout(5500)
  await context.setOffline(false)
  await untilAllSent(page)
  const supervisor = await signInByApi(service.url, 'street.demo')
  const seen = await supervisor.get(`/ads/sites/${site.id}`)
  assert.equal(seen.condition, 'intact')
  assert.equal(seen.history.length, 2)
  check()
  await close()

  const desk = await openPage(browser, service.url, { viewport: DESK })
  await signIn(desk.page, service.url, 'street.demo')
  await desk.page.goto(`${service.url}/ads?q=${encodeURIComponent(seen.code)}`)
  const row = desk.page.getByRole('link', { name: new RegExp(seen.code) })
  await row.click()
  await desk.page.getByRole('heading', { name: /公交站廊/ }).waitFor()
  assert.equal(await desk.page.locator('.pictures figure').count(), 2, 'the previous photo stands beside the new one')
  assert.deepEqual(desk.faults, [])
  await desk.close()
})

test('a page that dies with a half made inspection loses nothing, even offline', async () => {
  const { page, context, open, check, close } = await readyPhone()
  await photograph(page, PHOTO)
  await page.getByRole('radio', { name: /新点位/ }).tap()
  await page.getByRole('button', { name: '建筑围挡' }).tap()
  await page.getByRole('button', { name: '破损' }).tap()
  await page.getByText('草稿已存').waitFor()
  await page.waitForTimeout(400)
  await context.setOffline(true)
  await page.close({ runBeforeUnload: false })
  const again = await open('/')
  await again.waitForURL('**/ads/new**')
  await again.locator('.hero img').waitFor()
  assert.equal(await again.getByRole('button', { name: '建筑围挡' }).getAttribute('aria-pressed'), 'true')
  assert.equal(await again.getByRole('button', { name: '破损' }).getAttribute('aria-pressed'), 'true')
  check()
  await close()
})

test('saving says what is missing, intact excludes defects, and undo leaves nothing', async () => {
  const { page, check, close } = await readyPhone()
  await page.getByRole('button', { name: /打开公益广告页/ }).tap()
  await page.waitForURL('**/ads/new**')
  await page.getByRole('button', { name: '保存', exact: true }).tap()
  await page.getByText('先拍一张照片，再保存。').waitFor()
  await page.locator('input[type=file]').first().setInputFiles(PHOTO)
  await page.locator('.hero img').waitFor()
  await page.waitForFunction(() => !document.querySelector('.hero .busy'))
  await page.getByRole('radio', { name: /新点位/ }).tap()
  await page.getByRole('button', { name: '保存', exact: true }).tap()
  await page.getByText(/新点位要选载体和主题/).waitFor()
  await page.getByRole('radio', { name: '商业', exact: true }).tap()
  await page.getByRole('button', { name: '横幅标语' }).tap()
  await page.getByRole('button', { name: '保存', exact: true }).tap()
  await page.getByText('点一下现在怎么样。').waitFor()
  await page.getByRole('button', { name: '松动倾斜' }).tap()
  await page.getByRole('button', { name: '完好' }).tap()
  assert.equal(await page.getByRole('button', { name: '松动倾斜' }).getAttribute('aria-pressed'), 'false')
  await save(page)
  await page.getByRole('button', { name: /撤销/ }).tap()
  await page.getByText('已撤销，没有留下').waitFor()
  assert.deepEqual(await recordsOf(page, 'ad_inspection'), [])
  check()
  await close()
})

test('a road is counted offline and the census reaches the server', async () => {
  const { page, context, check, close } = await readyPhone()
  await context.setOffline(true)
  await page.goto(`${service.url}/ads/census`)
  await page.getByRole('radio').first().tap()
  for (let taps = 0; taps < 3; taps += 1) await page.getByRole('button', { name: /公益广告$/ }).tap()
  for (let taps = 0; taps < 5; taps += 1) await page.getByRole('button', { name: /商业广告$/ }).tap()
  await page.getByRole('button', { name: '撤销上一次' }).tap()
  await page.getByRole('spinbutton').fill('250')
  await page.getByText('草稿已存').waitFor()
  await page.waitForTimeout(400)
  await page.reload()
  await page.getByText('共 7 面').waitFor()
  await save(page)
  await page.waitForTimeout(5500)
  await context.setOffline(false)
  await untilAllSent(page)
  const [row] = await recordsOf(page, 'ad_census')
  const { faces, public_faces, walked_m } = row.envelope.payload
  assert.deepEqual([faces, public_faces, walked_m], [7, 3, 250])
  check()
  await close()
})

for (const look of [{ type: 'normal', contrast: 'normal', language: 'zh-CN' }, { type: 'large', contrast: 'high', language: 'en' }]) {
  test(`the ad pages of the field are accessible: ${Object.values(look).join(', ')}`, async () => {
    const { page, check, close } = await readyPhone()
    await page.evaluate(({ type, contrast, language }) => {
      localStorage.setItem('wenxun.type', type)
      localStorage.setItem('wenxun.contrast', contrast)
      localStorage.setItem('wenxun.language', language)
    }, look)
    for (const path of ['/ads/new', '/ads/census']) {
      await page.goto(service.url + path)
      await page.waitForLoadState('networkidle')
      await page.waitForTimeout(400)
      if (path === '/ads/new') await page.getByRole('radio').last().tap()
      await assertAccessible(page, `${path} ${JSON.stringify(look)}`)
    }
    check()
    await close()
  })
}

for (const { name, options } of [
  { name: 'desk, Chinese', options: { viewport: DESK } },
  { name: 'desk, English', options: { viewport: DESK, language: 'en' } },
  { name: 'phone, Chinese', options: { viewport: PHONE } },
]) {
  test(`the ad pages of the office are accessible and draw: ${name}`, async () => {
    const desk = await openPage(browser, service.url, options)
    await signIn(desk.page, service.url, 'city.demo')
    for (const path of ['/ads', '/ads/summary', '/ads/report', '/ads/twins', '/ads/import']) {
      await desk.page.goto(service.url + path)
      await desk.page.locator('.rows ul, .rows .state, .cards, .sheet, .body .state, .body .pair, .deeds').first().waitFor()
      await desk.page.waitForTimeout(800)
      await assertAccessible(desk.page, `${path} (${name})`)
    }
    assert.deepEqual(desk.faults, [])
    await desk.close()
  })
}

/** What would be printed, as a picture; returns what of the page is not the sheet and still shows. */
async function printed(page, name) {
  await page.emulateMedia({ media: 'print' })
  await page.waitForTimeout(300)
  await shoot(page, name)
  const others = await page.evaluate(() => {
    const shows = (element) => element.getClientRects().length > 0 && getComputedStyle(element).visibility !== 'hidden'
    return [...document.querySelectorAll('nav, .tools, .rail, [role=tablist], button')].filter(shows).map((one) => one.className || one.tagName)
  })
  const size = await page.locator('article.sheet').evaluate((sheet) => ({ wide: sheet.scrollWidth - sheet.clientWidth, high: sheet.scrollHeight }))
  await page.emulateMedia({ media: 'screen' })
  return { others, ...size }
}

test('the report of a street and month prints its sheet and nothing else, on A4', async () => {
  for (const language of ['zh-CN', 'en']) {
    const desk = await openPage(browser, service.url, { viewport: { width: 794, height: 1123 }, language })
    await signIn(desk.page, service.url, 'city.demo')
    const { demo_last_day: last } = await (await fetch(`${service.url}/api/v1/service`)).json()
    await desk.page.goto(`${service.url}/ads/report?area=439802001000&month=${last.slice(0, 7)}`)
    await desk.page.locator('article.sheet tbody tr').first().waitFor()
    const shown = await printed(desk.page, `ad-report-print-${language}`)
    assert.deepEqual(shown.others, [], 'no button and no navigation on paper')
    assert.ok(shown.wide <= 0 && shown.high > 600, JSON.stringify(shown))
    const pdf = await desk.page.pdf({ format: 'A4', preferCSSPageSize: true })
    assert.ok(pdf.subarray(0, 5).toString() === '%PDF-' && pdf.length > 10_000)
    if (SHOTS) writeFileSync(`${SHOTS}/ad-report-${language}.pdf`, pdf)
    assert.deepEqual(desk.faults, [])
    await desk.close()
  }
})

test('a file of sites with a fault changes nothing and says where, a sound one comes into use', async () => {
  const desk = await openPage(browser, service.url, { viewport: PHONE })
  const { page } = desk
  await signIn(page, service.url, 'city.demo')
  const { items } = await (await signInByApi(service.url, 'city.demo')).get('/ads/sites?limit=1')
  const line = (code, more = {}) => JSON.stringify({ site_code: code, placement: 'banner', theme: 'thrift', public_service: true, lng: items[0].lng, lat: items[0].lat, ...more })
  const file = (...lines) => ({ name: 'sites.jsonl', mimeType: 'application/x-ndjson', buffer: Buffer.from(lines.join('\n')) })
  await page.goto(`${service.url}/ads/import`)
  await page.locator('input[type=file]').setInputFiles(file(line('X-1'), line('X-2', { placement: 'balloon' })))
  await page.getByText(/有 1 个问题，什么都没改/).waitFor()
  await page.getByText('第 2 个 · X-2').waitFor()
  await shoot(page, 'ads-import-refused')
  await assertAccessible(page, 'a refused file of ad sites')
  await page.locator('input[type=file]').setInputFiles(file(line('X-1'), line('X-2')))
  await page.getByRole('button', { name: '导入这些点位' }).click()
  await page.getByText('已导入').waitFor()
  await shoot(page, 'ads-import-applied')
  await page.goto(`${service.url}/ads?q=X-1`)
  await page.locator('.rows li', { hasText: 'X-1' }).waitFor()
  assert.deepEqual(desk.faults, [])
  await desk.close()
})

/** Somebody inspects two sites and shows the same photo twice; resolves when the service has noticed. */
async function showTwice() {
  const worker = await signInByApi(service.url, 'grid.demo')
  const sha256 = await worker.putPhoto(readFileSync(PHOTO))
  const look = (minutes, theme) => ({
    id: randomUUID(), kind: 'ad_inspection', captured_at: new Date(Date.now() - minutes * 60_000).toISOString(),
    position: { lng: place.longitude, lat: place.latitude, accuracy_m: 8 }, placed_by: 'gps', area_code: place.code,
    photos: [{ sha256, taken_at: null, role: 'scene' }], app: { version: '0.1.0', device_id: 'e2e' },
    payload: { new_site: { id: randomUUID(), placement: 'banner', theme, is_public_service: true }, conditions: ['intact'] },
  })
  const records = [look(30, 'thrift'), look(20, 'reading')]
  const { results } = await worker.post('/records/batch', JSON.stringify({ records }))
  assert.deepEqual(results.map((one) => one.outcome), ['created', 'created'])
  const boss = await signInByApi(service.url, 'city.demo')
  for (let tries = 0; tries < 120; tries += 1) {
    const { items } = await boss.get('/ads/inspections?flag=photo_reused')
    if (items.some((one) => one.twin?.earlier_sha256)) return
    await new Promise((resolve) => { setTimeout(resolve, 500) })
  }
  throw new Error('the photos were never compared')
}

test('two photos that are alike stand side by side', async () => {
  await showTwice()
  for (const [name, viewport] of [['desk', DESK], ['phone', PHONE]]) {
    const desk = await openPage(browser, service.url, { viewport })
    await signIn(desk.page, service.url, 'city.demo')
    await desk.page.goto(`${service.url}/ads/twins`)
    await desk.page.locator('.pair').first().waitFor()
    await desk.page.waitForFunction(() => document.querySelectorAll('.pair')[0].querySelectorAll('img').length === 2)
    await shoot(desk.page, `ads-twins-${name}`)
    await assertAccessible(desk.page, `photos alike (${name})`)
    assert.deepEqual(desk.faults, [])
    await desk.close()
  }
})

test('an ad that is damaged becomes a case, once', async () => {
  const api = await signInByApi(service.url, 'city.demo')
  const { items: [site] } = await api.get('/ads/sites?condition=faded&state=active&limit=1')
  const desk = await openPage(browser, service.url, { viewport: DESK })
  await signIn(desk.page, service.url, 'city.demo')
  await desk.page.goto(`${service.url}/ads/${site.id}`)
  await desk.page.getByRole('button', { name: '立案' }).click()
  await desk.page.waitForURL('**/cases/**')
  const made = await api.get(`/cases/${desk.page.url().split('/').pop()}`)
  assert.deepEqual([made.category, made.reports[0].record_id], ['vandalising_ads', (await api.get(`/ads/sites/${site.id}`)).history[0].id])
  await desk.page.goBack()
  await desk.page.getByRole('button', { name: '立案' }).click()
  await desk.page.getByText('这条记录或编号已经有案件了').first().waitFor()
  assert.deepEqual(desk.faults, [])
  await desk.close()
})
