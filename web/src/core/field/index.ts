import { computed, reactive, ref, shallowRef, watch } from 'vue'
import { PhoneStore, type StoredDraft, type StoredRecord } from '@/core/db'
import { polygonsOf } from '@/core/geo/geometry'
import { useSession } from '@/core/session'
import { SyncEngine } from '@/core/sync/engine'
import type { SyncStatus } from '@/core/sync/ports'
import { useOwnAreas } from '@/core/ui/mesh'
import { phoneClock } from './clock'
import { readPack, refreshPack, type Pack } from './pack'
import { syncApi } from './sync-api'

/** Reading the whole list again after a change is cheap, but not a hundred times a second. */
const RELOAD_MS = 120
const PACK_EVERY_MS = 3600_000
const IDLE: SyncStatus = { phase: 'idle', done: 0, total: 0, bytesDone: 0, bytesTotal: 0, nextTryAt: null }

const records = shallowRef<StoredRecord[]>([])
const drafts = shallowRef<StoredDraft[]>([])
const pack = shallowRef<Pack | null>(null)
const status = shallowRef<SyncStatus>(IDLE)
const isOnline = ref(navigator.onLine)
const lastSentAt = ref<number | null>(null)
/** True once the phone's own store has been read. */
const isReady = ref(false)
/** True when the phone's own store cannot be opened at all. */
const isBroken = ref(false)

let store: PhoneStore | null = null
let engine: SyncEngine | null = null
let channel: BroadcastChannel | null = null
/** Only those who work in the field need everything offline. */
let keepsPack = false
let reloading: ReturnType<typeof setTimeout> | null = null

/** True when the server lacks something of this record: itself or one of its photos. */
export function isUnsent(record: StoredRecord): boolean {
  return record.state !== 'sent' || record.photos.some((photo) => photo.state === 'waiting')
}

/** True when only the person can go on with this record. */
export function needsPerson(record: StoredRecord): boolean {
  return record.state === 'refused' || record.state === 'conflict' || record.server_state === 'returned' || record.photos.some((photo) => photo.state === 'refused')
}

async function reload(): Promise<void> {
  if (!store) return
  const [rows, begun, sentAt] = await Promise.all([store.listRecords(), store.listDrafts(), store.getSetting<number>('last_sent_at')])
  records.value = rows
  drafts.value = begun
  lastSentAt.value = sentAt ?? null
  isReady.value = true
}

function reloadSoon(): void {
  reloading ??= setTimeout(() => {
    reloading = null
    void reload()
  }, RELOAD_MS)
}

function drawMesh(now: Pack | null): void {
  if (!now) return
  const rings = (levels: string[]) =>
    now.areas
      .filter((area) => levels.includes(area.properties.level))
      .flatMap((area) => polygonsOf(area.geometry).flatMap(([outer]) => (outer ? [outer] : [])))
  useOwnAreas(rings(['grid']), rings(['community', 'street']))
}

async function loadPack(): Promise<void> {
  if (!store) return
  pack.value = await readPack(store)
  drawMesh(pack.value)
}

async function checkPack(): Promise<void> {
  const mine = store
  if (!mine || !keepsPack) return
  const checked = (await mine.getSetting<number>('pack_checked_at')) ?? 0
  if (pack.value && Date.now() - checked < PACK_EVERY_MS) return
  try {
    if ((await refreshPack(mine)) && store === mine) await loadPack()
  } catch {
    // No network or an old server: the pack on the phone stays in use.
  }
}

async function exclusive(accountId: string, work: () => Promise<void>): Promise<boolean> {
  if (!navigator.locks) {
    await work()
    return true
  }
  return navigator.locks.request(`wenxun-sync-${accountId}`, { ifAvailable: true }, async (lock) => {
    if (lock) await work()
    return lock !== null
  })
}

/** Opens the phone's store of an account. In the field it also sends and keeps the offline pack fresh. */
export async function openField(accountId: string, worksInField: boolean): Promise<void> {
  await closeField()
  channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(`wenxun-${accountId}`)
  const current = channel
  channel?.addEventListener('message', reloadSoon)
  store = new PhoneStore(accountId, () => {
    current?.postMessage('changed')
    reloadSoon()
  })
  engine = new SyncEngine({
    store,
    api: syncApi,
    clock: phoneClock,
    lock: (work) => exclusive(accountId, work),
    timers: { set: (run, delayMs) => setTimeout(run, delayMs), clear: (handle) => clearTimeout(handle as number) },
    random: Math.random,
    isOnline: () => navigator.onLine,
    onStatus: (next) => {
      status.value = next
    },
    onFault: (problem) => {
      lastFault.value = problem
    },
  })
  try {
    await reload()
    await loadPack()
  } catch (problem) {
    // Private windows and full disks refuse a database: say so instead of showing nothing.
    lastFault.value = problem
    isBroken.value = true
    isReady.value = true
    return
  }
  keepsPack = worksInField
  if (worksInField || records.value.length > 0) void engine.start('foreground')
  void checkPack()
}

/** What last went wrong on the phone itself; shown by the self-check. */
const lastFault = shallowRef<unknown>(null)

export async function closeField(): Promise<void> {
  engine?.stop()
  engine = null
  channel?.close()
  channel = null
  const closing = store
  store = null
  records.value = []
  drafts.value = []
  pack.value = null
  status.value = IDLE
  isReady.value = false
  isBroken.value = false
  await closing?.close()
}

window.addEventListener('online', () => {
  isOnline.value = true
  void engine?.start('online')
  void checkPack()
})
window.addEventListener('offline', () => {
  isOnline.value = false
})
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') void engine?.start('foreground')
})

/** Follows the person who is signed in; called once at start. */
export function followSession(): void {
  const session = useSession()
  watch(
    () => session.me?.id,
    (id) => void (id ? openField(id, session.side === 'field') : closeField()),
    { immediate: true },
  )
  watch(
    () => session.isExpired,
    (isExpired) => {
      if (!isExpired) void engine?.start('signed_in').then(checkPack)
    },
  )
}

const unsent = computed(() => records.value.filter(isUnsent).length)
const attention = computed(() => records.value.filter(needsPerson).length)
const waiting = computed(() => records.value.filter((record) => isUnsent(record) && !needsPerson(record)).length)
const sending = computed(() => {
  const now = status.value
  return now.phase === 'records' || now.phase === 'photos' ? { done: Math.min(now.done + 1, now.total), total: now.total } : null
})

/** What is on this phone for the person who is signed in. Reactive. */
export const field = reactive({
  records,
  drafts,
  pack,
  status,
  isOnline,
  isReady,
  isBroken,
  lastSentAt,
  lastFault,
  unsent,
  attention,
  waiting,
  sending,
  /** The phone's store; throws when nobody is signed in. */
  store(): PhoneStore {
    if (!store) throw new Error('nobody is signed in')
    return store
  },
  /** Sends now, whatever the back-off says. */
  sendNow: () => engine?.start('pull'),
  /** Something was saved. */
  saved: () => engine?.start('save'),
  refreshPack: async () => {
    if (!store) return
    await refreshPack(store)
    await loadPack()
  },
})
