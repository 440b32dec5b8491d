import { clientFor } from '@/api/client'
import type { Get, Post } from '@/api/paths'
import type { Certificate } from './wire'

export interface Person {
  id: string
  name: string
}

export interface Swap {
  id: string
  shift_id: string
  day: string
  starts_at: string
  shift_name: string
  from: Person
  to: Person | null
  state: 'open' | 'taken' | 'declined' | 'withdrawn'
  at: string
}

export interface HoursEntry {
  entry_id: string
  kind: 'confirmed' | 'corrected'
  shift_id: string | null
  day: string
  shift_name: string
  minutes: number
  reason: string | null
  at: string
  by_name: string | null
}

export interface MyHours {
  year: number
  confirmed_min: number
  waiting_min: number
  total_min: number
  next_certificate: Certificate | null
  reached: Certificate[]
  entries: HoursEntry[]
}

type OfShift = { shift_id: string }

interface OwnPaths {
  '/dissuasion/hours/mine': { get: Get<MyHours, { year?: number }> }
  '/dissuasion/swaps': { get: Get<{ items: Swap[] }, { state?: string }>; post: Post<{ shift_id: string; to_account_id?: string; note?: string }, Swap> }
  '/dissuasion/swaps/{swap_id}/answer': { post: Post<{ answer: 'take' | 'decline' | 'withdraw' }, Swap, { swap_id: string }> }
  '/dissuasion/shifts/{shift_id}': { get: Get<{ version: number }, never, OfShift> }
  '/dissuasion/shifts/{shift_id}/roster': {
    post: Post<{ version: number; changes: { account_id: string; is_on: boolean; reason?: string }[] }, { version: number }, OfShift>
  }
}

/** What a member of a team does for oneself. */
export const own = clientFor<OwnPaths>()
