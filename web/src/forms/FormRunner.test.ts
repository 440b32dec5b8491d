// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest'
import { createApp, h, nextTick, type App } from 'vue'
import { setLanguage } from '@/core/i18n'
import { memoryPort } from './attach/memory'
import { everyKind } from './every-kind'
import FormRunner from './FormRunner.vue'
import type { RunState, Sealed } from './run'

let app: App | null = null
let states: RunState[] = []
let sealed: Sealed | null = null

function mount(props: Record<string, unknown> = {}): void {
  setLanguage('zh-CN')
  document.body.innerHTML = '<div id="app"></div>'
  states = []
  sealed = null
  app = createApp({
    render: () =>
      h(FormRunner, {
        form: everyKind(),
        title: '试填',
        language: 'zh',
        onChange: (state: RunState) => states.push(state),
        onFinish: (done: Sealed) => { sealed = done },
        ...props,
      }),
  })
  app.mount('#app')
}
afterEach(() => {
  vi.useRealTimers()
  app?.unmount()
  app = null
})

const one = <E extends Element>(selector: string) => {
  const found = document.querySelector<E>(selector)
  if (!found) throw new Error(`no ${selector} in ${document.querySelector('.sheet')?.textContent}`)
  return found
}
const buttons = () => [...document.querySelectorAll<HTMLButtonElement>('button')]
async function tap(words: string): Promise<void> {
  const found = buttons().find((button) => button.textContent.trim() === words || button.getAttribute('aria-label') === words)
  if (!found) throw new Error(`no button ${words} in ${document.querySelector('.sheet')?.textContent}`)
  found.click()
  await nextTick()
}
async function type(selector: string, value: string): Promise<void> {
  const field = one<HTMLInputElement>(selector)
  field.value = value
  field.dispatchEvent(new Event('input', { bubbles: true }))
  await nextTick()
}
const question = () => one('h2').textContent
const valueOf = (path: string) => states[states.length - 1]?.answers.values[path]
const next = () => tap('下一题')

test('every kind of question is answered, and the answers are stored at each of them', async () => {
  mount({ photos: memoryPort() })
  await next()
  await type('textarea', '很好')
  expect(valueOf('remark')).toBe('很好')
  await next()
  await type('.input', '25')
  await next()
  expect(one('.wrong').textContent).toContain('最多 20 人')
  await type('.input', '3')
  await next()
  await type('.input', '1.75')
  await next()
  vi.useFakeTimers()
  await tap('选 green')
  expect(question()).toBe('颜色')
  vi.advanceTimersByTime(250)
  await nextTick()
  vi.useRealTimers()
  expect(question()).toBe('喜欢的')
  await tap('选 blue')
  await tap('选 red')
  expect(valueOf('liked')).toEqual(['red', 'blue'])
  await next()
  expect(document.querySelectorAll('[role=radio]').length).toBeLessThan(60)
  await type('[type=search]', 'p57')
  await tap('选 p57')
  expect(valueOf('place')).toBe('p57')
  await next()
  expect(valueOf('order')).toBeUndefined()
  await tap('选 blue 上移')
  expect(valueOf('order')).toEqual(['red', 'blue', 'green'])
  await next()
  await type('[type=range]', '8')
  await next()
  await type('[type=date]', '2026-10-30')
  await next()
  await type('[type=time]', '09:30')
  await next()
  await type('[type=datetime-local]', '2026-10-30T09:30')
  expect([valueOf('mark'), valueOf('day'), valueOf('hour'), valueOf('moment')]).toEqual([8, '2026-10-30', '09:30:00', '2026-10-30T09:30:00+08:00'])
  await next()
  expect(one('[type=file]').getAttribute('accept')).toBe('image/*')
  await next()
  await type('.input', '6901234567892')
  await next()
  await tap('记下这里的位置')
  expect(one('[role=status]').textContent).toContain('还没有定位')
  await next()
  await next()
  expect(one('.wrong').textContent).toContain('这一题要回答')
  await tap('已确认')
  await next()
  await vi.waitFor(() => one('.attach'))
  await next()
  expect(one('.wrong').textContent).toContain('这一题要回答')
  Object.defineProperty(one('[type=file]'), 'files', { value: [new File(['OggS'], 'a.ogg')], configurable: true })
  one('[type=file]').dispatchEvent(new Event('change'))
  await vi.waitFor(() => { expect(valueOf('voice')).toMatch(/^[0-9a-f]{64}$/) })
  await next()
  expect(question()).toBe('一共 3 人')
  await next()
  expect(document.querySelectorAll('.question')).toHaveLength(2)
  await tap('选 red')
  expect(document.querySelectorAll('.question')).toHaveLength(3)
  await next()
  await type('.input', '7')
  await next()
  await tap('再加一项')
  await type('.input', '9')
  await next()
  expect(one('.repeat').textContent).toContain('共 2 项')
  await next()
  await tap('封存')
  expect(sealed?.values).toMatchObject({ remark: '很好', people: 3, height: 1.75, colour: 'green', code: '6901234567892', seen: 'OK', 'scale/clean': 'red', 'children[1]/age': 7, 'children[2]/age': 9 })
  expect(sealed?.repeats).toEqual({ children: 2 })
  expect(sealed?.timings.find((one) => one.path === 'people')?.visits).toBe(1)
})

