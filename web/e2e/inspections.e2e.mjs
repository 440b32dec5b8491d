import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { assertAccessible } from './support/access.mjs'
import { DESK, openPage, PHONE, signIn } from './support/browser.mjs'
import { enterAs, launch, phone, phoneRecords, untilAllSent, untilOfflineReady } from './support/phone.mjs'
import { apiAs, makeAccount, startService } from './support/service.mjs'

/** A photo that a browser can read: one grey pixel. */
const PHOTO = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64')
/** An item of markets for which the rubric names no behaviour. */
const UNNAMED = 'wet_market_07'
const TITLE = { zh: '试用督查', en: 'Trial inspection' }
let service
let browser
let planner
let round
let site

const json = (method, body) => ({ method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })

async function ask(api, path, init) {
  const answer = await api.call(path, init)
  const text = await answer.text()
  assert.ok(answer.ok, `${path}: ${answer.status} ${text}`)
  return JSON.parse(text)
}

/** The part of the field pack that an inspector gets. */
async function partOf(account) {
  const api = await apiAs(service.url, account)
  const pack = await api.get('/field-pack')
  const address = pack.parts.find((part) => part.name === 'inspections').url.replace('/api/v1', '')
  return { api, part: await api.get(address) }
}

const ownRound = (part) => part.rounds.find((one) => one.id === round.id)

before(async () => {
  service = await startService()
  browser = await launch()
  planner = await apiAs(service.url, 'city.demo')
  const { items } = await planner.get('/inspections/rubrics')
  const { roots } = await planner.get('/areas/tree')
  const made = await ask(planner, '/inspections/rounds', json('POST', {
    kind: 'monthly', title_zh: TITLE.zh, title_en: TITLE.en, area_code: roots[0].code, from: '2026-01-01', to: '2026-12-31',
    rubric_id: items.find((one) => one.is_newest).id, strata: 'none', types: [{ site_type: 'wet_market', draw: 3 }], makes_cases: 'by_tap', case_severity: 2,
  }))
  round = await ask(planner, `/inspections/rounds/${made.id}/draw`, json('POST', { version: made.version }))
  const people = await Promise.all(['grid.demo', 'surveyor.demo'].map(async (account) => (await apiAs(service.url, account)).get('/me')))
  await ask(planner, `/inspections/rounds/${round.id}/assignments`, json('PUT', { items: [{ area_code: roots[0].code, account_ids: people.map((one) => one.id) }] }))
  const { part } = await partOf('grid.demo')
  site = ownRound(part).sites.find((one) => one.order === 1)
})

after(async () => {
  await browser?.close()
  await service?.stop()
})

/** A phone of the grid worker who stands at the first site of the route. */
async function atTheSite() {
  const one = await phone(browser, service.url, { longitude: site.lng, latitude: site.lat, accuracy: 8 })
  const page = await one.open('/')
  await enterAs(page, '网格员')
  await untilOfflineReady(page)
  await page.getByRole('link', { name: new RegExp(TITLE.zh) }).waitFor()
  return { ...one, page }
}

const rows = (page) => page.locator('li[id^=item-]')
const checked = (page) => page.getByText(/已查 \d+ \/ \d+ 项/)

/** Answers one item in order: the right word, nothing to count, or all of a sample. */
async function answerWell(row) {
  const good = row.getByRole('radio', { name: /^(合格|没有|够 \d+)$/ })
  if ((await good.count()) > 0) return good.tap()
  for (const field of await row.getByRole('textbox').all()) await field.fill('10')
}

/** Fails an item, with a photo of it. */
async function fail(row) {
  await row.getByRole('radio', { name: '不合格', exact: true }).tap()
  await row.locator('input[type=file]').setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: PHOTO })
  await row.getByRole('img').waitFor()
}

