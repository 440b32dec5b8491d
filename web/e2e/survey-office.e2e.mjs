import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { assertAccessible } from './support/access.mjs'
import { DESK, PHONE } from './support/browser.mjs'
import { openOffice } from './support/office.mjs'
import { apiAs } from './support/service.mjs'
import { workbook } from './support/workbook.mjs'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const HEAD = ['type', 'name', 'label::中文 (zh)', 'label::English (en)', 'relevant', 'calculation']
/** Tells the forms of this run from those of another against the same service. */
const RUN = Date.now().toString(36)
const office = openOffice({ withMap: true })
const { as } = office

function questionnaire({ code, version = '1', questions = [], isBroken = false }) {
  const choices = [['list_name', 'name', 'label::中文 (zh)', 'label::English (en)'], ['support', 'strong', '非常支持', 'Strongly'], ['support', 'support', '支持', 'Support'], ['support', 'against', '不支持', 'Against'], ['yn', 'yes', '知道', 'Yes'], ['yn', 'no', '不知道', 'No'], ['sex', 'male', '男', 'Male'], ['sex', 'female', '女', 'Female']]
  const survey = [
    HEAD,
    ['select_one yn', 'aware', '您知道本市在创建吗？', 'Do you know?', '', ''],
    ['select_one support', 'support', '您支持创建吗？', 'Do you support it?', isBroken ? '${awear} = 1' : "${aware} = 'yes'", ''],
    ['select_one sex', 'sex', '性别', 'Sex', '', ''],
    ...questions,
    ...(isBroken ? [['select_only yn', 'again', '再问一次', 'Once more', '', ''], ['calculate', 'a', '', '', '', '${b} + 1'], ['calculate', 'b', '', '', '', '${a} + 1']] : []),
  ]
  if (isBroken) choices.push(['yn', 'yes', '知道', 'Yes'])
  return workbook({ survey, choices, settings: [['form_id', 'form_title', 'version', 'default_language'], [code, `试用问卷 ${RUN}`, version, '中文 (zh)']] })
}
const take = (page, name, buffer) => page.locator('input[type=file]').setInputFiles({ name, mimeType: XLSX, buffer })
const post = (api, path, body, type = 'application/json') => api.call(path, { method: 'POST', headers: { 'Content-Type': type }, body })

test('all errors of a workbook stand at once, each leads to its cell, by mouse and by keys', async () => {
  const api = office.city
  const broken = questionnaire({ code: `broken_${RUN}`, isBroken: true })
  const { errors } = await (await post(api, '/forms/check', broken, XLSX)).json()
  assert.ok(errors.length >= 4, 'the workbook has several errors')
  await as('city.demo', '/forms', { viewport: DESK }, async (page) => {
    await page.getByRole('button', { name: '上传问卷' }).click()
    await page.waitForURL(/forms\/upload/)
    await take(page, 'broken.xlsx', broken)
    await page.getByText(`${errors.length} 处要改，改好再上传`).waitFor()
    await page.getByText('有错的行没有放进来，其余的可以先试填。').waitFor()
    await page.locator('.phone').getByText('您知道本市在创建吗？').waitFor()
    const rows = page.locator('.side ol .row')
    assert.equal(await rows.count(), errors.length)
    const cells = await page.locator('.side ol .cell').allInnerTexts()
    assert.ok(cells.includes('E3'), `the wrong reference stands in E3, not in ${cells}`)
    await rows.nth(cells.indexOf('E3')).click()
    assert.equal(await page.locator('td.chosen').innerText(), '${awear} = 1')
    await page.locator('.fault').getByText('没有这一题').waitFor()
    await rows.first().focus()
    const first = await page.locator('.fault .head').innerText()
    await page.keyboard.press('ArrowDown')
    await page.waitForFunction((before) => document.querySelector('.fault .head')?.innerText !== before, first)
    assert.equal(await page.getByRole('button', { name: '存为草稿' }).count(), 0, 'a refused workbook cannot be kept')
    await assertAccessible(page, 'a refused workbook')
    const [list] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '下载清单' }).click()])
    assert.equal(readFileSync(await list.path(), 'utf8').trim().split('\n').length - 1, errors.length)
  })
  const { items } = await api.get('/forms')
  assert.ok(!items.some((one) => one.code === `broken_${RUN}`), 'nothing was kept')
})

