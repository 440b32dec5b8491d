import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { assertAccessible } from './support/access.mjs'
import { DESK, PHONE } from './support/browser.mjs'
import { openOffice } from './support/office.mjs'
import { apiAs, makeAccount } from './support/service.mjs'

/** Whom the demo has not and the tests make. */
let auditor
const office = openOffice({ withMap: true, prepare: async ({ url }) => { auditor = await makeAccount(url, 'auditor') } })
const { as } = office

const numberIn = (text) => Number(text.replace(/[^\d]/g, ''))
const shownTotal = async (page) => numberIn(await page.locator('.pane .total b').innerText())
const day = (page, end) => page.getByRole('slider').nth(end).getAttribute('aria-valuetext')
const period = async (page) => `from=${await day(page, 0)}&to=${await day(page, 1)}`

async function waitForTotal(page, wanted) {
  await page.waitForFunction(
    (count) => Number(document.querySelector('.pane .total b')?.textContent?.replace(/\D/g, '')) === count,
    wanted,
    { timeout: 10_000 },
  )
}

/** Waits until the heat cells of the last change were read. */
const cellsRead = (page) => page.waitForResponse((answer) => answer.url().includes('/insights/heat/cells') && answer.ok())

test('the heatmap shows heat and the same total as the service', async () => {
  const api = office.city
  await as('city.demo', '/overview', { viewport: DESK }, async (page) => {
    const reading = cellsRead(page)
    await page.getByRole('link', { name: '热力' }).click()
    const cells = await (await reading).json()
    assert.ok(cells.cells.length > 0, 'heat has cells')
    await page.locator('canvas').waitFor()
    const { total } = await api.get(`/insights/heat/areas?kind=incident&level=grid&${await period(page)}`)
    assert.ok(total > 0)
    await waitForTotal(page, total)
  })
})

test('a ticked category, an outcome and an hour narrow the figures as the service does', async () => {
  const api = office.city
  await as('city.demo', '/heatmap', { viewport: DESK }, async (page) => {
    const days = await period(page)
    const { items } = await api.get(`/insights/heat/categories?kind=incident&${days}`)
    const [first] = [...items].sort((a, b) => b.count - a.count)
    await page.goto(`${office.url}/heatmap?${days}&category=${first.category}`)
    await waitForTotal(page, first.count)
    await page.locator('.outcome select').selectOption('corrected')
    const narrowed = await api.get(`/insights/heat/areas?kind=incident&level=grid&${days}&category=${first.category}&outcome=corrected`)
    await waitForTotal(page, narrowed.total)
    await page.locator('[data-slot="5-8"]').click()
    const slot = await api.get(`/insights/heat/areas?kind=incident&level=grid&${days}&category=${first.category}&outcome=corrected&weekday=5&hour=8`)
    await waitForTotal(page, slot.total)
  })
})

test('the film moves the period week by week and keeps its length', async () => {
  await as('city.demo', '/heatmap', { viewport: DESK }, async (page) => {
    await page.locator('.bars .bar').first().waitFor()
    const chosen = () => page.locator('.bars .bar.chosen').count()
    const length = await chosen()
    await page.getByRole('button', { name: '按周播放' }).click()
    await page.waitForFunction(() => document.querySelector('.bars .bar')?.classList.contains('chosen'))
    const start = await day(page, 0)
    await page.waitForFunction((before) => document.querySelector('[role=slider]')?.getAttribute('aria-valuetext') > before, start, { timeout: 5000 })
    assert.equal(await chosen(), length)
    await page.getByRole('button', { name: '停', exact: true }).click()
  })
})

test('hot spots on list and map are the same, and one opens the records there', async () => {
  const api = office.city
  await as('city.demo', '/heatmap?from=2020-01-01&to=2030-01-01', { viewport: DESK }, async (page) => {
    const { items } = await api.get(`/insights/hotspots?kind=incident&from=2020-01-01&to=2030-01-01`)
    assert.ok(items.length > 0, 'the demo city has hot spots')
    await page.locator('.spots .spot').first().waitFor()
    assert.equal(await page.locator('.spots .spot').count(), items.length)
    await page.locator('.map-spot').first().waitFor()
    assert.equal(await page.locator('.map-spot').count(), items.length)
    await page.locator('.spots .spot').first().click()
    await page.locator('.place a.row').first().waitFor()
    assert.equal(await page.locator('.map-spot.is-selected .map-spot-badge').innerText(), '1')
  })
})