test('going back keeps answers, and the end leads to what is open', async () => {
  mount()
  await next()
  await next()
  await type('.input', '4')
  await tap('上一题')
  await next()
  expect(one<HTMLInputElement>('.input').value).toBe('4')
  await type('.input', '')
  await next()
  expect(one('.wrong').textContent).toContain('这一题要回答')
})

test('a filling goes on where it was, in its language', async () => {
  mount()
  await next()
  await next()
  await tap('EN')
  expect(question()).toBe('人数 (en)')
  const saved = states[states.length - 1]
  app?.unmount()
  mount({ saved })
  expect(question()).toBe('人数 (en)')
})

test('large type shows the question over the screen and takes the answer', async () => {
  mount()
  for (const text of ['', '', '4', '']) {
    if (text) await type('.input', text)
    await next()
  }
  expect(question()).toBe('颜色')
  await tap('大字给对方看')
  await nextTick()
  const dialog = one('dialog')
  expect(dialog.textContent).toContain('颜色')
  ;[...dialog.querySelectorAll('button')].find((button) => button.textContent === '选 blue')?.click()
  expect(valueOf('colour')).toBe('blue')
})

test('choices keep their pictures in large type', async () => {
  const form = everyKind()
  const { colours } = form.lists
  if (colours) colours.media = { image: { zh: ['red.png', '', ''] } }
  mount({ form, files: { 'red.png': 'blob:red' }, openAt: 'colour' })
  await nextTick()
  await tap('大字给对方看')
  await nextTick()
  const pictures = [...one('dialog').querySelectorAll('section button')].map((button) => button.querySelector('img')?.getAttribute('src') ?? null)
  expect(pictures).toEqual(['blob:red', null, null])
})

test('a problem of the server opens its question', async () => {
  mount({ openAt: 'scale/why' })
  await nextTick()
  expect(question()).toBe('您好')
  app?.unmount()
  mount({ openAt: 'height' })
  await nextTick()
  expect(question()).toBe('高度')
})

test('pictures and sounds stand beside the words, in the language shown; what is not on the phone is said', async () => {
  const form = everyKind()
  const welcome = form.nodes[1]
  if (welcome) welcome.media = { image: { zh: 'flags.png', en: 'flags-en.png' }, audio: { zh: 'hello.mp3' } }
  mount({ form, files: { 'flags.png': 'blob:flags', 'hello.mp3': 'blob:hello' } })
  expect(one<HTMLImageElement>('.picture img').getAttribute('src')).toBe('blob:flags')
  expect(one<HTMLAudioElement>('audio').getAttribute('src')).toBe('blob:hello')
  await tap('放大图片')
  expect(one('.picture').className).toContain('big')
  await tap('EN')
  expect(document.querySelector('.picture')).toBeNull()
  expect(one('.question').textContent).toContain('还没下载')
})

test('a choice shows its own picture', async () => {
  const form = everyKind()
  const { colours } = form.lists
  if (colours) colours.media = { image: { zh: ['red.png', '', ''] } }
  mount({ form, files: { 'red.png': 'blob:red' }, openAt: 'colour' })
  await nextTick()
  const pictures = [...document.querySelectorAll('.choices button')].map((button) => button.querySelector('img')?.getAttribute('src') ?? null)
  expect(pictures).toEqual(['blob:red', null, null])
})
