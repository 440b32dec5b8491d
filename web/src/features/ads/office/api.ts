import { clientFor } from '@/api/client'
import type { Page } from '@/api/officeTypes'
import type { Get, Post } from '@/api/paths'
import type { components } from '@/api/schema.gen'

type Schemas = components['schemas']
/** A place where an ad hangs, as the office sees it. */
export type AdSiteView = Schemas['AdSiteView']
export type AdSiteDetail = Schemas['AdSiteDetail']
export type AdInspectionRow = Schemas['AdInspectionRow']
export type AdPoint = Schemas['AdPointView']
export type AdGroup = Schemas['AdGroupView']
export type AdSummary = Schemas['AdSummaryView']
export type ThemeCoverage = Schemas['ThemeCoverageView']

export interface SiteFilter {
  area?: string
  placement?: string
  theme?: string
  condition?: string
  due?: string
  state?: string
  public?: string
  q?: string
}

export type SiteChange = Partial<{ owner_unit: string | null; refresh_days: number | null; faces: number; end: { reason: string } }>
type ById = { ad_site_id: string }

interface AdPaths {
  '/ads/sites': { get: Get<Page<AdSiteView>, SiteFilter & { cursor?: string; limit?: number }> }
  '/ads/sites/points': { get: Get<{ items: AdPoint[] }, SiteFilter> }
  '/ads/sites/{ad_site_id}': { get: Get<AdSiteDetail, never, ById>; patch: Post<SiteChange, AdSiteView, ById> }
  '/ads/inspections': { get: Get<Page<AdInspectionRow>, { area?: string; from?: string; to?: string; condition?: string; flag?: string; cursor?: string; limit?: number }> }
  '/ads/summary': { get: Get<AdSummary, { area?: string; from?: string; to?: string; by?: string }> }
  '/ads/theme-coverage': { get: Get<ThemeCoverage, { area?: string }> }
}

/** Reads and changes of the ad pages of the office; throws like the client. */
export const ads = clientFor<AdPaths>()
