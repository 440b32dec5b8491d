import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { assertAccessible } from './support/access.mjs'
import { DESK, openPage, PHONE, signIn } from './support/browser.mjs'
import { launch, phone, untilAllSent, untilOfflineReady } from './support/phone.mjs'
import { apiAs, makeAccount, startService } from './support/service.mjs'
import { ATTACHMENTS, COMMUNITY, draftSurvey, giveDoors, householdSurvey, interceptSurvey, publishForm, sendVisit, shortForm, uploadForm } from './support/surveys.mjs'
import { untilKept } from './support/phone-store.mjs'

const RUN = Date.now().toString(36)
const PICTURE = readFileSync(new URL('../public/icon-192.png', import.meta.url))
const ANSWERS = { consent: 'agree', aware: 'yes', people: 3, sex: 'female' }
let service
let browser
let city
let surveyor
let me
let formId
/** Grows with every survey of this run: each test has its own. */
let number = 0

before(async () => {
  service = await startService()
  browser = await launch()
  city = await apiAs(service.url, 'city.demo')
  surveyor = await apiAs(service.url, 'surveyor.demo')
  me = await surveyor.get('/me')
  formId = await publishForm(city, `life_${RUN}`, PICTURE)
})
after(async () => {
  await browser?.close()
  await service?.stop()
})

const title = () => `调查 ${RUN} ${(number += 1)}`
const household = (doors) => householdSurvey(city, { formId, title: title(), doors, surveyor: me.id })

/** Runs `work` on a page of an account; afterwards no rule of the content policy may be broken. */
async function at(path, work, { account = 'city.demo', password, viewport = DESK } = {}) {
  const opened = await openPage(browser, service.url, { viewport })
  opened.page.setDefaultTimeout(20_000)
  try {
    await signIn(opened.page, service.url, account, password)
    await opened.page.goto(service.url + path)
    await work(opened.page)
    assert.deepEqual(opened.faults, [])
  } finally {
    await opened.close()
  }
}

/** A phone of somebody with everything for work without network, and the pictures of questionnaires. */
async function onPhone(account, password, work) {
  const one = await phone(browser, service.url, null, {})
  try {
    const page = await one.open('/sign-in')
    await signIn(page, service.url, account, password)
    await page.goto(`${service.url}/`)
    await untilOfflineReady(page)
    await page.waitForFunction(picturesOnPhone)
    await one.context.setOffline(true)
    await page.goto(`${service.url}/visits`)
    await work(page, one.context)
    one.check()
  } finally {
    await one.close()
  }
}

/** Whether a picture of a questionnaire lies in the phone's own store. */
async function picturesOnPhone() {
  const { id } = JSON.parse(localStorage.getItem('wenxun.account'))
  return new Promise((resolve) => {
    const opening = indexedDB.open(`wenxun-${id}`)
    opening.onerror = () => resolve(false)
    opening.onsuccess = () => {
      const db = opening.result
      const reading = db.transaction('photos').objectStore('photos').getAllKeys(IDBKeyRange.bound(['form-files'], ['form-files', []]))
      reading.onsuccess = () => {
        db.close()
        resolve(reading.result.length > 0)
      }
    }
  })
}

/** Chooses a survey on the page of visits: a row of words for few, a list for many. */
async function choose(page, words) {
  const list = page.locator('.body > select')
  const row = page.getByRole('radio', { name: words })
  await page.getByText(words).first().waitFor({ state: 'attached' })
  if (await list.count()) await list.selectOption({ label: words })
  else if (await row.count()) await row.tap()
  await page.getByRole('heading', { name: words, level: 2 }).waitFor()
}
const question = (page, words) => page.getByRole('heading', { name: words, level: 2 }).waitFor()
const next = (page) => page.getByRole('button', { name: '下一题' }).tap()
async function answer(page, asked, words) {
  await question(page, asked)
  await page.getByRole('radio', { name: words, exact: true }).tap()
}

