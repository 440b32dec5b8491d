/** One filling of a form, screen by screen: where the person stands, what was typed, how long each question took. */

import { isMetadata, type Form, type FormNode } from './engine/form'
import { Session, type Answers, type Given, type Place } from './engine/session'
import { isBlank, toItems, toText } from './engine/value'
import { isAsked, progressOf, screenAt, screensOf, type Screen } from './screens'

/** All that a filling needs to go on after the page died. */
export interface RunState {
  answers: Answers
  /** Path of the screen. */
  at: string
  /** What was typed and not taken, by path. */
  typed: Record<string, string>
  /** Milliseconds on a screen and how often it was opened, by path; of the clock that never jumps. */
  timings: Record<string, [ms: number, visits: number]>
  /** When it began, ms since 1970. */
  begun_at: number
  seed: number
}

/** Who fills a form, and what is known beforehand. */
export interface RunSetup {
  language: string
  username: string
  deviceId: string
  /** The answer of a question that is not asked: a text, empty for none; undefined when it is asked. */
  binds?: (node: FormNode) => string | undefined
  /** Milliseconds of the clock that never jumps. */
  monotonicMs: () => number
}

/** A finished filling: the answers without what others fill in. */
export interface Sealed {
  language: string
  values: Answers['values']
  repeats: Answers['repeats']
  timings: { path: string; ms: number; visits: number }[]
}

/** Why an answer is not taken, for the words of the page. */
export interface Refusal {
  path: string
  given: Given
  /** The form's own words. */
  words: string
}

export class Run {
  readonly session: Session
  screens: Screen[] = []
  /** Place among the screens; their number is the end. */
  at = 0
  private readonly typed: Map<string, string>
  private readonly timings: RunState['timings']
  private readonly begun_at: number
  private readonly seed: number
  private openedMs: number | null = null

  constructor(
    readonly form: Form,
    saved: RunState | null,
    private readonly setup: RunSetup,
    now: number = Date.now(),
  ) {
    this.typed = new Map(Object.entries(saved?.typed ?? {}))
    this.timings = { ...saved?.timings }
    this.begun_at = saved?.begun_at ?? now
    this.seed = saved?.seed ?? Math.floor(Math.random() * 2_147_483_646) + 1
    const { deviceId, username } = setup
    const occasion = { now: { t: 'instant' as const, ms: this.begun_at, offset: form.zone_min }, seed: this.seed, deviceId, username }
    this.session = saved ? Session.resume(form, saved.answers, occasion) : Session.start(form, occasion)
    if (!saved) this.session.setLanguage(setup.language)
    this.bind()
    this.refresh()
    const found = saved ? (saved.at === '' ? this.screens.length : screenAt(this.session, this.screens, saved.at)) : 0
    this.at = Math.max(0, found)
    this.open()
  }

  /** Fills in what is known beforehand. */
  private bind(): void {
    for (const node of this.form.nodes) {
      const text = this.setup.binds?.(node)
      if (text) this.session.set(node.path, text)
    }
  }

  private isBound(node: FormNode): boolean {
    return isMetadata(node.kind) || this.setup.binds?.(node) !== undefined
  }

  private refresh(): void {
    const path = this.screen?.path
    this.screens = screensOf(this.session, (node) => this.isBound(node))
    if (path === undefined) return
    const same = this.screens.findIndex((screen) => screen.path === path)
    this.at = same >= 0 ? same : Math.min(this.at, this.screens.length)
  }

  get screen(): Screen | undefined {
    return this.screens[this.at]
  }

  get progress(): ReturnType<typeof progressOf> {
    return progressOf(this.screens, this.at)
  }

  pathOf({ node, index }: Place): string {
    return this.session.pathOf(node.id, index)
  }

  /** A text of the form where a place stands. */
  words({ node, index }: Place, which: 'label' | 'hint' | 'guidance_hint' | 'constraint_message' | 'required_message' = 'label'): string {
    return this.session.evaluator(node.id, index).text(node[which])
  }

  /** Name of a file beside the words of a place, in the language shown; empty when it has none. */
  fileOf({ node, index }: Place, kind: 'image' | 'big-image' | 'audio'): string {
    return this.session.evaluator(node.id, index).text(node.media?.[kind])
  }

  /** What stands in the field: what was typed, else the answer. */
  textOf(place: Place): string {
    return this.typed.get(this.pathOf(place)) ?? toText(this.session.valueOf(place))
  }

  itemsOf(place: Place): string[] {
    return toItems(this.session.valueOf(place))
  }

