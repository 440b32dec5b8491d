import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { assertAccessible } from './support/access.mjs'
import { DESK, PHONE } from './support/browser.mjs'
import { openOffice } from './support/office.mjs'
import { apiAs } from './support/service.mjs'

const office = openOffice()
const { as } = office

/** The month before the one of a local day, as the service writes it. */
function monthBefore(day) {
  const first = new Date(`${day.slice(0, 7)}-01T00:00:00Z`)
  first.setUTCMonth(first.getUTCMonth() - 1)
  return first.toISOString().slice(0, 7)
}

const today = () => new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date())
const headline = (report, section, code) => report.content.sections.find((one) => one.code === section).headlines.find((one) => one.code === code).figure
const counted = (count) => count.toLocaleString('en-US')

/** The report of last month, which the service freezes by itself soon after its start. */
async function frozenByService() {
  const month = monthBefore(today())
  for (;;) {
    const { items } = await office.city.get('/reports?kind=monthly')
    const found = items.find((one) => one.period === month && one.is_by_service)
    if (found) return found
    await new Promise((resolve) => { setTimeout(resolve, 250) })
  }
}

test('the service froze last month: its map is drawn from the report itself, a hot spot leads to its records', async () => {
  const frozen = await frozenByService()
  const { content } = await office.city.get(`/reports/${frozen.id}`)
  const places = content.sections.find((one) => one.code === 'places')
  await as('city.demo', '/reports?kind=monthly', { viewport: DESK }, async (page) => {
    await page.getByRole('link', { name: /到期自动定稿/ }).click()
    const map = page.getByRole('img', { name: /每公顷多少条/ })
    await map.waitFor()
    assert.equal(await map.locator('text').count(), places.map.marks.length)
    assert.ok((await map.locator('path').count()) > 8, 'bands of heat and lines of the city')
    await assertAccessible(page, 'a frozen report with its map')
    const first = places.tables[0].rows[0].cells[0]
    await page.getByRole('table').first().getByRole('link').first().click()
    await page.waitForURL(/\/incidents\?.*bbox=/)
    await page.getByText(new RegExp(`${first.amount}`)).first().waitFor()
  })
})

test('what the service freezes by itself is switched off and on again', async () => {
  await as('city.demo', '/reports?kind=yearly', { viewport: PHONE }, async (page) => {
    await page.getByText('还没有定稿的年考核').waitFor()
    const yearly = page.getByRole('group', { name: /^到期自动定稿/ }).getByRole('button', { name: '年考核' })
    await page.locator('button[aria-pressed=true]', { hasText: '年考核' }).waitFor()
    await assertAccessible(page, 'no reports of years yet')
    for (const isOn of [false, true]) {
      await yearly.click()
      await page.locator(`button[aria-pressed=${isOn}]`, { hasText: '年考核' }).waitFor()
      assert.equal((await office.city.get('/reports/schedule')).yearly, isOn)
    }
  })
})

test('a month is looked at, its numbers lead to records, and it is frozen with a hash that can be reckoned again', async () => {
  const month = monthBefore(`${monthBefore(today())}-01`)
  const live = await office.city.get(`/reports/preview?period=${month}`)
  const incidents = headline(live, 'incidents', 'incidents')
  await as('city.demo', '/reports', { viewport: DESK }, async (page) => {
    await page.getByLabel('时段').selectOption(month)
    await page.getByRole('button', { name: '打开这一期' }).click()
    await page.getByText('还没有定稿', { exact: true }).first().waitFor()
    const card = page.getByRole('link', { name: /^不文明行为（条）/ }).first()
    await card.waitFor()
    assert.match(await card.innerText(), new RegExp(counted(incidents.amount)))
    await assertAccessible(page, 'a report that is not frozen')
    await card.click()
    await page.waitForURL(/\/incidents\?/)
    await page.goBack()
    await page.getByRole('button', { name: '定稿', exact: true }).click()
    const sheet = page.getByRole('dialog', { name: /定稿？$/ })
    await assertAccessible(page, 'freezing')
    await sheet.getByRole('button', { name: '定稿', exact: true }).click()
    await page.waitForURL(/\/reports\/[0-9a-f-]{36}$/)
    await page.getByText('数据指纹', { exact: true }).waitFor()
    const id = page.url().split('/').at(-1)
    const { frozen } = await office.city.get(`/reports/${id}`)
    const bytes = Buffer.from(await (await office.city.call(`/reports/${id}/content`)).arrayBuffer())
    assert.equal(createHash('sha256').update(bytes).digest('hex'), frozen.sha256)
    const shown = (await page.locator('.hash').innerText()).replaceAll(/\s/g, '')
    assert.equal(shown, frozen.sha256)
    await page.getByRole('button', { name: '存成文件' }).click()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Excel' }).click()
    assert.match((await download).suggestedFilename(), /^report-.*\.xlsx$/)
    await page.goto(`${office.url}/reports?kind=monthly`)
    await page.getByRole('link', { name: new RegExp(frozen.sha256.slice(0, 16)) }).waitFor()
    await assertAccessible(page, 'frozen reports')
  })
})

test('a report prints on A4 without tools and with the number of each page', async () => {
  const month = monthBefore(today())
  await as('city.demo', `/reports/preview?period=${month}`, { viewport: DESK }, async (page) => {
    await page.getByRole('heading', { level: 1, name: /文明创建月分析/ }).waitFor()
    await page.emulateMedia({ media: 'print' })
    await page.getByRole('button', { name: '打印或存 PDF' }).waitFor({ state: 'hidden' })
    const marks = await page.evaluate(() => document.adoptedStyleSheets.map((sheet) => [...sheet.cssRules].map((rule) => rule.cssText).join('')).join(''))
    assert.match(marks, /counter\(page\)/)
    assert.match(marks, /top-left/)
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
    const pages = pdf.match(/\/Type\s*\/Page[^s]/g) ?? []
    assert.ok(pages.length >= 3, `${pages.length} pages`)
    const boxes = new Set((pdf.match(/\/MediaBox\s*\[[^\]]*\]/g) ?? []).map((box) => box.match(/[\d.]+/g).slice(2).map((edge) => Math.round(Number(edge))).join('×')))
    assert.deepEqual([...boxes], ['595×842'])
  })
})

test('a running period is preliminary, and a street sees its own figures and freezes nothing', async () => {
  const period = today().slice(0, 7)
  const street = await apiAs(office.url, 'street.demo')
  const own = await street.get(`/reports/preview?period=${period}`)
  await as('street.demo', `/reports/preview?period=${period}`, { viewport: PHONE }, async (page) => {
    await page.getByText('时段还没结束').waitFor()
    await page.getByRole('heading', { level: 1, name: new RegExp(own.content.area_name_zh) }).waitFor()
    assert.equal(await page.getByRole('button', { name: '定稿', exact: true }).count(), 0)
    await assertAccessible(page, 'a preliminary report on a phone')
  })
})

test('in English, and with a period that cannot be, the page says what to do', async () => {
  await as('city.demo', '/reports', { viewport: PHONE, language: 'en' }, async (page) => {
    await page.getByRole('button', { name: 'Open this one' }).waitFor()
    await assertAccessible(page, 'reports in English')
    await page.goto(`${office.url}/reports/preview?period=2026-13`)
    await page.getByText('Not read').waitFor()
    await assertAccessible(page, 'a report that cannot be')
  })
})
