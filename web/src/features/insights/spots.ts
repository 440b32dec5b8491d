import type { HotSpot } from '@/api/officeTypes'
import { language, nameOf } from '@/core/i18n'
import type { MapSpot } from '@/core/map/controller'
import { t } from './texts'
import { isStrong } from './words'

const isEnglish = () => language.value === 'en'

/** How a hot spot is called: by the known site in it, else by its grid. */
export function spotName(spot: HotSpot): string {
  return nameOf(spot.site ?? spot)
}

/** The street a hot spot lies in. */
export function streetName(spot: HotSpot): string {
  return isEnglish() ? spot.street_name_en : spot.street_name_zh
}

/** A hot spot as a numbered ring of the map. */
export function mapSpot(spot: HotSpot): MapSpot {
  return {
    number: spot.rank,
    lng: spot.lng,
    lat: spot.lat,
    radius_m: spot.radius_m,
    label: t('spotLabel', { n: spot.rank, name: spotName(spot), count: spot.count, level: spot.significance }),
    isQuiet: !isStrong(spot.significance),
  }
}