test('a sound workbook is tried on the phone frame, kept, published for ever, and comes back as it was', async () => {
  const bytes = questionnaire({ code: `sound_${RUN}` })
  await as('city.demo', '/forms/upload', { viewport: DESK }, async (page) => {
    await take(page, 'sound.xlsx', bytes)
    await page.locator('.phone').getByText('您知道本市在创建吗？').waitFor()
    await page.locator('.phone').getByRole('radio', { name: '知道', exact: true }).click()
    await page.locator('.phone').getByText('您支持创建吗？').waitFor()
    await assertAccessible(page, 'the preview')
    await page.getByRole('button', { name: '存为草稿' }).click()
    await page.waitForURL(/\/forms\/[0-9a-f-]{36}/)
    await page.getByRole('button', { name: '发布这一版' }).click()
    await page.getByRole('button', { name: '发布', exact: true }).click()
    await page.locator('article .card').getByText('已发布', { exact: true }).waitFor()
    assert.equal(await page.getByRole('button', { name: '删掉草稿' }).count(), 0)
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '下载原表' }).click()])
    const sha = (data) => createHash('sha256').update(data).digest('hex')
    assert.equal(sha(readFileSync(await file.path())), sha(bytes))
  })
})

test('two versions are compared question by question', async () => {
  const api = office.city
  const code = `twice_${RUN}`
  await post(api, '/forms', questionnaire({ code }), XLSX)
  const { items } = await api.get('/forms')
  const form = items.find((one) => one.code === code)
  await api.call(`/forms/${form.id}/versions/1/publish`, { method: 'POST' })
  await post(api, '/forms', questionnaire({ code, version: '2', questions: [['text', 'advice', '还有什么建议？', 'Any advice?', '', '']] }), XLSX)
  await as('city.demo', `/forms/${form.id}`, { viewport: PHONE }, async (page) => {
    await page.getByRole('button', { name: '和上一版比' }).click()
    await page.getByText('加了 1 处').waitFor()
    await page.locator('dialog[open]').getByText(/还有什么建议|Any advice/).waitFor()
    await assertAccessible(page, 'the comparison')
  })
})

test('a form that asks for names is published only with the reason of an administrator', async () => {
  const api = office.city
  const code = `names_${RUN}`
  await post(api, '/forms', questionnaire({ code, questions: [['text', 'full_name', '您的姓名', 'Your name', '', '']] }), XLSX)
  const form = (await api.get('/forms')).items.find((one) => one.code === code)
  await as('city.demo', `/forms/${form.id}`, { viewport: DESK }, async (page) => {
    await page.getByRole('button', { name: '发布这一版' }).click()
    await page.getByText('要由系统管理员写明理由').waitFor()
    assert.equal(await page.locator('dialog[open]').getByRole('button', { name: '发布', exact: true }).count(), 0)
    await assertAccessible(page, 'the question about persons')
  })
  await as('admin.demo', `/forms/${form.id}`, { viewport: DESK }, async (page) => {
    await page.getByRole('button', { name: '发布这一版' }).click()
    await page.getByRole('button', { name: '破例允许' }).click()
    await page.getByText('请写明理由。', { exact: true }).waitFor()
    await page.getByLabel('理由').fill('回访要核对，已经法制部门同意')
    await page.getByRole('button', { name: '破例允许' }).click()
    await page.getByText('管理员破例：回访要核对').waitFor()
  })
  await as('city.demo', `/forms/${form.id}`, { viewport: DESK }, async (page) => {
    await page.getByRole('button', { name: '发布这一版' }).click()
    await page.getByRole('button', { name: '发布', exact: true }).click()
    await page.locator('article .card').getByText('已发布', { exact: true }).waitFor()
  })
})

