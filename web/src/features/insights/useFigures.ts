import { computed, ref, watch } from 'vue'
import type { Figures } from '@/core/map/controller'
import { bandwidth, densityPeak, heatPoints, hexagonWidth } from '@/core/map/heat'
import { niceCeiling } from '@/core/map/ramp'
import { colouredAreas, colouredCells, highest, highestCell } from './colours'
import { t } from './texts'
import type { Heatmap } from './useHeatmap'

/** Turns the numbers of the page into what the map draws, and into the legend for it. */
export function useFigures(heatmap: Heatmap) {
  const { view, areas, cells, shapes } = heatmap
  const isPlaying = ref(false)
  /** While the film plays the scale only grows, so that colours of two weeks can be compared. */
  const held = ref(0)

  const areaMax = computed(() => niceCeiling(highest(areas.data.value?.items ?? [], view.value.measure)))
  /** The coloured grids; also what browsers without WebGL show. */
  const coloured = computed(() => {
    const city = shapes.data.value
    return city && areas.data.value ? colouredAreas(city.grids, areas.data.value.items, view.value.measure, areaMax.value) : null
  })

  const smooth = computed(() => {
    const read = cells.data.value
    if (read?.layer !== 'heat') return null
    const lat = read.heat.cells[0]?.[1] ?? 0
    const sigma_m = bandwidth(read.zoom, lat, read.heat.cell_m)
    return { cells: read.heat.cells, lat, sigma_m, peak: densityPeak(read.heat.cells, sigma_m) }
  })
  watch([smooth, isPlaying], ([now, playing]) => {
    held.value = playing ? Math.max(held.value, now?.peak ?? 0) : (now?.peak ?? 0)
  }, { immediate: true })
  /** The scale ends below the peak, so that one extreme place does not pale all others; the legend says "and more". */
  const heatMax = computed(() => niceCeiling(held.value * 0.6))

  const cellMax = computed(() => {
    const read = cells.data.value
    const { measure } = view.value
    const peak = read ? highestCell(read.heat, measure) : 0
    return measure === 'patrol' ? niceCeiling(peak) : Math.max(1, peak)
  })

  const figures = computed<Figures | null>(() => {
    if (view.value.layer === 'grid') return coloured.value && { kind: 'areas', polygons: coloured.value }
    const read = cells.data.value
    if (view.value.layer === 'hex') return read?.layer === 'hex' ? { kind: 'areas', polygons: colouredCells(read.heat, view.value.measure, cellMax.value) } : null
    const heat = smooth.value
    return heat && { kind: 'heat', points: heatPoints(heat.cells, heat.sigma_m, heatMax.value), sigma_m: heat.sigma_m, lat: heat.lat }
  })

  const legend = computed(() => {
    const { layer, measure } = view.value
    const read = cells.data.value
    if (layer === 'heat') return { unit: t('perHa'), max: heatMax.value, isClassed: false, isOpen: true }
    if (layer === 'hex') {
      const m = Math.round(hexagonWidth(read?.heat.cell_m ?? 0))
      return { unit: measure === 'patrol' ? t('perHexHour', { m }) : t('perHex', { m }), max: cellMax.value, isClassed: true, isOpen: false }
    }
    return { unit: measure === 'count' ? t('perGrid') : measure === 'rate' ? t('perHouseholds') : t('perPatrolHour'), max: areaMax.value, isClassed: true, isOpen: false }
  })

  return { figures, coloured, legend, isPlaying }
}
