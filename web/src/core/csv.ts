/** A cell in quotes; text that a spreadsheet would run as a formula begins with an apostrophe. */
function cell(value: string | number | null | undefined): string {
  const text = String(value ?? '')
  const isFormula = typeof value === 'string' && /^[=+\-@\t\r]/.test(text)
  return `"${(isFormula ? `'${text}` : text).replace(/"/g, '""')}"`
}

/** A table that spreadsheets open: the names of its columns as they are, its cells in quotes. */
export function csvTable(columns: readonly string[], rows: readonly (readonly (string | number | null | undefined)[])[]): string {
  return `\uFEFF${[columns.join(','), ...rows.map((row) => row.map(cell).join(','))].join('\n')}\n`
}
