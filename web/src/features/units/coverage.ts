import { nameOf } from '@/core/i18n'
import { categoryName } from '@/core/vocabulary'
import type { Coverage } from './api'
import { t } from './texts'

/** A line of the report: what is missing, how often, of how many, and which. */
export interface Gap {
  title: string
  count: number
  of: string
  named: string[]
  /** Addresses of what is named, where there is a page for it. */
  links: string[]
}

/** The lines of the report in the order of the saying; `areaName` turns codes of streets into names. */
export function gapsOf(report: Coverage, areaName: (code: string) => string): Gap[] {
  const gap = (title: string, count: number, of: string, named: string[] = [], links: string[] = []): Gap => ({ title, count, of, named, links })
  const grids = t('lineStaffOf', { n: report.grids })
  const sites = t('lineSiteOf', { n: report.sites })
  const streets = (codes: readonly string[]) => codes.map(areaName).join('、')
  return [
    gap(t('lineNoNet'), report.communities_without_grid_count, t('lineNetOf', { n: report.communities }), report.communities_without_grid.map(nameOf)),
    gap(t('lineSite'), report.grids_without_site_count, grids),
    gap(t('lineNoGrid'), report.sites_without_grid_count, sites, report.sites_without_grid.map(nameOf)),
    gap(t('lineStaff'), report.grids_without_staff_count, grids, report.grids_without_staff.map(nameOf)),
    gap(t('lineNoUnit'), report.sites_without_unit_count, sites, report.sites_without_unit.map(nameOf)),
    gap(t('lineCategory'), report.categories_without_unit.length, '', report.categories_without_unit.map((one) => t('inStreets', { name: categoryName(one.category), streets: streets(one.streets) }))),
    gap(t('linePeople'), report.units_without_people.length, '', report.units_without_people.map(nameOf), report.units_without_people.map((unit) => `/units/${unit.id}`)),
  ]
}
