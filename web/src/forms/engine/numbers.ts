/** Shortest text that reads back as the number: integers without `.0`, never an exponent. */
export function numberText(value: number): string {
  if (value === 0) return '0'
  const text = String(value)
  const at = text.indexOf('e')
  if (at < 0) return text
  const sign = text.startsWith('-') ? '-' : ''
  const [whole = '', fraction = ''] = text.slice(sign.length, at).split('.')
  const point = whole.length + Number(text.slice(at + 1))
  const digits = whole + fraction
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  if (point >= digits.length) return sign + digits + '0'.repeat(point - digits.length)
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}

/** The number a text reads as: digits with an optional sign and point, spaces around it; NaN otherwise. */
export function textNumber(text: string): number {
  const trimmed = text.replace(/^[ \t\n\r]+|[ \t\n\r]+$/g, '')
  return /^-?(\d+(\.\d*)?|\.\d+)$/.test(trimmed) ? Number(trimmed) : NaN
}

/** A number as an index: its whole part, null when negative or not a number. */
export function toIndex(value: number): number | null {
  const whole = Math.trunc(value)
  return whole >= 0 && whole < 9e15 ? whole : null
}

/** A number as a seed. */
export function toSeed(value: number): number {
  return Number.isNaN(value) ? 0 : Math.min(9e15, Math.max(-9e15, Math.trunc(value)))
}

/** Nearest whole number, halves up (−2.5 is −2). */
export function roundUp(value: number): number {
  const floor = Math.floor(value)
  return value - floor >= 0.5 ? floor + 1 : floor
}

/** Rounds to `places` decimals, halves up; negative places round before the point. */
export function roundTo(value: number, places: number): number {
  if (!Number.isFinite(value) || !Number.isFinite(places)) return value
  const steps = Math.min(30, Math.max(-30, Math.trunc(places)))
  let scale = 1
  for (let step = 0; step < Math.abs(steps); step += 1) scale *= 10
  const scaled = steps < 0 ? roundUp(value / scale) * scale : roundUp(value * scale) / scale
  return Number.isFinite(scaled) ? scaled : value
}
