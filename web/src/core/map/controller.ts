import type { FeatureCollection } from 'geojson'
import type { GeoJSONSource, LayerSpecification, Map as MapLibreMap, Marker } from 'maplibre-gl'
import { loadEngine, prepareBaseMap, type MapEngine } from './engine'
import { metresPerPixel, type Box } from './geometry'
import { heatStops } from './ramp'
import type { CityShapes } from './shapes'
import { cityStyle, FIRST_BORDER_LAYER, FONT_FAMILY, MAP_COLOURS, type StyleOptions } from './style'

/** A numbered place on the map: a hot spot or a problem of an import. */
export interface MapSpot {
  number: number
  lng: number
  lat: number
  /** Radius of the ring in metres; the ring is never smaller than a finger tip. */
  radius_m: number
  label: string
  isQuiet?: boolean
}

/** What the map shows over the ground; `areas` carry `colour`, `opacity` and maybe `code`. */
export type Figures =
  | { kind: 'heat'; points: FeatureCollection; sigma_m: number; lat: number }
  | { kind: 'areas'; polygons: FeatureCollection }

/** Where the person tapped. `code` is the area under the finger when areas are coloured. */
export interface MapPick {
  lng: number
  lat: number
  radius_m: number
  code: string | null
}

export interface MapView {
  box: Box
  lng: number
  lat: number
  zoom: number
}

export interface Padding {
  top: number
  right: number
  bottom: number
  left: number
}

interface Handlers {
  onMoved: (view: MapView) => void
  onPicked: (pick: MapPick) => void
  onSpot: (number: number) => void
  onSpotHover: (number: number | null) => void
}

const EMPTY: FeatureCollection = { type: 'FeatureCollection', features: [] }
const FINGER_PX = 22
const LEAST_RING_PX = 34

/** The drawn city with its figures; a thin shell over the map library, without Vue. */
export class MapController {
  private markers = new Map<number, { marker: Marker; ring: HTMLElement; spot: MapSpot }>()

  private constructor(
    private readonly engine: MapEngine,
    private readonly map: MapLibreMap,
    private readonly handlers: Handlers,
  ) {}

  /** Loads the library, draws the city and resolves when the first picture stands. */
  static async create(
    container: HTMLElement,
    shapes: CityShapes,
    options: StyleOptions & { label: string; view: Box | { lng: number; lat: number; zoom: number }; padding: Padding },
    handlers: Handlers,
  ): Promise<MapController> {
    const engine = await loadEngine()
    await prepareBaseMap(engine, options.baseMap)
    const start =
      'zoom' in options.view
        ? { center: [options.view.lng, options.view.lat] as [number, number], zoom: options.view.zoom }
        : { bounds: [...options.view] as [number, number, number, number], fitBoundsOptions: { padding: options.padding } }
    const map = new engine.Map({
      container,
      style: cityStyle(shapes, options),
      ...start,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      maxZoom: 18,
      minZoom: 8,
      localIdeographFontFamily: FONT_FAMILY,
      locale: { 'Map.Title': options.label },
      fadeDuration: 0,
    })
    map.touchZoomRotate.disableRotation()
    const view = new MapController(engine, map, handlers)
    await new Promise<void>((resolve, reject) => {
      map.once('load', () => { resolve() })
      map.once('error', (event) => { reject(event.error instanceof Error ? event.error : new Error('map')) })
    })
    view.addFigures()
    view.listen()
    return view
  }

  private addFigures(): void {
    const { map } = this
    for (const id of ['heat', 'areas', 'problems', 'marked']) map.addSource(id, { type: 'geojson', data: EMPTY })
    const hatch = drawHatch()
    if (hatch) map.addImage('hatch', hatch, { pixelRatio: 2 })
    const layers: LayerSpecification[] = [
      { id: 'areas', type: 'fill', source: 'areas', paint: { 'fill-color': ['get', 'colour'], 'fill-opacity': ['get', 'opacity'], 'fill-antialias': true } },
      { id: 'heat', type: 'heatmap', source: 'heat', paint: { 'heatmap-weight': ['get', 'w'], 'heatmap-color': ['interpolate', ['linear'], ['heatmap-density'], ...heatStops().flat()] as never } },
      { id: 'problems', type: 'fill', source: 'problems', paint: hatch ? { 'fill-pattern': 'hatch' } : { 'fill-color': MAP_COLOURS.amber } },
      { id: 'marked', type: 'line', source: 'marked', layout: { 'line-join': 'round' }, paint: { 'line-color': MAP_COLOURS.tealStrong, 'line-width': 3 } },
      { id: 'problem-edges', type: 'line', source: 'problems', paint: { 'line-color': MAP_COLOURS.amberDeep, 'line-width': 2 } },
    ]
    for (const layer of layers) map.addLayer(layer, FIRST_BORDER_LAYER)
  }