/** A small city of doors around real communities: `n` in each of the first grids of every street. */
async function doorsOf(api, n) {
  const { features } = await api.get('/areas/outlines?level=grid')
  const rows = ['dwelling_code,building,unit,door,floor,lat,lng']
  const streets = new Map()
  for (const { properties, geometry } of features) {
    const street = properties.code.slice(0, 9)
    const seen = streets.get(street) ?? 0
    if (seen >= 4) continue
    streets.set(street, seen + 1)
    const ring = geometry.type === 'Polygon' ? geometry.coordinates[0] : geometry.coordinates[0][0]
    const [lng, lat] = [0, 1].map((axis) => ring.slice(1).reduce((sum, point) => sum + point[axis], 0) / (ring.length - 1))
    for (let i = 0; i < n; i += 1) rows.push(`${properties.code}-${RUN}-${i},${(i % 3) + 1},1,${100 + i},${(i % 6) + 1},${lat.toFixed(6)},${lng.toFixed(6)}`)
  }
  return rows
}

test('a list of doors with a mistake is refused whole with its rows, a sound one is taken over', async () => {
  const api = office.city
  const rows = await doorsOf(api, 20)
  const before = (await api.get('/frames')).items.length
  await as('city.demo', '/frames', { viewport: DESK }, async (page) => {
    await page.getByRole('button', { name: '导入户表' }).click()
    const put = (lines) => page.locator('input[type=file]').setInputFiles({ name: `户表 ${RUN}.csv`, mimeType: 'text/csv', buffer: Buffer.from(`${lines.join('\n')}\n`) })
    await put([...rows, rows[1], rows[2].replace(/,[^,]+,[^,]+$/, ',1.000000,2.000000').replace(RUN, `${RUN}x`)])
    await page.getByText('2 处问题，没有导入').waitFor()
    await page.getByText(`第 ${rows.length + 1} 行`).waitFor()
    await assertAccessible(page, 'the refused list of doors')
    assert.equal((await api.get('/frames')).items.length, before)
    await put(rows)
    await page.getByRole('button', { name: /^导入这/ }).click()
    await page.waitForURL(/\/frames\/[0-9a-f-]{36}/)
    await page.locator('.figure').waitFor()
    const id = page.url().split('/').at(-1)
    const frame = await api.get(`/frames/${id}`)
    assert.equal(frame.dwellings, rows.length - 1)
    assert.equal(Number((await page.locator('.figure').innerText()).replace(/\D/g, '')), frame.dwellings)
    assert.equal(await page.locator('tbody tr').count(), frame.streets.length)
    await assertAccessible(page, 'a list of doors')
  })
})

