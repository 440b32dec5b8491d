// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest'
import { createApp, h, nextTick, ref, type App } from 'vue'
import { setLanguage } from '@/core/i18n'
import AttachField from './AttachField.vue'
import { judge, MOST_BYTES } from './kinds'
import { memoryPort } from './memory'
import { joinPieces, keepPiece } from './pieces'
import { MOST_MS, record } from './recorder'

/** A microphone that hands out a piece whenever it is told to. */
class FakeRecorder extends EventTarget {
  static last: FakeRecorder
  static isTypeSupported = (type: string) => type.startsWith('audio/webm')
  state = 'inactive'
  readonly mimeType: string
  constructor(_stream: unknown, options: { mimeType?: string }) {
    super()
    this.mimeType = options.mimeType ?? ''
    FakeRecorder.last = this
  }
  start() { this.state = 'recording' }
  give(piece: Blob) { this.dispatchEvent(Object.assign(new Event('dataavailable'), { data: piece })) }
  stop() {
    this.state = 'inactive'
    this.give(new Blob(['end'], { type: this.mimeType }))
    this.dispatchEvent(new Event('stop'))
  }
}
const track = { stop: vi.fn() }
function microphone(answer: () => Promise<unknown>) {
  vi.stubGlobal('MediaRecorder', FakeRecorder)
  Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia: answer }, configurable: true })
}
const granted = () => Promise.resolve({ getTracks: () => [track] })

let app: App | null = null
const answer = ref('')
function mount(port = memoryPort(), isSound = true, given = '') {
  setLanguage('zh-CN')
  document.body.innerHTML = '<div id="app"></div>'
  answer.value = given
  app = createApp({ render: () => h(AttachField, { path: 'voice', sha256: answer.value, label: '录音', isSound, photos: port, onSet: (sha256: string) => { answer.value = sha256 } }) })
  app.mount('#app')
  return port
}
afterEach(() => {
  app?.unmount()
  app = null
  vi.unstubAllGlobals()
  vi.useRealTimers()
  Object.defineProperty(navigator, 'mediaDevices', { value: undefined, configurable: true })
  track.stop.mockClear()
})
const text = () => document.body.textContent
async function press(words: string) {
  const found = [...document.querySelectorAll('button')].find((button) => button.textContent.trim() === words)
  if (!found) throw new Error(`no button ${words} in ${text()}`)
  found.click()
  await nextTick()
}
function choose(file: File) {
  const input = document.querySelector<HTMLInputElement>('input[type=file]')
  if (!input) throw new Error('no choice of files')
  Object.defineProperty(input, 'files', { value: [file], configurable: true })
  input.dispatchEvent(new Event('change'))
}
const told = (words: string) => vi.waitFor(() => { expect(document.querySelector('[role=alert]')?.textContent).toContain(words) })

test('speech is stored piece by piece, becomes the answer when it stops, and is listened to', async () => {
  microphone(granted)
  const port = mount()
  await press('开始录音')
  await vi.waitFor(() => { expect(document.querySelector('[role=timer]')?.textContent).toContain('最长 10:00') })
  FakeRecorder.last.give(new Blob(['one'], { type: FakeRecorder.last.mimeType }))
  await vi.waitFor(() => { expect(port.names()).toEqual(['~voice~0000']) })
  await press('停止')
  await vi.waitFor(() => { expect(document.querySelector('audio')).not.toBeNull() })
  const found = await port.find(answer.value)
  expect([found?.type, new TextDecoder().decode(found?.bytes)]).toEqual(['audio/webm', 'oneend'])
  expect(track.stop).toHaveBeenCalledOnce()
  await press('删掉')
  await vi.waitFor(() => { expect(answer.value).toBe('') })
  expect(port.names().filter((name) => name.startsWith('~'))).toEqual([])
})

