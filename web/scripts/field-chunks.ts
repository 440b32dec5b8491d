/** What the bundler tells about a module. */
interface Info {
  isEntry: boolean
  importers: readonly string[]
  dynamicImporters: readonly string[]
}
interface Known {
  getModuleInfo: (id: string) => Info | null
}

/** A page that only supervisors open is named by nothing but a `routes.office.ts`. */
const OFFICE = /routes\.office\.ts$/
const FEATURE = /\/src\/(?:features\/([a-z]+)|(forms))\//
/** Needed before anybody is signed in. */
const SIGN_IN = /\/SignIn\w*\.vue/

/** Files of the field app by feature. */
const CHUNKS: Record<string, string> = { incidents: 'log', forms: 'visit', surveys: 'visit', ads: 'work', dissuasion: 'work', tallies: 'work' }

/** Asks of a module whether `leads` holds for a way of imports up to the entry or the page of signing in. */
function asker(leads: (info: Info) => readonly string[]) {
  const answers = new Map<string, boolean>()
  return function ask(id: string, known: Known): boolean {
    const before = answers.get(id)
    if (before !== undefined) return before
    answers.set(id, false)
    const info = known.getModuleInfo(id)
    const isLed = info !== null && (info.isEntry || SIGN_IN.test(id) || leads(info).some((one) => ask(one, known)))
    answers.set(id, isLed)
    return isLed
  }
}

/**
 * Puts every module that the field app reaches into one of five files: `app` for the first page and all
 * that pages share, `log`, `visit`, `work`, and `pages` for the rest. Modules of supervisors stay where the
 * bundler puts them.
 */
export function fieldChunks() {
  const isFirst = asker((info) => info.importers)
  const isField = asker((info) => [...info.importers, ...info.dynamicImporters.filter((one) => !OFFICE.test(one))])

  return (id: string, known: Known): string | null => {
    if (!isField(id, known)) return null
    const found = FEATURE.exec(id)
    if (!found || isFirst(id, known)) return 'app'
    return CHUNKS[found[1] ?? found[2] ?? ''] ?? 'pages'
  }
}
