import assert from 'node:assert/strict'
import { after, before, test as nodeTest } from 'node:test'
import { assertAccessible } from './support/access.mjs'
import { enterAs, launch, phone, phoneRecords, untilAllSent, untilOfflineReady } from './support/phone.mjs'
import { signInByApi } from './support/server-api.mjs'
import { startService } from './support/service.mjs'
import { shoot } from './support/shots.mjs'

const UNDO_MS = 5_500
let service
let browser
let survey
/** The building with most doors that nobody has visited yet. */
let building

async function readPack() {
  const surveyor = await signInByApi(service.url, 'surveyor.demo')
  const pack = await surveyor.get('/field-pack')
  const part = pack.parts.find((one) => one.name === 'surveys')
  return part ? surveyor.get(part.url) : { surveys: [] }
}

before(async () => {
  service = await startService()
  browser = await launch()
  const { surveys } = await readPack()
  survey = surveys.find((one) => one.kind === 'household')
  if (!survey) return
  const byHouse = groupBy(survey.doors, key)
  building = [...byHouse.values()].sort((a, b) => fresh(b).length - fresh(a).length)[0]
})

after(async () => {
  await browser?.close()
  await service?.stop()
})

/** A service that WENXUN_URL names may have no survey in the field. */
const test = (name, run) => nodeTest(name, (context) => (survey ? run() : context.skip('no survey is in the field here')))

const key = (door) => `${door.community_code}-${door.building}`
const fresh = (doors) => doors.filter((door) => door.visits.length === 0)
function groupBy(items, of) {
  const found = new Map()
  for (const item of items) found.set(of(item), [...(found.get(of(item)) ?? []), item])
  return found
}

/** A phone of the surveyor in front of the building, ready to work without network. */
async function atTheHouse(options = {}) {
  const place = { longitude: building[0].lng, latitude: building[0].lat, accuracy: 8 }
  const one = await phone(browser, service.url, place, options)
  const page = await one.open('/')
  await enterAs(page, options.locale === 'en' ? /surveyor/i : '入户调查员')
  await untilOfflineReady(page)
  await page.getByRole('button', { name: options.locale === 'en' ? 'Household survey' : '入户问卷' }).waitFor()
  return { ...one, page }
}

const openHouse = (page) => page.goto(new URL(`/visits/${survey.id}/${key(building[0])}`, page.url()).href)
const doorName = ({ unit, door }) => (unit ? `${unit}单元 ${door}` : door)
const openDoor = (page, door) => page.getByRole('button', { name: doorName(door), exact: true }).tap()
const next = (page) => page.getByRole('button', { name: '下一题' }).tap()
const question = (page, words) => page.getByRole('heading', { name: words, level: 2 }).waitFor()

/** Answers the standard form up to the question of awareness. */
async function toAwareness(page) {
  await next(page)
  await page.getByRole('radio', { name: '同意参加' }).tap()
  await question(page, '年龄段')
  for (const words of ['30–44岁', '女', '5年以上']) await page.getByRole('radio', { name: words, exact: true }).first().tap()
  await page.getByLabel('家中常住人数').fill('3')
  await next(page)
  await question(page, '您知道本市正在创建文明城市吗?')
}

/** From awareness to the end: the first choice of each question, what is typed left out. */
async function toTheEnd(page) {
  for (let tries = 0; tries < 40; tries += 1) {
    if (await page.getByRole('heading', { name: '问完了' }).count()) return
    const before = await page.locator('h2').first().textContent()
    const groups = await page.locator('.sheet [role=radiogroup], .sheet [role=group]').all()
    for (const group of groups) {
      const choice = group.locator('[role=radio], [role=checkbox]').first()
      if ((await choice.getAttribute('aria-checked')) !== 'true') await choice.tap()
    }
    const number = page.locator('.sheet input[inputmode=numeric]')
    if (await number.count()) await number.fill('2')
    await page.waitForTimeout(350)
    if ((await page.locator('h2').first().textContent()) === before) await next(page)
  }
  assert.fail('the interview has no end')
}