test('a shared link restores period, filter, layer and place of the view', async () => {
  let link = ''
  let total = 0
  await as('city.demo', '/heatmap?category=littering,spitting&weekday=5', { viewport: DESK }, async (page) => {
    await page.getByRole('radio', { name: '蜂窝' }).click()
    await page.waitForURL(/layer=hex/)
    await page.locator('.legend').waitFor()
    await page.waitForTimeout(800)
    total = await shownTotal(page)
    await page.getByRole('button', { name: '分享这个画面' }).click()
    link = await page.locator('input.link').inputValue()
  })
  assert.match(link, /from=\d{4}-\d{2}-\d{2}/)
  await as('city.demo', link.slice(office.url.length), { viewport: DESK }, async (page) => {
    await waitForTotal(page, total)
    assert.equal(await page.getByRole('radio', { name: '蜂窝' }).getAttribute('aria-checked'), 'true')
    assert.match(link, new RegExp(`from=${await day(page, 0)}`))
    assert.equal(await page.locator('[data-slot="5-3"]').getAttribute('aria-selected'), 'true')
    assert.equal(await page.locator('[data-slot="4-3"]').getAttribute('aria-selected'), 'false')
  })
})

test('a street supervisor sees the own street and nothing else', async () => {
  const { city } = office
  const street = await apiAs(office.url, 'street.demo')
  const me = await street.get('/me')
  const own = me.roles[0].area_code
  await as('street.demo', '/heatmap', { viewport: DESK }, async (page) => {
    const days = await period(page)
    const { total } = await city.get(`/insights/heat/areas?kind=incident&level=grid&area=${own}&${days}`)
    await waitForTotal(page, total)
    const everywhere = await city.get(`/insights/heat/areas?kind=incident&level=grid&${days}`)
    assert.ok(total < everywhere.total)
    const { items } = await city.get(`/incidents?limit=100&${days}`)
    const foreign = items.find((one) => one.area_code && !one.area_code.startsWith(own.replace(/0+$/, '')))
    assert.ok(foreign, 'the city has records elsewhere')
    await page.goto(`${office.url}/incidents/${foreign.id}`)
    await page.getByText('不在您的辖区').first().waitFor()
  })
})

test('an export downloads as many rows as the page shows', async () => {
  await as('city.demo', '/heatmap?category=littering', { viewport: DESK }, async (page) => {
    await page.waitForTimeout(1000)
    const total = await shownTotal(page)
    await page.getByRole('button', { name: '分享这个画面' }).click()
    const [csv] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()])
    const text = readFileSync(await csv.path(), 'utf8').replace(/^\uFEFF/, '').trim()
    assert.equal(text.split('\n').length - 1, total)
    for (const [button, start] of [['GeoJSON', '{'], ['NDJSON', '{'], ['Excel', 'PK']]) {
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button, exact: true }).click()])
      assert.ok(readFileSync(await file.path(), 'latin1').startsWith(start), `${button} starts as such a file does`)
    }
  })
})

test('a new record appears on an open heatmap within seconds', async () => {
  const worker = await apiAs(office.url, 'grid.demo')
  await as('city.demo', '/heatmap', { viewport: DESK }, async (page) => {
    await page.waitForTimeout(1500)
    const before = await shownTotal(page)
    const record = {
      id: crypto.randomUUID(),
      kind: 'incident',
      captured_at: new Date().toISOString(),
      position: { lng: 110.47, lat: 26.87, accuracy_m: 8 },
      placed_by: 'gps',
      photos: [],
      app: { version: 'e2e', device_id: crypto.randomUUID() },
      payload: { category: 'littering', outcome: 'no_contact' },
    }
    const answer = await worker.call('/records/batch', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ records: [record] }),
    })
    assert.equal((await answer.json()).results[0].outcome, 'created')
    await waitForTotal(page, before + 1)
  })
})

test('the list of records filters, shows more and opens one with its receipt', async () => {
  const api = office.city
  await as('city.demo', '/incidents', { viewport: PHONE }, async (page) => {
    await page.locator('.rows a.row').first().waitFor()
    const first = await page.locator('.rows a.row').count()
    await page.getByRole('button', { name: '再看一些' }).click()
    await page.waitForFunction((count) => document.querySelectorAll('.rows a.row').length > count, first)
    const { items } = await api.get('/incidents?limit=1&category=spitting')
    await page.getByRole('searchbox').fill(items[0].receipt)
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.querySelectorAll('.rows a.row').length === 1)
    await page.locator('.rows a.row').click()
    await page.waitForURL(new RegExp(items[0].id))
    const groups = `${items[0].receipt.slice(0, 4)}-${items[0].receipt.slice(4)}`
    await page.getByText(groups).first().waitFor()
  })
})

