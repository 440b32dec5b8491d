import assert from 'node:assert/strict'
import { workbook } from './workbook.mjs'

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const JSON_TYPE = 'application/json'
/** The community of the demo's surveyor. */
export const COMMUNITY = '439802002003'

async function send(api, method, path, body, type = JSON_TYPE) {
  const answer = await api.call(path, { method, headers: { 'Content-Type': type }, body: type === JSON_TYPE ? JSON.stringify(body ?? {}) : body })
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${await answer.clone().text()}`)
  return answer.json()
}

/** A question for a recording and one for a file. */
export const ATTACHMENTS = [
  ['audio', 'voice', '请说说您的建议', 'yes', "${consent} = 'agree'", ''],
  ['file', 'paper', '有材料的话附上', '', "${consent} = 'agree'", ''],
]

/** A short questionnaire: consent, a measured question with a picture, one that is not measured, the sex, and `more`. */
export function shortForm(code, more = []) {
  const survey = [
    ['type', 'name', 'label::中文 (zh)', 'required', 'relevant', 'image::中文 (zh)'],
    ['select_one agree', 'consent', '您愿意参加吗？', 'yes', '', ''],
    ['select_one yn', 'aware', '您知道这面旗吗？', 'yes', "${consent} = 'agree'", 'flag.png'],
    ['integer', 'people', '家里几口人？', 'yes', "${consent} = 'agree'", ''],
    ['select_one sex', 'sex', '性别', 'yes', "${consent} = 'agree'", ''],
    ...more,
  ]
  const choices = [['list_name', 'name', 'label::中文 (zh)'], ['agree', 'agree', '愿意'], ['agree', 'refuse', '不愿意'], ['yn', 'yes', '知道'], ['yn', 'no', '不知道'], ['sex', 'male', '男'], ['sex', 'female', '女']]
  return workbook({ survey, choices, settings: [['form_id', 'form_title', 'version', 'default_language'], [code, `短问卷 ${code}`, '1', '中文 (zh)']] })
}

/** Uploads a questionnaire as a draft; gives its id. */
export const uploadForm = async (api, bytes) => (await send(api, 'POST', '/forms', bytes, XLSX)).form_id

/** Publishes version 1 with its picture. */
export async function publishForm(api, code, picture, more = []) {
  const id = await uploadForm(api, shortForm(code, more))
  await send(api, 'PUT', `/forms/${id}/versions/1/files/flag.png`, picture, 'application/octet-stream')
  await send(api, 'POST', `/forms/${id}/versions/1/publish`)
  return id
}

const MEASURE = { code: 'aware', name: { zh: '知晓率', en: 'Awareness' }, question: 'aware', counts: ['yes'], formula: { zh: '', en: '' } }

/** A survey over the surveyor's community from yesterday on. */
const survey = (formId, title, more) => ({
  title: { zh: title, en: title }, form_id: formId, form_version: '1', area_code: COMMUNITY, wave: 1, measures: [MEASURE], quotas: [],
  from: new Date(Date.now() - 86_400_000).toISOString().slice(0, 10), to: new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10), ...more,
})

/** A household survey that is not drawn yet. */
export async function draftSurvey(api, { formId, title, doors }) {
  const frame = (await api.get('/frames')).items.find((one) => one.dwellings >= 5000)
  const design = { strata: 'community', allocation: 'given', given: { [COMMUNITY]: doors }, stages: 1, margin: 0.1, expected_rate: 0.5, deff: 1, response_rate: 0.7, reserve_share: 1 }
  return send(api, 'POST', '/surveys', survey(formId, title, { kind: 'household', frame_id: frame.id, design }))
}

/** Gives all doors of a drawn survey to one person; the doors. */
export async function giveDoors(api, surveyId, surveyor) {
  await send(api, 'PUT', `/surveys/${surveyId}/assignments`, { items: [{ community_code: COMMUNITY, account_ids: [surveyor] }] })
  return (await api.get(`/surveys/${surveyId}/doors?limit=100`)).items
}

/** A household survey in the field: `doors` drawn, all given to one person. */
export async function householdSurvey(api, { surveyor, ...asked }) {
  const made = await draftSurvey(api, asked)
  const drawn = await send(api, 'POST', `/surveys/${made.id}/draw`)
  return { ...drawn, doors: await giveDoors(api, made.id, surveyor) }
}

/** A street intercept in the field with one cell. */
export async function interceptSurvey(api, { formId, title, target }) {
  const quotas = [{ area_code: COMMUNITY, groups: { sex: 'female' }, target }]
  const made = await send(api, 'POST', '/surveys', survey(formId, title, { kind: 'intercept', frame_id: null, design: null, quotas }))
  return send(api, 'POST', `/surveys/${made.id}/draw`)
}

/** Sends a visit of a door as a phone would; it must be taken without a flag. */
export async function sendVisit(api, { surveyId, formId, door, disposition = 'interview', answers = null, hasHandbook = false }) {
  const at = (back_s) => new Date(Date.now() - back_s * 1000).toISOString()
  const form = answers ? { form_id: formId, form_version: '1', language: 'zh' } : {}
  const payload = { survey_id: surveyId, door_id: door.id, quota_id: null, visit_no: 1, disposition, call_back: null, answers, repeats: null, timings: null, started_at: at(300), ended_at: at(60), has_handbook: hasHandbook, ...form }
  const record = { id: crypto.randomUUID(), kind: 'survey_visit', captured_at: at(300), position: null, placed_by: 'none', area_code: COMMUNITY, photos: [], app: { version: 'e2e', device_id: crypto.randomUUID() }, payload }
  const { results } = await send(api, 'POST', '/records/batch', { records: [record] })
  assert.equal(results[0].outcome, 'created', JSON.stringify(results))
  return results[0]
}
