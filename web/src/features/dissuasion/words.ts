import { field } from '@/core/field'
import { formatDay, formatDistance, formatTime, language } from '@/core/i18n'
import { dutyIn } from './model'
import { t } from './texts'
import type { DutyPart } from './wire'

export const duty = (): DutyPart => dutyIn(field.pack?.parts.shifts)

/** `2 小时 4 分`, `2 h 4 min`. */
export function durationWords(minutes: number): string {
  const [h, m] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  const words = h > 0 ? t('hm', { h, m }) : t('m', { m })
  return minutes < 0 ? `−${words}` : words
}

/** Day and hours of a shift: `10月30日 周五 16:30–18:30`. */
export function whenWords(shift: { starts_at: string; ends_at: string }): string {
  return `${formatDay(shift.starts_at)} ${t('until', { from: formatTime(shift.starts_at), to: formatTime(shift.ends_at) })}`
}

export function metresWords(metres: number | null): string {
  return metres === null ? t('noPosition') : t('metres', { d: formatDistance(metres) })
}

export function placeName(place: { name_zh: string; name_en: string }): string {
  return language.value === 'en' ? place.name_en || place.name_zh : place.name_zh
}

/** The name of a member by account; own teams only. */
export function memberName(id: string): string {
  const part = duty()
  if (id === part.me) return t('me')
  for (const team of part.teams) {
    const found = team.members.find((one) => one.id === id)
    if (found) return found.name
  }
  return id.slice(0, 4)
}
