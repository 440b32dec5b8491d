import { showToast } from '@/core/ui/toast'
import { isDraftOpen } from '@/core/field/open-draft'
import { defineTexts } from '@/core/i18n'

const t = defineTexts(
  { ready: '有新版本', text: '内容都已存好，换一下只要一秒。', change: '现在换' },
  { ready: 'A new version is here', text: 'Everything is saved; changing takes a second.', change: 'Change now' },
)

const CHECK_MS = 3600_000
let waiting: ServiceWorker | null = null

/** Offers the new version, unless a form is open: then it waits for the next page. */
export function offerUpdate(): void {
  if (!waiting || isDraftOpen()) return
  const next = waiting
  showToast({
    title: t('ready'),
    text: t('text'),
    icon: 'download',
    seconds: 12,
    action: {
      label: t('change'),
      run: () => {
        navigator.serviceWorker.addEventListener('controllerchange', () => !isDraftOpen() && window.location.reload(), { once: true })
        next.postMessage('take-over')
      },
    },
  })
}

function watchWorker(worker: ServiceWorker | null): void {
  worker?.addEventListener('statechange', () => {
    if (worker.state !== 'installed' || !navigator.serviceWorker.controller) return
    waiting = worker
    offerUpdate()
  })
}

/** Keeps the app on the phone for offline use. Nothing ever reloads by itself. */
export async function registerServiceWorker(): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  try {
    const registration = await navigator.serviceWorker.register('/sw.js')
    waiting = navigator.serviceWorker.controller ? registration.waiting : null
    watchWorker(registration.installing)
    registration.addEventListener('updatefound', () => watchWorker(registration.installing))
    setInterval(() => void registration.update().catch(() => undefined), CHECK_MS)
    offerUpdate()
  } catch {
    // Private windows refuse service workers: the app works, only not offline after a reload.
  }
}
