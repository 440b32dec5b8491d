import { newId } from './ids'

const DEVICE_KEY = 'wenxun.device'

/** A name a person recognises in the list of devices; only a label, never proof. */
export function deviceName(userAgent: string): string {
  const model = /Android [^;)]*;\s*([^;)]+?)(?:\s+Build|\))/.exec(userAgent)?.[1]
  if (model && model !== 'K') return model
  if (/iPhone/.test(userAgent)) return 'iPhone'
  if (/iPad/.test(userAgent)) return 'iPad'
  if (/Android/.test(userAgent)) return 'Android'
  if (/Windows/.test(userAgent)) return 'Windows'
  if (/Mac OS X/.test(userAgent)) return 'Mac'
  return 'Linux'
}

/** The label of this browser; made once and kept. */
export function thisDevice(): { id: string; name: string } {
  let id = localStorage.getItem(DEVICE_KEY)
  if (!id) {
    id = newId()
    localStorage.setItem(DEVICE_KEY, id)
  }
  return { id, name: deviceName(navigator.userAgent) }
}
