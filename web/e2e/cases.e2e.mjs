import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { assertAccessible } from './support/access.mjs'
import { DESK, PHONE } from './support/browser.mjs'
import { openOffice } from './support/office.mjs'
import { enterAs, logIncident, phone, untilAllSent, untilOfflineReady } from './support/phone.mjs'
import { ownRecords, placeInOwnArea, signInByApi } from './support/server-api.mjs'
import { apiAs } from './support/service.mjs'
import { untilKept } from './support/phone-store.mjs'

const PICTURE = readFileSync(fileURLToPath(new URL('../../demo/pictures/litter_1.jpg', import.meta.url)))
let unit
const office = openOffice({ withMap: true, prepare: async ({ url }) => { unit = await apiAs(url, 'unit.demo') } })
const { as } = office

/** The first case of a filter, as `api` sees it. */
async function firstCase(api, query) {
  const { items } = await api.get(`/cases?limit=20&${query}`)
  const found = items.find((one) => one.position && one.side === null)
  assert.ok(found, `the demo has a case for ${query}`)
  return found
}

const take = (api, one, body) =>
  api.call(`/cases/${one.id}/steps`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ version: one.version, ...body }) })
/** A photo as the camera hands it over now. */
const photo = (name) => ({ name: `${name}.jpg`, mimeType: 'image/jpeg', buffer: PICTURE })
const now = (id) => office.city.get(`/cases/${id}`)

test('a handler accepts a case at the place, photographs the fix and reports it', async () => {
  const one = await firstCase(unit, 'view=mine&stage=dispatched')
  await as('unit.demo', `/cases/${one.id}`, { viewport: PHONE, at: one.position }, async (page) => {
    await page.getByText('您就在附近').waitFor()
    await assertAccessible(page, 'the case of a handler')
    await page.getByRole('button', { name: '接单，开始处理' }).tap()
    await page.locator('label.take input').waitFor({ state: 'attached' })
    assert.equal((await now(one.id)).stage, 'handling')
    await page.locator('label.take input').setInputFiles(photo('fix'))
    await page.getByText('在 100 米以内').waitFor()
    await page.getByText('派遣之后拍的').waitFor()
    await assertAccessible(page, 'the report of a fix')
    await page.getByRole('button', { name: '提交反馈' }).tap()
    await page.getByText('请写一句说明').waitFor()
    await page.getByLabel('做了什么').fill('已清理并增设一只分类桶')
    await page.getByRole('button', { name: '提交反馈' }).tap()
    await page.getByText('办好了：提交反馈').waitFor()
  })
  const reported = await now(one.id)
  assert.deepEqual([reported.stage, reported.outcome, reported.is_flagged], ['reported', 'fixed', false])
  assert.ok(reported.proof.after, 'the photo of the fix is there')
})

test('without network a step waits on the phone with its photo and is sent with the network', async () => {
  const one = await firstCase(unit, 'view=mine&stage=handling')
  await as('unit.demo', `/cases/${one.id}`, { viewport: PHONE, at: one.position }, async (page, context) => {
    await page.getByText('您就在附近').waitFor()
    await context.setOffline(true)
    await page.locator('label.take input').setInputFiles(photo('offline'))
    await page.getByLabel('做了什么').fill('没有网的时候清理的')
    await page.getByRole('button', { name: '提交反馈' }).tap()
    await page.getByText('这一步存在手机里').waitFor()
    assert.equal((await now(one.id)).stage, 'handling')
    await context.setOffline(false)
    await page.getByText('这一步存在手机里').waitFor({ state: 'detached' })
  })
  const sent = await now(one.id)
  assert.deepEqual([sent.stage, sent.timeline.at(-1).note], ['reported', '没有网的时候清理的'])
})

test('a step that waits goes with the network whatever page is open', async () => {
  const one = await firstCase(unit, 'view=mine&stage=dispatched')
  const steps = `**/api/v1/cases/${one.id}/steps`
  await as('unit.demo', `/cases/${one.id}`, { viewport: PHONE, at: one.position }, async (page, context) => {
    await context.route(steps, (route) => route.abort())
    await page.getByRole('button', { name: '接单，开始处理' }).tap()
    await page.getByText('这一步存在手机里').waitFor()
    await page.goto(`${office.url}/more`)
    await page.getByRole('heading', { level: 1 }).first().waitFor()
    assert.equal((await now(one.id)).stage, 'dispatched')
    await context.unroute(steps)
    const arrived = page.waitForResponse((answer) => answer.url().endsWith(`/cases/${one.id}/steps`) && answer.ok())
    await context.setOffline(true)
    await context.setOffline(false)
    await arrived
  })
  assert.equal((await now(one.id)).stage, 'handling')
})

