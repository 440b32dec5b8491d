/** Chance that repeats: the same seed gives the same order on the server and on the phone. */

const MODULUS = 2_147_483_647
const FACTOR = 16_807

const next = (state: number): number => (state * FACTOR) % MODULUS

function begin(seed: number): number {
  const state = seed % MODULUS
  return state <= 0 ? state + MODULUS - 1 : state
}

/** Shuffles in place, in the way both engines of ODK do. */
export function shuffle<T>(list: T[], seed: number): void {
  let state = begin(seed)
  for (let i = 0; i < list.length; i += 1) {
    state = next(state)
    const j = Math.min(i, Math.floor(((state - 1) / (MODULUS - 1)) * (i + 1)))
    const [a, b] = [list[i] as T, list[j] as T]
    list[i] = b
    list[j] = a
  }
}

/** The generator of a record's seed at one place of the record. */
export class Chance {
  private state: number

  constructor(seed: number, place: readonly number[]) {
    let state = begin(seed + 1)
    for (const step of place) state = begin(next(state) + step)
    this.state = next(next(state))
  }

  /** From 0 (in) to 1 (out). */
  number(): number {
    this.state = next(this.state)
    return (this.state - 1) / (MODULUS - 1)
  }

  /** A random UUID, version 4. */
  uuid(): string {
    let text = ''
    for (let place = 0; place < 32; place += 1) {
      if ([8, 12, 16, 20].includes(place)) text += '-'
      const drawn = Math.floor(this.number() * 16)
      text += (place === 12 ? 4 : place === 16 ? 8 + (drawn % 4) : drawn).toString(16)
    }
    return text
  }
}
