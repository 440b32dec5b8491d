import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { assertAccessible } from './support/access.mjs'
import { DESK, openPage, PHONE, signIn } from './support/browser.mjs'
import { enterAs, launch, phone, phoneRecords, untilAllSent, untilOfflineReady } from './support/phone.mjs'
import { placeInOwnArea, signInByApi } from './support/server-api.mjs'
import { startService } from './support/service.mjs'
import { shoot } from './support/shots.mjs'

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

async function readyPhone() {
  const one = await phone(browser, service.url, place)
  const page = await one.open('/')
  await enterAs(page, '网格员')
  await untilOfflineReady(page)
  await page.goto(`${service.url}/shift`)
  return { ...one, page }
}

/** Starts a shift that nobody planned, where the phone stands. */
async function startShift(page, name) {
  await page.getByRole('button', { name: '临时劝导' }).tap()
  await page.getByLabel('叫什么').fill(name)
  await page.getByRole('button', { name: '签到，开始' }).tap()
  await page.getByRole('radio', { name: /^劝导/ }).waitFor()
}

const plus = (page, name) => page.getByRole('button', { name: `${name}多一个`, exact: true })
const counted = (page, name) => page.getByRole('status', { name, exact: true })
const recordsOf = async (page, kind) => (await phoneRecords(page)).filter((row) => row.envelope.kind === kind)

test('a shift offline from start to end survives a reload with counts intact, and its hours are confirmed in the office', async () => {
  const { page, context, check, close } = await readyPhone()
  await context.setOffline(true)
  const name = `试班${Date.now() % 100000}`
  await startShift(page, name)
  const [checkIn] = await recordsOf(page, 'shift_check')
  assert.equal(checkIn.envelope.payload.direction, 'in')
  assert.equal(checkIn.hold_until <= Date.now(), true, 'the check-in waits for nothing but the network')
  for (let taps = 0; taps < 6; taps += 1) await plus(page, '当场改正').tap()
  for (let taps = 0; taps < 3; taps += 1) await plus(page, '不予理会').tap()
  await plus(page, '劝导前离开').tap()
  await page.getByRole('button', { name: '不予理会少一个' }).tap()
  await page.getByRole('button', { name: '撤销上一次' }).tap()
  await page.getByRole('button', { name: /发手册/ }).tap()
  await page.getByRole('button', { name: /发手册/ }).tap()

  await page.reload()
  await page.getByRole('radio', { name: '劝导 10 人' }).waitFor()
  assert.equal(await counted(page, '当场改正').innerText(), '6')
  assert.equal(await counted(page, '不予理会').innerText(), '3')
  await page.getByText('6 / 9').waitFor()
  await page.goto(`${service.url}/today`)
  await page.getByRole('link', { name: new RegExp(`${name}.*正在进行`, 's') }).tap()
  await page.getByRole('radio', { name: /^队员/ }).tap()
  await page.getByRole('button', { name: '多一人' }).tap()

  await page.goto(`${service.url}/incidents/new`)
  await page.getByRole('radio', { name: '乱扔垃圾', exact: true }).tap()
  await page.getByRole('button', { name: '保存', exact: true }).tap()
  await page.getByText('已存在手机里', { exact: true }).waitFor()
  await page.waitForTimeout(5500)

  const shift = checkIn.envelope.payload.shift
  await page.goto(`${service.url}/shift/${shift}/summary`)
  await page.getByText('1 条', { exact: true }).waitFor()
  await page.getByRole('button', { name: '签退，存下这一班' }).tap()
  await page.getByText('这一班已存在手机里').waitFor()
  const [report] = await recordsOf(page, 'shift_report')
  assert.deepEqual(report.envelope.payload.counters.map((one) => [one.outcome, one.count]).sort(), [['corrected', 6], ['ignored', 3], ['left_before', 1]])
  assert.equal(report.envelope.payload.others, 1)
  assert.equal(report.envelope.shift_id, undefined)
  const [incident] = await recordsOf(page, 'incident')
  assert.equal(incident.envelope.shift_id, shift, 'an incident logged meanwhile belongs to the shift')

  await context.setOffline(false)
  await untilAllSent(page)
  check()
  await close()

  const supervisor = await signInByApi(service.url, 'street.demo')
  let seen = await supervisor.get(`/dissuasion/shifts/${shift}`)
  for (let tries = 0; tries < 40 && !seen.has_report; tries += 1) {
    await new Promise((resolve) => { setTimeout(resolve, 250) })
    seen = await supervisor.get(`/dissuasion/shifts/${shift}`)
  }
  assert.equal(seen.name, name)
  assert.equal(seen.handbooks, 2)
  assert.equal(seen.others, 1)

  const desk = await openPage(browser, service.url, { viewport: DESK })
  await signIn(desk.page, service.url, 'street.demo')
  await desk.page.goto(`${service.url}/duty/shifts/${shift}`)
  await desk.page.getByRole('heading', { name, level: 1 }).waitFor()
  const minutes = desk.page.getByLabel(/正确的分钟数/)
  await minutes.fill('30')
  await desk.page.getByRole('button', { name: '都按这个确认' }).click()
  await desk.page.getByText('请写原因。').waitFor()
  await desk.page.getByLabel(/原因$/).fill('跟了全程')
  await desk.page.getByRole('button', { name: '都按这个确认' }).click()
  await desk.page.getByText(/已确认 30 分/).waitFor()
  assert.deepEqual(desk.faults, [])
  await desk.close()

  const worker = await signInByApi(service.url, 'grid.demo')
  const mine = await worker.get('/dissuasion/hours/mine')
  assert.ok(mine.entries.some((entry) => entry.shift_id === shift && entry.minutes === 30), 'the volunteer sees the own hours')
})