/** Nothing sticks out at 360 px. */
async function fits(page) {
  const width = await page.evaluate(() => document.documentElement.scrollWidth)
  assert.ok(width <= 360, `the page is ${width} px wide`)
}

/** Ends the page without a word, as a phone does that is short of memory. */
async function kill(page) {
  const context = page.context()
  await page.close({ runBeforeUnload: false })
  return context.newPage()
}

test('an interview without network is sealed, kept over a killed tab, and reaches the server', async () => {
  const { page, context, check, close } = await atTheHouse()
  const door = fresh(building)[0]
  await context.setOffline(true)
  await openHouse(page)
  await shoot(page, 'visit-house', { isScreen: true })
  await assertAccessible(page, 'a building')
  await openDoor(page, door)
  await shoot(page, 'visit-door', { isScreen: true })
  await assertAccessible(page, 'a door')
  await page.getByRole('button', { name: '开始访问' }).tap()
  await page.waitForURL('**/visits/interview?draft=**')
  await assertAccessible(page, 'the introduction')
  await toAwareness(page)
  await page.waitForTimeout(300)

  const again = await kill(page)
  await again.goto(`${service.url}/`)
  await question(again, '您知道本市正在创建文明城市吗?')
  await again.getByRole('button', { name: '上一题' }).tap()
  assert.equal(await again.getByLabel('家中常住人数').inputValue(), '3')
  assert.equal(await again.getByRole('radio', { name: '女', exact: true }).getAttribute('aria-checked'), 'true')
  await next(again)

  await again.getByRole('radio', { name: 'EN', exact: true }).tap()
  await question(again, 'Do you know that the city is working for the civilised-city title?')
  await again.getByRole('radio', { name: '中文', exact: true }).tap()
  await again.getByRole('button', { name: '大字给对方看' }).tap()
  await assertAccessible(again, 'large type for the other person')
  await shoot(again, 'visit-large', { isScreen: true })
  await again.getByRole('dialog').getByRole('button', { name: '是', exact: true }).tap()
  await again.waitForTimeout(400)
  await toTheEnd(again)
  await again.getByRole('checkbox', { name: '发了市民文明手册' }).tap()
  await assertAccessible(again, 'the end of an interview')
  await shoot(again, 'visit-end', { isScreen: true })
  await again.getByRole('button', { name: '封存' }).tap()
  await again.getByText('答案已封存').waitFor()
  await again.waitForURL(`**/visits/${survey.id}/**`)
  const [kept] = await phoneRecords(again)
  const { payload } = kept.envelope
  assert.equal(payload.disposition, 'interview')
  assert.equal(payload.door_id, door.id)
  assert.equal(payload.has_handbook, true)
  assert.equal(payload.answers['main/awareness/aware'], 'yes')
  for (const bound of ['dwelling_code', 'visit_date', 'attempt_no', 'visit_location', 'start', 'end', 'today']) assert.ok(!(bound in payload.answers), bound)
  assert.ok(payload.started_position.accuracy_m > 0 && payload.ended_position.accuracy_m > 0)
  assert.equal(kept.envelope.position, null)
  assert.ok(payload.timings.find((one) => one.path === 'main/awareness/aware').ms > 300)

  await again.goto(`${service.url}/records`)
  await again.getByText('访问 · 完成').waitFor()
  assert.ok(!(await again.content()).includes(door.code), 'no list outside surveys tells the door')
  await context.setOffline(false)
  const [sent] = await untilAllSent(again)
  assert.deepEqual(sent.flags.filter((flag) => flag === 'answers_inconsistent'), [])
  const { surveys } = await readPack()
  const there = surveys.find((one) => one.id === survey.id).doors.find((one) => one.id === door.id)
  assert.equal(there.outcome, 'interview')
  assert.equal(there.handbook, true)
  check()
  await close()
})