test('an item that lacks its photo is pointed out before anything is sent', async () => {
  const { page, check, close } = await atTheSite()
  await page.goto(`${service.url}/inspect?round=${round.id}`)
  await page.getByRole('button', { name: /^开始检查/ }).tap()
  await rows(page).first().waitFor()
  for (const row of await rows(page).all()) {
    const bad = row.getByRole('radio', { name: '不合格', exact: true })
    if ((await bad.count()) > 0) await bad.tap()
    else await answerWell(row)
  }
  const deed = page.getByRole('button', { name: /^(还差照片，去补拍|提交检查)$/ })
  await deed.waitFor()
  if ((await deed.innerText()).startsWith('还差')) {
    await deed.tap()
    await page.getByText('这一项不合格，要拍照').waitFor()
  }
  await page.getByRole('button', { name: '关闭' }).tap()
  await page.getByText('查到一半').waitFor()
  check()
  await close()
})

test('a whole route is walked without network; answers survive a reload and travel later', async () => {
  const { page, context, check, close } = await atTheSite()
  await context.setOffline(true)
  await page.getByRole('link', { name: new RegExp(TITLE.zh) }).tap()
  await page.getByRole('heading', { name: TITLE.zh }).waitFor()
  await assertAccessible(page, 'the route')
  await page.getByRole('button', { name: /^开始检查/ }).tap()
  await rows(page).first().waitFor()
  const all = await rows(page).count()
  assert.ok(all >= 3, 'a market has its items')

  await page.getByRole('button', { name: `还有 ${all} 项，去下一项` }).tap()
  const failed = rows(page).filter({ has: page.getByRole('radio', { name: '不合格', exact: true }) }).last()
  await fail(failed)
  await failed.getByRole('textbox').fill('摊前积水')
  await failed.getByRole('button', { name: '立案' }).tap()
  const id = await failed.getAttribute('id')
  await fail(page.locator(`#item-${UNNAMED}`))
  for (const row of await rows(page).all()) if (![id, `item-${UNNAMED}`].includes(await row.getAttribute('id'))) await answerWell(row)
  await page.getByText(`已查 ${all} / ${all} 项`).waitFor()
  await page.getByText('每项已存').waitFor()
  await assertAccessible(page, 'a site')

  await page.reload()
  await checked(page).waitFor()
  assert.equal(await checked(page).innerText(), `已查 ${all} / ${all} 项`)
  assert.equal(await page.locator(`#${id}`).getByRole('textbox').inputValue(), '摊前积水')
  await page.locator(`#${id}`).getByRole('img').waitFor()
  await page.getByRole('button', { name: '提交检查' }).tap()
  await page.getByText(/已存在手机里|记录已存/).first().waitFor()
  await page.getByText(/1 \/ 3 处已查/).waitFor()
  for (const done of [2, 3]) {
    await page.getByRole('button', { name: /^开始检查/ }).tap()
    await rows(page).first().waitFor()
    for (const row of await rows(page).all()) await answerWell(row)
    await page.getByRole('button', { name: '提交检查' }).tap()
    await page.getByText(new RegExp(`${done} / 3 处已查`)).waitFor()
  }
  const records = await phoneRecords(page)
  assert.deepEqual(records.map((one) => one.state), ['waiting', 'waiting', 'waiting'])
  assert.equal(new Set(records.map((one) => one.envelope.site_id)).size, 3)

  await context.setOffline(false)
  await untilAllSent(page)
  const { progress } = await planner.get(`/inspections/rounds/${round.id}`)
  assert.equal(progress.inspected_once, 3)
  check()
  await close()
})

test('the other inspector sees nothing of it', async () => {
  const { part } = await partOf('surveyor.demo')
  const other = ownRound(part).sites.find((one) => one.id === site.id)
  assert.equal(other.is_done, false)
  assert.equal(other.done_record_id, null)
})

async function atDesk(account, path, options, visit) {
  const one = await openPage(browser, service.url, options)
  await signIn(one.page, service.url, account)
  await one.page.goto(`${service.url}${path}`)
  await visit(one.page)
  assert.deepEqual(one.faults, [])
  await one.close()
}

