import type { FeatureCollection } from 'geojson'
import { computed, ref, watch, type Ref } from 'vue'
import type { HotSpot } from '@/api/officeTypes'
import { nameOf } from '@/core/i18n'
import type { MapPick } from '@/core/map/controller'
import { boxAround, boxOfCollection, polygonsOf, wholeOf, type Box } from '@/core/map/geometry'
import { useSession } from '@/core/session'
import type { PanelState } from './components/BottomPanel.vue'
import { mapSpot, spotName } from './spots'
import { t } from './texts'
import type { Heatmap } from './useHeatmap'
import type { HeatView } from './view'

/** What the map can be told to do; null until it stands. */
export interface Movable {
  fit: (box: Box) => void
  goTo: (lng: number, lat: number, zoom: number) => void
}

/** Zoom at which a hot spot's surroundings can be recognised. */
const SPOT_ZOOM = 14.5

/** Choosing places: a tap on the map, a hot spot in list or on map, a grid of the list. */
export function usePlaces(heatmap: Heatmap, map: Ref<Movable | null>) {
  const { view, change, shapes, areas, hotSpots } = heatmap
  const session = useSession()
  const panel = ref<PanelState>('half')
  const chosen = ref<number | null>(null)
  const hovered = ref<number | null>(null)

  const spots = computed(() => hotSpots.data.value?.items ?? [])
  const rings = computed(() => spots.value.map(mapSpot))
  watch(spots, (now) => { if (!now.some((one) => one.rank === chosen.value)) chosen.value = null })

  const whole = computed(() => wholeOf(shapes.data.value))
  function boxOfArea(code: string | null): Box {
    const city = shapes.data.value
    if (!city || code === null) return whole.value
    const outline = [city.ground, city.streets, city.communities, city.grids].flatMap((one) => polygonsOf(one)).find((one) => one.properties?.['code'] === code)
    const below = city.grids.features.filter((one) => one.properties.code.startsWith(code.replace(/0+$/, '')))
    return boxOfCollection({ type: 'FeatureCollection', features: outline ? [outline] : below }) ?? whole.value
  }

  /** The chosen place as an outline: the area itself, or the box around the tap. */
  const marked = computed<FeatureCollection>(() => {
    const { place } = view.value
    if (place === null) return { type: 'FeatureCollection', features: [] }
    if ('code' in place) {
      const { code } = place
      return { type: 'FeatureCollection', features: shapes.data.value?.grids.features.filter((one) => one.properties.code === code) ?? [] }
    }
    const [w, s, e, n] = place.box
    const ring = [[w, s], [e, s], [e, n], [w, n], [w, s]]
    return { type: 'FeatureCollection', features: [{ type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [ring] } }] }
  })

  const title = computed(() => {
    const spot = spots.value.find((one) => one.rank === chosen.value)
    if (spot) return t('placeOf', { name: spotName(spot) })
    const { place } = view.value
    const area = place && 'code' in place ? areas.data.value?.items.find((item) => item.area_code === place.code) : null
    return area ? t('placeOf', { name: nameOf(area) }) : t('placeRecords')
  })

  function open(place: HeatView['place']): void {
    // Lists of a place know incidents; other kinds have pages of their own.
    if (!session.may('read_records') || view.value.kind !== 'incident') return
    change({ place })
    panel.value = 'full'
  }
  function pick(tap: MapPick): void {
    chosen.value = null
    open(tap.code ? { code: tap.code } : { box: [...boxAround(tap.lng, tap.lat, tap.radius_m)] })
  }
  function chooseSpot(spot: HotSpot): void {
    chosen.value = spot.rank
    map.value?.goTo(spot.lng, spot.lat, SPOT_ZOOM)
    open({ box: [...boxAround(spot.lng, spot.lat, spot.radius_m)] })
  }
  function chooseRing(rank: number): void {
    const spot = spots.value.find((one) => one.rank === rank)
    if (spot) chooseSpot(spot)
  }
  function chooseGrid(code: string): void {
    chosen.value = null
    map.value?.fit(boxOfArea(code))
    open({ code })
  }
  function close(): void {
    chosen.value = null
    change({ place: null })
    if (panel.value === 'full') panel.value = 'half'
  }

  return { panel, chosen, hovered, spots, rings, whole, boxOfArea, marked, title, pick, chooseSpot, chooseRing, chooseGrid, close }
}

export type Places = ReturnType<typeof usePlaces>
