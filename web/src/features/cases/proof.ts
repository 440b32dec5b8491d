import { formatDistance } from '@/core/i18n'
import { distanceM } from '@/core/geo/geometry'
import type { CaseDetail, StepBody } from './api'
import { latestOf } from './steps'
import { t } from './texts'

/** A photo this near to the case shows the place, in metres; the service measures by the same. */
export const NEAR_M = 100

type Photo = NonNullable<StepBody['photos']>[number]

/** What the service will find about a photo, told before it is sent. */
export function checksOf(photo: Photo, one: Pick<CaseDetail, 'position' | 'timeline'>): { words: string; isOk: boolean }[] {
  const dispatched = latestOf(one.timeline, 'dispatch')?.at
  const isAfter = !dispatched || !photo.taken_at || Date.parse(photo.taken_at) > Date.parse(dispatched)
  const checks = [{ words: isAfter ? t('checkAfter') : t('checkBefore'), isOk: isAfter }]
  if (!one.position) return checks
  if (!photo.position) return [{ words: t('checkNoPlace'), isOk: false }, ...checks]
  const away = distanceM(one.position, photo.position)
  const isNear = away <= NEAR_M
  return [{ words: t(isNear ? 'checkNear' : 'checkFar', { n: formatDistance(away) }), isOk: isNear }, ...checks]
}