test('a questionnaire is published when the files it uses are handed in', async () => {
  const code = `files_${RUN}`
  const id = await uploadForm(city, shortForm(code))
  await at(`/forms/${id}`, async (page) => {
    await page.getByText('还差 1 个').waitFor()
    await page.getByRole('button', { name: '发布这一版' }).click()
    await page.getByRole('button', { name: '发布', exact: true }).click()
    await page.getByText('问卷用到的文件还没有交齐').waitFor()
    await page.keyboard.press('Escape')
    const field = page.getByLabel('交文件（可多选）')
    await field.setInputFiles([{ name: 'flag.png', mimeType: 'image/png', buffer: Buffer.from('no picture') }, { name: 'other.png', mimeType: 'image/png', buffer: PICTURE }])
    await page.getByText(/flag\.png: .*文件不能用/).waitFor()
    await page.getByText(/other\.png: .*没有用到这个名字/).waitFor()
    await field.setInputFiles({ name: 'flag.png', mimeType: 'image/png', buffer: PICTURE })
    await page.getByText('还差 1 个').waitFor({ state: 'detached' })
    await assertAccessible(page, 'a questionnaire with files')
    await page.getByRole('button', { name: '手机上的样子' }).click()
    await page.locator('.phone').getByRole('radio', { name: '愿意', exact: true }).click()
    await page.locator('.phone .picture img').waitFor()
  })
  const listed = await city.get(`/forms/${id}/versions/1/files`)
  assert.equal(listed.items[0].size_bytes, PICTURE.length)
})

test('people in the street are asked by quota on a phone without network, with the picture of the question', async () => {
  const survey = await interceptSurvey(city, { formId, title: title(), target: 2 })
  const words = survey.title.zh
  await onPhone('surveyor.demo', 'wenxun-demo', async (page, context) => {
    await choose(page, words)
    await page.getByRole('button', { name: /^女/ }).tap()
    await answer(page, '您愿意参加吗？', '愿意')
    await question(page, '您知道这面旗吗？')
    await page.waitForFunction(() => document.querySelector('.picture img')?.naturalWidth === 192)
    await assertAccessible(page, 'a question with a picture')
    await answer(page, '您知道这面旗吗？', '知道')
    await page.getByLabel('家里几口人？').fill('3')
    await next(page)
    await answer(page, '性别', '女')
    await page.getByRole('heading', { name: '问完了' }).waitFor()
    await page.getByRole('button', { name: '封存' }).tap()
    await page.waitForURL('**/visits')
    await context.setOffline(false)
    await untilAllSent(page)
  })
  const { quotas } = await city.get(`/surveys/${survey.id}/progress`)
  assert.deepEqual(quotas.map((one) => one.done), [1])
  await at(`/surveys/${survey.id}/results`, (page) => page.getByText(/不是概率|非概率/).first().waitFor(), { viewport: PHONE })
})

/** Waits until a piece of a recording that goes on lies on the phone. */
const untilPieceKept = (page) => untilKept(page, (_record, name) => name.startsWith('~voice~'))

