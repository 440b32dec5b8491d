import { computed, onBeforeUnmount, onMounted, ref, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { followChanges } from '@/api/live'
import { bodyOf, office } from '@/api/office'
import type { HeatCells, HeatMatrix, IncidentFilter, InsightFilter } from '@/api/officeTypes'
import { localDay } from '@/core/i18n'
import { useLoad } from '@/core/load'
import type { MapView } from '@/core/map/controller'
import { scaled, writeBox } from '@/core/map/geometry'
import { useCityShapes } from '@/core/map/loadShapes'
import { loadVocabulary } from '@/core/vocabulary'
import { addDays, daysOf, mondayBefore, spanOf, type Span, type Week } from './period'
import { filterOf, readView, writeView, type HeatView } from './view'

const WEEKS = 53
const SETTLE_MS = 120
const LIVE_MS = 700

/** How much more than the screen is asked for, so that a small move shows no bare edge. */
const MARGIN = 1.2

/** State and figures of the heatmap page; the whole view lives in the address. */
export function useHeatmap() {
  const route = useRoute()
  const router = useRouter()
  const today = localDay(Date.now())

  const view = shallowRef<HeatView>(readView(route.query))
  const screen = shallowRef<MapView | null>(null)
  const changes = ref(0)
  const fresh = ref(0)

  function change(part: Partial<HeatView>): void {
    view.value = { ...view.value, ...part }
    void router.replace({ query: writeView(view.value) })
  }
  watch(() => route.query, (query) => {
    if (JSON.stringify(writeView(readView(query))) !== JSON.stringify(writeView(view.value))) view.value = readView(query)
  })

  const bare: Week[] = Array.from({ length: WEEKS }, (_, i) => {
    const from = mondayBefore(today, WEEKS - 1 - i)
    const end = addDays(from, 6)
    return { from, to: end > today ? today : end, count: 0 }
  })
  const firstDay = bare[0]?.from ?? today
  const days = computed(() => daysOf(bare, spanOf(bare, null, null)) ?? { from: today, to: today })
  /** The view with its days written out, for figures and links. */
  const full = computed<HeatView>(() => ({ ...view.value, from: view.value.from ?? days.value.from, to: view.value.to ?? days.value.to }))

  const get = (without: readonly (keyof InsightFilter)[] = []) => filterOf(full.value, without)
  const shapes = useCityShapes()
  const areas = useLoad(() => office.GET('/insights/heat/areas', { params: { query: { ...get(), level: 'grid', ...(view.value.measure === 'patrol' ? { patrol: true } : {}) } } }).then(bodyOf))
  const matrix = useLoad(() => office.GET('/insights/heat/matrix', { params: { query: get(['weekday', 'hour']) } }).then((answer) => bodyOf(answer) as HeatMatrix))
  const categories = useLoad(() => office.GET('/insights/heat/categories', { params: { query: get(['category']) } }).then(bodyOf))
  const hotSpots = useLoad(() => office.GET('/insights/hotspots', { params: { query: get() } }).then(bodyOf))
  const trend = useLoad(() =>
    office.GET('/insights/heat/trend', { params: { query: { ...get(['from', 'to']), from: firstDay, to: today, step: 'week' } } }).then(bodyOf),
  )
  const cells = useLoad(async () => {
    const on = screen.value
    if (!on || view.value.layer === 'grid') return null
    const isPatrol = view.value.measure === 'patrol'
    const query = { ...get(), ...(isPatrol ? { patrol: true } : {}), bbox: writeBox(scaled(on.box, MARGIN)), zoom: Math.min(18, Math.max(9, Math.round(on.zoom) + 1)), shape: view.value.layer === 'hex' ? ('hex' as const) : ('square' as const) }
    const heat = bodyOf(await office.GET('/insights/heat/cells', { params: { query } })) as HeatCells
    return { heat, zoom: on.zoom, layer: view.value.layer }
  })

  const weeks = computed<Week[]>(() => {
    const counts = new Map((trend.data.value?.items ?? []).map((item) => [item.from, item.count]))
    return bare.map((week) => ({ ...week, count: counts.get(week.from) ?? 0 }))
  })
  const span = computed<Span>({
    get: () => spanOf(weeks.value, full.value.from, full.value.to),
    set: (next) => {
      const chosen = daysOf(weeks.value, next)
      if (chosen) change(chosen)
    },
  })

  /** What the lists and exports of records ask for: the same filter, and the tapped place. */
  const recordFilter = computed<IncidentFilter>(() => {
    const { place } = view.value
    const filter = get(['kind'])
    if (!place) return filter
    return 'code' in place ? { ...filter, area: place.code } : { ...filter, bbox: writeBox(place.box) }
  })

  function loadFigures(): void {
    for (const one of [areas, matrix, categories, hotSpots, trend]) void one.load()
  }
  function loadAll(): void {
    loadFigures()
    void cells.load()
  }

  let settling: ReturnType<typeof setTimeout> | undefined
  watch(() => JSON.stringify([get(), view.value.layer, view.value.measure === 'patrol']), () => {
    clearTimeout(settling)
    settling = setTimeout(loadAll, SETTLE_MS)
  })
  watch(screen, () => { void cells.load() })

  let stopLive: () => void = () => undefined
  let liveTimer: ReturnType<typeof setTimeout> | undefined
  let lastSeq = 0
  onMounted(() => {
    void loadVocabulary().catch(() => undefined)
    void shapes.load()
    loadFigures()
    stopLive = followChanges((one) => {
      if (one.seq <= lastSeq) return
      lastSeq = one.seq
      fresh.value += one.total_new
      liveTimer ??= setTimeout(() => {
        liveTimer = undefined
        changes.value += 1
        loadAll()
      }, LIVE_MS)
    })
  })
  onBeforeUnmount(() => {
    stopLive()
    clearTimeout(settling)
    clearTimeout(liveTimer)
  })

  return { view, full, screen, change, changes, fresh, shapes, areas, matrix, categories, hotSpots, trend, cells, weeks, span, recordFilter, loadFigures }
}

export type Heatmap = ReturnType<typeof useHeatmap>
