import type { Gauge, Measure } from '../api'

/** A line of the sheet: a figure, which side of the wanted number is good, and that number as typed. */
export interface Line {
  gauge: Pick<Gauge, 'source' | 'code' | 'unit' | 'name_zh' | 'name_en'>
  comparator: string
  value: string
}

/** The lines that stand for what measures a requirement now. */
export function linesOf(measures: readonly Measure[], gauges: readonly Gauge[]): Line[] {
  return measures.map(({ source, code, unit, comparator, value }) => {
    const known = gauges.find((one) => one.source === source && one.code === code)
    return { gauge: known ?? { source, code, unit, name_zh: code, name_en: code }, comparator, value: String(value) }
  })
}

/** A new line for a figure: one piece of evidence, or a share that is still to be typed. */
export const lineFor = (gauge: Gauge): Line => ({ gauge, comparator: 'at_least', value: gauge.unit === 'count' ? '1' : '' })

/** What the service is told; null while a number is missing. */
export function measuresOf(lines: readonly Line[]): Measure[] | null {
  const isNumber = (text: string) => text.trim() !== '' && Number.isFinite(Number(text))
  if (!lines.every((line) => isNumber(line.value))) return null
  return lines.map(({ gauge: { source, code, unit }, comparator, value }) => ({ source, code, unit, comparator, value: Number(value) }))
}

/** Figures that are not chosen yet, by who measures. */
export function offersOf(gauges: readonly Gauge[], lines: readonly Line[]): { source: string; name_zh: string; name_en: string; gauges: Gauge[] }[] {
  const open = gauges.filter((one) => !lines.some(({ gauge }) => gauge.source === one.source && gauge.code === one.code))
  const sources = [...new Set(open.map((one) => one.source))]
  return sources.map((source) => {
    const own = open.filter((one) => one.source === source)
    return { source, name_zh: own[0]?.source_zh ?? source, name_en: own[0]?.source_en ?? source, gauges: own }
  })
}