test('a recording and a file are made without network and arrive with the interview', async () => {
  const form = await publishForm(city, `voice_${RUN}`, PICTURE, ATTACHMENTS)
  const survey = await interceptSurvey(city, { formId: form, title: title(), target: 2 })
  const paper = Buffer.from('%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n')
  await onPhone('surveyor.demo', 'wenxun-demo', async (page, context) => {
    await choose(page, survey.title.zh)
    await page.getByRole('button', { name: /^女/ }).tap()
    await answer(page, '您愿意参加吗？', '愿意')
    await answer(page, '您知道这面旗吗？', '知道')
    await page.getByLabel('家里几口人？').fill('3')
    await next(page)
    await answer(page, '性别', '女')
    await question(page, '请说说您的建议')
    await page.getByRole('button', { name: '开始录音' }).tap()
    await page.getByText('浏览器没有麦克风权限').waitFor()
    await context.grantPermissions(['microphone'], { origin: service.url })
    await page.getByRole('button', { name: '开始录音' }).tap()
    await page.getByRole('timer').waitFor()
    await assertAccessible(page, 'a recording that goes on')
    await untilPieceKept(page)
    await page.reload()
    await page.getByText('上次没录完').waitFor()
    await page.waitForFunction(() => document.querySelector('.attach audio')?.readyState > 0)
    await page.getByRole('button', { name: '重录' }).tap()
    await page.getByRole('timer').waitFor()
    await untilPieceKept(page)
    await page.getByRole('button', { name: '停止' }).tap()
    await page.getByRole('timer').waitFor({ state: 'detached' })
    await page.waitForFunction(() => document.querySelector('.attach audio')?.readyState > 0)
    await next(page)
    await question(page, '有材料的话附上')
    const field = page.locator('.attach input[type=file]')
    await field.setInputFiles({ name: 'a.exe', mimeType: 'application/octet-stream', buffer: Buffer.from('MZ program') })
    await page.getByText('这种文件服务器不收').waitFor()
    await field.setInputFiles({ name: 'a.pdf', mimeType: 'application/pdf', buffer: paper })
    await page.getByText('已附上').waitFor()
    await assertAccessible(page, 'a file as an answer')
    await next(page)
    await page.getByRole('heading', { name: '问完了' }).waitFor()
    await page.getByRole('button', { name: '封存' }).tap()
    await page.waitForURL('**/visits')
    await context.setOffline(false)
    const [row] = await untilAllSent(page)
    assert.equal(row.photos.length, 2)
  })
  const { account, password } = await makeAccount(service.url, 'statistician')
  const reader = await apiAs(service.url, account, password)
  const { items } = await reader.get(`/surveys/${survey.id}/attachments`)
  assert.deepEqual(items.map(({ path, format }) => [path, format]), [['paper', 'pdf'], ['voice', 'webm']])
  const opened = await reader.call(`/surveys/${survey.id}/attachments/${items[0].sha256}`, {})
  assert.deepEqual(Buffer.from(await opened.arrayBuffer()), paper)
  await at(`/surveys/${survey.id}/results`, async (page) => {
    await page.getByRole('heading', { name: '录音和附件' }).waitFor()
    await page.getByRole('button', { name: '听' }).click()
    await page.waitForFunction(() => document.querySelector('.attachments audio')?.readyState > 0)
    await assertAccessible(page, 'recordings among the answers')
  }, { account, password })
})

test('a door that is not there is replaced by the next of the reserve, a refusal is not', async () => {
  const survey = await household(4)
  const [gone, refused] = survey.doors
  await sendVisit(surveyor, { surveyId: survey.id, formId, door: gone, disposition: 'no_such_dwelling' })
  await sendVisit(surveyor, { surveyId: survey.id, formId, door: refused, disposition: 'refused' })
  await at(`/surveys/${survey.id}/progress`, async (page) => {
    await page.getByRole('radio', { name: '全部', exact: true }).click()
    const buttons = page.getByRole('button', { name: '换一户' })
    await buttons.first().waitFor()
    assert.equal(await buttons.count(), 1, 'only the missing door may be replaced')
    await buttons.click()
    const sheet = page.locator('dialog[open]')
    await sheet.getByRole('heading', { name: /换掉/ }).waitFor()
    await assertAccessible(page, 'the choice of a reason')
    const answered = page.waitForResponse((one) => one.url().includes('/replace'))
    await sheet.getByRole('button', { name: '换一户' }).click()
    assert.equal((await answered).status(), 200)
    await sheet.waitFor({ state: 'detached' })
    await page.locator('.tag', { hasText: '备用' }).first().waitFor()
  })
  const { items } = await city.get(`/surveys/${survey.id}/doors?limit=100`)
  assert.equal(items.length, 4)
  assert.ok(!items.some((one) => one.id === gone.id), 'the missing door is no longer asked')
  assert.equal(items.filter((one) => one.is_from_reserve).length, 1)
})

