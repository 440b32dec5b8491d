import { sendForReport } from '@/api/office'
import type { components } from '@/api/schema.gen'
import { csvTable } from '@/core/csv'

export type AdSitesReport = components['schemas']['AdSitesReport']
export type AdSitesProblem = AdSitesReport['problems'][number]

/** Checks (`isDryRun`) or takes over a file of ad sites; a refused file is a report too. */
export function importSites(file: File, isDryRun: boolean): Promise<AdSitesReport> {
  const type = /(^|[^d])json$/.test(file.name) ? 'application/geo+json' : 'application/x-ndjson'
  return sendForReport(`/ads/sites/import?dry_run=${isDryRun}&name=${encodeURIComponent(file.name)}`, file, type, 'ad_sites_refused')
}

/** The problems as a table for whoever mends the file; cells that a spreadsheet would run are escaped. */
export function problemTable(problems: readonly AdSitesProblem[]): string {
  return csvTable(['number', 'site_code', 'field', 'code', 'zh', 'en'], problems.map((one) => [one.number, one.site_code, one.pointer, one.code, one.title_zh, one.title_en]))
}