test('a page that died while it recorded finds all pieces again', async () => {
  const port = memoryPort()
  for (const [at, piece] of ['a', 'b', 'c'].entries()) await keepPiece(port, 'voice', new Blob([piece], { type: 'audio/webm;codecs=opus' }), at)
  await keepPiece(port, 'other', new Blob(['x']), 0)
  mount(port)
  await told('前面的都在')
  expect(new TextDecoder().decode((await port.find(answer.value))?.bytes)).toBe('abc')
  // What is the answer already is not told again, and its pieces go.
  app?.unmount()
  const given = answer.value
  mount(port, true, given)
  await vi.waitFor(() => { expect(port.names().filter((name) => name.startsWith('~'))).toEqual(['~other~0000']) })
  expect([answer.value, document.querySelector('[role=alert]')?.textContent]).toEqual([given, ''])
  expect(await joinPieces(port, 'voice')).toBeNull()
})

test('a recording that is left goes on when the question comes back', async () => {
  microphone(granted)
  const port = mount()
  await press('开始录音')
  await vi.waitFor(() => { expect(document.querySelector('[role=timer]')).not.toBeNull() })
  app?.unmount()
  await vi.waitFor(() => { expect(port.names()).toEqual(['~voice~0000']) })
  mount(port)
  await told('前面的都在')
})

test.each([
  ['NotAllowedError', '没有麦克风权限'],
  ['NotFoundError', '没有找到麦克风'],
  ['AbortError', '没有录上'],
])('a microphone that answers %s is explained', async (name, words) => {
  microphone(() => Promise.reject(new DOMException('no', name)))
  mount()
  await press('开始录音')
  await told(words)
  expect(text()).toContain('选一个录音文件')
})

test('a browser that cannot record takes a file', async () => {
  const port = mount()
  expect(text()).not.toContain('开始录音')
  choose(new File(['OggS and so on'], 'a.ogg', { type: 'audio/ogg' }))
  await vi.waitFor(() => { expect(port.names()).toEqual([answer.value]) })
})

test('a recording ends by itself at the longest time and at the largest size', async () => {
  microphone(granted)
  vi.useFakeTimers()
  const long = await record(() => Promise.resolve())
  vi.advanceTimersByTime(MOST_MS)
  await long.done
  const large = await record(() => Promise.resolve())
  FakeRecorder.last.give(new Blob([new Uint8Array(MOST_BYTES)]))
  await large.done
  const full = await record(() => Promise.reject(new Error('full')))
  FakeRecorder.last.give(new Blob(['x']))
  await expect(full.done).rejects.toThrow('full')
})

test('a piece that cannot be stored is said', async () => {
  microphone(granted)
  const port = memoryPort()
  port.put = () => Promise.reject(new Error('full'))
  mount(port)
  await press('开始录音')
  await vi.waitFor(() => { expect(document.querySelector('[role=timer]')).not.toBeNull() })
  FakeRecorder.last.give(new Blob(['x']))
  await told('没有存上')
})

test.each<[string, File, boolean, unknown]>([
  ['a document', new File(['%PDF-1.7'], 'a.pdf'), false, { type: 'application/pdf' }],
  ['a workbook', new File(['PK\u0003\u0004'], 'a.xlsx'), false, { type: 'application/zip' }],
  ['another archive', new File(['PK\u0003\u0004'], 'a.zip'), false, { refused: 'notTaken' }],
  ['a document as sound', new File(['%PDF-1.7'], 'a.mp3'), true, { refused: 'notTaken' }],
  ['a frame of MPEG sound', new File([new Uint8Array([0xff, 0xfb, 0x90, 0])], 'a.mp3'), true, { type: 'audio/mpeg' }],
  ['a film', new File(['....ftypisom'], 'a.mp4', { type: 'video/mp4' }), false, { refused: 'notTaken' }],
  ['a program', new File(['MZ'], 'a.pdf'), false, { refused: 'notTaken' }],
  ['too much', new File([new Uint8Array(MOST_BYTES + 1)], 'a.pdf'), false, { refused: 'tooLarge' }],
])('%s is judged by its bytes', async (_, file, isSound, verdict) => {
  expect(await judge(file, isSound)).toEqual(verdict)
})