  private listen(): void {
    const { map } = this
    map.on('moveend', () => { this.handlers.onMoved(this.view()) })
    map.on('zoom', () => { this.sizeRings() })
    map.on('click', (event) => { this.pick(event.lngLat.lng, event.lngLat.lat, event.point) })
    const canvas = map.getCanvas()
    const container = map.getContainer()
    canvas.addEventListener('focus', () => { container.classList.toggle('is-aiming', canvas.matches(':focus-visible')) })
    canvas.addEventListener('blur', () => { container.classList.remove('is-aiming') })
    canvas.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return
      const centre = map.getCenter()
      this.pick(centre.lng, centre.lat, map.project(centre))
    })
  }

  private pick(lng: number, lat: number, point: { x: number; y: number }): void {
    const [under] = this.map.queryRenderedFeatures([point.x, point.y], { layers: ['areas'] })
    const code: unknown = under?.properties['code']
    this.handlers.onPicked({
      lng,
      lat,
      radius_m: Math.max(30, FINGER_PX * metresPerPixel(this.map.getZoom(), lat)),
      code: typeof code === 'string' ? code : null,
    })
  }

  /** What is on screen now. */
  view(): MapView {
    const bounds = this.map.getBounds()
    const centre = this.map.getCenter()
    return {
      box: [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()],
      lng: centre.lng,
      lat: centre.lat,
      zoom: this.map.getZoom(),
    }
  }

  private source(id: string): GeoJSONSource | undefined {
    return this.map.getSource<GeoJSONSource>(id)
  }

  /** Shows smoothed heat; `sigma_m` is the bandwidth the weights were made for. */
  showHeat(points: FeatureCollection, sigma_m: number, lat: number): void {
    const pixels = (zoom: number) => (3 * sigma_m) / metresPerPixel(zoom, lat)
    this.map.setPaintProperty('heat', 'heatmap-radius', ['interpolate', ['exponential', 2], ['zoom'], 8, pixels(8), 18, pixels(18)])
    this.source('heat')?.setData(points)
    this.source('areas')?.setData(EMPTY)
  }

  /** Shows coloured polygons; each carries `colour`, `opacity` and maybe `code`. */
  showAreas(polygons: FeatureCollection): void {
    this.source('areas')?.setData(polygons)
    this.source('heat')?.setData(EMPTY)
  }

  /** Shows hatched pieces. */
  showProblems(polygons: FeatureCollection): void {
    this.source('problems')?.setData(polygons)
  }

  /** Outlines the place whose records are listed. */
  mark(polygons: FeatureCollection): void {
    this.source('marked')?.setData(polygons)
  }

  /** Replaces the drawn outlines, e.g. by those of a file that is to be imported. */
  showOutlines(shapes: Pick<CityShapes, 'ground' | 'streets' | 'grids'>): void {
    this.source('ground')?.setData(shapes.ground)
    this.source('streets')?.setData(shapes.streets)
    this.source('grids')?.setData(shapes.grids)
  }

  /** Puts numbered rings on the map; each is a button. */
  showSpots(spots: readonly MapSpot[], selected: number | null): void {
    for (const { marker } of this.markers.values()) marker.remove()
    this.markers.clear()
    for (const spot of spots) {
      const element = document.createElement('button')
      element.type = 'button'
      element.className = 'map-spot'
      element.setAttribute('aria-label', spot.label)
      element.setAttribute('aria-pressed', String(spot.number === selected))
      element.classList.toggle('is-selected', spot.number === selected)
      element.classList.toggle('is-quiet', spot.isQuiet === true)
      const ring = document.createElement('span')
      ring.className = 'map-spot-ring'
      const badge = document.createElement('span')
      badge.className = 'map-spot-badge'
      badge.textContent = String(spot.number)
      ring.append(badge)
      element.append(ring)
      element.addEventListener('click', (event) => {
        event.stopPropagation()
        this.handlers.onSpot(spot.number)
      })
      element.addEventListener('pointerenter', () => { this.handlers.onSpotHover(spot.number) })
      element.addEventListener('pointerleave', () => { this.handlers.onSpotHover(null) })
      const marker = new this.engine.Marker({ element, opacityWhenCovered: '1' }).setLngLat([spot.lng, spot.lat]).addTo(this.map)
      element.setAttribute('aria-label', spot.label)
      this.markers.set(spot.number, { marker, ring, spot })
    }
    this.sizeRings()
  }

  /** Marks one ring without rebuilding the others. */
  markSpot(number: number | null): void {
    for (const [key, { marker }] of this.markers) {
      marker.getElement().classList.toggle('is-selected', key === number)
      marker.getElement().setAttribute('aria-pressed', String(key === number))
    }
  }

  private sizeRings(): void {
    const zoom = this.map.getZoom()
    for (const { ring, spot } of this.markers.values()) {
      const size = Math.max(LEAST_RING_PX, (2 * spot.radius_m) / metresPerPixel(zoom, spot.lat))
      ring.style.width = `${size}px`
      ring.style.height = `${size}px`
    }
  }

  zoomBy(steps: number): void {
    this.map.zoomTo(this.map.getZoom() + steps, { duration: 200 })
  }

  fit(box: Box, padding: Padding): void {
    this.map.fitBounds([...box] as [number, number, number, number], { padding, maxZoom: 16, duration: 400 })
  }

  /** Moves a point into view without zooming out again. */
  goTo(lng: number, lat: number, zoom: number, padding: Padding): void {
    this.map.easeTo({ center: [lng, lat], zoom: Math.max(zoom, this.map.getZoom()), padding, duration: 400 })
  }

  resize(): void {
    this.map.resize()
  }

  destroy(): void {
    this.map.remove()
  }
}

/** A tile of diagonal amber lines, drawn here so that no image must be fetched. */
function drawHatch(): ImageData | null {
  const size = 24
  const canvas = document.createElement('canvas')
  canvas.width = size
  canvas.height = size
  const pen = canvas.getContext('2d')
  if (pen === null) return null
  pen.fillStyle = '#fff2d1'
  pen.fillRect(0, 0, size, size)
  pen.strokeStyle = MAP_COLOURS.amber
  pen.lineWidth = 8
  for (const shift of [-size, 0, size]) {
    pen.beginPath()
    pen.moveTo(shift - 4, size + 4)
    pen.lineTo(shift + size + 4, -4)
    pen.stroke()
  }
  return pen.getImageData(0, 0, size, size)
}
