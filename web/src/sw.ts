/// <reference lib="webworker" />
export {}

declare global {
  interface ServiceWorkerGlobalScope {
    __WB_MANIFEST: { url: string; revision: string | null }[]
  }
}

const worker = self as unknown as ServiceWorkerGlobalScope

/** Files of the field app at this version; the build fills in the list. */
const listed = (self as unknown as ServiceWorkerGlobalScope).__WB_MANIFEST
/** The build may list a file twice (icons of the manifest); a cache refuses doubles. */
const files = [...new Map(listed.map((file) => [file.url, file])).values()]
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

/** Old versions but the last: a tab with an open draft may still need its files. */
function outdated(names: string[]): string[] {
  return names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).slice(0, -1)
}

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(outdated(names).map((name) => caches.delete(name))))
      .then(() => worker.clients.claim()),
  )
})

/** This version first, then the one before it. */
async function fromCache(request: Request): Promise<Response | undefined> {
  const options = { ignoreSearch: true }
  return (await (await caches.open(CACHE)).match(request, options)) ?? caches.match(request, options)
}

/** From the network. Pages of supervisors are no part of the list: those that were opened stay, so that they open again without network. */
async function fromNetwork(request: Request): Promise<Response> {
  const answer = await fetch(request)
  if (answer.ok && new URL(request.url).pathname.startsWith('/assets/')) {
    const copy = answer.clone()
    void caches.open(CACHE).then((cache) => cache.put(request, copy)).catch(() => undefined)
  }
  return answer
}

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
    event.respondWith(fromCache(new Request('/index.html')).then((page) => page ?? fetch(request)))
    return
  }
  event.respondWith(fromCache(request).then((hit) => hit ?? fromNetwork(request)))
})
