import { nameOf } from '@/core/i18n'
import { categoryName, loadVocabulary } from '@/core/vocabulary'
import { shortMoment } from '@/core/words'
import { findCases, findRecords, findResults, type ProofRef, type Where } from './api'
import { t } from './texts'
import type { ProofKind } from './words'

/** Something chosen to prove an entry. */
export interface Chosen extends ProofRef {
  title: string
}
/** Something that may prove an entry, in words. */
export interface Candidate extends Chosen {
  below: string
}

async function cases(where: Where): Promise<Candidate[]> {
  const [rows] = await Promise.all([findCases(where), loadVocabulary()])
  const below = (row: (typeof rows)[number]) => [categoryName(row.category), nameOf({ name_zh: row.area_name_zh, name_en: row.area_name_en }), shortMoment(row.opened_at)].join(' · ')
  return rows.map((row) => ({ kind: 'case', id: row.id, title: row.number, below: below(row) }))
}

async function records(where: Where): Promise<Candidate[]> {
  const [rows] = await Promise.all([findRecords(where), loadVocabulary()])
  return rows.map((row) => ({
    kind: 'record', id: row.id, title: `${categoryName(row.category)} ${shortMoment(row.happened_at)}`, below: nameOf({ name_zh: row.area_path_zh, name_en: row.area_path_en }),
  }))
}

async function inspections(where: Where): Promise<Candidate[]> {
  const rows = await findResults(where)
  return rows.map((row) => ({
    kind: 'inspection', id: row.round_site_id, title: nameOf(row.site), below: [nameOf(row.area), ...(typeof row.score === 'number' ? [t('score', { n: row.score })] : [])].join(' · '),
  }))
}

/** Where proof of each kind is looked for. */
export const CANDIDATES: Record<ProofKind, (where: Where) => Promise<Candidate[]>> = { case: cases, inspection: inspections, record: records }
