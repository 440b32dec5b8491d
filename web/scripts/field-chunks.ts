import { FROM_NETWORK } from './field-precache.ts'

/** What the bundler tells about a module. */
interface Info {
  isEntry: boolean
  importers: readonly string[]
  dynamicImporters: readonly string[]
}
interface Known {
  getModuleInfo: (id: string) => Info | null
}

/** Needed before anybody is signed in. */
const SIGN_IN = /\/SignIn\w*\.vue/

/** Files of the field app by feature; what is not named here goes with the other pages. */
const CHUNKS: Record<string, string> = { forms: 'visit', surveys: 'visit', ads: 'work', dissuasion: 'work', tallies: 'work', inspections: 'work' }

/** The lists of doors, which an interview does without: they travel with the other work. */
const DOORS = /\/features\/surveys\/(pages\/(Visits|Building)Page|components\/Door)/

/** The feature a module belongs to, or the forms; undefined for what all share. */
function featureOf(id: string): string | undefined {
  const [, features, name] = /\/src\/(features\/)?([a-z]+)\//.exec(id) ?? []
  return features !== undefined || name === 'forms' ? name : undefined
}

/** Asks of a module whether a way of imports that `leads` knows goes from it up to a root. */
function asker(isRoot: (info: Info, id: string) => boolean, leads: (info: Info) => readonly string[]) {
  const answers = new Map<string, boolean>()
  return function ask(id: string, known: Known): boolean {
    const before = answers.get(id)
    if (before !== undefined) return before
    answers.set(id, false)
    const info = known.getModuleInfo(id)
    const isLed = info !== null && (isRoot(info, id) || leads(info).some((one) => ask(one, known)))
    answers.set(id, isLed)
    return isLed
  }
}

/**
 * Puts every module that the field app reaches into one of four files: `app` for the first page and what visits
 * share with it, `visit`, `work`, and `more` for the rest. Modules of supervisors stay where the bundler puts them.
 */
export function fieldChunks() {
  const isFirst = asker((info, id) => info.isEntry || SIGN_IN.test(id), (info) => info.importers)
  const isVisit = asker((_, id) => CHUNKS[featureOf(id) ?? ''] === 'visit', (info) => info.importers)
  const isField = asker((info) => info.isEntry, (info) => [...info.importers, ...info.dynamicImporters.filter((one) => !FROM_NETWORK.test(one))])

  return (id: string, known: Known): string | null => {
    if (!isField(id, known)) return null
    if (isFirst(id, known)) return 'app'
    if (DOORS.test(id)) return 'work'
    const feature = featureOf(id)
    return feature === undefined && isVisit(id, known) ? 'app' : (CHUNKS[feature ?? ''] ?? 'more')
  }
}
