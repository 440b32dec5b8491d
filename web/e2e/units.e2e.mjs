import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertAccessible } from './support/access.mjs'
import { DESK, PHONE } from './support/browser.mjs'
import { openOffice } from './support/office.mjs'

const office = openOffice({ withMap: true })
const { as } = office

test('a unit is made, gets a desk to call, and stops taking cases', async () => {
  await as('city.demo', '/units', { viewport: DESK }, async (page) => {
    await page.getByRole('button', { name: '新单位' }).click()
    const sheet = page.getByRole('dialog', { name: '新单位' })
    await sheet.getByRole('button', { name: '保存' }).click()
    await sheet.getByText('代码、两种名称和辖区都要填').waitFor()
    await sheet.getByLabel('代码').fill('park.service')
    await sheet.getByLabel('中文名').fill('园林养护队')
    await sheet.getByLabel('英文名').fill('Park service')
    await sheet.getByRole('button', { name: /辖区/ }).click()
    await page.getByRole('dialog', { name: /辖区/ }).getByText('云澧市').first().click()
    await sheet.getByRole('button', { name: '保存' }).click()
    await page.getByRole('heading', { level: 1, name: '园林养护队' }).waitFor()
    await page.getByRole('button', { name: '加一个值班电话' }).click()
    const desk = page.getByRole('dialog', { name: '加一个值班电话' })
    await desk.getByLabel('名称').fill('值班室')
    await desk.getByLabel('电话').fill('0700-000000')
    await desk.getByRole('button', { name: '加上' }).click()
    await page.getByRole('link', { name: '0700-000000' }).waitFor()
    await assertAccessible(page, 'a unit')
    await page.getByRole('button', { name: '修改' }).click()
    const change = page.getByRole('dialog', { name: '修改' })
    await change.getByLabel('还接新案件').uncheck()
    await change.getByRole('button', { name: '保存' }).click()
    await page.getByText(/已停用/).first().waitFor()
  })
  const { items } = await office.city.get('/units?q=park.service&is_active=false')
  assert.deepEqual(items.map((one) => [one.name_zh, one.is_active, one.contacts]), [['园林养护队', false, 1]])
})

test('a unit moves below another and becomes something else', async () => {
  const { items } = await office.city.get('/units?limit=100')
  const [unit, above] = items.filter((one) => one.parent === null && one.kind === 'department')
  await as('city.demo', `/units/${unit.id}`, { viewport: DESK }, async (page) => {
    await page.getByRole('button', { name: '修改' }).click()
    const change = page.getByRole('dialog', { name: '修改' })
    await change.getByLabel('类型').selectOption('enterprise')
    await change.getByRole('searchbox').fill(above.name_zh)
    await change.getByRole('button', { name: new RegExp(`^${above.name_zh}`) }).first().click()
    await assertAccessible(page, 'a unit that changes')
    await change.getByRole('button', { name: '保存' }).click()
    await page.getByText(`隶属 ${above.name_zh}`).waitFor()
  })
  const changed = await office.city.get(`/units/${unit.id}`)
  assert.deepEqual([changed.kind, changed.parent.id], ['enterprise', above.id])
})

test('a road is given to a unit for two of three duties, and taken away again', async () => {
  await as('city.demo', '/units/duties?area=439802002000', { viewport: DESK }, async (page) => {
    await page.getByRole('heading', { name: '路段责任和门前三包' }).waitFor()
    await page.getByText(/共 \d+ 处/).waitFor()
    await page.getByRole('button', { name: '分一处' }).click()
    const sheet = page.getByRole('dialog', { name: '分一处' })
    await sheet.getByRole('button', { name: '保存' }).click()
    await sheet.getByText('地方和单位都要选').waitFor()
    await sheet.getByRole('button', { name: /辖区/ }).click()
    await page.getByRole('dialog', { name: /辖区/ }).getByText('云澧市').first().click()
    const road = sheet.locator('select').last()
    await road.locator('option').nth(1).waitFor({ state: 'attached' })
    const name = await road.locator('option').nth(1).textContent()
    await road.selectOption({ index: 1 })
    await sheet.getByRole('searchbox').waitFor()
    await sheet.locator('.field li button').first().click()
    await sheet.getByRole('button', { name: '包卫生' }).click()
    await sheet.getByRole('button', { name: '包秩序' }).click()
    await sheet.getByText('包卫生、包秩序').waitFor()
    await assertAccessible(page, 'a duty at a road')
    await sheet.getByRole('button', { name: '保存' }).click()
    await sheet.waitFor({ state: 'detached' })
    await page.goto(`${office.url}/units/duties`)
    await page.getByLabel('找路、点位或单位').fill(name)
    const row = page.getByRole('listitem').filter({ hasText: name }).filter({ hasText: '包卫生、包秩序' })
    await row.getByRole('button').click()
    await page.getByRole('dialog', { name: '修改责任' }).getByRole('button', { name: '不再负责' }).click()
    await row.waitFor({ state: 'detached' })
  })
})

