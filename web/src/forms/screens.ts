/** The screens of a form as it stands: one question each, a `field-list` on one, repeats instance by instance. */

import { isBlock, isUnseen, nameOf, type FormNode } from './engine/form'
import type { Place, Session } from './engine/session'

export interface Screen {
  /** Path of the question, of the group shown at once, or of the repeat whose instances are listed. */
  path: string
  /** Questions, and groups that head some of them. */
  places: Place[]
  /** The repeat whose instances may be added and removed here. */
  repeat?: Place
  /** Path of the group with a name around it; empty at the top. */
  section: string
}

const isList = (node: FormNode): boolean => /field-list|table-list/.test(node.appearance ?? '')

/** Whether a place holds an answer, so that it counts as a question. */
export const isAsked = ({ node }: Place): boolean => !isBlock(node.kind) && node.kind !== 'note'

/** All screens in order; `isSkipped` names questions that somebody else answers. */
export function screensOf(session: Session, isSkipped: (node: FormNode) => boolean): Screen[] {
  const screens: Screen[] = []

  const block = (around: Place, section: string, open: Screen | null): void => {
    for (const id of around.node.children ?? []) {
      const node = session.form.nodes[id]
      if (!node) continue
      const place = { node, index: around.index }
      if (session.isHidden(place) || (node.kind !== 'group' && (isUnseen(node.kind) || isSkipped(node)))) continue
      if (node.kind === 'repeat') instances(place, section, open)
      else if (node.kind === 'group') inside(place, section, open)
      else if (open) open.places.push(place)
      else screens.push({ path: session.pathOf(id, place.index), places: [place], section })
    }
  }

  const inside = (place: Place, section: string, open: Screen | null): void => {
    const path = session.pathOf(place.node.id, place.index)
    const named = place.node.label ? path : section
    if (open) {
      if (place.node.label) open.places.push(place)
      return block(place, section, open)
    }
    if (!isList(place.node)) return block(place, named, null)
    const screen = { path, places: [], section: named }
    block(place, named, screen)
    if (screen.places.length > 0) screens.push(screen)
  }

  const instances = (place: Place, section: string, open: Screen | null): void => {
    const count = session.count(place)
    for (let number = 1; number <= count; number += 1) inside({ node: place.node, index: [...place.index, number] }, section, open)
    if (place.node.count) return
    const path = session.pathOf(place.node.id, place.index)
    if (open) open.places.push(place)
    else screens.push({ path, places: [], repeat: place, section: place.node.label ? path : section })
  }

  const root = session.form.nodes[0]
  if (root) block({ node: root, index: [] }, '', null)
  return screens
}

/** Where a path is asked: the very screen, else the one that holds it or lies inside it; -1 when nowhere. */
export function screenAt(session: Session, screens: readonly Screen[], path: string): number {
  const exact = screens.findIndex((screen) => screen.path === path)
  if (exact >= 0) return exact
  const holds = (screen: Screen): boolean => screen.places.some(({ node, index }) => session.pathOf(node.id, index) === path)
  const holding = screens.findIndex(holds)
  return holding >= 0 ? holding : screens.findIndex((screen) => screen.path.startsWith(path))
}

/** Sections in order with their questions, and how many of these lie before a screen. */
export function progressOf(screens: readonly Screen[], at: number): { sections: { path: string; total: number; done: number }[]; number: number; total: number } {
  const sections: { path: string; total: number; done: number }[] = []
  let [number, total] = [0, 0]
  screens.forEach((screen, place) => {
    const asked = screen.places.filter(isAsked).length
    const last = sections[sections.length - 1]
    const section = last?.path === screen.section ? last : { path: screen.section, total: 0, done: 0 }
    if (section !== last) sections.push(section)
    section.total += asked
    total += asked
    if (place < at) section.done += asked
    if (place < at || (place === at && asked > 0)) number += place < at ? asked : 1
  })
  return { sections: sections.filter((section) => section.total > 0), number, total }
}

/** Plain name of an instance, `问题 2`. */
export const instanceName = (session: Session, { node, index }: Place): string =>
  `${session.evaluator(node.id, index).text(node.label) || nameOf(node)} ${index[index.length - 1] ?? ''}`
