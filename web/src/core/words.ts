import { language } from './i18n'

/** A name and what it stands for, with the colon of the language: `辖区：云澧市`, `Area: Yunli City`. */
export function pair(name: string, value: string): string {
  return language.value === 'en' ? `${name}: ${value}` : `${name}：${value}`
}