test('a refusal is one tap, undone within five seconds; not at home plans the next visit', async () => {
  const { page, check, close } = await atTheHouse()
  const [, first, second] = fresh(building)
  await openHouse(page)
  await openDoor(page, first)
  await page.getByRole('button', { name: /^拒访/ }).tap()
  await page.getByText('已存在手机里').waitFor()
  assert.equal((await phoneRecords(page)).length, 1)
  await page.getByRole('button', { name: /撤销/ }).tap()
  await page.getByText('已撤销，没有留下').waitFor()
  assert.equal((await phoneRecords(page)).length, 0)

  await openDoor(page, second)
  await page.getByRole('button', { name: /^不在家/ }).tap()
  await page.getByText('什么时候再来？').waitFor()
  await assertAccessible(page, 'planning a call-back')
  await shoot(page, 'visit-plan', { isScreen: true })
  await page.getByRole('button', { name: /再来$/ }).last().tap()
  await page.getByText('已存在手机里').waitFor()
  const [kept] = await phoneRecords(page)
  const { disposition, call_back, answers } = kept.envelope.payload
  assert.equal(disposition, 'not_home')
  assert.match(call_back.day, /^\d{4}-\d\d-\d\d$/)
  assert.notEqual(call_back.day, new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date()), 'another day')
  assert.equal(answers, null)
  await page.waitForTimeout(UNDO_MS)
  await untilAllSent(page)
  check()
  await close()
})

test('a person who refuses at the door leaves only the refusal, and the surveyor corrects it within a day', async () => {
  const { page, check, close } = await atTheHouse()
  const door = fresh(building)[3]
  await openHouse(page)
  await openDoor(page, door)
  await page.getByRole('button', { name: '开始访问' }).tap()
  await next(page)
  await page.getByRole('radio', { name: '不愿参加' }).tap()
  await question(page, '不愿参加的原因')
  await page.getByRole('radio', { name: '没有时间' }).or(page.getByRole('radio').nth(2)).first().tap()
  await toTheEnd(page)
  await page.getByRole('button', { name: '封存' }).tap()
  await page.getByText('答案已封存').waitFor()
  const [first] = await untilAllSent(page)
  assert.equal(first.envelope.payload.disposition, 'refused')
  await openDoor(page, door)
  await page.getByRole('button', { name: '更正这次访问' }).tap()
  await page.waitForURL('**/visits/interview?corrects=**')
  await next(page)
  await page.getByRole('radio', { name: '同意参加' }).tap()
  await question(page, '年龄段')
  await page.getByRole('button', { name: '先停下' }).tap()
  await page.waitForURL(`**/visits/${survey.id}/**`)
  assert.equal((await phoneRecords(page)).length, 1, 'a correction that was left leaves nothing')

  await openDoor(page, door)
  await page.getByRole('button', { name: '更正这次访问' }).tap()
  for (let at = 0; at < 4; at += 1) await next(page)
  await question(page, '问完了')
  await page.getByRole('button', { name: '交更正' }).tap()
  await page.getByText('请写下更正的原因').waitFor()
  await page.getByLabel('为什么更正').fill('原因点错了')
  await page.getByRole('button', { name: '交更正' }).tap()
  await page.getByText('答案已封存').waitFor()
  const rows = await untilAllSent(page)
  const correction = rows.find((row) => row.envelope.corrects)
  assert.equal(correction.envelope.corrects, first.id)
  assert.equal(correction.envelope.correction_reason, '原因点错了')
  assert.equal(correction.envelope.payload.started_at, first.envelope.payload.started_at)
  check()
  await close()
})