test('results are sealed for all but the planner', async () => {
  await atDesk('street.demo', `/inspections/${round.id}/results`, { viewport: DESK }, async (page) => {
    await page.getByText('已经抽签，设置不能再改。').waitFor()
    assert.equal(await page.getByRole('link', { name: '结果' }).count(), 0)
  })
  await atDesk('city.demo', `/inspections/${round.id}/progress`, { viewport: DESK }, async (page) => {
    await page.getByText('结果封存中').waitFor()
    await page.getByText('周').first().waitFor()
    await assertAccessible(page, 'the progress of a round')
  })
})

test('the planner publishes, and a failed item becomes a case by one tap', async () => {
  await atDesk('city.demo', `/inspections/${round.id}/progress`, { viewport: DESK }, async (page) => {
    await page.getByRole('button', { name: '公布结果' }).click()
    await page.getByRole('button', { name: '公布，不再改' }).click()
    await page.waitForURL('**/results')
    await page.getByRole('heading', { name: '失分最多的项' }).waitFor()
    const { round: score } = await planner.get(`/inspections/rounds/${round.id}/scores`)
    await page.getByText(String(Number(score.score.toFixed(2))), { exact: true }).first().waitFor()
    await assertAccessible(page, 'the results of a round')
    await page.getByRole('button', { name: new RegExp(site.name_zh) }).click()
    await page.getByText('摊前积水').waitFor()
    const known = page.getByRole('link', { name: /看案件/ })
    const make = page.getByRole('dialog').getByRole('button', { name: /^立案/ })
    await known.or(make).first().waitFor()
    if ((await known.count()) === 0) await make.first().click()
    await known.first().waitFor()
    await assertAccessible(page, 'a site with its items')

    const unnamed = page.getByRole('dialog').getByRole('listitem').filter({ hasText: '消防设施完好' })
    await unnamed.getByRole('button', { name: /^立案/ }).click()
    await page.getByText('先选一类问题，再立案。').waitFor()
    await unnamed.getByLabel('标准没说按哪类立案，请选一类').selectOption('littering')
    await unnamed.getByRole('button', { name: /^立案/ }).click()
    const made = unnamed.getByRole('link', { name: /看案件/ })
    await made.waitFor()
    const id = (await made.getAttribute('href')).split('/').pop()
    assert.equal((await planner.get(`/cases/${id}`)).category, 'littering')
  })
  await atDesk('street.demo', `/inspections/${round.id}`, { viewport: PHONE, language: 'en' }, async (page) => {
    await page.getByRole('heading', { name: 'Items that cost most' }).waitFor()
    await assertAccessible(page, 'published results on a phone in English')
  })
})

test('results stand on the map in the colours of their scores, and on A4', async () => {
  await atDesk('city.demo', `/inspections/${round.id}/results`, { viewport: DESK }, async (page) => {
    await page.getByRole('radio', { name: '按抽签' }).click()
    await page.getByRole('button', { name: new RegExp(site.name_zh) }).waitFor()
    await page.getByRole('radio', { name: '地图' }).click()
    await page.getByText('60 以下或被否决').waitFor()
    await assertAccessible(page, 'the results on the map')
    await page.getByRole('link', { name: '打印' }).click()
    await page.getByRole('heading', { name: TITLE.zh, level: 1 }).waitFor()
    await page.getByText(/抽签种子指纹/).waitFor()
    await assertAccessible(page, 'the results on A4')
    await page.getByRole('button', { name: '返回' }).click()
    await page.waitForURL('**/results')
  })
})