test('a tab killed in the middle of a shift comes back to it with everything that was counted', async () => {
  const { page, context, open, check, close } = await readyPhone()
  await context.setOffline(true)
  await startShift(page, '断线试班')
  for (let taps = 0; taps < 12; taps += 1) await plus(page, '接受劝导').tap({ noWaitAfter: true })
  await page.waitForTimeout(300)
  await page.close({ runBeforeUnload: false })
  const again = await open('/')
  await again.getByRole('link', { name: /断线试班/ }).tap()
  await again.getByRole('radio', { name: '劝导 12 人' }).waitFor()
  assert.equal(await counted(again, '接受劝导').innerText(), '12')
  check()
  await close()
})

test('a planner makes a plan in plain words, sees its days, and ends it again', async () => {
  const desk = await openPage(browser, service.url, { viewport: DESK })
  const { page } = desk
  await signIn(page, service.url, 'street.demo')
  await page.goto(`${service.url}/duty/plans`)
  const name = `试排${Date.now() % 100000}`
  await page.getByRole('button', { name: '新计划' }).click()
  await page.getByLabel('叫什么').fill(name)
  await page.getByRole('button', { name: '周六', exact: true }).click()
  await page.getByRole('group', { name: '每月几号' }).getByRole('button', { name: '15', exact: true }).click()
  await page.getByRole('button', { name: /重阳节/ }).click()
  await page.getByText(/接下来 60 天有 \d+ 班/).waitFor()
  await page.locator('dialog li button', { hasText: '场所' }).first().click()
  await page.getByRole('button', { name: '保存', exact: true }).click()
  await page.getByText('计划已存，班次已排好').waitFor()
  const card = page.locator('.plans li', { hasText: name })
  await card.waitFor()
  const words = await card.innerText()
  assert.match(words, /每周六、每月 15 日、重阳节/)
  assert.doesNotMatch(words, /FREQ|BYDAY|LUNAR/)
  const api = await signInByApi(service.url, 'street.demo')
  const plan = (await api.get('/dissuasion/plans?limit=100')).items.find((one) => one.name === name)
  assert.ok(plan.rules.includes('FREQ=WEEKLY;BYDAY=SA') && plan.rules.includes('FREQ=MONTHLY;BYMONTHDAY=15'))
  await card.getByRole('button', { name: /改/ }).click()
  await page.getByRole('button', { name: '停这个计划' }).click()
  await card.getByText('已停').waitFor()
  assert.deepEqual(desk.faults, [])
  await desk.close()
})

