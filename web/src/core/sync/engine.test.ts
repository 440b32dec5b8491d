import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Envelope } from '@/api/types'
import { PhoneStore } from '@/core/db'
import { cutIntoBatches } from './batches'
import { SyncEngine } from './engine'
import { FakeServer, FakeTime, incident, sharedLock, Told } from './fixtures'

let server: FakeServer
let time: FakeTime
let store: PhoneStore
let told: Told

function engineWith(lock = sharedLock()): SyncEngine {
  return new SyncEngine({
    store,
    api: server,
    clock: time,
    timers: time,
    lock,
    random: () => 0.5,
    isOnline: () => true,
    onStatus: (status) => told.all.push(status),
    onFault: (problem) => told.faults.push(problem),
  })
}

function photo(name: string) {
  return { sha256: name.padEnd(64, '0'), type: 'image/jpeg', bytes: new TextEncoder().encode(name).buffer as ArrayBuffer }
}

async function save(envelope: Envelope = incident(), photos: ReturnType<typeof photo>[] = []): Promise<Envelope> {
  const named = { ...envelope, photos: photos.map((one) => ({ sha256: one.sha256, taken_at: envelope.captured_at, role: 'scene' as const })) }
  await store.saveRecord({ envelope: named, photos, hold_until: time.now() }, time.now())
  return named
}

const states = async () => (await store.listRecords()).map((row) => row.state)

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory()
  server = new FakeServer()
  time = new FakeTime()
  store = new PhoneStore('person-1')
  told = new Told()
})

