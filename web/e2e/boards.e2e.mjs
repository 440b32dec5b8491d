import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { assertAccessible } from './support/access.mjs'
import { DESK, PHONE } from './support/browser.mjs'
import { openOffice } from './support/office.mjs'

const office = openOffice()
const { as } = office
const ID = /\/boards\/[0-9a-f-]{36}$/

/** A press that is answered by the service. */
async function saved(page, press) {
  const answered = page.waitForResponse((answer) => answer.url().includes('/api/v1/boards/') && answer.request().method() !== 'GET')
  await press()
  assert.equal((await answered).status(), 200)
}

/** Name of a part of the area of a list. */
async function partOf(path) {
  const { board } = await office.city.get(path)
  const { roots } = await office.city.get('/areas/tree')
  const below = (node) => [node, ...node.children.flatMap(below)]
  return roots.flatMap(below).find((node) => node.code === board.area_code).children[0].name_zh
}

let list = ''

test('a street drafts a list of units and places with proof, and is told that somebody else approves it', async () => {
  await as('street.demo', '/more', { viewport: DESK }, async (page) => {
    await page.getByRole('link', { name: /红黑榜/ }).click()
    await page.getByText('没有在拟的红黑榜').waitFor()
    await assertAccessible(page, 'no lists yet')
    await page.getByRole('button', { name: '拟一份' }).click()
    await page.waitForURL(ID)
    list = new URL(page.url()).pathname
    await page.getByText('红榜还没有').waitFor()
    await assertAccessible(page, 'an empty draft')

    await page.getByRole('button', { name: '加到红榜' }).click()
    const red = page.getByRole('dialog', { name: '红榜' })
    await red.getByRole('button', { name: '保存' }).click()
    await red.getByText('先选谁上榜。').waitFor()
    await red.getByRole('radio', { name: '辖区' }).click()
    await red.getByRole('button', { name: /^辖区/ }).click()
    const areas = page.getByRole('dialog', { name: '辖区' })
    const praised = await partOf(list)
    await areas.getByRole('searchbox').fill(praised)
    await areas.locator('.names').filter({ hasText: praised }).first().click()
    await red.getByRole('textbox', { name: /^理由/ }).fill('找王某 13812345678 处理')
    await red.getByRole('button', { name: '保存' }).click()
    await red.getByText('会指到个人').waitFor()
    await assertAccessible(page, 'a reason that names a person')
    await red.getByRole('textbox', { name: /^理由/ }).fill('连续两个月复查全部通过')
    await saved(page, () => red.getByRole('button', { name: '保存' }).click())
    await page.getByRole('region', { name: '红榜' }).getByText(praised).waitFor()

    await page.getByRole('button', { name: '加到黑榜' }).click()
    const black = page.getByRole('dialog', { name: '黑榜' })
    const unit = black.locator('.field li button').first()
    const blamed = (await unit.innerText()).split('\n')[0].trim()
    await unit.click()
    await black.getByRole('textbox', { name: /^理由/ }).fill('两次复查没有通过，整改超期')
    await black.getByRole('button', { name: '保存' }).click()
    await black.getByText('黑榜每条至少要有一条依据').waitFor()
    await black.getByRole('button', { name: '添依据' }).click()
    const proof = page.getByRole('dialog', { name: '添依据' })
    await proof.getByRole('radio', { name: '记录' }).click()
    await proof.getByRole('checkbox').first().click()
    await assertAccessible(page, 'choosing proof')
    await proof.getByRole('button', { name: '选好了' }).click()
    await saved(page, () => black.getByRole('button', { name: '保存' }).click())
    const side = page.getByRole('region', { name: '黑榜' })
    await side.getByText(blamed).waitFor()
    await side.getByRole('link', { name: /^记录 / }).waitFor()
    await page.getByText('这份是您拟的').waitFor()
    assert.equal(await page.getByRole('button', { name: '审定' }).count(), 0)
    await assertAccessible(page, 'a draft with both sides')
  })
})

