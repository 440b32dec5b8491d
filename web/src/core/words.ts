import { formatTime, language } from './i18n'

/** A name and what it stands for, with the colon of the language: `辖区：云澧市`, `Area: Yunli City`. */
export function pair(name: string, value: string): string {
  return language.value === 'en' ? `${name}: ${value}` : `${name}：${value}`
}

/** Day without year: `10月30日`, `30 Oct`. */
export function shortDay(at: string): string {
  const options = { timeZone: 'Asia/Shanghai', day: 'numeric', month: language.value === 'en' ? 'short' : 'long' } as const
  return new Intl.DateTimeFormat(language.value === 'en' ? 'en-GB' : 'zh-CN', options).format(new Date(at))
}

/** Day and clock time without the weekday, for narrow rows: `10月30日 09:26`, `30 Oct 09:26`. */
export function shortMoment(at: string): string {
  return `${shortDay(at)} ${formatTime(at)}`
}
