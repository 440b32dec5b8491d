// Checks the sizes of design budgets over web/dist, in brotli bytes as they travel.
import { existsSync, readFileSync } from 'node:fs'
import { brotliCompressSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'))

function wireBytes(file) {
  const compressed = new URL(`${file}.br`, dist)
  if (existsSync(compressed)) return readFileSync(compressed).length
  const bytes = readFileSync(new URL(file, dist))
  return Math.min(bytes.length, brotliCompressSync(bytes).length)
}

/** All files a module needs before it runs: itself, what it imports, and their styles. */
function filesOf(key, seen = new Set()) {
  const chunk = manifest[key]
  if (!chunk || seen.has(key)) return new Set()
  seen.add(key)
  const files = new Set([chunk.file, ...(chunk.css ?? [])])
  for (const imported of chunk.imports ?? []) for (const file of filesOf(imported, seen)) files.add(file)
  return files
}

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry)
const pages = JSON.parse(readFileSync(new URL('.vite/pages.json', dist), 'utf8'))
const page = (name) => Object.keys(manifest).find((key) => manifest[key].file === pages[name])
const sum = (files) => [...files].reduce((all, file) => all + wireBytes(file), 0)
const shell = () => new Set(['index.html', ...filesOf(entry)])
const route = (name) => {
  const key = page(name)
  if (!key) throw new Error(`no page ${name} in the build`)
  return sum(new Set([...shell(), ...filesOf(key)]))
}
/** What a lazy page adds over the shell. */
const added = (name) => {
  const files = filesOf(page(name))
  for (const file of shell()) files.delete(file)
  return files
}

const worker = readFileSync(new URL('sw.js', dist), 'utf8')
const precached = [...worker.matchAll(/url:\s*"([^"]+)"|"url":\s*"([^"]+)"/g)].map((match) => match[1] ?? match[2])
if (precached.length < 10) throw new Error('the list of precached files was not found in sw.js')

const allJs = Object.values(manifest).map((chunk) => chunk.file)
const assets = [...new Set(Object.values(manifest).flatMap((chunk) => [chunk.file, ...(chunk.assets ?? [])]))]
const mapChunks = assets.filter((file) => /maplibre|pmtiles/.test(file))

const rows = [
  ['sign-in route', route('SignInPage'), 95_000],
  ['record route', route('LogPage'), 115_000],
  ['survey route', route('InterviewPage'), 110_000],
  ['precache of the field app', sum(new Set(precached)), 180_000],
  ['dashboard chunk', sum(added('OverviewPage')), 165_000],
  ['map chunk and worker', sum(mapChunks), 375_000],
]

let isOver = false
for (const [name, bytes, most] of rows) {
  const verdict = bytes <= most ? 'ok  ' : 'OVER'
  if (bytes > most) isOver = true
  console.log(`${verdict} ${name.padEnd(28)} ${(bytes / 1000).toFixed(1).padStart(7)} kB of ${most / 1000} kB`)
}
const foreign = allJs.filter((file) => /maplibre|echarts/.test(file) && precached.includes(file))
if (foreign.length > 0) {
  console.log(`OVER the field app would keep files of supervisors: ${foreign.join(', ')}`)
  isOver = true
}
process.exitCode = isOver ? 1 : 0