test('a survey is set up, planned anew at each change, drawn once with its fingerprint, and given to surveyors', async () => {
  const api = office.city
  const [frame] = (await api.get('/frames')).items.filter((one) => one.dwellings >= 5000)
  await as('city.demo', '/surveys/new', { viewport: DESK }, async (page) => {
    await page.getByRole('button', { name: '存好，下一步' }).click()
    await page.getByText('写上名称').waitFor()
    await assertAccessible(page, 'the first step with what is missing')
    await page.getByLabel(/^名称/).fill(`试抽 ${RUN}`)
    await page.getByLabel('用哪份问卷').selectOption({ label: await page.locator('option', { hasText: '入户知晓率支持率调查' }).first().innerText() })
    await page.locator('.picker').click()
    await page.locator('dialog[open] .row', { hasText: '云澧市' }).first().click()
    await page.getByRole('button', { name: '按常用的四个率填好' }).click()
    await page.getByText(/支持率 = （非常支持 \+ 支持） ÷ 有效回答/).waitFor()
    await page.getByRole('button', { name: '存好，下一步' }).click()
    await page.waitForURL(/\/surveys\/[0-9a-f-]{36}\/setup/)
    await page.getByRole('radio', { name: new RegExp(frame.title) }).click()
    await page.getByRole('button', { name: '存好，下一步' }).click()
    const tile = page.locator('.plan .tiles li').first().locator('b')
    await tile.waitFor()
    const drawn = async () => Number((await tile.innerText()).replace(/\D/g, ''))
    const before = await drawn()
    const planned = page.waitForResponse((answer) => answer.url().endsWith('/surveys/plan') && answer.ok())
    await page.getByRole('slider').focus()
    await page.keyboard.press('ArrowLeft')
    const plan = await (await planned).json()
    await page.waitForFunction((was) => Number(document.querySelector('.plan .tiles b')?.textContent?.replace(/\D/g, '')) !== was, before)
    assert.equal(await drawn(), plan.draw)
    assert.ok(plan.draw < before, 'a wider margin needs fewer doors')
    assert.equal(await page.locator('.plan tbody tr').count(), plan.strata.length)
    await assertAccessible(page, 'the draw')
    await page.getByRole('button', { name: '公布指纹并抽户' }).click()
    await page.getByRole('button', { name: '公布并抽户' }).click()
    await page.getByRole('heading', { name: /分派/ }).waitFor()
    const id = page.url().match(/surveys\/([0-9a-f-]{36})/)[1]
    const survey = await api.get(`/surveys/${id}`)
    assert.equal(survey.state, 'field')
    assert.equal((await page.locator('.hash').first().innerText()).replace(/\s/g, ''), survey.seed_sha256)
    assert.equal(survey.seed, null, 'the seed itself is told at the end only')
    assert.equal(survey.drawn.doors, plan.draw)
    await page.getByRole('button', { name: '平均分给所有访员' }).click()
    await page.getByText('都分派了').waitFor()
    const { items } = await api.get(`/surveys/${id}/assignments`)
    assert.ok(items.length > 0 && items.every((one) => one.surveyors.length > 0))
    await assertAccessible(page, 'the assignment')
    await page.getByRole('button', { name: '看进度' }).click()
    await page.getByText('走到哪一步').waitFor()
    const progress = await api.get(`/surveys/${id}/progress?by=street`)
    assert.equal(Number((await page.locator('.tiles b').first().innerText()).replace(/\D/g, '')), progress.total.doors)
    assert.equal(await page.locator('tbody tr').count(), progress.rows.length)
  })
})

test('a street intercept is set up by quota and says that it is no probability sample', async () => {
  const api = office.city
  await as('city.demo', '/surveys/new', { viewport: PHONE }, async (page) => {
    await page.getByRole('radio', { name: /街头拦访/ }).click()
    await page.getByLabel('名称', { exact: true }).fill(`试拦 ${RUN}`)
    await page.getByLabel('用哪份问卷').selectOption({ label: await page.locator('option', { hasText: '街头拦访短问卷' }).first().innerText() })
    await page.locator('.picker').click()
    await page.locator('dialog[open] .row', { hasText: '云澧市' }).first().click()
    await page.getByRole('button', { name: '加一个率' }).click()
    await page.locator('dialog[open]').getByLabel('名称', { exact: true }).fill('支持率')
    const question = page.locator('dialog[open]').getByLabel('哪一题')
    await question.selectOption({ index: 1 })
    await page.locator('dialog[open] [role=checkbox]').first().click()
    await page.getByRole('button', { name: '好', exact: true }).click()
    await page.getByRole('button', { name: '存好，下一步' }).click()
    await page.getByText(/共 \d+ 格/).waitFor()
    await page.getByLabel('每格先填').fill('7')
    await page.keyboard.press('Tab')
    await assertAccessible(page, 'the quotas')
    await page.getByRole('button', { name: '开始拦访' }).click()
    await page.getByRole('button', { name: '开始', exact: true }).click()
    await page.waitForURL(/progress/)
    const id = page.url().match(/surveys\/([0-9a-f-]{36})/)[1]
    await page.getByText('不是概率抽样').first().waitFor()
    const { quotas } = await api.get(`/surveys/${id}/progress`)
    assert.ok(quotas.length > 0 && quotas.every((one) => one.target === 7))
    assert.equal(await page.locator('.area li').count(), quotas.length)
    await assertAccessible(page, 'the progress of an intercept')
  })
})