  /** Gives an answer as text, several choices separated by spaces. */
  answer(place: Place, text: string): Refusal | null {
    const path = this.pathOf(place)
    const given = this.session.set(path, text)
    if (given === 'ok') this.typed.delete(path)
    else this.typed.set(path, text)
    this.refresh()
    return given === 'ok' ? null : this.refusal(place, given)
  }

  private refusal(place: Place, given: Given): Refusal {
    const words = given === 'required' || given === 'constraint' ? this.words(place, `${given}_message`) : ''
    return { path: this.pathOf(place), given, words }
  }

  /** What is open at a place, with what was typed there. */
  private openAt(place: Place): Refusal | null {
    const { node } = place
    if (!isAsked(place) || this.isBound(node) || !this.session.isRelevant(place)) return null
    const typed = this.typed.get(this.pathOf(place))
    if (typed !== undefined) {
      const again = this.answer(place, typed)
      if (again) return again
    }
    const kind = this.session.errorAt(place)
    return kind ? this.refusal(place, kind) : null
  }

  /** What holds up the screen. */
  openHere(): Refusal[] {
    return (this.screen?.places ?? []).flatMap((place) => this.openAt(place) ?? [])
  }

  /** Moves on unless something is open here; returns that. */
  next(): Refusal[] {
    const open = this.openHere()
    if (open.length === 0) this.go(this.at + 1)
    return open
  }

  back(): void {
    this.go(this.at - 1)
  }

  /** Opens the screen that asks a question; false when it is not asked now. */
  goTo(path: string): boolean {
    const found = screenAt(this.session, this.screens, path)
    if (found >= 0) this.go(found)
    return found >= 0
  }

  private go(to: number): void {
    this.pause()
    this.at = Math.max(0, Math.min(to, this.screens.length))
    this.open()
  }

  private timing(): [number, number] | null {
    const path = this.screen?.path
    return path === undefined ? null : (this.timings[path] ??= [0, 0])
  }

  private open(): void {
    const timing = this.timing()
    if (timing) timing[1] += 1
    this.resume()
  }

  /** Stops the clock of the screen: the page is hidden or left. */
  pause(): void {
    const timing = this.timing()
    if (timing && this.openedMs !== null) timing[0] += Math.round(this.setup.monotonicMs() - this.openedMs)
    this.openedMs = null
  }

  resume(): void {
    this.openedMs ??= this.setup.monotonicMs()
  }

  /** Adds an instance and opens its first screen. */
  add(repeat: Place): void {
    const path = this.pathOf(repeat)
    if (this.session.add(path) !== 'ok') return
    const number = this.session.count(repeat)
    this.bind()
    this.refresh()
    if (this.screen?.repeat) this.goTo(`${path}[${number}]`)
  }

  remove(repeat: Place, number: number): void {
    this.session.remove(`${this.pathOf(repeat)}[${number}]`)
    for (const path of [...this.typed.keys()]) if (path.startsWith(`${this.pathOf(repeat)}[`)) this.typed.delete(path)
    this.refresh()
  }

  /** True when nothing but the opening was answered. */
  get isEmpty(): boolean {
    return !this.form.nodes.some((node) => {
      if (this.isBound(node) || !isAsked({ node, index: [] })) return false
      const place = this.session.find(node.path)
      return place !== null && this.session.isEditable(place) && !isBlank(this.session.valueOf(place))
    })
  }

  /** The first open question anywhere, opened; null when the filling may end. */
  firstOpen(): Refusal | null {
    let found: Refusal | null = null
    this.session.walk((place) => { found ??= this.openAt(place) })
    const open = found as Refusal | null
    if (open) this.goTo(open.path)
    return open
  }

  /** To go on later. */
  save(): RunState {
    const running = this.openedMs
    this.pause()
    if (running !== null) this.resume()
    return JSON.parse(JSON.stringify({ answers: this.session.answers(), at: this.screen?.path ?? '', typed: Object.fromEntries(this.typed), timings: this.timings, begun_at: this.begun_at, seed: this.seed })) as RunState
  }

  /** The finished answers. */
  seal(): Sealed {
    this.pause()
    this.session.finish()
    const { values, repeats, language } = this.session.answers()
    const isOwn = ([path]: [string, unknown]) => {
      const node = this.session.find(path)?.node
      return node !== undefined && !this.isBound(node)
    }
    const timings = Object.entries(this.timings).map(([path, [ms, visits]]) => ({ path, ms, visits }))
    return { language, values: Object.fromEntries(Object.entries(values).filter(isOwn)), repeats, timings }
  }
}
