import type { FeatureCollection, Polygon } from 'geojson'
import type { AreaCount, HeatCells } from '@/api/officeTypes'
import { hexagons, hexagonWidth } from '@/core/map/heat'
import { level, levelHex } from '@/core/map/ramp'
import type { Outlines } from '@/core/map/shapes'
import type { Measure } from './view'

/** The figure of an area for a measure; null when there is none: a rate without households, or under a patrol hour. */
export function figureOf(area: AreaCount, measure: Measure): number | null {
  if (measure === 'patrol') return area.per_patrol_hour ?? null
  return measure === 'rate' ? (area.per_1000_households ?? null) : area.count
}

/**
 * The highest figure of some areas. A rate is judged only among areas with at least 50 households:
 * one record in a park of three homes must not set the scale.
 */
export function highest(areas: readonly AreaCount[], measure: Measure): number {
  const judged = measure === 'rate' ? areas.filter((area) => (area.households ?? 0) >= 50) : areas
  return Math.max(0, ...judged.map((area) => figureOf(area, measure) ?? 0))
}

/** Outlines coloured by their figure; those without one stay uncoloured but can be tapped. */
export function colouredAreas(outlines: Outlines, areas: readonly AreaCount[], measure: Measure, max: number): FeatureCollection {
  const figures = new Map(areas.map((area) => [area.area_code, figureOf(area, measure)]))
  return {
    type: 'FeatureCollection',
    features: outlines.features.map((outline) => {
      const of = level(figures.get(outline.properties.code) ?? 0, max)
      return {
        type: 'Feature',
        geometry: outline.geometry,
        properties: { code: outline.properties.code, colour: of === 0 ? '#ffffff' : levelHex(of), opacity: of === 0 ? 0 : 0.82 },
      }
    }),
  }
}

/** The figures of honeycomb cells: records, or records per patrol hour where somebody stood for an hour or more. */
export function cellFigures(heat: HeatCells, measure: Measure): [number, number, number][] {
  return measure === 'patrol' ? (heat.patrol ?? []).map(([lng, lat, , , rate]) => [lng, lat, rate]) : heat.cells
}

/** The highest figure of honeycomb cells. */
export function highestCell(heat: HeatCells, measure: Measure): number {
  return measure === 'patrol' ? Math.max(0, ...cellFigures(heat, measure).map(([, , figure]) => figure)) : heat.max
}

/** Honeycomb cells coloured by their figure; a cell without records but with hours stays pale, so that one sees that it was looked at. */
export function colouredCells(heat: HeatCells, measure: Measure, max: number): FeatureCollection<Polygon> {
  return {
    type: 'FeatureCollection',
    features: hexagons(cellFigures(heat, measure), hexagonWidth(heat.cell_m)).features.map((cell) => {
      const of = level(cell.properties.count, max)
      return { type: 'Feature', geometry: cell.geometry, properties: { colour: of === 0 ? '#ffffff' : levelHex(of), opacity: of === 0 ? 0.6 : 0.82 } }
    }),
  }
}