test('what a handler has opened can be read without network', async () => {
  const one = await firstCase(unit, 'view=mine')
  await as('unit.demo', `/cases/${one.id}`, { viewport: PHONE }, async (page, context) => {
    const named = page.getByRole('heading', { level: 1 }).filter({ hasText: /^[^\w]+$/, hasNotText: '案件' })
    const title = await named.innerText()
    await untilKept(page, (record) => record.includes(one.id))
    await page.getByRole('button', { name: '返回' }).tap()
    await page.getByText(title).first().waitFor()
    await context.setOffline(true)
    await page.getByRole('radio', { name: /超期/ }).tap()
    await page.getByText('没有网：下面是您打开过的案件').waitFor()
    await page.getByText(title).first().tap()
    await page.getByText(/没有网：这是/).waitFor()
    await page.locator('img[alt="处理前的照片"]').waitFor()
  })
})

test('a supervisor sees both photos, verifies and closes; the note of a return must be given', async () => {
  const one = await firstCase(office.city, 'stage=reported&view=open')
  await as('city.demo', `/cases/${one.id}?tab=check`, { viewport: DESK }, async (page) => {
    await page.locator('img[alt="处理后的照片"]').waitFor()
    await page.getByRole('button', { name: '退回重办' }).click()
    const sheet = page.getByRole('dialog', { name: '退回重办' })
    await sheet.getByRole('button', { name: '退回重办' }).click()
    await sheet.getByText('请写一句说明').waitFor()
    await sheet.getByRole('button', { name: '先不办' }).click()
    await assertAccessible(page, 'a case on the desk')
    await page.getByRole('button', { name: '核查通过，结案' }).click()
    await page.getByRole('dialog', { name: '核查通过' }).getByRole('button', { name: '核查通过' }).click()
    await page.getByText('结案 · 已处理好').first().waitFor()
  })
  assert.equal((await now(one.id)).stage, 'closed')
})

test('whoever comes too late is told how the case stands and loses nothing of what was typed', async () => {
  const one = await firstCase(office.city, 'stage=accepted&view=open')
  await as('city.demo', `/cases/${one.id}`, { viewport: DESK }, async (page) => {
    await page.getByRole('button', { name: '更多', exact: true }).click()
    await page.getByRole('button', { name: '不予立案' }).click()
    const sheet = page.getByRole('dialog', { name: '不予立案' })
    await sheet.getByLabel('说明').fill('不在职责范围，已告知')
    assert.equal((await take(office.city, one, { action: 'file' })).status, 200)
    await sheet.getByRole('button', { name: '不予立案' }).click()
    await sheet.getByText('别人刚办过这个案件').waitFor()
    await sheet.getByText('现在是“立案”').waitFor()
    await sheet.getByText('现在这一步已经不用办了').waitFor()
    assert.equal(await sheet.getByLabel('说明').inputValue(), '不在职责范围，已告知')
    await assertAccessible(page, 'a step that came too late')
  })
  assert.equal((await now(one.id)).stage, 'filed')
})

test('a case is dispatched to the unit that the rules propose', async () => {
  const one = await firstCase(office.city, 'stage=filed&view=open')
  await as('city.demo', `/cases/${one.id}`, { viewport: DESK }, async (page) => {
    await page.getByRole('button', { name: '派遣', exact: true }).click()
    const sheet = page.getByRole('dialog', { name: '派遣' })
    await sheet.getByText('按规则该派给它').waitFor()
    await sheet.getByRole('button', { name: '派遣', exact: true }).click()
    await page.getByText('办好了：派遣').waitFor()
  })
  const sent = await now(one.id)
  assert.deepEqual([sent.stage, sent.unit.id], ['dispatched', one.unit.id])
})