test('a round is set up, drawn and given to two people by hand', async () => {
  await atDesk('city.demo', '/inspections', { viewport: DESK }, async (page) => {
    await page.getByRole('button', { name: '新一轮' }).click()
    await page.getByRole('button', { name: '存好' }).click()
    await page.getByText(/还缺：名称 · 辖区/).waitFor()
    await page.getByLabel('名称（中文）').fill('手设的一轮')
    await page.getByLabel('名称（英文）').fill('Set up by hand')
    await page.getByRole('button', { name: /选一个辖区/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: /云澧市/ }).first().click()
    const market = page.getByRole('checkbox', { name: /农贸市场/ })
    await market.check()
    await page.getByLabel('农贸市场 抽几处').fill('2')
    await page.getByText(/抽 2 处不够每层一处/).waitFor()
    await assertAccessible(page, 'the set-up of a round')
    await page.getByRole('button', { name: '存好' }).click()
    await page.waitForURL(/inspections\/[0-9a-f-]{36}\/setup/)
    await page.getByRole('button', { name: '公布指纹并抽点位' }).click()
    await page.getByRole('button', { name: '公布并抽签' }).click()
    await page.waitForURL('**/progress')
    await page.getByRole('button', { name: /没人/ }).first().click()
    const people = page.getByRole('dialog').getByRole('checkbox')
    await people.nth(0).click()
    await page.getByRole('button', { name: '好', exact: true }).click()
    await page.getByText('要正好两人，或都不选。').waitFor()
    await people.nth(1).click()
    await page.getByRole('button', { name: '好', exact: true }).click()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })

    const single = page.getByRole('button', { name: /：选两名督查员$/ }).last()
    await single.click()
    const chosen = page.getByRole('dialog').getByRole('checkbox', { checked: true })
    for (let left = await chosen.count(); left > 0; left -= 1) await chosen.first().click()
    for (const at of [0, 1]) await people.nth(at).click()
    await page.getByRole('button', { name: '好', exact: true }).click()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await assertAccessible(page, 'the progress of a round with single sites')
  })
})

test('a planner hands a round over', async () => {
  const { account } = await makeAccount(service.url, 'city_supervisor')
  const { items } = await planner.get('/inspections/rounds?state=field')
  const [mine] = items.filter((one) => one.is_planner)
  await atDesk('city.demo', `/inspections/${mine.id}/progress`, { viewport: PHONE }, async (page) => {
    await page.getByRole('button', { name: '移交这一轮' }).click()
    await page.getByRole('dialog').getByLabel('交给谁').selectOption({ label: '试用' })
    await assertAccessible(page, 'handing a round over')
    await page.getByRole('dialog').getByRole('button', { name: '移交', exact: true }).click()
    await page.getByText('已经抽签，设置不能再改。').waitFor()
  })
  const now = await planner.get(`/inspections/rounds/${mine.id}`)
  assert.equal(now.is_planner, false, account)
})

test('a rubric with faults is refused at its cells, a sound one becomes a version', async () => {
  const head = 'code,site_type,text_zh,text_en,weight,fail_severity,kind,minimum'
  const upload = async (page, name, lines) => page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(`\uFEFF${[head, ...lines].join('\n')}\n`) })
  await atDesk('city.demo', '/inspections/rubrics', { viewport: DESK }, async (page) => {
    const before = (await planner.get('/inspections/rubrics')).items.length
    await page.getByRole('button', { name: '导入新版' }).click()
    await upload(page, 'broken.csv', ['a,wet_market,干净,Clean,60,2,yes_no,', 'a,wet_market,整齐,Tidy,x,9,what,'])
    await page.locator('.verdict.refused').waitFor()
    await page.getByText(/第 3 行 · weight/).first().waitFor()
    await assertAccessible(page, 'a refused rubric')
    await upload(page, 'sound.csv', ['a,wet_market,干净,Clean,60,2,yes_no,', 'b,wet_market,垃圾桶,Bins,40,1,count_minimum,4'])
    await page.locator('.verdict.fine').waitFor()
    await page.getByLabel('这一版叫什么（中文）').fill('试用标准')
    await page.getByLabel('这一版叫什么（英文）').fill('Trial rubric')
    await page.getByRole('button', { name: '启用这一版' }).click()
    await page.locator('.verdict.applied').waitFor()
    assert.equal((await planner.get('/inspections/rubrics')).items.length, before + 1)
    await page.getByRole('link', { name: /试用标准/ }).click()
    await page.getByText('2 项 · 合计 100 分').click()
    await page.getByText('至少 4').waitFor()
    await assertAccessible(page, 'a rubric')
  })
  await atDesk('city.demo', '/inspections', { viewport: PHONE, language: 'en' }, async (page) => {
    await page.getByText(TITLE.en).waitFor()
    await assertAccessible(page, 'the rounds on a phone in English')
  })
})
