// Packs a generated history for the binary:  node demo/history/pack.mjs FOLDER
// Writes demo/city/*.jsonl.br (brotli), one for each kind of record in FOLDER and the frame of doors, and demo/city/truth.json.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { brotliCompressSync, constants } from 'node:zlib'

const KINDS = ['incidents', 'tallies', 'ad_sites', 'ad_inspections', 'sessions', 'answers']

const folder = process.argv[2]
if (!folder) throw new Error('usage: node demo/history/pack.mjs FOLDER')
const city = new URL('../city/', import.meta.url)

/** Packs one file into the city's folder. */
function pack(file, name) {
  const history = readFileSync(file)
  const packed = brotliCompressSync(history, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: history.length,
    },
  })
  writeFileSync(new URL(`${name}.br`, city), packed)
}

for (const kind of KINDS) {
  const file = `${folder}/${kind}.jsonl`
  if (existsSync(file)) pack(file, `${kind}.jsonl`)
}
pack(new URL('households.csv', import.meta.url), 'households.csv')
writeFileSync(new URL('truth.json', city), readFileSync(`${folder}/truth.json`))
