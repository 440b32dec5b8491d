import { ApiProblem, rawCall } from '@/api/client'
import type { components } from '@/api/schema.gen'

export type AdSitesReport = components['schemas']['AdSitesReport']
export type AdSitesProblem = AdSitesReport['problems'][number]

/** The report inside a refusal; null for anything else. */
export function reportOf(problem: unknown): AdSitesReport | null {
  if (!(problem instanceof ApiProblem) || problem.code !== 'ad_sites_refused') return null
  const report = problem.body.params?.['report']
  return report !== null && typeof report === 'object' ? (report as AdSitesReport) : null
}

/** Checks (`isDryRun`) or takes over a file of ad sites; a refused file is a report too. */
export async function importSites(file: Blob, name: string, isDryRun: boolean): Promise<AdSitesReport> {
  try {
    const response = await rawCall(`/ads/sites/import?dry_run=${isDryRun}&name=${encodeURIComponent(name)}`, {
      method: 'POST',
      body: file,
      headers: { 'Content-Type': name.endsWith('json') && !name.endsWith('ndjson') ? 'application/geo+json' : 'application/x-ndjson' },
    })
    return (await response.json()) as AdSitesReport
  } catch (problem) {
    const report = reportOf(problem)
    if (report) return report
    throw problem
  }
}

/** The problems as a table for whoever mends the file; cells that a spreadsheet would run are escaped. */
export function problemTable(problems: readonly AdSitesProblem[]): string {
  const cell = (value: unknown) => {
    const text = String(value ?? '')
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
    return `"${safe.replace(/"/g, '""')}"`
  }
  const rows = problems.map((one) => [one.number, one.site_code, one.pointer, one.code, one.title_zh, one.title_en].map(cell).join(','))
  return `\uFEFF${['number', 'site_code', 'field', 'code', 'zh', 'en'].join(',')}\r\n${rows.join('\r\n')}\r\n`
}
