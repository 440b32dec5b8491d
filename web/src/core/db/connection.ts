import { openDB, type IDBPDatabase } from 'idb'
import type { PhoneSchema } from './schema'

const VERSION = 1

export type Connection = IDBPDatabase<PhoneSchema>

/** The name of the one database of an account on this phone. */
export function databaseName(accountId: string): string {
  return `wenxun-${accountId}`
}

function open(name: string, onLost: () => void): Promise<Connection> {
  return openDB<PhoneSchema>(name, VERSION, {
    upgrade(db) {
      db.createObjectStore('records', { keyPath: 'id' })
      db.createObjectStore('photos', { keyPath: ['record_id', 'sha256'] }).createIndex('sha256', 'sha256')
      db.createObjectStore('drafts', { keyPath: 'id' })
      db.createObjectStore('parts', { keyPath: 'name' })
      db.createObjectStore('sent', { keyPath: 'id' })
      db.createObjectStore('settings')
    },
    blocking(_current, _blocked, event) {
      ;(event.target as IDBDatabase).close()
      onLost()
    },
    terminated: onLost,
  })
}

function isLost(problem: unknown): boolean {
  return problem instanceof DOMException && (problem.name === 'InvalidStateError' || problem.name === 'UnknownError')
}

/**
 * Gives a working connection to every call. Browsers close databases behind our back (memory
 * pressure, a disk hiccup): the call is then repeated once on a fresh connection.
 */
export class Reconnecting {
  private current: Promise<Connection> | null = null

  private readonly name: string

  constructor(name: string) {
    this.name = name
  }

  private connection(): Promise<Connection> {
    this.current ??= open(this.name, () => {
      this.current = null
    })
    return this.current
  }

  async use<T>(work: (db: Connection) => Promise<T>): Promise<T> {
    try {
      return await work(await this.connection())
    } catch (problem) {
      if (!isLost(problem)) throw problem
      this.current = null
      return work(await this.connection())
    }
  }

  async close(): Promise<void> {
    const closing = this.current
    this.current = null
    if (closing) (await closing).close()
  }
}