describe('records', () => {
  test('what is saved is sent, gets its receipt and enters the log of confirmed ids', async () => {
    const { id } = await save()
    await engineWith().start('save')
    const row = await store.getRecord(id)
    expect(row?.state).toBe('sent')
    expect(row?.receipt).toBe(id.slice(-8).toUpperCase())
    expect([...server.records.keys()]).toEqual([id])
  })

  test('a lost reply after the commit loses nothing and doubles nothing', async () => {
    await save()
    await save()
    server.repliesToLose = 1
    const engine = engineWith()
    await engine.start('save')
    expect(await states()).toEqual(['waiting', 'waiting'])
    await engine.start('online')
    expect(await states()).toEqual(['sent', 'sent'])
    expect(server.records.size).toBe(2)
  })

  test('two answers 503 delay, then everything arrives', async () => {
    await save()
    server.failures.push({ kind: 'busy', retryAfterS: null }, { kind: 'busy', retryAfterS: null })
    const engine = engineWith()
    await engine.start('save')
    await engine.start('timer')
    expect(await states()).toEqual(['waiting'])
    expect(time.delays).toEqual([4000, 8000])
    await engine.start('timer')
    expect(await states()).toEqual(['sent'])
  })

  test('the server may ask for a longer delay', async () => {
    await save()
    server.failures.push({ kind: 'busy', retryAfterS: 60 })
    await engineWith().start('save')
    expect(time.delays).toEqual([60_000])
  })

  test('network errors never make the delay grow', async () => {
    await save()
    const engine = engineWith()
    for (let round = 0; round < 6; round += 1) {
      server.failures.push({ kind: 'network' })
      await engine.start('timer')
    }
    expect(new Set(time.delays)).toEqual(new Set([15_000]))
  })

  test('coming online forgets the back-off', async () => {
    await save()
    const engine = engineWith()
    for (let round = 0; round < 5; round += 1) {
      server.failures.push({ kind: 'busy', retryAfterS: null })
      await engine.start('timer')
    }
    server.failures.push({ kind: 'busy', retryAfterS: null })
    await engine.start('online')
    expect(time.delays.at(-1)).toBe(4000)
  })

  test('one refused record does not block the others', async () => {
    const bad = await save(incident({ note: 'x'.repeat(2001) }))
    await save()
    server.refuse = (envelope) => (envelope.note ? 'note_too_long' : null)
    await engineWith().start('save')
    expect((await store.getRecord(bad.id))?.problem?.code).toBe('note_too_long')
    expect((await states()).sort()).toEqual(['refused', 'sent'])
  })

  test('a mended record is sent again under its own id', async () => {
    const bad = await save(incident({ note: 'too long' }))
    server.refuse = (envelope) => (envelope.note ? 'note_too_long' : null)
    const engine = engineWith()
    await engine.start('save')
    await store.mendRecord(bad.id, { ...bad, note: undefined })
    await engine.start('save')
    expect((await store.getRecord(bad.id))?.state).toBe('sent')
  })

  test('an older server is waited for; the person is never asked to mend', async () => {
    const { id } = await save(incident({ kind: 'tally' }))
    server.refuse = (envelope) => (envelope.kind === 'tally' ? 'unknown_kind' : null)
    const engine = engineWith()
    await engine.start('save')
    expect(await store.getRecord(id)).toMatchObject({ state: 'waiting', waits_for_server: 'unknown_kind' })
    server.refuse = () => null
    await engine.start('timer')
    expect((await store.getRecord(id))?.state).toBe('sent')
  })

  test('same id with other content is kept and can be sent as a correction', async () => {
    const mine = await save()
    server.records.set(mine.id, 'another content')
    const engine = engineWith()
    await engine.start('save')
    expect((await store.getRecord(mine.id))?.state).toBe('conflict')
    const corrected = incident().id
    await store.sendAsCorrection(mine.id, corrected, 'second look', time.now())
    await engine.start('save')
    expect(await store.getRecord(corrected)).toMatchObject({ state: 'sent', envelope: { corrects: mine.id } })
  })

  test('a batch that is too large is halved until it fits', async () => {
    for (let n = 0; n < 7; n += 1) await save()
    server.mostInBatch = 2
    await engineWith().start('save')
    expect(new Set(await states())).toEqual(new Set(['sent']))
    expect(server.records.size).toBe(7)
  })

  test('a single record that is too large is refused on the phone and says why', async () => {
    const { id } = await save()
    server.mostInBatch = 0
    await engineWith().start('save')
    expect(await store.getRecord(id)).toMatchObject({ state: 'refused', problem: { code: 'record_too_large' } })
  })

  test('batches are cut by count and by bytes', () => {
    const many = Array.from({ length: 250 }, () => incident())
    expect(cutIntoBatches(many).map((batch) => batch.length)).toEqual([100, 100, 50])
    const heavy = Array.from({ length: 4 }, () => incident({ note: '字'.repeat(500) }))
    expect(cutIntoBatches(heavy, 100, 4000).map((batch) => batch.length)).toEqual([2, 2])
  })
})

describe('photos', () => {
  test('photos follow their record and stay on the phone until the server has them', async () => {
    const { id } = await save(incident(), [photo('a'), photo('b')])
    const engine = engineWith()
    await engine.start('save')
    expect(server.photos.size).toBe(2)
    expect((await store.getRecord(id))?.photos.map((one) => one.state)).toEqual(['confirmed', 'confirmed'])
    expect(told.all.some((status) => status.phase === 'photos' && status.total === 3)).toBe(true)
    expect(told.last?.bytesDone).toBe(told.last?.bytesTotal)
  })

  test('a photo is not deleted while the server lacks it', async () => {
    const { id } = await save(incident(), [photo('a')])
    const engine = engineWith()
    const original = server.sendPhoto.bind(server)
    let cuts = 1
    server.sendPhoto = (sha256) => {
      if (cuts > 0) {
        cuts -= 1
        server.repliesToLose = 1
      }
      return original(sha256)
    }
    await engine.start('save')
    expect(await store.clearSentPhotos()).toBe(0)
    expect(await store.listPhotos(id)).toHaveLength(1)
    await engine.start('online')
    expect(await store.clearSentPhotos()).toBe(1)
    expect(await store.listPhotos(id)).toHaveLength(0)
  })

  test('a photo the server cannot take does not block the next', async () => {
    const { id } = await save(incident(), [photo('bad'), photo('good')])
    const original = server.sendPhoto.bind(server)
    server.sendPhoto = async (sha256) => {
      if (sha256.startsWith('bad')) {
        const { CallFailed } = await import('./ports')
        throw new CallFailed({ kind: 'refused', problem: { code: 'photo_damaged' } })
      }
      return original(sha256)
    }
    await engineWith().start('save')
    expect((await store.getRecord(id))?.photos).toMatchObject([{ state: 'refused', problem_code: 'photo_damaged' }, { state: 'confirmed' }])
  })

  test('a photo the server has already is not sent again', async () => {
    server.photos.add(photo('a').sha256)
    server.sendPhoto = () => Promise.reject(new Error('must not be called'))
    const { id } = await save(incident(), [photo('a')])
    await engineWith().start('save')
    expect((await store.getRecord(id))?.photos[0]?.state).toBe('confirmed')
  })
})

