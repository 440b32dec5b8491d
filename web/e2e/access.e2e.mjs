import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { assertAccessible } from './support/access.mjs'
import { enterAs, launch, logIncident, phone, untilOfflineReady } from './support/phone.mjs'
import { placeInOwnArea, signInByApi } from './support/server-api.mjs'
import { startService } from './support/service.mjs'

const PHOTO = fileURLToPath(new URL('../../demo/pictures/litter_1.jpg', import.meta.url))
const PAGES = ['/today', '/records', '/grid', '/me', '/me/devices', '/me/rescue', '/password', '/diagnostics', '/privacy', '/incidents/new', '/ads/new', '/ads/census', '/shift', '/shift/hours', '/tallies/new']
const LOOKS = [
  { type: 'normal', contrast: 'normal', language: 'zh-CN' },
  { type: 'large', contrast: 'high', language: 'zh-CN' },
  { type: 'normal', contrast: 'normal', language: 'en' },
]
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

async function settled(page) {
  await page.waitForLoadState('networkidle')
  await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'))
  await page.waitForTimeout(300)
}

test('pages before signing in are accessible in every look', async () => {
  const one = await phone(browser, service.url, place)
  const page = await one.open('/sign-in')
  for (const path of ['/sign-in', '/setup', '/setup?token=x', '/privacy', '/diagnostics']) {
    await page.goto(service.url + path)
    await settled(page)
    await assertAccessible(page, path)
  }
  await page.goto(`${service.url}/sign-in`)
  await page.getByRole('button', { name: '用账号登录' }).tap()
  await page.getByRole('button', { name: '登录', exact: true }).tap()
  await page.getByText('请填账号').waitFor()
  await assertAccessible(page, 'sign-in form with problems')
  one.check()
  await one.close()
})

for (const look of LOOKS) {
  test(`field pages are accessible: ${Object.values(look).join(', ')}`, async () => {
    const one = await phone(browser, service.url, place)
    const page = await one.open('/')
    await enterAs(page, '网格员')
    await untilOfflineReady(page)
    await page.evaluate(({ type, contrast, language }) => {
      localStorage.setItem('wenxun.type', type)
      localStorage.setItem('wenxun.contrast', contrast)
      localStorage.setItem('wenxun.language', language)
    }, look)
    for (const path of PAGES) {
      await page.goto(service.url + path)
      await settled(page)
      await assertAccessible(page, `${path} ${JSON.stringify(look)}`)
    }
    one.check()
    await one.close()
  })
}

test('states are accessible: saved, waiting, refused, draft, offline, place by hand, sign-out question', async () => {
  const one = await phone(browser, service.url, place)
  const page = await one.open('/')
  await enterAs(page, '网格员')
  await untilOfflineReady(page)
  await one.context.route('**/api/v1/records/batch', async (route) => {
    const { records } = route.request().postDataJSON()
    const results = records.map((record) =>
      record.note
        ? { id: record.id, outcome: record.note, problem: { code: 'record_refused', title: 'x', status: 422, errors: [{ pointer: '/note', code: 'too_long', title: 'x' }] } }
        : { id: record.id, outcome: 'created', seq: 1, receipt: '7K3F92XY', flags: ['poor_accuracy'], missing_photos: [] },
    )
    return route.fulfill({ json: { results } })
  })
  await logIncident(page, { photo: PHOTO })
  await assertAccessible(page, 'today with the toast')
  await logIncident(page, { note: 'refused' })
  await logIncident(page, { note: 'conflict' })
  await page.goto(`${service.url}/incidents/new`)
  await page.getByRole('radio', { name: '随地吐痰' }).tap()
  await page.getByRole('button', { name: /劝导结果/ }).tap()
  await page.getByLabel('备注').fill('电话 13800138000')
  await assertAccessible(page, 'log with details and a warning')
  await page.getByRole('button', { name: '改位置' }).tap()
  await page.waitForTimeout(500)
  await assertAccessible(page, 'place by hand')
  await page.getByRole('button', { name: '不改了' }).tap()
  await page.getByRole('button', { name: '关闭' }).first().tap()
  await page.waitForURL('**/today')
  await page.waitForTimeout(5500)
  await assertAccessible(page, 'today with things to do')
  await page.goto(`${service.url}/records`)
  await settled(page)
  await assertAccessible(page, 'records in every state')
  for (const name of ['未上传', '要处理', '已传']) {
    await page.getByRole('button', { name: new RegExp(`^${name}`) }).tap()
    await assertAccessible(page, `records filtered by ${name}`)
  }
  await page.getByRole('button', { name: '全部' }).tap()
  for (const row of await page.locator('a[href^="/records/"]').all()) {
    await row.tap()
    await settled(page)
    await assertAccessible(page, 'one record')
    await page.getByRole('button', { name: '返回' }).tap()
  }
  await page.goto(`${service.url}/grid`)
  await settled(page)
  await assertAccessible(page, 'my grid with points')
  await one.context.setOffline(true)
  for (const path of ['/today', '/records', '/me/devices', '/me']) {
    await page.goto(service.url + path)
    await page.waitForTimeout(600)
    await assertAccessible(page, `${path} offline`)
  }
  await page.getByRole('button', { name: /退出登录/ }).tap()
  await page.getByText('没上传').first().waitFor()
  await page.waitForTimeout(300)
  await assertAccessible(page, 'sign-out question')
  one.check()
  await one.close()
})
