/** Functions of days and times. */

import { civil, DAY_MS, modulo, weekday, type Day } from './time'
import { isDay, textValue, toDay, toInstant, toTime, type Value } from './value'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const DAYS_ZH = ['周日', '周一', '周二', '周三', '周四', '周五', '周六']

export const DATE_FUNCTIONS: readonly string[] = [
  'date',
  'date-time',
  'format-date',
  'format-date-time',
  'decimal-date-time',
  'decimal-time',
]

/** Runs one of the functions; what is no day or time gives a blank or NaN. */
export function callDate(name: string, value: Value, format: string, zone: number, language: string): Value {
  switch (name) {
    case 'date':
      return toDay(value, zone)
    case 'date-time':
      return toInstant(value, zone)
    case 'decimal-date-time': {
      if (typeof value === 'number') return value
      const instant = toInstant(value, zone)
      return instant ? instant.ms / DAY_MS : NaN
    }
    case 'decimal-time': {
      const time = toTime(value)
      return time ? time.ms / DAY_MS : NaN
    }
    default:
      return formatted(value, format, zone, language)
  }
}

function formatted(value: Value, format: string, zone: number, language: string): Value {
  let day: Day | null = null
  let ms = 0
  const instant = toInstant(value, zone)
  if (isDay(value)) day = value
  else if (instant) {
    const local = instant.ms + instant.offset * 60_000
    day = { t: 'day', day: Math.floor(local / DAY_MS) }
    ms = modulo(local, DAY_MS)
  } else {
    const time = toTime(value)
    if (!time) return null
    ms = time.ms
  }
  return textValue(format.replace(/%([^])/gu, (_, code: string) => piece(code, day, ms, language)))
}

function piece(code: string, day: Day | null, ms: number, language: string): string {
  const pad = (value: number, width = 2): string => String(value).padStart(width, '0')
  const [year, month, ofMonth] = day ? civil(day.day) : [0, 0, 0]
  const seconds = Math.floor(ms / 1000)
  const isChinese = language.startsWith('zh')
  switch (code) {
    case 'Y':
      return pad(year, 4)
    case 'y':
      return pad(year % 100)
    case 'm':
      return pad(month)
    case 'n':
      return String(month)
    case 'b':
      return isChinese ? `${month}月` : (MONTHS[month - 1] ?? '')
    case 'd':
      return pad(ofMonth)
    case 'e':
      return String(ofMonth)
    case 'a':
      return day ? ((isChinese ? DAYS_ZH : DAYS)[weekday(day.day)] ?? '') : ''
    case 'H':
      return pad(Math.floor(seconds / 3600))
    case 'h':
      return String(Math.floor(seconds / 3600))
    case 'M':
      return pad(Math.floor(seconds / 60) % 60)
    case 'S':
      return pad(seconds % 60)
    case '3':
      return pad(ms % 1000, 3)
    default:
      return `%${code}`
  }
}
