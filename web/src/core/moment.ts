import { formatDate, formatTime } from './i18n'

/** Day with year and clock time, as pages of the office tell when something was done: `2026年10月30日 09:26`, `30 Oct 2026 09:26`. */
export function fullMoment(at: string | number): string {
  return `${formatDate(at)} ${formatTime(at)}`
}