test('an administrator makes an account, and its one-time password signs in once to be changed', async () => {
  let password = ''
  const account = `test.${Date.now().toString(36)}`
  await as('admin.demo', '/accounts', { viewport: DESK }, async (page) => {
    await page.getByRole('button', { name: '添一个人' }).click()
    await page.getByLabel('姓名').last().fill('试用员')
    await page.locator('input[name=account]').fill(account)
    await page.locator('dialog select').selectOption('grid_worker')
    await page.locator('dialog .picker').click()
    await page.getByRole('searchbox', { name: '找街道、社区或网格' }).fill('第1网格')
    await page.locator('dialog .pair .row').first().click()
    await page.getByRole('button', { name: '建立账号' }).click()
    password = await page.locator('.one-time').innerText()
    await page.getByRole('button', { name: '记下了' }).click()
    await page.getByRole('heading', { name: '试用员' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: '试用员' }).waitFor()
    assert.equal(await page.getByText(password, { exact: true }).count(), 0, 'the password is not shown again')
  })
  await as({ account, password }, '/', { viewport: PHONE }, (page) => page.waitForURL(/\/password/))
})

const AREAS = new URL('../../demo/city/areas.geojson', import.meta.url)
const upload = (page, name, collection) =>
  page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/geo+json', buffer: Buffer.from(JSON.stringify(collection)) })

test('a broken file of areas is refused whole with places, a sound one comes into use', async () => {
  const city = JSON.parse(readFileSync(AREAS, 'utf8').replace(/^\uFEFF/, ''))
  const broken = structuredClone(city)
  const grids = broken.features.filter((one) => one.properties.level === 'grid')
  const [a, b] = grids
  b.geometry = structuredClone(a.geometry)
  grids[5].properties.parent_code = '439899999999'
  await as('admin.demo', '/areas/import', { viewport: DESK }, async (page) => {
    await upload(page, 'broken.geojson', broken)
    await page.locator('.verdict.refused').waitFor({ timeout: 30_000 })
    assert.ok((await page.locator('.problems .row').count()) >= 2)
    const number = Number(await page.locator('.map-spot-badge').first().innerText())
    await page.locator('.problems .row').nth(number - 1).click()
    assert.equal(await page.locator('.map-spot.is-selected .map-spot-badge').innerText(), String(number))
    assert.equal(await page.getByRole('button', { name: '启用这一版' }).count(), 0)
    await assertAccessible(page, 'the refused import')
    const before = (await (await apiAs(office.url, 'admin.demo')).get('/areas/versions')).items.length
    await upload(page, 'areas.geojson', city)
    await page.locator('.verdict.fine').waitFor({ timeout: 30_000 })
    await page.getByRole('button', { name: '启用这一版' }).click()
    await page.locator('.verdict.applied').waitFor({ timeout: 30_000 })
    const now = (await (await apiAs(office.url, 'admin.demo')).get('/areas/versions')).items
    assert.equal(now.length, before + 1)
    assert.ok(now.some((one) => one.is_current))
  })
})

test('the audit log is intact and says so', async () => {
  await as(auditor, '/audit', { viewport: PHONE }, async (page) => {
    await page.locator('ol li').first().waitFor()
    await page.getByRole('button', { name: '核对整条链' }).click()
    await page.locator('.result').waitFor()
    assert.equal(await page.locator('.result.broken').count(), 0)
  })
})

/** Who opens which page, and what stands on it; where nobody is named, the auditor. */
const PAGES = [
  ['city.demo', '/overview', '.cards'],
  ['city.demo', '/heatmap', '.map-spot'],
  ['city.demo', '/incidents', '.rows a.row'],
  ['city.demo', '/more', '.row'],
  ['city.demo', '/tallies', 'section.choice'],
  ['city.demo', '/ads', '.rows ul'],
  ['city.demo', '/ads/summary', '.cards'],
  ['city.demo', '/ads/report', 'article.sheet'],
  ['city.demo', '/ads/twins', '.body .state, .body .pair'],
  ['city.demo', '/ads/import', '.deeds'],
  ['street.demo', '/duty', '.body ul, .body .state'],
  ['street.demo', '/duty/teams', '.body ul'],
  ['street.demo', '/duty/plans', '.body ul'],
  ['street.demo', '/duty/hours', '.body'],
  ['street.demo', '/duty/effect', '.cards'],
  ['admin.demo', '/accounts', '.rows .sign'],
  ['admin.demo', '/accounts/import', 'textarea'],
  ['admin.demo', '/areas/import', '.now'],
  [null, '/audit', 'ol li'],
]
for (const [account, path, sign] of PAGES) {
  for (const [name, viewport, language] of [['phone', PHONE, 'zh-CN'], ['desk', DESK, 'en']]) {
    test(`${path} keeps every rule of accessibility on a ${name} in ${language}`, async () => {
      await as(account ?? auditor, path, { viewport, language }, async (page) => {
        await page.locator(sign).first().waitFor({ timeout: 15_000 })
        await assertAccessible(page, path)
      })
    })
  }
}
