import { afterEach, describe, expect, it } from 'vitest'
import { language } from '@/core/i18n'
import { initial, joined, passwordTable, seenWords } from './people'

afterEach(() => { language.value = 'zh-CN' })

describe('when somebody was last seen', () => {
  const now = Date.parse('2026-10-30T04:00:00Z')
  it('is said shorter the nearer it is', () => {
    language.value = 'zh-CN'
    expect(seenWords('2026-10-30T03:58:00Z', now)).toBe('刚刚')
    expect(seenWords('2026-10-30T00:14:00Z', now)).toBe('今天 08:14')
    expect(seenWords('2026-10-29T00:14:00Z', now)).toBe('昨天')
    expect(seenWords('2026-10-02T00:14:00Z', now)).toBe('2026年10月2日')
  })
  it('counts days of the city, not of Greenwich', () => {
    language.value = 'en'
    expect(seenWords('2026-10-29T17:00:00Z', now)).toBe('today 01:00')
  })
})

describe('names', () => {
  it('give one letter, also of rare signs', () => {
    expect(initial('𠮷田')).toBe('𠮷')
    expect(initial(' anna')).toBe('A')
    expect(initial('')).toBe('?')
  })
  it('are joined in the manner of the language', () => {
    language.value = 'zh-CN'
    expect(joined(['甲', '乙'])).toBe('甲、乙')
  })
})

describe('the table of passwords', () => {
  it('quotes and never starts a formula', () => {
    const table = passwordTable([{ account: 'a', name: '=1+1 "x"', one_time_password: null }])
    expect(table).toBe('\uFEFFaccount,name,one_time_password\n"a","\'=1+1 ""x""",""\n')
  })
})