test('progress of a closed wave shows what the service counted, the doors on a map, and the proof of the draw', async () => {
  const api = office.city
  const closed = (await api.get('/surveys?state=closed')).items[0]
  await as('city.demo', `/surveys/${closed.id}/progress`, { viewport: DESK }, async (page) => {
    await page.getByText('走到哪一步').waitFor()
    for (const by of ['street', 'community', 'surveyor']) {
      const { rows } = await api.get(`/surveys/${closed.id}/progress?by=${by}`)
      await page.getByRole('radio', { name: { street: '按街道', community: '按社区', surveyor: '按访员' }[by] }).click()
      await page.waitForFunction((count) => document.querySelectorAll('tbody tr').length === count, rows.length)
    }
    await page.getByRole('button', { name: '看地图' }).click()
    await page.locator('.stage canvas').waitFor()
    const { items } = await api.get(`/surveys/${closed.id}/doors/points`)
    const told = (await page.locator('.stage .legend').innerText()).match(/\d+/g).map(Number)
    assert.equal(told.reduce((sum, one) => sum + one, 0), items.length)
    await assertAccessible(page, 'the progress with its map')
  })
  assert.equal((await (await apiAs(office.url, 'community.demo')).call(`/surveys/${closed.id}/doors/points`)).status, 403)
})

test('results tell each rate with interval, verdict and groups as the service reckons them', async () => {
  const api = office.city
  const closed = (await api.get('/surveys?state=closed')).items[0]
  const found = await api.get(`/surveys/${closed.id}/rates?by=street`)
  const tenth = (share) => (share * 100).toFixed(1)
  await as('city.demo', `/surveys/${closed.id}/results`, { viewport: DESK }, async (page) => {
    await page.locator('.tiles button').first().waitFor()
    const tiles = await page.locator('.tiles button').allInnerTexts()
    assert.equal(tiles.length, found.measures.length)
    found.measures.forEach((one, i) => {
      assert.ok(tiles[i].includes(`${tenth(one.all.lower)}–${tenth(one.all.upper)}%`), `${one.code} shows its interval`)
      if (one.all.verdict) assert.ok(tiles[i].includes({ reached: '已达标', not_reached: '未达标', not_proven: '尚未证明' }[one.all.verdict]))
    })
    const support = found.measures.findIndex((one) => one.code === 'support')
    await page.locator('.tiles button').nth(support).click()
    await page.waitForURL(/rate=support/)
    const streets = found.measures[support].by
    assert.equal(await page.locator('tbody tr:not(.ticks)').count(), streets.length)
    const rows = await page.locator('tbody tr:not(.ticks)').allInnerTexts()
    streets.forEach((one, i) => assert.ok(one.rate.status === 'shown' ? rows[i].includes(tenth(one.rate.estimate)) : !/\d\.\d/.test(rows[i]), `${one.code} tells what may be told`))
    await page.getByText('÷ 有效回答').first().waitFor()
    await assertAccessible(page, 'the results')
    const [row, column] = [found.groups[0].path, found.groups[1].path]
    const crossed = await api.get(`/surveys/${closed.id}/cross?row=${encodeURIComponent(row)}&column=${encodeURIComponent(column)}`)
    const choice = page.locator('section', { hasText: '交叉表' }).locator('select')
    await choice.nth(0).selectOption(row)
    await choice.nth(1).selectOption(column)
    const table = page.locator('section', { hasText: '交叉表' }).locator('tbody tr')
    await table.first().waitFor()
    assert.equal(await table.count(), crossed.rows.length)
    await assertAccessible(page, 'the cross table')
    await page.getByRole('link', { name: 'A4 结果单' }).click()
    await page.locator('article.sheet').waitFor()
    await assertAccessible(page, 'the A4 sheet')
  })
})