test('handbooks are held against the doors of each grid and building', async () => {
  const survey = await household(4)
  const [door] = survey.doors
  await sendVisit(surveyor, { surveyId: survey.id, formId, door, answers: ANSWERS, hasHandbook: true })
  await at(`/surveys/${survey.id}/progress`, async (page) => {
    await page.getByRole('button', { name: '看覆盖' }).click()
    const table = page.getByRole('group', { name: '手册发到哪里' })
    for (const [by, words] of [['grid', '按网格'], ['building', '按楼栋']]) {
      const { rows } = await city.get(`/surveys/${survey.id}/progress?by=${by}`)
      await page.getByRole('radio', { name: words }).click()
      const told = (text) => [...document.querySelectorAll('[role=group] tbody tr')].filter((row) => row.cells.length === 4).map((row) => row.cells[2].textContent).join() === text
      const books = [...rows].sort((a, b) => a.handbooks / a.doors - b.handbooks / b.doors).map((one) => one.handbooks).join()
      await page.waitForFunction(told, books)
      assert.equal(rows.reduce((sum, one) => sum + one.handbooks, 0), 1)
    }
    await table.waitFor()
    await assertAccessible(page, 'the coverage of handbooks')
  })
})

test('a closed survey tells its seed, and the seed draws the same doors again', async () => {
  const survey = await household(3)
  await at(`/surveys/${survey.id}/progress`, async (page) => {
    await page.getByRole('button', { name: '结束调查' }).click()
    await page.getByRole('button', { name: '结束', exact: true }).click()
    await page.getByRole('button', { name: '结束调查' }).waitFor({ state: 'detached' })
    await page.goto(`${service.url}/surveys/${survey.id}/setup`)
    await page.getByRole('button', { name: /抽样/ }).click()
    await page.getByRole('button', { name: '重抽一遍核对' }).click()
    await page.getByText('同一个种子重抽出同样的 6 户').waitFor()
    await assertAccessible(page, 'the proof of the draw')
    const closed = await city.get(`/surveys/${survey.id}`)
    const hashes = (await page.locator('.hash').allInnerTexts()).map((text) => text.replace(/\s/g, ''))
    assert.deepEqual(hashes, [closed.seed_sha256, closed.seed])
  })
})

test('what is known of the people is entered before the draw and stands beside the rates', async () => {
  const survey = await draftSurvey(city, { formId, title: title(), doors: 30 })
  await at(`/surveys/${survey.id}/setup`, async (page) => {
    await page.getByRole('button', { name: '加一个分布' }).click()
    await page.getByText('至少填两个回答和来源，才会用上。').waitFor()
    await page.getByLabel('哪一题').selectOption({ label: '性别' })
    for (const sex of ['男', '女']) {
      await page.locator('fieldset label.side', { hasText: sex }).locator('input').fill('50')
      await page.keyboard.press('Tab')
    }
    await page.getByLabel('从哪里知道的').fill('第七次普查')
    await page.keyboard.press('Tab')
    await page.getByText('至少填两个回答和来源，才会用上。').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: '公布指纹并抽户' }).click()
    await page.getByRole('button', { name: '公布并抽户' }).click()
    await page.getByRole('heading', { name: /分派/ }).waitFor()
  })
  const { design } = await city.get(`/surveys/${survey.id}`)
  assert.deepEqual(design.margins, [{ question: 'sex', shares: { female: 0.5, male: 0.5 }, source: '第七次普查' }])
  const doors = await giveDoors(city, survey.id, me.id)
  for (const [i, door] of doors.entries()) await sendVisit(surveyor, { surveyId: survey.id, formId, door, answers: { ...ANSWERS, sex: i < 6 ? 'male' : 'female', aware: i < 14 ? 'yes' : 'no' } })
  const { measures } = await city.get(`/surveys/${survey.id}/rates`)
  // All of the men know, and eight of 24 women.
  assert.ok(Math.abs(measures[0].all.estimate - (0.5 + 0.5 / 3)) < 1e-9, JSON.stringify(measures[0].all))
  await at(`/surveys/${survey.id}/results`, (page) => page.getByText('来源：第七次普查').first().waitFor({ state: 'attached' }))
})

