import { download, type ExportFormat } from '@/api/office'
import { bodyOf, server, type Schemas } from '@/api/server'

export type Report = Schemas['ReportView']
export type Content = Schemas['ReportContent']
export type Section = Schemas['SectionView']
export type ReportMap = Schemas['SectionMap']
export type ReportTable = Schemas['SectionTable']
export type Figure = Schemas['SectionFigure']
export type Exclusion = Schemas['SectionExclusion']
export type Schedule = Schemas['ReportSchedule']
export type ReportRow = Schemas['ReportRow']

export const listReports = async (query: { kind: string; cursor?: string }) => bodyOf(await server.GET('/api/v1/reports', { params: { query } }))
export const showReport = async (report_id: string) => bodyOf(await server.GET('/api/v1/reports/{report_id}', { params: { path: { report_id } } }))
export const previewReport = async (query: { period: string; area?: string }) => bodyOf(await server.GET('/api/v1/reports/preview', { params: { query } }))
export const freezeReport = async (body: Schemas['NewReport']) => bodyOf(await server.POST('/api/v1/reports', { body }))
export const saveReport = (id: string, period: string, format: ExportFormat) => download(`/reports/${id}/export`, { format }, `report-${period}.${format}`)
export const showSchedule = async () => bodyOf(await server.GET('/api/v1/reports/schedule', {}))
export const saveSchedule = async (body: Schedule) => bodyOf(await server.PUT('/api/v1/reports/schedule', { body }))
/** The very bytes whose SHA-256 is printed. */
export const saveContent = (id: string, period: string) => download(`/reports/${id}/content`, {}, `report-${period}.json`)
