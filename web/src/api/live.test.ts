import { describe, expect, it } from 'vitest'
import { EventReader } from './live'

describe('reading live events', () => {
  it('puts events together from any pieces', () => {
    const reader = new EventReader()
    expect(reader.push('event: chan')).toEqual([])
    expect(reader.push('ge\nid: 7\ndata: {"seq":7}\n')).toEqual([])
    expect(reader.push('\nevent: change\ndata: {"seq":8}\n\n')).toEqual([
      { event: 'change', data: '{"seq":7}' },
      { event: 'change', data: '{"seq":8}' },
    ])
  })
  it('passes over heartbeats and takes lines that end with a carriage return', () => {
    const reader = new EventReader()
    expect(reader.push(': still here\n\n')).toEqual([])
    expect(reader.push('data: 1\r\n\r\n')).toEqual([{ event: 'message', data: '1' }])
  })
  it('joins data of several lines', () => {
    expect(new EventReader().push('data: a\ndata: b\n\n')).toEqual([{ event: 'message', data: 'a\nb' }])
  })
})
