import { describe, expect, it } from 'vitest'
import { countConditions, isReceipt, readFilter, receiptGroups, searchWords, withPart } from './filter'

describe('the filter of the list', () => {
  it('takes what it knows from a link', () => {
    expect(readFilter({ area: '4398', flag: 'late', x: '1', q: ' ', category: ['a', 'b'] })).toEqual({ area: '4398', flag: 'late' })
  })
  it('counts conditions without the search words', () => {
    expect(countConditions({ area: '1', q: 'x', from: '2026-10-01' })).toBe(2)
  })
  it('sets and takes away a part', () => {
    expect(withPart({ area: '1' }, 'flag', 'late')).toEqual({ area: '1', flag: 'late' })
    expect(withPart({ area: '1' }, 'area', null)).toEqual({})
  })
})

describe('receipts', () => {
  it('are known with dashes and in small letters', () => {
    expect(isReceipt('7k3b-68qd')).toBe(true)
    expect(isReceipt('7K3B68QI')).toBe(false)
    expect(isReceipt('雨天路滑')).toBe(false)
    expect(searchWords(' 7k3b-68qd ')).toBe('7K3B68QD')
    expect(searchWords(' 雨天 ')).toBe('雨天')
  })
  it('are printed in two groups', () => {
    expect(receiptGroups('7K3B68QD')).toBe('7K3B-68QD')
  })
})
