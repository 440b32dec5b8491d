/// <reference lib="webworker" />
export {}

declare global {
  interface ServiceWorkerGlobalScope {
    __WB_MANIFEST: { url: string; revision: string | null }[]
  }
}

const worker = self as unknown as ServiceWorkerGlobalScope

/** Files of the field app at this version; the build fills in the list. */
const files = (self as unknown as ServiceWorkerGlobalScope).__WB_MANIFEST
const version = files.map((file) => `${file.url}@${file.revision ?? ""}`).join("|")

function hash(text: string): string {
  let value = 5381
  for (let at = 0; at < text.length; at += 1) value = ((value * 33) ^ text.charCodeAt(at)) >>> 0
  return value.toString(36)
}

const PREFIX = 'wenxun-app-'
const CACHE = `${PREFIX}${hash(version)}`

worker.addEventListener('install', (event) => {
  event.waitUntil(
    caches.open(CACHE).then((cache) =>
      cache.addAll(files.map((file) => new Request(`/${file.url}`, { cache: file.revision === null ? 'default' : 'reload' }))),
    ),
  )
})

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name))))
      .then(() => worker.clients.claim()),
  )
})

/** The page asks for the change when no draft is open; nothing reloads by itself. */
worker.addEventListener('message', (event) => {
  if (event.data === 'take-over') void worker.skipWaiting()
})

worker.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return
  if (/^\/(api|docs|problems|health)(\/|$)/.test(url.pathname)) return
  if (request.mode === 'navigate') {
    event.respondWith(caches.match('/index.html').then((page) => page ?? fetch(request)))
    return
  }
  event.respondWith(caches.open(CACHE).then((cache) => cache.match(request, { ignoreSearch: true })).then((hit) => hit ?? fetch(request)))
})