test('a planner puts the place of a plan on the map, by finger and by key', async () => {
  for (const [name, viewport] of [['desk', DESK], ['phone', PHONE]]) {
    const desk = await openPage(browser, service.url, { viewport })
    const { page } = desk
    await signIn(page, service.url, 'street.demo')
    await page.goto(`${service.url}/duty/plans`)
    const title = `放针${Date.now() % 100000}`
    await page.getByRole('button', { name: '新计划' }).click()
    await page.getByLabel('叫什么').fill(title)
    await page.getByRole('button', { name: '周日', exact: true }).click()
    await page.getByRole('radio', { name: '地图上一点' }).click()
    await page.locator('dialog canvas').waitFor()
    await page.waitForTimeout(1500)
    await page.getByRole('button', { name: '保存', exact: true }).click()
    await page.getByText(/放图钉并起个名/).waitFor()
    if (viewport === DESK) await page.locator('dialog canvas').click({ position: { x: 264, y: 130 } })
    else await page.locator('dialog canvas').press('Enter')
    await page.getByText(/^经度 \d+/).waitFor()
    await page.getByLabel('大家怎么叫这个地方').fill('老北门岗亭')
    await assertAccessible(page, `a pin for a plan (${name})`)
    await page.locator('dialog .stage').scrollIntoViewIfNeeded()
    await shoot(page, `plan-point-${name}`, { isScreen: true })
    await page.getByRole('button', { name: '保存', exact: true }).click()
    await page.getByText('计划已存，班次已排好').waitFor()
    const api = await signInByApi(service.url, 'street.demo')
    const plan = (await api.get('/dissuasion/plans?limit=100')).items.find((one) => one.name === title)
    assert.deepEqual([plan.place.kind, plan.place.name_zh, plan.place.line.length], ['point', '老北门岗亭', 1])
    // A change of something else keeps the pin.
    const card = page.locator('.plans li', { hasText: title })
    await card.getByRole('button', { name: /改/ }).click()
    await page.getByLabel('要几个人').fill('2')
    // The word of the first saving may still stand: wait for the answer to this one.
    const changed = page.waitForResponse((response) => response.request().method() === 'PATCH' && response.url().includes('/dissuasion/plans/'))
    await page.getByRole('button', { name: '保存', exact: true }).click()
    assert.equal((await changed).status(), 200)
    const after = (await api.get('/dissuasion/plans?limit=100')).items.find((one) => one.name === title)
    assert.deepEqual([after.needed, after.place.line], [2, plan.place.line])
    assert.deepEqual(desk.faults, [])
    await desk.close()
  }
})

test('a planner changes name, unit, leader and adopted crossing of a team', async () => {
  const desk = await openPage(browser, service.url, { viewport: PHONE })
  const { page } = desk
  await signIn(page, service.url, 'street.demo')
  const api = await signInByApi(service.url, 'street.demo')
  const team = (await api.get('/dissuasion/teams?limit=10')).items.find((one) => one.can_plan && !one.is_ended)
  await page.goto(`${service.url}/duty/teams/${team.id}`)
  await page.getByRole('button', { name: '改这支队' }).click()
  await page.getByLabel('队名').fill('城东路口劝导队')
  await page.getByLabel('所属单位').fill('某某公司')
  await page.locator('dialog li button', { hasText: '场所' }).first().click()
  await assertAccessible(page, 'a team being changed')
  await shoot(page, 'team-edit')
  await page.getByRole('button', { name: '保存', exact: true }).click()
  await page.getByText('已存好').waitFor()
  const now = await api.get(`/dissuasion/teams/${team.id}`)
  assert.deepEqual([now.name, now.home_unit, now.leader.id], ['城东路口劝导队', '某某公司', team.leader.id])
  assert.ok(now.site, 'a crossing is adopted')
  await page.getByRole('button', { name: '改这支队' }).click()
  await page.getByRole('button', { name: '不认领了' }).click()
  await page.getByLabel('队名').fill(team.name)
  await page.getByRole('button', { name: '保存', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: team.name }).waitFor()
  assert.equal((await api.get(`/dissuasion/teams/${team.id}`)).site, null)
  assert.deepEqual(desk.faults, [])
  await desk.close()
})

test('the shifts of some weeks are saved as a file without names', async () => {
  const desk = await openPage(browser, service.url, { viewport: DESK })
  const { page } = desk
  await signIn(page, service.url, 'street.demo')
  await page.goto(`${service.url}/duty`)
  for (const [word, ending] of [['CSV', 'csv'], ['Excel', 'xlsx']]) {
    await page.getByRole('button', { name: '导出班次' }).click()
    const saving = page.waitForEvent('download')
    await page.getByRole('button', { name: word, exact: true }).click()
    assert.ok((await saving).suggestedFilename().endsWith(ending))
  }
  assert.deepEqual(desk.faults, [])
  await desk.close()
})