test('a table of units is refused at its cells, mended and taken over', async () => {
  const head = 'code,kind,name_zh,name_en,parent_code,area_code\n'
  const { roots } = await office.city.get('/areas/tree')
  const table = (text) => ({ name: 'units.csv', mimeType: 'text/csv', buffer: Buffer.from(head + text) })
  await as('city.demo', '/units/import', { viewport: DESK }, async (page) => {
    const field = page.locator('input[type=file]')
    await field.setInputFiles(table(`lake.team,guild,湖区队,Lake team,,${roots[0].code}\n`))
    await page.getByText('有 1 处不对').waitFor()
    await page.getByRole('rowheader', { name: '第 2 行 · kind' }).waitFor()
    await assertAccessible(page, 'a refused table of units')
    await field.setInputFiles(table(`lake.team,department,湖区队,Lake team,,${roots[0].code}\n`))
    await page.getByText('共 1 个单位，可以导入').waitFor()
    await page.getByRole('button', { name: '导入这些单位' }).click()
    await page.getByText('新增 1 个，更新 0 个').waitFor()
  })
  assert.equal((await office.city.get('/units?q=lake.team')).items.length, 1)
  await as('street.demo', '/units', { viewport: PHONE }, async (page) => {
    await page.getByRole('link', { name: '覆盖情况' }).waitFor()
    assert.equal(await page.getByRole('link', { name: '导入' }).count(), 0, 'a street imports nothing')
  })
})

test('a place and a behaviour lead to the unit that the service names, with its reason', async () => {
  const asked = { lng: 110.462044, lat: 26.859416, category: 'littering' }
  const answer = await office.city.get(`/units/responsible?${new URLSearchParams(asked)}`)
  await as('city.demo', `/units/why?at=${asked.lng},${asked.lat}&category=${asked.category}`, { viewport: PHONE }, async (page) => {
    await page.getByRole('heading', { name: `归 ${answer.unit.name_zh}` }).waitFor()
    await page.getByText(answer.why_zh).waitFor()
    assert.equal(await page.locator('ol li').count(), answer.candidates.length)
    await assertAccessible(page, 'why this unit')
  })
})

test('changed rules are tried on the last month before anything counts, and can be taken back', async () => {
  const { version, rules } = await office.city.get('/units/rules')
  await as('city.demo', '/units/rules', { viewport: DESK }, async (page) => {
    await page.getByText(`共 ${rules.length} 条`).waitFor()
    await page.getByRole('button', { name: `删掉：${rules[0].words_zh}`, exact: true }).click()
    await page.getByText(`共 ${rules.length - 1} 条`).waitFor()
    await page.getByRole('button', { name: '试算近 30 天' }).click()
    await page.getByText(/看了近 30 天的/).waitFor()
    await assertAccessible(page, 'rules that were tried')
    await page.getByRole('button', { name: '不改了' }).click()
    await page.getByText(`共 ${rules.length} 条`).waitFor()
  })
  assert.equal((await office.city.get('/units/rules')).version, version)
})

test('the report of coverage tells what the service counts', async () => {
  const report = await office.city.get('/units/coverage')
  await as('city.demo', '/units/coverage', { viewport: PHONE }, async (page) => {
    const staff = page.getByRole('heading', { name: /网格没有网格员/ })
    await staff.waitFor()
    assert.match(await staff.innerText(), new RegExp(`${report.grids_without_staff_count}$`))
    await assertAccessible(page, 'coverage')
  })
})

test('pages of units are accessible on phone and desk', async () => {
  for (const viewport of [PHONE, DESK]) {
    await as('city.demo', '/units', { viewport }, async (page) => {
      for (const path of ['/units', '/units/rules', '/units/why', '/units/duties', '/units/coverage', '/units/import']) {
        await page.goto(office.url + path)
        await page.waitForLoadState('networkidle')
        await page.getByRole('heading', { level: 1 }).first().waitFor()
        await assertAccessible(page, `${path} at ${viewport.width}`)
      }
    })
  }
})
