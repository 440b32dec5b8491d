/** One cell of the weekday × hour matrix: weekday 1 = Monday … 7, hour 0 … 23. */
export interface Slot {
  weekday: number
  hour: number
}

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const
export const HOURS: readonly number[] = Array.from({ length: 24 }, (_, hour) => hour)

/** Counts by `[weekday - 1][hour]`; missing cells are 0. */
export function tableOf(cells: readonly (readonly [number, number, number])[]): number[][] {
  const table = WEEKDAYS.map(() => HOURS.map(() => 0))
  for (const [weekday, hour, count] of cells) {
    const row = table[weekday - 1]
    if (row && hour in row) row[hour] = count
  }
  return table
}

/** The slot with most records, or null when there is none. */
export function peakOf(table: readonly (readonly number[])[]): (Slot & { count: number }) | null {
  let best: (Slot & { count: number }) | null = null
  table.forEach((row, index) => {
    row.forEach((count, hour) => {
      if (count > (best?.count ?? 0)) best = { weekday: index + 1, hour, count }
    })
  })
  return best
}

function range(a: number, b: number): number[] {
  const [low, high] = a <= b ? [a, b] : [b, a]
  return Array.from({ length: high - low + 1 }, (_, i) => low + i)
}

/** The rectangle between two slots as a filter; a whole row or column asks for nothing in that direction. */
export function rectangle(a: Slot, b: Slot): { weekdays: number[]; hours: number[] } {
  const weekdays = range(a.weekday, b.weekday)
  const hours = range(a.hour, b.hour)
  return { weekdays: weekdays.length === 7 ? [] : weekdays, hours: hours.length === 24 ? [] : hours }
}

/** Whether a slot is inside a filter; an empty list lets everything through. */
export function isChosen(slot: Slot, weekdays: readonly number[], hours: readonly number[]): boolean {
  if (weekdays.length === 0 && hours.length === 0) return false
  return (weekdays.length === 0 || weekdays.includes(slot.weekday)) && (hours.length === 0 || hours.includes(slot.hour))
}

/** Runs of whole numbers, `[7, 8, 9, 12]` as `[[7, 9], [12, 12]]`. */
export function runs(numbers: readonly number[]): [number, number][] {
  const found: [number, number][] = []
  for (const n of [...numbers].sort((a, b) => a - b)) {
    const last = found.at(-1)
    if (last && last[1] === n - 1) last[1] = n
    else found.push([n, n])
  }
  return found
}

const MOVES: Record<string, readonly [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

/** Where an arrow key, Home or End leads from a slot; null for other keys. */
export function stepFrom(slot: Slot, key: string): Slot | null {
  if (key === 'Home') return { ...slot, hour: 0 }
  if (key === 'End') return { ...slot, hour: 23 }
  const move = MOVES[key]
  if (!move) return null
  return {
    weekday: Math.min(7, Math.max(1, slot.weekday + move[0])),
    hour: Math.min(23, Math.max(0, slot.hour + move[1])),
  }
}
