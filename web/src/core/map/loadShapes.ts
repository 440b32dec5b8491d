import { bodyOf, office } from '@/api/office'
import { topLevel } from '@/core/areaTree'
import { useLoad, type Loaded } from '@/core/load'
import { useSession } from '@/core/session'
import { AREA_LEVELS, type AreaLevel, type CityShapes, type Outlines, type Roads } from './shapes'

const kept = new Map<string, Promise<CityShapes>>()

async function outlines(level: AreaLevel): Promise<Outlines> {
  return bodyOf(await office.GET('/areas/outlines', { params: { query: { level } } })) as Outlines
}

async function read(top: AreaLevel): Promise<CityShapes> {
  const from = AREA_LEVELS.indexOf(top)
  const wanted = (level: AreaLevel) => AREA_LEVELS.indexOf(level) >= from
  const none = Promise.resolve<Outlines>({ type: 'FeatureCollection', features: [] })
  const [ground, streets, communities, grids, roads] = await Promise.all([
    outlines(top),
    wanted('street') ? outlines('street') : none,
    wanted('community') ? outlines('community') : none,
    outlines('grid'),
    office.GET('/roads', { params: { query: {} } }).then((answer) => bodyOf(answer) as Roads),
  ])
  return { ground, streets, communities, grids, roads }
}

/** Outlines and roads of everything the person may see; read once for each person and kept while the page lives. */
export function loadCityShapes(): Promise<CityShapes> {
  const { me } = useSession()
  const top = topLevel(me?.roles.map((role) => role.area_level) ?? [])
  const key = `${me?.id ?? ''} ${top}`
  let shapes = kept.get(key)
  if (!shapes) {
    shapes = read(top).catch((reason: unknown) => {
      kept.delete(key)
      throw reason
    })
    kept.set(key, shapes)
  }
  return shapes
}

/** The shapes for a page, with skeleton and problem. */
export function useCityShapes(): Loaded<CityShapes> {
  return useLoad(loadCityShapes)
}

/** Forgets what was read, e.g. after a new version of the areas came into use. */
export function forgetCityShapes(): void {
  kept.clear()
}
