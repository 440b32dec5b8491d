import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { assertAccessible } from './support/access.mjs'
import { DESK, PHONE } from './support/browser.mjs'
import { openOffice } from './support/office.mjs'
import { shoot } from './support/shots.mjs'

const office = openOffice()
const { as } = office
const HOME = 'urban_management.439802002000'
const DAY_MS = 86_400_000

const isNarrow = async (page) => assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), PHONE.width)

/** The ISO week so many weeks ago, as the service writes it. */
function weekAgo(weeks) {
  const day = new Date(Date.now() - weeks * 7 * DAY_MS)
  const thursday = new Date(day.getTime() + (3 - ((day.getUTCDay() + 6) % 7)) * DAY_MS)
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1)
  return `${thursday.getUTCFullYear()}-W${String(1 + Math.floor((thursday.getTime() - first) / (7 * DAY_MS))).padStart(2, '0')}`
}

/** The latest week that is over in which the unit with a demo account reported a fix. */
async function reportedWeek() {
  for (const period of [1, 2, 3, 4, 5, 6].map(weekAgo)) {
    const { table } = await office.city.get(`/leagues/table?subject=unit&source=cases&code=reported_in_time&period=${period}`)
    if (table.rows.some((row) => row.code === HOME)) return period
  }
  throw new Error('the unit of the demo reported nothing')
}

test('areas and units stand in tiers with the rule of ties, the level in force is shown, and the address keeps what is asked', async () => {
  const said = (await office.city.get('/leagues/table?subject=unit&source=cases&code=reported_in_time&period=2026')).table
  await as('city.demo', '/leagues?of=unit&figure=cases%2Freported_in_time&period=2026', { viewport: DESK }, async (page) => {
    await page.getByRole('heading', { name: '按期反馈率' }).waitFor()
    assert.equal(await page.locator('.body section li').count(), said.rows.length)
    await page.getByText(said.tie_rule_zh).waitFor()
    await assertAccessible(page, 'units in tiers')
    await shoot(page, 'leagues-units')
    await page.getByLabel('指标').selectOption({ label: '实地督查总分' })
    await page.getByRole('heading', { name: '实地督查总分' }).waitFor()
    await page.waitForURL(/figure=inspection_items%2Fscore|figure=inspection_items\/score/)
    await page.locator('.body section li').first().waitFor()
    await shoot(page, 'leagues-unit-scores')
  })
  await as('city.demo', '/leagues?figure=ad_share%2Fintact_rate&period=2026', { viewport: PHONE, language: 'en' }, async (page) => {
    await page.getByRole('heading', { name: /Tier 1/ }).waitFor()
    assert.equal(await page.getByLabel('Level').inputValue(), 'district')
    await page.getByLabel('Level').selectOption('street')
    await page.waitForURL(/level=street/)
    await isNarrow(page)
    await assertAccessible(page, 'areas in tiers on a phone')
    await shoot(page, 'leagues-areas-phone')
  })
})

test('a league is drafted and opened, the unit appeals on a phone, and the figures are read again', async () => {
  const period = await reportedWeek()
  let league = ''
  await as('city.demo', `/leagues?of=unit&figure=cases%2Freported_in_time&period=${period}`, { viewport: DESK }, async (page) => {
    await page.getByRole('button', { name: '按现在的数起草排行' }).click()
    await page.getByRole('dialog', { name: '起草这份排行？' }).getByRole('button', { name: '起草', exact: true }).click()
    await page.waitForURL(/\/leagues\/settled\/[0-9a-f-]{36}$/)
    league = page.url().split('/').at(-1)
    await page.getByText('草稿，只有起草的部门看得到').waitFor()
    await assertAccessible(page, 'a draft')
    await shoot(page, 'league-draft')
    await page.getByRole('button', { name: '公示', exact: true }).click()
    const sheet = page.getByRole('dialog', { name: '公示这份排行？' })
    await sheet.getByLabel('申诉期（工作日）').selectOption('3')
    await shoot(page, 'league-opening')
    await sheet.getByRole('button', { name: '公示', exact: true }).click()
    await page.getByText(/^公示中，/).waitFor()
    await page.getByText('申诉期满才能定稿。').waitFor()
  })
  await as('unit.demo', '/more', { viewport: PHONE }, async (page) => {
    await page.getByRole('link', { name: /比一比/ }).click()
    await page.getByRole('link', { name: /公示和定稿的排行/ }).click()
    await page.getByRole('link', { name: /按期反馈率/ }).waitFor()
    await isNarrow(page)
    await assertAccessible(page, 'leagues on a phone')
    await shoot(page, 'leagues-list-phone')
    await page.getByRole('link', { name: /按期反馈率/ }).click()
    await page.getByText('这一行由您负责，可以申诉，每行一次。').waitFor()
    await isNarrow(page)
    await assertAccessible(page, 'an open league on a phone')
    await shoot(page, 'league-open-phone')
    await page.getByRole('button', { name: '申诉', exact: true }).click()
    const sheet = page.getByRole('dialog', { name: /^对“.*”申诉$/ })
    await sheet.getByLabel('理由（5–500 字）').fill('太短')
    await sheet.getByRole('button', { name: '申诉', exact: true }).click()
    await sheet.getByRole('alert').filter({ hasText: /./ }).waitFor()
    await sheet.getByLabel('理由（5–500 字）').fill('这一周有一件是施工造成的反复，请核对经过。')
    await sheet.getByRole('checkbox').first().click()
    await assertAccessible(page, 'an appeal')
    await shoot(page, 'league-appeal-phone')
    await sheet.getByRole('button', { name: '申诉', exact: true }).click()
    await page.getByText('您提的').waitFor()
    await page.getByRole('link', { name: '案件 1' }).waitFor()
  })
  await as('city.demo', `/leagues/settled/${league}`, { viewport: DESK }, async (page) => {
    await page.getByRole('button', { name: '答复', exact: true }).click()
    const sheet = page.getByRole('dialog', { name: /^答复“.*”的申诉$/ })
    await sheet.getByRole('radio', { name: /重新取数/ }).click()
    await sheet.getByLabel('理由（5–500 字）').fill('已按记录重新取数。')
    await assertAccessible(page, 'answering')
    await shoot(page, 'league-answer')
    await sheet.getByRole('button', { name: '答复', exact: true }).click()
    await page.getByText(/申诉重新取数/).waitFor()
    const told = await office.city.get(`/leagues/${league}`)
    assert.equal(told.readings.length, 2)
    assert.equal(told.appeals[0].appeal.proof.length, 1)
    await page.getByRole('button', { name: '撤回', exact: true }).click()
    const gone = page.getByRole('dialog', { name: '撤回这份排行？' })
    await gone.getByLabel('理由（5–500 字）').fill('这一周样本太少，不再公示。')
    await gone.getByRole('button', { name: '撤回', exact: true }).click()
    await page.getByText('已撤回：这一周样本太少，不再公示。').waitFor()
  })
})

