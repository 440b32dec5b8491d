import { language } from './index'

const ZONE = 'Asia/Shanghai'
const cache = new Map<string, Intl.DateTimeFormat>()

function formatter(key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const id = `${language.value} ${key}`
  let found = cache.get(id)
  if (!found) {
    found = new Intl.DateTimeFormat(language.value === 'en' ? 'en-GB' : 'zh-CN', { timeZone: ZONE, ...options })
    cache.set(id, found)
  }
  return found
}

/** Clock time of the city, `09:26`. */
export function formatTime(at: Date | string | number): string {
  return formatter('time', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at))
}

/** Day and weekday, `10月30日 周五` or `Fri 30 Oct`. */
export function formatDay(at: Date | string | number): string {
  const date = new Date(at)
  if (language.value === 'en') {
    return formatter('day', { weekday: 'short', day: 'numeric', month: 'short' }).format(date).replace(',', '')
  }
  const day = formatter('day', { month: 'long', day: 'numeric' }).format(date)
  return `${day} ${formatter('weekday', { weekday: 'short' }).format(date)}`
}

/** Day with year, `2026年10月30日` or `30 Oct 2026`. */
export function formatDate(at: Date | string | number): string {
  return formatter('date', { year: 'numeric', month: language.value === 'en' ? 'short' : 'long', day: 'numeric' }).format(new Date(at))
}

/** Calendar day of the city as `YYYY-MM-DD`. */
export function localDay(at: Date | string | number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: ZONE }).format(new Date(at))
}

/** Whole numbers with separators, `1,748`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US')
}

/** Bytes in the largest sensible unit, `1.8 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`
  if (bytes >= 1e7) return `${Math.round(bytes / 1e6)} MB`
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`
  return `${Math.ceil(bytes / 1e3)} kB`
}

/** Distance, `60 米` / `60 m`, from 1,000 m on in kilometres. */
export function formatDistance(metres: number): string {
  const [m, km] = language.value === 'en' ? ['m', 'km'] : ['米', '公里']
  return metres < 1000 ? `${Math.round(metres)} ${m}` : `${(metres / 1000).toFixed(1)} ${km}`
}