describe('sign-in, tabs and time', () => {
  test('an expired sign-in keeps the full queue, says so, and goes on after signing in', async () => {
    for (let n = 0; n < 200; n += 1) await save()
    server.isSignedIn = false
    const engine = engineWith()
    await engine.start('save')
    expect(told.last?.phase).toBe('signed_out')
    expect(new Set(await states())).toEqual(new Set(['waiting']))
    server.isSignedIn = true
    await engine.start('save')
    expect(server.batches).toBe(0)
    await engine.start('signed_in')
    expect(server.records.size).toBe(200)
    expect(server.batches).toBe(2)
  })

  test('two engines at once send everything exactly once', async () => {
    for (let n = 0; n < 5; n += 1) await save()
    const lock = sharedLock()
    await Promise.all([engineWith(lock).start('save'), engineWith(lock).start('save')])
    expect(server.batches).toBe(1)
    expect(server.records.size).toBe(5)
  })

  test('two engines without a common lock still double nothing', async () => {
    for (let n = 0; n < 5; n += 1) await save()
    await Promise.all([engineWith().start('save'), engineWith().start('save')])
    expect(server.records.size).toBe(5)
    expect(new Set(await states())).toEqual(new Set(['sent']))
  })

  test('a held record is sent when its time has come, and can be undone before', async () => {
    const kept = incident()
    const undone = incident()
    for (const envelope of [kept, undone]) {
      await store.saveRecord({ envelope, photos: [], hold_until: time.now() + 5000 }, time.now())
    }
    const engine = engineWith()
    await engine.start('save')
    expect(server.records.size).toBe(0)
    expect(time.delays.at(-1)).toBe(5020)
    expect(await store.undoRecord(undone.id, time.now() + 4000)).toBe(true)
    time.pass(5020)
    await expect.poll(() => server.records.size).toBe(1)
    expect(await store.undoRecord(kept.id, time.now())).toBe(false)
  })

  test('news from the server reach the record', async () => {
    const { id } = await save()
    const engine = engineWith()
    await engine.start('save')
    server.mine.push({
      id, seq: 9, kind: 'incident', state: 'superseded', remark: 'see the other', flags: ['superseded'],
      receipt: 'ABCDEFGH', area_code: '1', happened_at: '2026-10-30T01:26:00Z',
    })
    await engine.start('pull')
    expect(await store.getRecord(id)).toMatchObject({ server_state: 'superseded', remark: 'see the other' })
  })

  test('a fault of the phone itself is told and does not end the engine', async () => {
    await save()
    const original = store.listToSend.bind(store)
    store.listToSend = () => Promise.reject(new DOMException('full', 'QuotaExceededError'))
    const engine = engineWith()
    await engine.start('save')
    expect(told.faults).toHaveLength(1)
    store.listToSend = original
    await engine.start('timer')
    expect(await states()).toEqual(['sent'])
  })
})