test('the city approves it, anybody can reckon its hash, and it prints on one A4 sheet', async () => {
  await as('city.demo', '/boards', { viewport: DESK }, async (page) => {
    await page.locator(`a[href="${list}"]`).click()
    await page.getByRole('button', { name: '审定' }).click()
    const sure = page.getByRole('dialog', { name: /^审定/ })
    await assertAccessible(page, 'approving')
    await saved(page, () => sure.getByRole('button', { name: '审定', exact: true }).click())
    await page.getByText('数据指纹', { exact: true }).waitFor()
    const id = list.split('/').at(-1)
    const { document } = await office.city.get(`/boards/${id}`)
    const bytes = Buffer.from(await (await office.city.call(`/boards/${id}/document`)).arrayBuffer())
    assert.equal(createHash('sha256').update(bytes).digest('hex'), document.sha256)
    assert.equal((await page.locator('.hash').innerText()).replaceAll(/\s/g, ''), document.sha256)
    assert.equal(await page.getByRole('button', { name: /^加到/ }).count(), 0)
    await assertAccessible(page, 'an approved list')
    await page.getByRole('button', { name: '存成文件' }).click()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Excel' }).click()
    assert.match((await download).suggestedFilename(), /^board-.*\.xlsx$/)
    await page.getByRole('dialog', { name: '存成文件' }).waitFor({ state: 'detached' })
    await page.emulateMedia({ media: 'print' })
    await page.getByRole('button', { name: '打印或存 PDF' }).waitFor({ state: 'hidden' })
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
    assert.equal((pdf.match(/\/Type\s*\/Page[^s]/g) ?? []).length, 1)
  })
})

test('on a phone in English a list is read, and withdrawn with a reason that stays', async () => {
  await as('city.demo', list, { viewport: PHONE, language: 'en' }, async (page) => {
    await page.getByRole('heading', { level: 1, name: /^Red and black list, / }).waitFor()
    await assertAccessible(page, 'a list on a phone in English')
    await page.getByRole('button', { name: 'Withdraw' }).click()
    const sure = page.getByRole('dialog', { name: 'Withdraw this list?' })
    await sure.getByRole('textbox').fill('no')
    await sure.getByRole('button', { name: 'Withdraw' }).click()
    await sure.getByText('Too short').waitFor()
    await sure.getByRole('textbox').fill('the figures were wrong')
    await saved(page, () => sure.getByRole('button', { name: 'Withdraw' }).click())
    await page.getByText('This list was withdrawn').waitFor()
    await assertAccessible(page, 'a withdrawn list')
    await page.goto(`${office.url}/boards?state=withdrawn`)
    await page.locator(`a[href="${list}"]`).waitFor()
    await assertAccessible(page, 'withdrawn lists')
  })
})

test('a settled league that tells nobody apart suggests nobody, and the page says why', async () => {
  const [league] = (await office.city.get('/leagues?state=settled')).items
  const made = await office.city.call('/boards', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ period: league.period }) })
  const { board } = await made.json()
  const { items } = await office.city.get(`/boards/${board.id}/suggestions?league_id=${league.id}`)
  assert.deepEqual(items, [])
  await as('city.demo', `/boards/${board.id}`, { viewport: PHONE }, async (page) => {
    await page.getByRole('button', { name: '从排行取' }).click()
    const sheet = page.getByRole('dialog', { name: '从排行取' })
    await sheet.getByText('没有可以取的').waitFor()
    assert.equal(await sheet.getByLabel('定稿的排行').inputValue(), league.id)
    await assertAccessible(page, 'a league that suggests nobody')
  })
})

test('a list that is not there says so and gives a way on', async () => {
  await as('city.demo', '/boards/0198c5d1-0000-7000-8000-000000000003', { viewport: PHONE }, async (page) => {
    await page.getByText('没读到').waitFor()
    await page.getByRole('button', { name: '重试' }).waitFor()
    await assertAccessible(page, 'a list that is not there')
  })
})