test('the same matter told twice is merged into the case that goes on', async () => {
  const near = await firstCase(office.city, 'view=open')
  const made = async (n) => {
    const body = { source: 'hotline', reference: `12345-M-${Date.now()}-${n}`, category: 'littering', position: { lng: near.position.lng, lat: near.position.lat } }
    const answer = await office.city.call('/cases', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
    assert.equal(answer.status, 201)
    return answer.json()
  }
  const [first, second] = [await made(1), await made(2)]
  await as('city.demo', `/cases/${second.id}`, { viewport: DESK }, async (page) => {
    const row = page.getByRole('listitem').filter({ has: page.locator(`a[href*="${first.id}"]`) })
    await row.getByRole('button', { name: '并入这件' }).click()
    const sheet = page.getByRole('dialog', { name: new RegExp(first.number) })
    await assertAccessible(page, 'a case to be merged')
    await sheet.getByRole('button', { name: '并过去' }).click()
    await page.getByText(`已并入案件 ${first.number}`).first().waitFor()
  })
  assert.equal((await now(second.id)).merged_into, first.number)
  assert.equal((await now(first.id)).reports.length, 2, 'both who reported are kept')
})

test('a case is put on hold with a reason and goes on; more time is asked for and given', async () => {
  const one = await firstCase(unit, 'view=mine&stage=handling')
  await as('city.demo', `/cases/${one.id}`, { viewport: DESK }, async (page) => {
    await page.getByRole('button', { name: '更多', exact: true }).click()
    await page.getByRole('button', { name: '挂起' }).click()
    const sheet = page.getByRole('dialog', { name: '挂起' })
    await sheet.getByRole('button', { name: '挂起', exact: true }).click()
    await sheet.getByText('请写一句说明').waitFor()
    await sheet.getByLabel('说明（必填）').fill('等配件到货')
    await sheet.getByRole('button', { name: '挂起', exact: true }).click()
    await page.getByText('办好了：挂起').waitFor()
    await page.getByRole('button', { name: '恢复', exact: true }).click()
    const again = page.getByRole('dialog', { name: '恢复' })
    await again.getByRole('button', { name: '恢复', exact: true }).click()
    await page.getByText('办好了：恢复').waitFor()
  })
  await as('unit.demo', `/cases/${one.id}`, { viewport: PHONE, at: one.position }, async (page) => {
    await page.getByRole('button', { name: '申请延期' }).tap()
    const sheet = page.getByRole('dialog', { name: '申请延期' })
    await sheet.getByLabel('再要几小时').fill('24')
    await sheet.getByLabel(/说明/).fill('雨天不能施工')
    await sheet.getByRole('button', { name: '申请延期', exact: true }).tap()
    await page.getByText('办好了：申请延期').waitFor()
  })
  const asked = await now(one.id)
  await as('city.demo', `/cases/${one.id}`, { viewport: DESK }, async (page) => {
    await page.getByRole('button', { name: '延期', exact: true }).click()
    const sheet = page.getByRole('dialog', { name: '延期', exact: true })
    await sheet.getByText('单位申请 24 小时').waitFor()
    await sheet.getByLabel(/说明/).fill('同意')
    await sheet.getByRole('button', { name: '延期', exact: true }).click()
    await page.getByText('办好了：延期').waitFor()
  })
  const given = await now(one.id)
  assert.ok(Date.parse(given.due_at) > Date.parse(asked.due_at), 'the end moved')
  assert.deepEqual(given.timeline.slice(-4).map((event) => event.action), ['hold', 'resume', 'ask_extension', 'extend'])
})

test('on a phone the board shows one stage at a time and leads to a case', async () => {
  await as('city.demo', '/cases?look=board', { viewport: PHONE }, async (page) => {
    const board = page.getByRole('region', { name: /看板|板/ })
    await board.waitFor()
    const columns = board.locator('section')
    await columns.first().locator('a').first().waitFor()
    const width = await columns.first().evaluate((column) => column.getBoundingClientRect().width)
    assert.ok(width > 280 && width < 360, `a stage nearly fills the screen: ${width}`)
    await assertAccessible(page, 'the board on a phone')
    await columns.first().locator('a').first().tap()
    await page.waitForURL(/cases\/[0-9a-f-]{36}/)
  })
})

test('list, board and the file hold the same cases as the service', async () => {
  const { open, late, stages } = await office.city.get('/cases/counts?view=open')
  assert.ok(open > 0)
  await as('city.demo', '/cases?tab=late', { viewport: DESK }, async (page) => {
    await page.getByRole('radio', { name: `超期 ${late}` }).waitFor()
    const { items } = await office.city.get('/cases?view=overdue&limit=30')
    await page.locator('.list li').first().waitFor()
    assert.equal(await page.locator('.list li').count(), items.length)
    await page.getByRole('button', { name: '导出' }).click()
    const saving = page.waitForEvent('download')
    await page.getByRole('button', { name: 'CSV', exact: true }).click()
    const lines = readFileSync(await (await saving).path(), 'utf8').trim().split('\n')
    assert.equal(lines.length - 1, late)
    await page.getByRole('radio', { name: '看板' }).click()
    const filed = stages.find((one) => one.stage === 'filed')
    await page.getByRole('heading', { name: new RegExp(`立案 ${filed.count}`) }).waitFor()
    await assertAccessible(page, 'the board')
  })
})

test('pages of cases are accessible on phone and desk', async () => {
  const one = await firstCase(office.city, 'view=open')
  const pages = ['/cases', '/cases?look=board', '/cases?tab=ended', '/cases/make', `/cases/${one.id}`, `/cases/${one.id}/print`, '/notices']
  for (const viewport of [PHONE, DESK]) {
    await as('city.demo', '/cases', { viewport }, async (page) => {
      for (const path of pages) {
        await page.goto(office.url + path)
        await page.waitForLoadState('networkidle')
        await page.getByRole('heading', { level: 1 }).first().waitFor()
        await assertAccessible(page, `${path} at ${viewport.width}`)
      }
    })
  }
})

test('a notice opens its case and is read', async () => {
  const { unread } = await office.city.get('/notices?is_unread=true')
  assert.ok(unread > 0, 'the demo has notices')
  await as('city.demo', '/notices', { viewport: PHONE }, async (page) => {
    await page.locator('button.unread').first().tap()
    await page.waitForURL(/\/cases\/[0-9a-f-]+/)
    await page.getByRole('heading', { level: 1 }).waitFor()
  })
  assert.equal((await office.city.get('/notices?is_unread=true')).unread, unread - 1)
})

test('a record that a supervisor returns opens on the phone at the remark, and its case is told there', async () => {
  const grid = await signInByApi(office.url, 'grid.demo')
  const { context, open, check, close } = await phone(office.browser, office.url, await placeInOwnArea(grid))
  const page = await open('/')
  await enterAs(page, '网格员')
  await untilOfflineReady(page)
  await logIncident(page, {})
  const [{ id }] = await untilAllSent(page)
  await as('city.demo', `/incidents/${id}`, { viewport: DESK }, async (desk) => {
    await desk.getByRole('button', { name: '退回', exact: true }).click()
    const sheet = desk.getByRole('dialog', { name: '退回给记录的人' })
    await sheet.getByLabel('改哪一处').selectOption({ label: '类别' })
    await sheet.getByLabel('要改什么').fill('这是乱堆乱放，请改类别')
    await sheet.getByRole('button', { name: '退回', exact: true }).click()
    await desk.getByText('已退回，等着修改').waitFor()
    await assertAccessible(desk, 'a returned record')
  })
  await page.goto(`${office.url}/today`)
  await page.getByText('这是乱堆乱放，请改类别').waitFor()
  await context.setOffline(true)
  await page.getByText('这是乱堆乱放，请改类别').tap()
  await page.getByRole('radio', { name: '乱堆乱放', exact: false }).first().tap()
  await page.getByRole('button', { name: '保存', exact: true }).tap()
  await page.getByText(/已存在手机里|记录已存/).first().waitFor()
  await context.setOffline(false)
  const rows = await untilAllSent(page)
  const mended = rows.find((row) => row.envelope.corrects === id)
  assert.equal((await ownRecords(grid)).get(id).state, 'superseded')
  await as('city.demo', `/incidents/${mended.id}`, { viewport: DESK }, async (desk) => {
    await desk.getByRole('button', { name: '立案，派给单位' }).click()
    await desk.waitForURL(/\/cases\/[0-9a-f-]+/)
  })
  await page.goto(`${office.url}/records/${mended.id}`)
  await page.getByText(/案件 \d{8}-\d+/).waitFor()
  await page.getByText('已受理').waitFor()
  check()
  await close()
})

/** Place in the list of the first record that has no case yet. */
async function recordWithoutCase() {
  const { items } = await office.city.get('/incidents?limit=100')
  for (const [at, { id }] of items.entries()) if (!(await office.city.get(`/incidents/${id}`)).case) return at
  throw new Error('every record has a case')
}

test('a hotline ticket becomes a case by its number alone, and only once', async () => {
  const number = `12345-${Date.now()}`
  await as('city.demo', '/cases/new', { viewport: DESK }, async (page) => {
    await page.getByRole('button', { name: '登记', exact: true }).click()
    await page.getByText('先填热线工单号').waitFor()
    await page.getByLabel('热线工单号').fill(number)
    assert.equal(await page.getByLabel(/要做什么/).count(), 0, 'nothing of what was said is asked for')
    await page.getByLabel('类别').selectOption({ index: 1 })
    await page.getByRole('radio', { name: '只知道辖区' }).click()
    await page.getByRole('button', { name: /辖区/ }).click()
    await page.getByRole('dialog', { name: /辖区/ }).getByText('云澧市').first().click()
    await assertAccessible(page, 'a case to be entered')
    await page.getByRole('button', { name: '登记', exact: true }).click()
    await page.waitForURL(/cases\/[0-9a-f-]{36}/)
    await page.goto(`${office.url}/cases/new`)
    await page.getByLabel('热线工单号').fill(number)
    await page.getByLabel('类别').selectOption({ index: 1 })
    await page.getByRole('radio', { name: '只知道辖区' }).click()
    await page.getByRole('button', { name: /辖区/ }).click()
    await page.getByRole('dialog', { name: /辖区/ }).getByText('云澧市').first().click()
    await page.getByRole('button', { name: '登记', exact: true }).click()
    await page.getByText('这个编号已经有案件了').waitFor()
  })
  const { items } = await office.city.get(`/cases?view=all&q=${number}`)
  assert.deepEqual(items.map((one) => one.source), ['hotline'])
})

test('records chosen from the list become cases, and one that has a case is skipped', async () => {
  const at = await recordWithoutCase()
  await as('city.demo', '/cases/make', { viewport: DESK }, async (page) => {
    await page.getByRole('button', { name: '立案 0 件' }).click()
    await page.getByText('请先选记录').waitFor()
    const first = page.getByRole('group', { name: '记录' }).getByRole('checkbox').nth(at)
    await first.click()
    await page.getByLabel('写进每个案件的说明').fill('集中整治')
    await page.getByRole('button', { name: '立案 1 件' }).click()
    await page.getByText(/已立案 \d{8}-\d+/).waitFor()
    const number = /\d{8}-\d+/.exec(await page.getByText(/已立案 \d{8}-\d+/).innerText())[0]
    const { items } = await office.city.get(`/cases?q=${number}`)
    assert.deepEqual(items.map((one) => one.stage), ['accepted'])
    assert.equal((await now(items[0].id)).note, '集中整治')
    await first.click()
    await page.getByRole('button', { name: '立案 1 件' }).click()
    await page.getByText(`已有案件 ${number}`).waitFor()
    await assertAccessible(page, 'cases made of records')
  })
})

test('a tap on the map chooses the record that stands there, and another leaves it out', async () => {
  await as('city.demo', '/cases/make', { viewport: DESK }, async (page) => {
    const map = page.getByRole('region', { name: '地图' }).locator('canvas')
    await page.getByRole('group', { name: '记录' }).getByRole('checkbox').first().waitFor()
    const { width, height } = await map.boundingBox()
    const chosen = page.getByRole('group', { name: '记录' }).getByRole('checkbox', { checked: true })
    /** Taps row by row, as somebody who cannot see the discs, until one is met. */
    async function firstMet() {
      for (let y = height * 0.3; y < height * 0.7; y += 9) {
        for (let x = width * 0.3; x < width * 0.7; x += 9) {
          await map.click({ position: { x, y } })
          if ((await chosen.count()) > 0) return { x, y }
        }
      }
      return null
    }
    const position = await firstMet()
    assert.ok(position, 'a record stands in the middle of the map')
    assert.equal(await chosen.count(), 1)
    await page.getByRole('button', { name: '立案 1 件' }).waitFor()
    await map.click({ position })
    await page.getByRole('button', { name: '立案 0 件' }).waitFor()
    assert.equal(await chosen.count(), 0)
  })
})
