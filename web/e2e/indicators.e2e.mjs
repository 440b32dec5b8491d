import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { assertAccessible } from './support/access.mjs'
import { DESK, PHONE } from './support/browser.mjs'
import { openOffice } from './support/office.mjs'
import { apiAs } from './support/service.mjs'

/** A picture that a browser can read: one grey pixel. */
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64')
const PDF = Buffer.from('%PDF-1.7\n% plan\n%%EOF\n')
const HEAD = 'code,parent_code,level,name_zh,name_en,requirement_zh,assessment_method,responsible_units,target_comparator,target_value,target_unit,frequency'
const ABOVE = ['I,,1,总,All,,,,,,,', 'II-1,I,2,公共秩序,Public order,,,,,,,', 'III-1,II-1,3,文明出行,Travel,,,,,,,']
const SOUND = [...ABOVE, 'III-1/1,III-1,4,公交让行,Buses give way,公交车主动礼让,field_inspection,创建办公室,>=,70,%,quarterly', 'III-1/1,III-1,4,学习计划,Study plan,制定计划,document_review,,,,,yearly', 'III-1/3,III-1,4,居民知晓,Awareness,居民知道,questionnaire,,,,,']

const office = openOffice()

const choose = (page, files) => page.locator('input[type=file]').setInputFiles(files)
const table = (name, lines) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(`\uFEFF${[HEAD, ...lines].join('\n')}\n`) })

/** A cell of the matrix that has begun, in the demo's own framework. */
async function openCell() {
  const street = await apiAs(office.url, 'street.demo')
  const { rows } = await street.get('/evidence/matrix')
  const row = rows.find((one) => one.cells.some((cell) => cell.state === 'missing')) ?? rows[0]
  return { row, cell: row.cells.find((cell) => cell.state === 'missing') ?? row.cells[0] }
}

test('the scoreboard tells verdicts, what nobody measures, and leads to the records', async () => {
  await office.as('city.demo', '/more', { viewport: DESK }, async (page) => {
    await page.getByRole('link', { name: /^指标/ }).click()
    await page.getByRole('heading', { name: '指标', level: 1 }).waitFor()
    await page.getByRole('button', { name: /^全部 \d+$/ }).waitFor()
    await assertAccessible(page, 'the scoreboard')
    const board = await office.city.get('/indicators/scoreboard?trend=0')
    assert.equal(await page.locator('.rows li a').count(), board.items.length)
    await page.getByRole('button', { name: `未达标 ${board.counts.not_reached}` }).click()
    await page.getByRole('link', { name: /未达标/ }).first().waitFor()
    assert.equal(await page.locator('.rows li a').count(), board.counts.not_reached)
    await page.locator('.rows li a').first().click()
    await page.getByRole('heading', { name: '责任单位' }).waitFor()
    await assertAccessible(page, 'a requirement')
    await page.getByRole('radio', { name: `没人测 ${board.unmeasured.length}` }).click()
    await page.getByText('完全没人测').waitFor()
    await assertAccessible(page, 'what nobody measures')
  })
  await office.as('city.demo', '/indicators?period=2001', { viewport: PHONE, language: 'en' }, async (page) => {
    await page.getByText('No framework holds in this period').waitFor()
    await assertAccessible(page, 'a period without a framework')
  })
})

