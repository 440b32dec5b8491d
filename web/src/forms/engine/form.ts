/** The form definition as the server compiles it; see `xlsform/src/form.rs` and `tree.rs`. */

export type NodeId = number

/** An expression: a tree that nobody parses again. */
export type Tree =
  | { num: number }
  | { text: string }
  | { true: boolean }
  | { self: string }
  | { ref: NodeId; as: string; all?: boolean; candidate?: boolean }
  | { op: 'neg'; a: Tree }
  | { op: Operator; a: Tree; b: Tree }
  | { fn: string; args: Tree[] }
  | { col: string }
  | { item: string; where: Tree[]; pick?: string }
  | { nodes: NodeId; where: Tree[]; pick: NodeId; as: string }
  | { position: NodeId }

export type Operator = '+' | '-' | '*' | 'div' | 'mod' | '=' | '!=' | '<' | '<=' | '>' | '>=' | 'and' | 'or'

/** A text, or texts and answers in turn. */
export type Words = string | (string | Tree)[]

/** Words by language. */
export type Texts = Record<string, Words>

export type Kind =
  | 'group'
  | 'repeat'
  | 'text'
  | 'integer'
  | 'decimal'
  | 'note'
  | 'select_one'
  | 'select_multiple'
  | 'rank'
  | 'range'
  | 'date'
  | 'time'
  | 'datetime'
  | 'calculate'
  | 'hidden'
  | 'image'
  | 'file'
  | 'audio'
  | 'geopoint'
  | 'barcode'
  | 'acknowledge'
  | 'start'
  | 'end'
  | 'today'
  | 'deviceid'
  | 'username'
  | 'phonenumber'
  | 'email'
  | 'start_geopoint'
  | 'audit'
  | 'csv_external'

/** A question, a group, a repeat or something computed. */
export interface FormNode {
  id: NodeId
  kind: Kind
  path: string
  parent?: NodeId
  children?: NodeId[]
  scope?: NodeId
  label?: Texts
  hint?: Texts
  guidance_hint?: Texts
  required?: boolean | Tree
  required_message?: Texts
  relevant?: Tree
  constraint?: Tree
  constraint_message?: Texts
  value?: Tree
  trigger?: NodeId[]
  default?: string
  dynamic_default?: Tree
  read_only?: boolean | Tree
  list?: string
  filter?: Tree
  choices_of?: NodeId
  or_other?: Texts
  is_shuffled?: boolean
  seed?: Tree
  count?: Tree
  range?: { start: number; end: number; step: number; is_whole: boolean }
  appearance?: string
  parameters?: Record<string, string>
  media?: Record<string, Record<string, string>>
  save_to?: string
  attributes?: Record<string, string>
  source: { sheet: string; row: number }
}

/** Choices: the first column is the value. */
export interface List {
  columns: string[]
  rows: string[][]
  labels?: Record<string, Words[]>
  media?: Record<string, Record<string, string[]>>
}

export interface Form {
  schema: number
  form: string
  version: string
  title: Record<string, string>
  languages: string[]
  language_names: Record<string, string>
  default_language: string
  zone_min: number
  instance_name?: Tree
  style?: string
  nodes: FormNode[]
  lists: Record<string, List>
  order: NodeId[]
  files: string[]
}

const SELECTS: readonly Kind[] = ['select_one', 'select_multiple', 'rank']
const METADATA: readonly Kind[] = [
  'start',
  'end',
  'today',
  'deviceid',
  'username',
  'phonenumber',
  'email',
  'start_geopoint',
  'audit',
]

export const isBlock = (kind: Kind): boolean => kind === 'group' || kind === 'repeat'
export const isSelect = (kind: Kind): boolean => SELECTS.includes(kind)
/** Filled by the device, never asked. */
export const isMetadata = (kind: Kind): boolean => METADATA.includes(kind)
/** Holds no answer. */
export const isSilent = (kind: Kind): boolean => isBlock(kind) || kind === 'note' || kind === 'csv_external'
/** Never on a screen. */
export const isUnseen = (kind: Kind): boolean =>
  isMetadata(kind) || kind === 'calculate' || kind === 'hidden' || kind === 'csv_external'

/** The last name of a node's path. */
export const nameOf = (node: FormNode): string => node.path.slice(node.path.lastIndexOf('/') + 1)
