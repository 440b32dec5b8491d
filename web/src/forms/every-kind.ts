/** A form with every kind of question, for tests. */

import type { Form, FormNode, Kind } from './engine/form'

const words = (zh: string) => ({ zh, en: `${zh} (en)` })
const CHOICES = ['red', 'green', 'blue']
const PLACES = Array.from({ length: 60 }, (_, at) => `p${at + 1}`)

type Part = Partial<FormNode> & { kind: Kind; name: string; inside?: Part[] }

const parts: Part[] = [
  { kind: 'note', name: 'welcome', label: words('您好') },
  { kind: 'text', name: 'remark', label: words('意见'), hint: words('随便说'), appearance: 'multiline' },
  { kind: 'integer', name: 'people', label: words('人数'), required: true, constraint: { op: '<=', a: { self: 'number' }, b: { num: 20 } }, constraint_message: words('最多 20 人') },
  { kind: 'decimal', name: 'height', label: words('高度') },
  { kind: 'select_one', name: 'colour', label: words('颜色'), list: 'colours', required: true },
  { kind: 'select_multiple', name: 'liked', label: words('喜欢的'), list: 'colours' },
  { kind: 'select_one', name: 'place', label: words('地点'), list: 'places', appearance: 'minimal autocomplete' },
  { kind: 'rank', name: 'order', label: words('排个序'), list: 'colours' },
  { kind: 'range', name: 'mark', label: words('打分'), range: { start: 1, end: 10, step: 1, is_whole: true } },
  { kind: 'date', name: 'day', label: words('日期') },
  { kind: 'time', name: 'hour', label: words('时间') },
  { kind: 'datetime', name: 'moment', label: words('时刻') },
  { kind: 'image', name: 'photo', label: words('照片') },
  { kind: 'barcode', name: 'code', label: words('条码') },
  { kind: 'geopoint', name: 'spot', label: words('位置') },
  { kind: 'acknowledge', name: 'seen', label: words('看过了'), required: true },
  { kind: 'audio', name: 'voice', label: words('录音'), required: true },
  { kind: 'note', name: 'sum', label: { zh: ['一共 ', { ref: 3, as: 'any' }, ' 人'], en: [{ ref: 3, as: 'any' }, ' in all'] } },
  {
    kind: 'group', name: 'scale', label: words('满意度'), appearance: 'field-list', inside: [
      { kind: 'select_one', name: 'clean', label: words('卫生'), list: 'colours', appearance: 'likert' },
      { kind: 'select_one', name: 'traffic', label: words('交通'), list: 'colours', appearance: 'likert' },
      { kind: 'text', name: 'why', label: words('为什么'), relevant: { op: '=', a: { ref: 20, as: 'text' }, b: { text: 'red' } } },
    ],
  },
  { kind: 'repeat', name: 'children', label: words('孩子'), inside: [{ kind: 'integer', name: 'age', label: words('几岁'), required: true }] },
]

function build(): FormNode[] {
  const nodes: FormNode[] = [{ id: 0, kind: 'group', path: '', children: [], source: { sheet: 'survey', row: 1 } }]
  const add = (part: Part, parent: FormNode, scope: number | undefined): void => {
    const { name, inside, ...rest } = part
    const id = nodes.length
    const node: FormNode = { ...rest, id, parent: parent.id, path: parent.path ? `${parent.path}/${name}` : name, source: { sheet: 'survey', row: id + 1 } }
    if (scope !== undefined) node.scope = scope
    nodes.push(node)
    parent.children?.push(id)
    if (inside) node.children = []
    for (const one of inside ?? []) add(one, node, node.kind === 'repeat' ? id : scope)
  }
  const root = nodes[0]
  if (root) for (const part of parts) add(part, root, undefined)
  return nodes
}

const list = (values: string[]) => ({ columns: ['name'], rows: values.map((value) => [value]), labels: { zh: values.map((value) => `选 ${value}`), en: values } })

export function everyKind(): Form {
  const nodes = build()
  return {
    schema: 1, form: 'every_kind', version: '1', title: { zh: '每一种题' }, languages: ['zh', 'en'], language_names: { zh: '中文 (zh)', en: 'English (en)' },
    default_language: 'zh', zone_min: 480, nodes, lists: { colours: list(CHOICES), places: list(PLACES) }, order: nodes.map((node) => node.id), files: [],
  }
}
