import { rawCall } from '@/api/client'

export type CheckName =
  | 'kernel' | 'secure' | 'worker' | 'store' | 'persisted' | 'room' | 'locks' | 'camera' | 'position' | 'webgl' | 'server' | 'clock'

export interface Check {
  name: CheckName
  isFine: boolean
  /** A figure or name to show beside it. */
  value: string
}

/** Less free room than this is worth a warning. */
export const LOW_ROOM_BYTES = 100_000_000
const OLDEST_CHROME = 87
const CLOCK_TOLERANCE_S = 300

function kernel(): Check {
  const agent = navigator.userAgent
  const chrome = Number(/Chrom(?:e|ium)\/(\d+)/.exec(agent)?.[1] ?? Number.NaN)
  const safari = /Version\/([\d.]+).*Safari/.exec(agent)?.[1]
  const weChat = /MicroMessenger\/([\d.]+)/.exec(agent)?.[1]
  const name = Number.isFinite(chrome) ? `Chromium ${chrome}` : safari ? `Safari ${safari}` : 'Gecko'
  return { name: 'kernel', isFine: !Number.isFinite(chrome) || chrome >= OLDEST_CHROME, value: weChat ? `${name} · WeChat ${weChat}` : name }
}

async function store(): Promise<Check> {
  const name = 'wenxun-self-check'
  const isFine = await new Promise<boolean>((resolve) => {
    try {
      const opening = indexedDB.open(name, 1)
      opening.onupgradeneeded = () => opening.result.createObjectStore('test')
      opening.onerror = () => resolve(false)
      opening.onsuccess = () => {
        const tx = opening.result.transaction('test', 'readwrite')
        tx.objectStore('test').put(new ArrayBuffer(16), 'bytes')
        tx.oncomplete = () => {
          opening.result.close()
          indexedDB.deleteDatabase(name)
          resolve(true)
        }
        tx.onerror = () => resolve(false)
      }
    } catch {
      resolve(false)
    }
  })
  return { name: 'store', isFine, value: 'IndexedDB' }
}

async function permission(check: 'camera' | 'position', name: string): Promise<Check> {
  const present = check === 'camera' ? 'mediaDevices' in navigator : 'geolocation' in navigator
  try {
    const { state } = await navigator.permissions.query({ name: name as PermissionName })
    return { name: check, isFine: present && state !== 'denied', value: state }
  } catch {
    return { name: check, isFine: present, value: present ? 'prompt' : 'none' }
  }
}

/** Room the browser still gives us, or null when it does not tell. */
export async function freeRoomBytes(): Promise<number | null> {
  const estimate = await navigator.storage?.estimate?.()
  return estimate?.quota === undefined ? null : estimate.quota - (estimate.usage ?? 0)
}

async function room(): Promise<Check> {
  const free = await freeRoomBytes()
  return { name: 'room', isFine: free === null || free >= LOW_ROOM_BYTES, value: free === null ? '?' : String(free) }
}

function webgl(): Check {
  const context = document.createElement('canvas').getContext('webgl2')
  context?.getExtension('WEBGL_lose_context')?.loseContext()
  return { name: 'webgl', isFine: context !== null, value: context ? 'WebGL 2' : 'none' }
}

async function server(): Promise<Check[]> {
  try {
    const asked = Date.now()
    const response = await rawCall('/service')
    const took = Date.now() - asked
    const { now } = (await response.json()) as { now: string }
    const offset = Math.round((asked + took / 2 - Date.parse(now)) / 1000)
    return [
      { name: 'server', isFine: true, value: `${took} ms` },
      { name: 'clock', isFine: Math.abs(offset) <= CLOCK_TOLERANCE_S, value: `${offset >= 0 ? '+' : ''}${offset} s` },
    ]
  } catch {
    return [{ name: 'server', isFine: false, value: '–' }]
  }
}

/** Looks at everything the field app leans on. Never throws. */
export async function runSelfCheck(): Promise<Check[]> {
  const registration = await navigator.serviceWorker?.getRegistration().catch(() => undefined)
  const persisted = (await navigator.storage?.persisted?.()) ?? false
  const checks: Check[] = [
    kernel(),
    { name: 'secure', isFine: window.isSecureContext && 'subtle' in crypto, value: window.location.protocol.replace(':', '') },
    { name: 'worker', isFine: registration?.active !== undefined && registration.active !== null, value: registration?.active?.state ?? 'none' },
    await store(),
    { name: 'persisted', isFine: persisted, value: persisted ? 'yes' : 'no' },
    await room(),
    { name: 'locks', isFine: 'locks' in navigator, value: 'locks' in navigator ? 'Web Locks' : 'none' },
    await permission('camera', 'camera'),
    await permission('position', 'geolocation'),
    webgl(),
  ]
  return [...checks, ...(await server())]
}
