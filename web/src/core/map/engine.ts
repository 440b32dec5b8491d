import type * as MapLibre from 'maplibre-gl'
import type { BaseMap } from './shapes'

export type MapEngine = typeof MapLibre

let loading: Promise<MapEngine> | undefined

/** Whether this browser can draw the map; otherwise the plain SVG map stands in. */
export function hasWebGl(): boolean {
  try {
    const canvas = document.createElement('canvas')
    return canvas.getContext('webgl2') !== null
  } catch {
    return false
  }
}

/** Loads the map library and its worker once, from this site only. */
export function loadEngine(): Promise<MapEngine> {
  loading ??= Promise.all([
    import('maplibre-gl'),
    import('maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'),
  ]).then(
    ([engine, worker]) => {
      engine.setWorkerUrl(worker.default)
      return engine
    },
    (reason: unknown) => {
      loading = undefined
      throw reason
    },
  )
  return loading
}

let isPmtilesReady = false

/** Makes `pmtiles://` addresses known to the engine when the base map is such a file. */
export async function prepareBaseMap(engine: MapEngine, baseMap: BaseMap): Promise<void> {
  if (baseMap.kind !== 'pmtiles' || isPmtilesReady) return
  const { Protocol } = await import('pmtiles')
  engine.addProtocol('pmtiles', new Protocol().tile)
  isPmtilesReady = true
}
