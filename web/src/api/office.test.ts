import { describe, expect, it } from 'vitest'
import { queryOf } from './office'

describe('the query of a filter', () => {
  it('leaves out what is empty and escapes the rest', () => {
    expect(queryOf({ area: '4398', q: '雨 天', from: '', to: undefined, limit: 5 })).toBe('area=4398&q=%E9%9B%A8+%E5%A4%A9&limit=5')
  })
})
