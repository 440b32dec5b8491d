/** Days of a duty plan as a person chooses them; on the wire they are RFC 5545 rules, `LUNAR=8-15` or `TERM=QINGMING`. */

export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const
export type Weekday = (typeof WEEKDAYS)[number]

/** `nth` is 1–4 or -1 for the last of the month. */
export interface NthDay {
  nth: number
  day: Weekday
}

export interface Choice {
  isDaily: boolean
  weekdays: Weekday[]
  /** Every week, every second week… */
  everyWeeks: number
  monthDays: number[]
  nths: NthDay[]
  /** Rules taken over as they are: festivals, and what this page cannot take apart. */
  others: string[]
}

export function noChoice(): Choice {
  return { isDaily: false, weekdays: [], everyWeeks: 1, monthDays: [], nths: [], others: [] }
}

function partsOf(rule: string): Map<string, string> {
  return new Map(rule.replace(/^RRULE:/, '').split(';').map((part) => part.split('=', 2) as [string, string]))
}

const isWeekday = (text: string): text is Weekday => (WEEKDAYS as readonly string[]).includes(text)
const onlyKeys = (parts: Map<string, string>, keys: string[]) => [...parts.keys()].every((key) => keys.includes(key))

function addWeekly(choice: Choice, parts: Map<string, string>): boolean {
  const days = (parts.get('BYDAY') ?? '').split(',')
  const every = Number(parts.get('INTERVAL') ?? '1')
  if (!onlyKeys(parts, ['FREQ', 'BYDAY', 'INTERVAL']) || !days.every(isWeekday)) return false
  if (choice.weekdays.length > 0 && choice.everyWeeks !== every) return false
  choice.everyWeeks = every
  choice.weekdays = WEEKDAYS.filter((day) => choice.weekdays.includes(day) || days.includes(day))
  return true
}

function addMonthly(choice: Choice, parts: Map<string, string>): boolean {
  if (onlyKeys(parts, ['FREQ', 'BYMONTHDAY']) && parts.has('BYMONTHDAY')) {
    const days = (parts.get('BYMONTHDAY') ?? '').split(',').map(Number)
    if (!days.every((day) => Number.isInteger(day) && day !== 0 && Math.abs(day) <= 31)) return false
    choice.monthDays = [...new Set([...choice.monthDays, ...days])].sort((a, b) => a - b)
    return true
  }
  const nths = (parts.get('BYDAY') ?? '').split(',').map((text) => /^(-1|[1-4])([A-Z]{2})$/.exec(text))
  if (!onlyKeys(parts, ['FREQ', 'BYDAY'])) return false
  const found: NthDay[] = []
  for (const match of nths) {
    const day = match?.[2] ?? ''
    if (!match || !isWeekday(day)) return false
    found.push({ nth: Number(match[1]), day })
  }
  choice.nths = [...choice.nths, ...found]
  return true
}

/** Takes rules apart into what the page shows. */
export function readRules(rules: readonly string[]): Choice {
  const choice = noChoice()
  for (const rule of rules) {
    const parts = partsOf(rule)
    const kind = parts.get('FREQ')
    const isRead =
      (kind === 'WEEKLY' && addWeekly(choice, parts)) ||
      (kind === 'MONTHLY' && addMonthly(choice, parts)) ||
      (kind === 'DAILY' && onlyKeys(parts, ['FREQ']))
    if (isRead && kind === 'DAILY') choice.isDaily = true
    if (!isRead) choice.others.push(rule)
  }
  return choice
}

/** The rules of a choice, in a steady order. */
export function writeRules(choice: Choice): string[] {
  const rules: string[] = []
  if (choice.isDaily) rules.push('FREQ=DAILY')
  if (choice.weekdays.length > 0) {
    const every = choice.everyWeeks > 1 ? `INTERVAL=${choice.everyWeeks};` : ''
    rules.push(`FREQ=WEEKLY;${every}BYDAY=${WEEKDAYS.filter((day) => choice.weekdays.includes(day)).join(',')}`)
  }
  if (choice.monthDays.length > 0) rules.push(`FREQ=MONTHLY;BYMONTHDAY=${choice.monthDays.join(',')}`)
  if (choice.nths.length > 0) rules.push(`FREQ=MONTHLY;BYDAY=${choice.nths.map(({ nth, day }) => `${nth}${day}`).join(',')}`)
  return [...rules, ...choice.others]
}

/** What rules are called, by the caller's words. */
export interface RuleWords {
  daily: () => string
  weekly: (days: Weekday[], every: number) => string
  monthDays: (days: number[]) => string
  nth: (one: NthDay) => string
  /** Name of a festival by its rule; null when it is unknown. */
  festival: (rule: string) => string | null
  other: () => string
}

/** A plan's days in plain words; never a raw rule. */
export function sayRules(rules: readonly string[], words: RuleWords): string[] {
  const choice = readRules(rules)
  return [
    ...(choice.isDaily ? [words.daily()] : []),
    ...(choice.weekdays.length > 0 ? [words.weekly(choice.weekdays, choice.everyWeeks)] : []),
    ...(choice.monthDays.length > 0 ? [words.monthDays(choice.monthDays)] : []),
    ...choice.nths.map(words.nth),
    ...choice.others.map((rule) => words.festival(rule) ?? words.other()),
  ]
}

/** Days of a week that holds `day`, Monday first, as `YYYY-MM-DD`. */
export function weekOf(day: string): string[] {
  const at = Date.parse(`${day}T00:00:00Z`)
  const back = (new Date(at).getUTCDay() + 6) % 7
  return Array.from({ length: 7 }, (_none, step) => new Date(at + (step - back) * 86_400_000).toISOString().slice(0, 10))
}

/** A day some days later or earlier. */
export function dayPlus(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}