test('an answer that the server refuses opens at its question', async () => {
  const { page, context, check, close } = await atTheHouse()
  const door = fresh(building)[4]
  await context.route('**/api/v1/records/batch', async (route) => {
    const { records } = route.request().postDataJSON()
    const errors = [{ pointer: '/payload/answers/main~1awareness~1aware', code: 'not_in_list', title: '不在选项里' }]
    const problem = { code: 'record_refused', title: '没收下', status: 422, errors }
    await route.fulfill({ json: { results: records.map(({ id }) => ({ id, outcome: 'refused', problem })) } })
  })
  await openHouse(page)
  await openDoor(page, door)
  await page.getByRole('button', { name: '开始访问' }).tap()
  await toAwareness(page)
  await page.getByRole('radio', { name: '否', exact: true }).tap()
  await page.waitForTimeout(400)
  await toTheEnd(page)
  await page.getByRole('button', { name: '封存' }).tap()
  await page.getByText('答案已封存').waitFor()
  await page.goto(`${service.url}/records`)
  await page.getByText('有一题的答案服务器不认').waitFor()
  await context.unroute('**/api/v1/records/batch')
  await page.getByRole('link', { name: /去改/ }).first().tap()
  await question(page, '您知道本市正在创建文明城市吗?')
  await page.getByRole('radio', { name: '是', exact: true }).tap()
  await page.waitForTimeout(400)
  await toTheEnd(page)
  await page.getByRole('button', { name: '改好再传' }).tap()
  const [sent] = await untilAllSent(page)
  assert.equal(sent.envelope.payload.answers['main/awareness/aware'], 'yes')
  check()
  await close()
})

test('two hundred doors are listed at once, also without network', async () => {
  const { page, context, check, close } = await atTheHouse()
  assert.ok(survey.doors.length >= 150, `${survey.doors.length} doors`)
  await context.setOffline(true)
  const from = Date.now()
  await page.getByRole('button', { name: '入户问卷' }).tap()
  await page.getByRole('radio', { name: '按顺序看' }).tap()
  await page.getByText(doorName(survey.doors[0])).first().waitFor()
  const took = Date.now() - from
  assert.ok(took < 1500, `${took} ms`)
  assert.ok((await page.locator('.body li button').count()) >= survey.doors.length)
  await shoot(page, 'visit-doors', { isScreen: true })
  await assertAccessible(page, 'all doors')
  check()
  await close()
})

test('an interview is put off to another day and goes on with its answers', async () => {
  const { page, check, close } = await atTheHouse()
  const door = fresh(building)[5]
  await openHouse(page)
  await openDoor(page, door)
  await page.getByRole('button', { name: '开始访问' }).tap()
  await toAwareness(page)
  await page.getByRole('button', { name: '改约时间' }).tap()
  await assertAccessible(page, 'stopping an interview')
  await page.getByRole('button', { name: '改天接着问' }).tap()
  await page.getByText('什么时候再来？').waitFor()
  await page.getByRole('button', { name: '先不约' }).tap()
  await openDoor(page, door)
  await page.getByText('第 2 次上门').waitFor()
  await page.getByRole('button', { name: '接着问' }).tap()
  await question(page, '您知道本市正在创建文明城市吗?')
  check()
  await close()
})

for (const look of [{ type: 'large', contrast: 'high', locale: 'zh-CN' }, { type: 'normal', contrast: 'normal', locale: 'en' }]) {
  test(`visits are accessible: ${look.type}, ${look.contrast}, ${look.locale}`, async () => {
    const { page, check, close } = await atTheHouse({ locale: look.locale })
    await page.evaluate(({ type, contrast }) => {
      localStorage.setItem('wenxun.type', type)
      localStorage.setItem('wenxun.contrast', contrast)
    }, look)
    await page.goto(new URL('/visits', page.url()).href)
    await page.waitForTimeout(500)
    await assertAccessible(page, 'surveys')
    await shoot(page, `visits-${look.locale}`, { isScreen: true })
    await openHouse(page)
    await page.waitForTimeout(500)
    await assertAccessible(page, 'the building')
    await fits(page)
    await shoot(page, `visit-house-${look.locale}`, { isScreen: true })
    await page.locator('footer button').tap()
    await page.waitForTimeout(400)
    await assertAccessible(page, 'the door')
    await shoot(page, `visit-door-${look.locale}`, { isScreen: true })
    await page.locator('dialog .primary').tap()
    await page.waitForURL('**/visits/interview**')
    await page.locator('.run .primary').tap()
    await page.waitForTimeout(400)
    await assertAccessible(page, 'a question')
    await shoot(page, `visit-question-${look.locale}`, { isScreen: true })
    await fits(page)
    check()
    await close()
  })
}