test('after the window the last appeal is answered, the league is settled, and its fingerprint can be reckoned again', async () => {
  const { items } = await office.city.get('/leagues?state=open&limit=100')
  const waiting = items.find((one) => one.subject === 'area' && one.undecided === 1)
  await as('city.demo', '/leagues/settled?state=open', { viewport: DESK }, async (page) => {
    await page.getByRole('link', { name: /1 件待答复/ }).first().click()
    await page.waitForURL(new RegExp(waiting.id))
    await page.getByText('还有 1 件申诉没有答复，答复后才能定稿。').waitFor()
    assert.equal(await page.getByRole('button', { name: '定稿', exact: true }).count(), 0)
    await page.getByRole('button', { name: '答复', exact: true }).click()
    const sheet = page.getByRole('dialog', { name: /^答复“.*”的申诉$/ })
    await sheet.getByRole('radio', { name: /搁置此行/ }).click()
    await sheet.getByLabel('理由（5–500 字）').fill('围挡属实，这一行不入档。')
    await sheet.getByRole('button', { name: '答复', exact: true }).click()
    await page.getByText(/^经申诉搁置：围挡属实/).waitFor()
    await page.getByRole('button', { name: '定稿', exact: true }).click()
    await page.getByRole('dialog', { name: '定稿？' }).getByRole('button', { name: '定稿', exact: true }).click()
    await page.getByText('数据指纹', { exact: true }).waitFor()
    await assertAccessible(page, 'a settled league')
    await shoot(page, 'league-settled')
    const { document } = await office.city.get(`/leagues/${waiting.id}`)
    const bytes = Buffer.from(await (await office.city.call(`/leagues/${waiting.id}/document`)).arrayBuffer())
    assert.equal(createHash('sha256').update(bytes).digest('hex'), document.sha256)
    assert.equal((await page.locator('footer .hash').innerText()).replaceAll(/\s/g, ''), document.sha256)
    await page.getByRole('button', { name: '存成文件' }).click()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Excel' }).click()
    assert.match((await download).suggestedFilename(), /^league-.*\.xlsx$/)
  })
  await as('street.demo', `/leagues/settled/${waiting.id}`, { viewport: PHONE, language: 'en' }, async (page) => {
    await page.getByText(/^Set aside on appeal:/).waitFor()
    await isNarrow(page)
    await assertAccessible(page, 'a settled league on a phone')
    await shoot(page, 'league-settled-phone-en')
    await page.emulateMedia({ media: 'print' })
    await page.getByRole('button', { name: 'Print or save as PDF' }).waitFor({ state: 'hidden' })
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
    const boxes = new Set((pdf.match(/\/MediaBox\s*\[[^\]]*\]/g) ?? []).map((box) => box.match(/[\d.]+/g).slice(2).map((edge) => Math.round(Number(edge))).join('×')))
    assert.deepEqual([...boxes], ['595×842'])
  })
})

test('what cannot be read says so, and where nothing stands yet it says that too', async () => {
  await as('city.demo', '/leagues/settled?state=draft', { viewport: PHONE }, async (page) => {
    await page.getByText('还没有排行').waitFor()
    await assertAccessible(page, 'no leagues')
    await shoot(page, 'leagues-none-phone')
    await page.route('**/api/v1/leagues?*', (route) => route.abort())
    await page.goto(`${office.url}/leagues/settled?state=settled`)
    await page.getByText('没读到').waitFor()
    await page.unroute('**/api/v1/leagues?*')
    await page.getByRole('button', { name: /再试|重试/ }).click()
    await page.getByRole('link', { name: /已定稿/ }).first().waitFor()
  })
})
