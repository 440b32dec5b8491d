import { language } from '@/core/i18n'
import { siteName } from '../names'
import type { AdInspectionRow } from './api'
import { t } from './officeTexts'

/** Where an inspection took place, in words. */
export const placeOf = (row: AdInspectionRow): string => (language.value === 'en' ? row.area_path_en : row.area_path_zh)
/** What the ad that was inspected is called. */
export const adOf = (row: AdInspectionRow): string => (row.site ? siteName({ placement: row.site.placement, theme: row.site.theme }) : t('site'))
