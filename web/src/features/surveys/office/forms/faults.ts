import { csvTable } from '@/core/csv'

/** One sheet of the workbook as it was read: rows with content, each with its own number. */
export interface SheetCells {
  name: string
  rows: readonly { number: number; cells: readonly string[] }[]
}

/** One fault or warning of the compiler; `row` 0 and an empty `column` mean that none is pointed at. */
export interface Fault {
  code: string
  sheet: string
  row: number
  column: string
  value: string
  text: { zh: string; en: string }
  hint?: string | null
}

/** Where a fault lies on the sheet view; `column` counts from 0, null when no single cell is meant. */
export interface Spot {
  sheet: string
  row: number
  column: number | null
}

/** The letters of a column, from 0: A … Z, AA … */
export function columnLetters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26))
  return index < 26 ? last : columnLetters(Math.floor(index / 26) - 1) + last
}

const ALIASES: Record<string, string> = {
  caption: 'label', relevance: 'relevant', calculate: 'calculation', constraining_message: 'constraint_message',
  requiredmsg: 'required_message', readonly: 'read_only', count: 'repeat_count', value: 'name', 'list name': 'list_name',
}
const LANGUAGED = new Set(['label', 'hint', 'guidance_hint', 'required_message', 'constraint_message', 'image', 'audio', 'video', 'big-image'])

/** A header without its language, in the spelling the compiler uses. */
export function plainHeader(text: string): string {
  const whole = text.trim().toLowerCase()
  const [first = ''] = whole.split(/::?/)
  const name = first.trim().replace(/\s+/g, '_')
  const known = ALIASES[whole] ?? ALIASES[first.trim()] ?? name
  return LANGUAGED.has(known) ? known : (ALIASES[whole] ?? whole.replace(/\s+/g, '_'))
}

export function sheetOf(sheets: readonly SheetCells[], name: string): SheetCells | null {
  return sheets.find((one) => one.name.trim().toLowerCase() === name.trim().toLowerCase()) ?? null
}

/** The cell a fault means. Where a header stands in several languages, the one that holds what the fault names, else the empty one. */
export function spotOf(fault: Fault, sheets: readonly SheetCells[]): Spot | null {
  const sheet = sheetOf(sheets, fault.sheet)
  if (!sheet) return null
  const [head] = sheet.rows
  const wanted = plainHeader(fault.column)
  const columns = fault.column === '' ? [] : (head?.cells ?? []).flatMap((cell, i) => (plainHeader(cell) === wanted ? [i] : []))
  const row = fault.row > 0 ? fault.row : (head?.number ?? 1)
  const cells = sheet.rows.find((one) => one.number === row)?.cells ?? []
  const holds = (i: number) => (cells[i] ?? '').trim() === fault.value.trim()
  const column = columns.find(holds) ?? columns.find((i) => (cells[i] ?? '') === '') ?? columns[0] ?? null
  return { sheet: sheet.name, row, column }
}

/** The name of the place for people: `D14`, row `14`, or the sheet. */
export function spotName(spot: Spot | null): string {
  if (!spot) return ''
  return spot.column === null ? String(spot.row) : `${columnLetters(spot.column)}${spot.row}`
}

/** What is wrong, without the place that stands beside it. */
export function withoutPlace(fault: Fault, language: 'zh' | 'en'): string {
  const text = fault.text[language]
  const places =
    language === 'zh'
      ? `${fault.sheet ? `${fault.sheet} 表` : ''}${fault.row > 0 ? `第 ${fault.row} 行` : ''}${fault.column ? `“${fault.column}”` : ''}：`
      : `${[fault.sheet ? `Sheet ${fault.sheet}` : '', fault.row > 0 ? `row ${fault.row}` : '', fault.column].filter(Boolean).join(', ')}: `
  const rest = text.startsWith(places) ? text.slice(places.length) : text
  return rest.charAt(0).toUpperCase() + rest.slice(1)
}

export interface FaultGroup {
  sheet: string
  faults: { fault: Fault; at: number }[]
}

/** Faults by sheet in the order of the workbook; `at` counts over all of them. What names no sheet stands first. */
export function bySheet(faults: readonly Fault[], sheets: readonly SheetCells[]): FaultGroup[] {
  const order = ['', ...sheets.map((one) => one.name)]
  const groups = new Map<string, FaultGroup>()
  faults.forEach((fault) => {
    const name = sheetOf(sheets, fault.sheet)?.name ?? fault.sheet
    const group = groups.get(name) ?? { sheet: name, faults: [] }
    group.faults.push({ fault, at: 0 })
    groups.set(name, group)
  })
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length)
  const sorted = [...groups.values()].sort((a, b) => place(a.sheet) - place(b.sheet))
  let at = 0
  for (const group of sorted) {
    group.faults.sort((a, b) => a.fault.row - b.fault.row)
    for (const one of group.faults) one.at = at++
  }
  return sorted
}

/** The rows of a list with fixed heights that a window shows, with some to spare on both ends. */
export function visibleRows(scroll_px: number, window_px: number, row_px: number, all: number): { from: number; to: number } {
  const SPARE = 8
  const from = Math.max(0, Math.floor(scroll_px / row_px) - SPARE)
  return { from, to: Math.min(all, Math.ceil((scroll_px + window_px) / row_px) + SPARE) }
}

/** The faults as a table for whoever mends the workbook. */
export function faultTable(faults: readonly Fault[], sheets: readonly SheetCells[]): string {
  const rows = faults.map((one) => [one.sheet, spotName(spotOf(one, sheets)), one.code, one.value, one.text.zh, one.text.en])
  return csvTable(['sheet', 'cell', 'code', 'value', 'text_zh', 'text_en'], rows)
}
