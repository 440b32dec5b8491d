import { field } from '@/core/field'
import { registerKind } from '@/core/field/kinds'
import { keepPart } from '@/core/field/pack'
import { censusPayload, newCensus, newDraft, payloadOf, sitesOf, type AdDraft, type CensusDraft, type NewSite } from './model'
import { kindText as t } from './kindTexts'
import { siteName } from './names'

keepPart('ad_sites')
keepPart('ad_words')

function inspectionName(payload: Record<string, unknown>): string {
  const made = payload.new_site as NewSite | undefined
  if (made) return made.placement ? siteName({ placement: made.placement, theme: made.theme ?? 'commercial' }) : t('newSite')
  const site = sitesOf(field.pack?.parts.ad_sites, field.records).find((one) => one.id === payload.ad_site_id)
  return site ? siteName(site) : t('title')
}

registerKind({
  kind: 'ad_inspection',
  order: 2,
  icon: 'board',
  title: () => t('title'),
  countToday: (n) => t('todayCount', { n }),
  startsWithCamera: true,
  plusLabel: () => t('openPage'),
  formPath: '/ads/new',
  nameOf: inspectionName,
  iconOf: () => 'public_ad',
  newDraft,
  payloadOfDraft: (data) => payloadOf(data as AdDraft),
  explain: (code, pointer) => {
    if (pointer?.startsWith('/photos')) return t('reasonPhoto')
    if (pointer?.startsWith('/payload/conditions')) return t('reasonCondition')
    if (pointer === '/payload' || pointer?.startsWith('/payload/new_site') || pointer?.startsWith('/payload/ad_site')) return t('reasonSite')
    return null
  },
})

registerKind({
  kind: 'ad_census',
  order: 6,
  icon: 'board',
  title: () => t('censusTitle'),
  countToday: (n) => t('censusCount', { n }),
  startsWithCamera: false,
  hasNoButton: true,
  formPath: '/ads/census',
  nameOf: (payload) => t('censusName', { faces: Number(payload.faces ?? 0) }),
  iconOf: () => 'public_ad',
  newDraft: newCensus,
  payloadOfDraft: (data) => censusPayload(data as CensusDraft),
  explain: () => null,
})