test('evidence is filed with another try, returned, sent again, accepted and packed', async () => {
  const { row, cell } = await openCell()
  let detail
  await office.as('street.demo', '/indicators/evidence', { viewport: DESK }, async (page, context) => {
    const cells = page.getByRole('group', { name: row.title_zh, exact: true }).first().getByRole('button')
    await cells.nth(row.cells.indexOf(cell)).click()
    await page.getByText('还没有资料').waitFor()
    await assertAccessible(page, 'the matrix of evidence with an empty cell')
    await context.route('**/api/v1/evidence?requirement=*name=plan.pdf*', (route) => route.abort(), { times: 1 })
    await choose(page, [{ name: 'plan.pdf', mimeType: 'application/pdf', buffer: PDF }, { name: 'site.png', mimeType: 'image/png', buffer: PICTURE }])
    const uploads = page.getByRole('list', { name: '正在报送的文件' }).getByRole('listitem')
    await uploads.filter({ hasText: 'site.png' }).getByText('已报送').waitFor()
    await uploads.filter({ hasText: 'plan.pdf' }).getByRole('button', { name: '再传一次' }).click()
    await uploads.filter({ hasText: 'plan.pdf' }).getByText('已报送').waitFor()
    await page.getByRole('link', { name: /plan\.pdf/ }).waitFor()
    await page.getByRole('link', { name: /site\.png/ }).click()
    await page.getByRole('img', { name: '资料的图片' }).waitFor()
    assert.equal(await page.getByRole('button', { name: '认可' }).count(), 0, 'nobody judges what they filed')
    await assertAccessible(page, 'a piece of evidence')
  })
  await office.as('city.demo', '/indicators/evidence?part=list&state=draft', { viewport: PHONE }, async (page) => {
    await page.getByRole('link', { name: /plan\.pdf/ }).click()
    await page.getByRole('button', { name: '退回' }).click()
    const sheet = page.getByRole('dialog')
    await sheet.getByRole('button', { name: '退回', exact: true }).click()
    await sheet.getByRole('alert').filter({ hasText: /\S/ }).waitFor()
    await sheet.getByRole('textbox').fill('缺签到表')
    await sheet.getByRole('button', { name: '退回', exact: true }).click()
    await page.getByRole('heading', { name: '退回的原因' }).waitFor()
    detail = new URL(page.url()).pathname
  })
  await office.as('street.demo', detail, { viewport: PHONE }, async (page) => {
    await page.getByText('缺签到表').first().waitFor()
    await assertAccessible(page, 'returned evidence on a phone')
    await page.getByRole('button', { name: '再次报送' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '再次报送' }).click()
    await page.getByRole('button', { name: '撤回' }).waitFor()
    await page.getByText('待审核').first().waitFor()
  })
  await office.as('city.demo', detail, { viewport: DESK }, async (page) => {
    await page.getByRole('button', { name: '认可' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '认可' }).click()
    await page.getByText('已认可').first().waitFor()
    await page.getByRole('button', { name: '打包下载' }).click()
    await page.getByRole('dialog').getByRole('combobox').selectOption(cell.period.slice(0, 4))
    const arriving = page.waitForEvent('download')
    await page.getByRole('dialog').getByRole('button', { name: '打包下载' }).click()
    const bytes = readFileSync(await (await arriving).path())
    assert.ok(bytes.includes('manifest.csv') && bytes.subarray(0, 2).toString() === 'PK')
    await assertAccessible(page, 'accepted evidence beside the matrix')
  })
})

test('a file that was withdrawn is filed again, also where no evidence is asked for', async () => {
  const { rows } = await office.city.get('/evidence/matrix')
  const row = rows.find((one) => one.cells.every((cell) => cell.state === 'optional'))
  const plan = { name: 'plan.pdf', mimeType: 'application/pdf', buffer: PDF }
  await office.as('street.demo', '/indicators/evidence', { viewport: PHONE }, async (page) => {
    const group = page.getByRole('group', { name: row.title_zh, exact: true }).first()
    await page.getByRole('checkbox', { name: /连不要求资料的/ }).check()
    await group.getByRole('button').first().click()
    await page.getByText('这一格不要求资料，也可以报送').waitFor()
    await assertAccessible(page, 'a cell that asks for no evidence')
    const filed = page.getByRole('link', { name: /plan\.pdf/ })
    await choose(page, [plan])
    await filed.click()
    await page.getByRole('button', { name: '撤回' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '撤回' }).click()
    await page.getByText('已撤回').first().waitFor()
    await page.getByRole('button', { name: '看这一格' }).click()
    await page.getByText('还没有资料').waitFor()
    await choose(page, [plan])
    await filed.waitFor()
  })
  const { items } = await office.city.get(`/evidence?requirement=${encodeURIComponent(row.requirement_code)}`)
  assert.deepEqual(items.map((one) => one.state), ['draft', 'withdrawn'])
})