test('interviews are drawn for a check, and another person asks the short form only', async () => {
  const survey = await household(6)
  for (const door of survey.doors) await sendVisit(surveyor, { surveyId: survey.id, formId, door, answers: ANSWERS })
  const checker = await makeAccount(service.url, 'surveyor', COMMUNITY)
  await at(`/surveys/${survey.id}/quality`, async (page) => {
    await page.getByRole('button', { name: '抽回访' }).click()
    const sheet = page.locator('dialog[open]')
    await sheet.getByRole('checkbox', { name: '试用' }).last().click()
    await sheet.getByRole('button', { name: '抽回访' }).click()
    await sheet.waitFor({ state: 'detached' })
    await page.locator('.checks li').nth(4).waitFor()
    assert.equal(await page.locator('.checks li').count(), 5, 'five of six interviews of a surveyor are checked')
    await assertAccessible(page, 'the back-checks')
  })
  const [first] = (await city.get(`/surveys/${survey.id}/back-checks`)).items
  assert.equal(first.outcome, null)
  await onPhone(checker.account, checker.password, async (page, context) => {
    await choose(page, survey.title.zh)
    await page.getByRole('radio', { name: '按顺序看' }).tap()
    await page.getByRole('button', { name: /回访/ }).first().tap()
    await page.getByRole('button', { name: '开始访问' }).tap()
    await answer(page, '您愿意参加吗？', '愿意')
    await answer(page, '您知道这面旗吗？', '不知道')
    await page.getByRole('heading', { name: '问完了' }).waitFor()
    await page.getByRole('button', { name: '封存' }).tap()
    await page.waitForURL((address) => !address.pathname.endsWith('/interview'))
    await context.setOffline(false)
    await untilAllSent(page)
  })
  const { items, mismatches } = await city.get(`/surveys/${survey.id}/back-checks`)
  assert.deepEqual(items.filter((one) => one.outcome).map((one) => [one.outcome, one.compared, one.differ]), [['interview', 2, 1]])
  assert.deepEqual(mismatches.filter((one) => one.differ > 0).map((one) => one.path), ['aware'])
  await at(`/surveys/${survey.id}/quality`, (page) => page.getByRole('rowheader', { name: '您知道这面旗吗？' }).waitFor())
})

test('answers are exported in every format, without doors', async () => {
  const survey = await household(3)
  for (const door of survey.doors) await sendVisit(surveyor, { surveyId: survey.id, formId, door, answers: ANSWERS })
  const person = await makeAccount(service.url, 'statistician')
  await at(`/surveys/${survey.id}/results`, async (page) => {
    const save = async (format, count) => {
      await page.getByRole('button', { name: '导出', exact: true }).click()
      const sheet = page.locator('dialog[open]')
      await sheet.getByRole('radio', { name: format }).click()
      const files = []
      page.on('download', (file) => files.push(file))
      await sheet.getByRole('button', { name: '下载' }).click()
      await sheet.waitFor({ state: 'detached' })
      assert.equal(files.length, count)
      page.removeAllListeners('download')
      return Promise.all(files.map(async (file) => readFileSync(await file.path())))
    }
    const [csv] = await save('CSV', 1)
    const lines = csv.toString('utf8').trim().split('\n')
    assert.equal(lines.length, 4, 'a title and an interview a line')
    for (const door of survey.doors) assert.ok(!csv.includes(door.code), 'no door is told')
    const [book] = await save('Excel', 1)
    assert.equal(book.subarray(0, 2).toString('latin1'), 'PK')
    const spss = await save(/SPSS/, 2)
    assert.ok(spss.some((file) => file.toString('utf8').includes('VARIABLE LABELS')))
  }, person)
})