test('the quality page names who differs from peers and where to go back first', async () => {
  const api = office.city
  const closed = (await api.get('/surveys?state=closed')).items[0]
  const found = await api.get(`/surveys/${closed.id}/quality`)
  await as('city.demo', `/surveys/${closed.id}/quality`, { viewport: PHONE }, async (page) => {
    await page.getByRole('heading', { name: '先回访哪些' }).waitFor()
    assert.equal(await page.locator('.cards article').count(), found.surveyors.length)
    assert.equal(await page.locator('.notes li').count(), found.notes.length)
    assert.equal(await page.locator('ol > li').count(), Math.min(20, found.visits.length))
    await assertAccessible(page, 'the quality page')
  })
  assert.equal((await (await apiAs(office.url, 'community.demo')).call(`/surveys/${closed.id}/quality`)).status, 403)
})

test('a visit that comes in changes an open page of progress within seconds', async () => {
  const surveyor = await apiAs(office.url, 'surveyor.demo')
  const { parts } = await surveyor.get('/field-pack')
  const given = await surveyor.get(parts.find((part) => part.name === 'surveys').url.replace(/^\/api\/v1/, ''))
  const survey = given.surveys.find((one) => one.kind === 'household' && one.doors.some((door) => door.visits.length === 0))
  const door = survey.doors.find((one) => one.visits.length === 0)
  const now = Date.now()
  const at = (back_s) => new Date(now - back_s * 1000).toISOString()
  const payload = { survey_id: survey.id, door_id: door.id, quota_id: null, visit_no: 1, disposition: 'not_home', call_back: null, answers: null, repeats: null, timings: null, started_at: at(40), ended_at: at(20), has_handbook: false }
  const record = { id: crypto.randomUUID(), kind: 'survey_visit', captured_at: at(40), position: null, placed_by: 'none', area_code: door.community_code, photos: [], app: { version: 'e2e', device_id: crypto.randomUUID() }, payload }
  await as('city.demo', `/surveys/${survey.id}/progress`, { viewport: PHONE }, async (page) => {
    const waiting = page.locator('.tiles li', { hasText: '要回访' }).locator('b')
    await waiting.waitFor()
    const before = Number((await waiting.innerText()).replace(/\D/g, ''))
    await page.waitForTimeout(1500)
    const answer = await post(surveyor, '/records/batch', JSON.stringify({ records: [record] }))
    const [result] = (await answer.json()).results
    assert.equal(result.outcome, 'created', JSON.stringify(result))
    await page.waitForFunction((count) => [...document.querySelectorAll('.tiles li')].some((one) => one.innerText.includes('要回访') && Number(one.querySelector('b').innerText.replace(/\D/g, '')) === count), before + 1)
    await page.locator('main').getByText('不在').first().waitFor()
  })
})

const PAGES = ['/surveys', '/forms', '/frames', '/surveys/new']
for (const path of PAGES) {
  for (const [name, viewport, language] of [['phone', PHONE, 'zh-CN'], ['desk', DESK, 'en']]) {
    test(`${path} keeps every rule of accessibility on a ${name} in ${language}`, async () => {
      await as('city.demo', path, { viewport, language }, async (page) => {
        await page.locator('h1').first().waitFor()
        await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null)
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, 'nothing hangs over the side')
        await assertAccessible(page, path)
      })
    })
  }
}