test('a framework is imported with its oddities, measured, published, and scores', async () => {
  await office.as('city.demo', '/indicators/framework', { viewport: DESK }, async (page) => {
    await page.getByRole('button', { name: '导入新版' }).click()
    await choose(page, table('broken.csv', [...ABOVE, 'III-9/1,nowhere,4,无处,Nowhere,,,,,,,']))
    await page.locator('.verdict.refused').waitFor()
    await page.getByText(/第 5 行 · parent_code/).waitFor()
    await assertAccessible(page, 'a refused framework')
    await choose(page, table('sound.csv', SOUND))
    await page.locator('.verdict.fine').waitFor()
    await page.getByText('原表的疑点，照样留着').waitFor()
    const { items: [unit] } = await office.city.get('/units?limit=1')
    await page.getByRole('button', { name: '选单位 创建办公室' }).click()
    const choice = page.getByRole('dialog', { name: '选单位' })
    await choice.getByRole('searchbox').fill(unit.name_zh)
    await choice.getByRole('button', { name: new RegExp(`^${unit.name_zh}`) }).first().click()
    await assertAccessible(page, 'the choice of a unit for a name')
    await choice.getByRole('button', { name: '存好' }).click()
    await page.getByText(`记作 ${unit.name_zh}`).waitFor()
    await page.getByRole('button', { name: '存为草稿' }).click()
    await page.getByText('先写编号和中文名称，再启用。').waitFor()
    await page.getByLabel(/^编号/).fill('trial')
    await page.getByLabel('名称（中文）').fill('试用体系')
    await page.getByRole('button', { name: '存为草稿' }).click()
    await page.locator('.verdict.applied').waitFor()
    await page.getByRole('button', { name: '打开这一版' }).click()
    await page.getByRole('heading', { name: /文明出行/ }).waitFor()
    await page.getByText('承上').first().waitFor()
    await page.getByRole('button', { name: '只看单位不在册的 0' }).waitFor()
    await assertAccessible(page, 'a draft framework')

    await page.getByRole('button', { name: '选测法：公交让行' }).click()
    const sheet = page.getByRole('dialog')
    await sheet.getByLabel('加一条').selectOption('tally_rate bus_yield')
    await sheet.getByRole('button', { name: '存好' }).click()
    await sheet.getByText('先写目标数。').waitFor()
    await sheet.getByRole('textbox', { name: /^目标/ }).fill('70')
    await assertAccessible(page, 'the choice of measures')
    await sheet.getByRole('button', { name: '存好' }).click()
    await sheet.waitFor({ state: 'hidden' })
    await page.getByText(/至少 70%/).waitFor()

    await page.getByRole('button', { name: '公布' }).click()
    await sheet.getByText(/还有 1 项要求没有选测法/).waitFor()
    await sheet.getByRole('button', { name: '公布，不再改' }).click()
    await sheet.waitFor({ state: 'hidden' })
    await page.getByText('内容指纹').waitFor()
    assert.equal(await page.getByRole('button', { name: /测法：/ }).count(), 0, 'what is published never changes')
  })
  const { items: [unit] } = await office.city.get('/units?limit=1')
  await office.as('city.demo', `/units/${unit.id}`, { viewport: PHONE }, async (page) => {
    await page.getByRole('button', { name: '去掉 创建办公室' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '去掉' }).click()
    await page.getByText('没有别名').waitFor()
    await assertAccessible(page, 'a unit without other names on a phone')
  })
  await office.as('city.demo', '/indicators', { viewport: PHONE, language: 'en' }, async (page) => {
    await page.getByText(/framework trial/).waitFor()
    await page.getByRole('link', { name: /Buses give way/ }).click()
    await page.getByText(/target at least 70%/).waitFor()
    await assertAccessible(page, 'a requirement on a phone in English')
    await page.getByRole('link', { name: 'See the records' }).click()
    await page.waitForURL('**/tallies?**')
  })
})
