// Packs a generated history for the binary:  node demo/history/pack.mjs FOLDER
// Writes demo/city/incidents.jsonl.br (brotli) and demo/city/truth.json.
import { readFileSync, writeFileSync } from 'node:fs'
import { brotliCompressSync, constants } from 'node:zlib'

const folder = process.argv[2]
if (!folder) throw new Error('usage: node demo/history/pack.mjs FOLDER')
const city = new URL('../city/', import.meta.url)
const history = readFileSync(`${folder}/incidents.jsonl`)
const packed = brotliCompressSync(history, {
  params: {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_LGWIN]: 24,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_SIZE_HINT]: history.length,
  },
})
writeFileSync(new URL('incidents.jsonl.br', city), packed)
writeFileSync(new URL('truth.json', city), readFileSync(`${folder}/truth.json`))