test('a volunteer asks one person to step in, and takes it back', async () => {
  const api = await signInByApi(service.url, 'volunteer.demo')
  const pack = await api.get('/field-pack')
  const duty = await api.get(pack.parts.find((part) => part.name === 'shifts').url)
  const day = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
  const shift = duty.shifts.find((one) => one.am_i_on && one.day > day && one.roster.length < duty.teams.find((team) => team.id === one.team_id).members.length)
  const mate = duty.teams.find((team) => team.id === shift.team_id).members.find((one) => one.id !== duty.me && !shift.roster.includes(one.id))
  const desk = await openPage(browser, service.url, { viewport: PHONE })
  const { page } = desk
  await signIn(page, service.url, 'volunteer.demo')
  await page.goto(`${service.url}/shift`)
  const index = duty.shifts.filter((one) => one.day > day).sort((a, b) => (a.starts_at < b.starts_at ? -1 : 1)).findIndex((one) => one.id === shift.id)
  await page.locator('ul.card li button').nth(index).click()
  await page.getByLabel('请谁替').selectOption(mate.id)
  await assertAccessible(page, 'asking one person')
  await shoot(page, 'swap-one')
  await page.getByRole('button', { name: '请人替班' }).click()
  await page.getByText(`你请 ${mate.name} 替班`).waitFor()
  const mine = (await api.get('/dissuasion/swaps?state=open')).items.find((one) => one.shift_id === shift.id)
  assert.equal(mine.to.id, mate.id)
  await shoot(page, 'swap-mine')
  await page.getByRole('button', { name: '不换了' }).click()
  await page.getByText('已撤回').waitFor()
  assert.deepEqual((await api.get('/dissuasion/swaps?state=open')).items.filter((one) => one.shift_id === shift.id), [])
  assert.deepEqual(desk.faults, [])
  await desk.close()
})

test('of two who change a roster at once one wins and the other is told', async () => {
  const api = await signInByApi(service.url, 'street.demo')
  const { items } = await api.get('/dissuasion/shifts?limit=100')
  const shift = items.find((one) => one.progress === 'ahead' && one.roster.length > 1)
  const desk = await openPage(browser, service.url, { viewport: DESK })
  await signIn(desk.page, service.url, 'street.demo')
  await desk.page.goto(`${service.url}/duty/shifts/${shift.id}`)
  const off = desk.page.getByRole('button', { name: /^让 .* 不去$/ })
  await off.first().waitFor()
  await api.post(`/dissuasion/shifts/${shift.id}/roster`, JSON.stringify({ version: shift.version, changes: [{ account_id: shift.roster[0], is_on: false }] }))
  await off.last().click()
  await desk.page.getByText('名单刚被别人改过').waitFor()
  assert.deepEqual(desk.faults, [])
  await desk.close()
})

for (const look of [{ type: 'normal', contrast: 'normal', language: 'zh-CN' }, { type: 'large', contrast: 'high', language: 'en' }]) {
  test(`the duty pages of the field are accessible: ${Object.values(look).join(', ')}`, async () => {
    const { page, check, close } = await readyPhone()
    await startShift(page, '查看')
    const shift = new URL(page.url()).pathname
    await page.evaluate(({ type, contrast, language }) => {
      localStorage.setItem('wenxun.type', type)
      localStorage.setItem('wenxun.contrast', contrast)
      localStorage.setItem('wenxun.language', language)
    }, look)
    for (const path of ['/today', '/shift', shift, `${shift}/summary`, '/shift/hours']) {
      await page.goto(service.url + path)
      await page.waitForLoadState('networkidle')
      await page.waitForTimeout(400)
      await assertAccessible(page, `${path} ${JSON.stringify(look)}`)
    }
    check()
    await close()
  })
}

for (const { name, options } of [
  { name: 'desk, Chinese', options: { viewport: DESK } },
  { name: 'desk, English', options: { viewport: DESK, language: 'en' } },
  { name: 'phone, Chinese', options: { viewport: PHONE } },
]) {
  test(`the duty pages of the office are accessible and draw: ${name}`, async () => {
    const desk = await openPage(browser, service.url, options)
    await signIn(desk.page, service.url, 'street.demo')
    for (const path of ['/duty', '/duty/teams', '/duty/plans', '/duty/hours', '/duty/effect']) {
      await desk.page.goto(service.url + path)
      await desk.page.locator('.body ul, .body .state, .cards, .scroll').first().waitFor()
      await desk.page.waitForTimeout(600)
      await assertAccessible(desk.page, `${path} (${name})`)
    }
    assert.deepEqual(desk.faults, [])
    await desk.close()
  })
}
