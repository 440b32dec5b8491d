import { bodyOf, server, type Schemas } from '@/api/server'

export type CaseRow = Schemas['CaseRow']
export type CaseDetail = Schemas['CaseDetail']
export type CaseStep = Schemas['CaseStepView']
export type CaseWords = Schemas['CaseStepsView']
export type CaseCounts = Schemas['CaseCounts']
export type CasePhoto = Schemas['CasePhotoView']
export type CasePoint = Schemas['CasePoint']
export type CaseEvent = Schemas['CaseEventView']
export type Duplicate = Schemas['DuplicateView']
export type Notice = Schemas['NoticeView']
export type StepBody = Schemas['StepBody']
/** How a case stands, as a refusal tells it. */
export type Standing = Pick<CaseRow, 'id' | 'number' | 'stage' | 'side' | 'outcome' | 'version'>

/** What narrows a list of cases; the words of the API. */
export interface CaseQuery {
  view?: string
  stage?: string
  side?: string
  category?: string
  source?: string
  unit?: string
  area?: string
  from?: string
  to?: string
  step?: string
  step_from?: string
  step_to?: string
  due_to?: string
  q?: string
  bbox?: string
  is_flagged?: boolean
}

const ofCase = (case_id: string) => ({ params: { path: { case_id } } })

export const listCases = async (query: CaseQuery & { cursor?: string; limit?: number }) => bodyOf(await server.GET('/api/v1/cases', { params: { query } }))
export const countCases = async (query: CaseQuery) => bodyOf(await server.GET('/api/v1/cases/counts', { params: { query } }))
export const pointsOfCases = async (query: CaseQuery) => bodyOf(await server.GET('/api/v1/cases/points', { params: { query } }))
export const showCase = async (id: string) => bodyOf(await server.GET('/api/v1/cases/{case_id}', ofCase(id)))
export const printCase = async (id: string) => bodyOf(await server.GET('/api/v1/cases/{case_id}/print', ofCase(id)))
export const takeStep = async (id: string, body: StepBody) => bodyOf(await server.POST('/api/v1/cases/{case_id}/steps', { ...ofCase(id), body }))
export const findDuplicates = async (case_id: string) => bodyOf(await server.GET('/api/v1/cases/duplicates', { params: { query: { case_id } } }))
export const mergeCase = async (id: string, body: Schemas['Merge']) => bodyOf(await server.POST('/api/v1/cases/{case_id}/merge', { ...ofCase(id), body }))
export const makeCases = async (body: Schemas['NewCases']) => bodyOf(await server.POST('/api/v1/cases/selection', { body }))
export const readSteps = async () => bodyOf(await server.GET('/api/v1/cases/steps'))
export const listNotices = async (query: { is_unread?: boolean; cursor?: string; limit?: number }) => bodyOf(await server.GET('/api/v1/notices', { params: { query } }))
export const markRead = async (ids?: string[]) => bodyOf(await server.POST('/api/v1/notices/read', { body: ids ? { ids } : {} }))
