import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertAccessible } from './support/access.mjs'
import { DESK, PHONE } from './support/browser.mjs'
import { openOffice } from './support/office.mjs'
import { shoot } from './support/shots.mjs'


const office = openOffice()
const { as } = office

/** The overview as the service tells it, once its index stands. */
async function overviewOf(query) {
  for (;;) {
    try {
      return await office.city.get(`/insights/overview${query}`)
    } catch (problem) {
      if (!problem.message.includes('warming_up')) throw problem
      await new Promise((resolve) => { setTimeout(resolve, 100) })
    }
  }
}

/** Waits until the overview shows what the service said. */
const overviewRead = (page) => page.locator('.cards .indicators').waitFor()

test('the overview shows each indicator, and leads to cases that are late and to gaps', async () => {
  const said = await overviewOf('')
  const told = said.kept.indicators.cards.filter((card) => card.measure.state === 'figure')
  assert.ok(told.length >= 3, 'the demo has figures')
  await as('city.demo', '/overview', { viewport: DESK }, async (page) => {
    await overviewRead(page)
    const cards = page.locator('.indicators .one')
    assert.equal(await cards.count(), told.length)
    const share = (told[0].measure.rate.estimate * 100).toFixed(1)
    await cards.first().getByText(share, { exact: true }).waitFor()
    await page.getByRole('table').filter({ hasText: '新立案件' }).waitFor()
    await assertAccessible(page, 'the overview')
    await shoot(page, 'overview-desk')
    const late = page.getByRole('link', { name: `超期 ${said.cases.overdue}` })
    await late.click()
    await page.waitForURL(/\/cases\?.*tab=late/)
    await page.goBack()
    await page.getByRole('link', { name: /没有网格员的网格/ }).click()
    await page.waitForURL(/\/units\/coverage/)
  })
})

test('the overview of an area stays in that area on a small phone, in English too', async () => {
  const street = await overviewOf('?area=439802002000')
  for (const language of ['zh-CN', 'en']) {
    await as('city.demo', '/overview?area=439802002000', { viewport: PHONE, language }, async (page) => {
      await overviewRead(page)
      const open = language === 'en' ? 'All cases' : '全部案件'
      const link = page.getByRole('link', { name: open })
      assert.equal(await link.locator('b').innerText(), String(street.cases.open))
      assert.match(await link.getAttribute('href'), /area=439802002000/)
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), PHONE.width)
      await assertAccessible(page, `the overview, ${language}`)
      await shoot(page, `overview-phone-${language}`)
    })
  }
})

test('a failed answer says so and can be asked for again', async () => {
  await as('street.demo', '/more', { viewport: PHONE }, async (page) => {
    await page.route('**/insights/overview*', (route) => route.abort())
    await page.goto(`${office.url}/overview`)
    await page.getByText('没读到').waitFor()
    await assertAccessible(page, 'the overview that failed')
    await shoot(page, 'overview-failed')
    await page.unroute('**/insights/overview*')
    await page.getByRole('button', { name: /再试|重试/ }).click()
    await overviewRead(page)
  })
})

test('filters of cases are kept by name, open first when wished, and are gone when deleted', async () => {
  await as('city.demo', '/cases?tab=late&area=439802002000', { viewport: DESK }, async (page) => {
    await page.getByRole('button', { name: '常用视图' }).click()
    const sheet = page.getByRole('dialog', { name: '常用视图' })
    await sheet.getByText(/还没有常用视图/).waitFor()
    await sheet.getByRole('button', { name: '存下现在的筛选' }).click()
    await sheet.getByRole('alert').getByText('先起个名字').waitFor()
    await sheet.getByLabel('名称').fill('文澜超期')
    await sheet.getByRole('button', { name: '存下现在的筛选' }).click()
    const kept = sheet.getByRole('button', { name: '文澜超期', exact: true })
    await kept.and(sheet.locator('[aria-pressed=true]')).waitFor()
    await sheet.getByRole('button', { name: '设为一打开就用：文澜超期' }).click()
    await sheet.getByText('一打开就用', { exact: true }).waitFor()
    await assertAccessible(page, 'saved views')
    await shoot(page, 'views-desk')
    await page.goto(`${office.url}/cases`)
    await page.waitForURL(/tab=late/)
    assert.match(page.url(), /area=439802002000/)
    await page.getByRole('button', { name: '文澜超期' }).click()
    await sheet.getByRole('button', { name: '删除：文澜超期' }).click()
    await sheet.getByText(/还没有常用视图/).waitFor()
  })
  assert.deepEqual((await office.city.get('/views?page=cases')).items, [])
})

test('saved views of counts show again what they were kept with', async () => {
  await as('city.demo', '/tallies?period=month&type=queueing', { viewport: PHONE, language: 'en' }, async (page) => {
    await page.getByRole('button', { name: 'Saved views' }).click()
    const sheet = page.getByRole('dialog', { name: 'Saved views' })
    await sheet.getByLabel('Name').fill('Queues this month')
    await sheet.getByRole('button', { name: 'Keep the filters of now' }).click()
    await sheet.getByRole('button', { name: 'Queues this month', exact: true }).waitFor()
    await assertAccessible(page, 'saved views on a phone')
    await shoot(page, 'views-phone-en')
    await sheet.getByRole('button', { name: 'No filter' }).click()
    await page.waitForURL((url) => url.search === '')
    await page.getByRole('button', { name: 'Saved views' }).click()
    await sheet.getByRole('button', { name: 'Queues this month', exact: true }).click()
    await page.waitForURL(/type=queueing/)
    await page.getByRole('radio', { name: '4 weeks', checked: true }).waitFor()
  })
})

for (const [path, part, name] of [
  ['/inspections', 'state=published', '已公布的轮次'],
  ['/surveys', 'state=field', '在访的'],
  ['/units', 'kind=community', '社区'],
  ['/heatmap', 'layer=grid', '网格图'],
]) {
  test(`${path} opens on a phone with the view that was kept as the first`, async () => {
    await as('city.demo', `${path}?${part}`, { viewport: PHONE }, async (page) => {
      const open = page.getByRole('button', { name: '常用视图' })
      await open.click()
      const sheet = page.getByRole('dialog', { name: '常用视图' })
      await sheet.getByLabel('名称').fill(name)
      await sheet.getByRole('button', { name: '存下现在的筛选' }).click()
      await sheet.getByRole('button', { name: `设为一打开就用：${name}` }).click()
      await sheet.getByText('一打开就用', { exact: true }).waitFor()
      await page.goto(office.url + path)
      await page.waitForURL((url) => url.search.includes(part))
      // A map moves a little by itself, so its view need not be called by name.
      await page.getByRole('button', { name: new RegExp(`^(${name}|常用视图)$`) }).waitFor()
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), PHONE.width)
      await assertAccessible(page, `${path} with a saved view`)
      await shoot(page, `view-${path.slice(1)}-phone`)
    })
  })
}
