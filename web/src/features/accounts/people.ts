import type { AccountView, RoleView } from '@/api/officeTypes'
import type { AreaLevel } from '@/api/types'
import { csvTable } from '@/core/csv'
import { formatDate, formatTime, language, localDay } from '@/core/i18n'
import { t } from './officeTexts'

/** When somebody was last seen, the shorter the nearer: just now, today 08:14, yesterday, a day. */
export function seenWords(at: string, now: number): string {
  const then = Date.parse(at)
  if (now - then < 5 * 60_000) return t('justNow')
  const day = localDay(at)
  if (day === localDay(now)) return t('todayAt', { time: formatTime(at) })
  if (day === localDay(now - 86_400_000)) return t('yesterday')
  return formatDate(at)
}

/** The one thing to say about an account before its last sign-in, if any. */
export function accountTag(account: AccountView): 'tagDisabled' | 'tagNever' | null {
  if (!account.is_active) return 'tagDisabled'
  return account.last_seen_at ? null : 'tagNever'
}

/** The letter in the round sign beside a name. */
export function initial(name: string): string {
  return [...name.trim()][0]?.toUpperCase() ?? '?'
}

const isEnglish = () => language.value === 'en'

/** Name of a role; its code while the list of roles is not there. */
export function roleName(roles: readonly RoleView[], code: string): string {
  const role = roles.find((one) => one.role === code)
  return (isEnglish() ? role?.name_en : role?.name_zh) ?? code
}

/** What a role allows, in words. */
export function roleWords(roles: readonly RoleView[], code: string): string {
  const role = roles.find((one) => one.role === code)
  return (isEnglish() ? role?.description_en : role?.description_zh) ?? ''
}

/** Area of a role in the language on the screen. */
export function areaName(role: { area_name_zh: string; area_name_en: string }): string {
  return isEnglish() ? role.area_name_en : role.area_name_zh
}

/** Name of a level of the area tree. */
export function levelName(level: AreaLevel): string {
  return t(`levels_${level}`)
}

/** Words joined as a list of the language. */
export function joined(words: readonly string[]): string {
  return words.join(isEnglish() ? ', ' : '、')
}

/** Accounts with their one-time passwords as a table that spreadsheets open; cells cannot act as formulas. */
export function passwordTable(accounts: readonly { account: string; name: string; one_time_password: string | null }[]): string {
  return csvTable(['account', 'name', 'one_time_password'], accounts.map((one) => [one.account, one.name, one.one_time_password ?? '']))
}
