import { afterEach, describe, expect, it } from 'vitest'
import { language } from '@/core/i18n'
import { isStrong, monthName, percent, periodName, short, slotsName } from './words'

afterEach(() => { language.value = 'zh-CN' })

describe('periods in words', () => {
  it('are as short as they can be in Chinese', () => {
    language.value = 'zh-CN'
    expect(periodName('2026-10-01', '2026-10-31')).toBe('10月1日–31日')
    expect(periodName('2026-09-28', '2026-10-04')).toBe('9月28日–10月4日')
    expect(periodName('2025-12-29', '2026-01-04')).toBe('2025年12月29日–2026年1月4日')
    expect(periodName('2026-10-01', '2026-10-01')).toBe('10月1日')
  })
  it('follow English order', () => {
    language.value = 'en'
    expect(periodName('2026-10-01', '2026-10-31')).toBe('1–31 Oct')
    expect(periodName('2026-09-28', '2026-10-04')).toBe('28 Sep – 4 Oct')
    expect(monthName('2026-10-01', true)).toBe('Oct 2026')
  })
})

describe('slots in words', () => {
  it('join runs of days and hours', () => {
    language.value = 'zh-CN'
    expect(slotsName([1, 2, 3, 5], [7, 8])).toBe('周一至周三、周五 7–9 时')
    language.value = 'en'
    expect(slotsName([5], [])).toBe('Fri')
    expect(slotsName([], [7, 8])).toBe('7:00–9:00')
  })
})

describe('honest numbers', () => {
  it('never round a share up to all or down to none', () => {
    expect(percent(0.9999)).toBe('99.9')
    expect(percent(1)).toBe('100.0')
    expect(percent(0.0001)).toBe('0.1')
    expect(percent(0)).toBe('0.0')
    expect(percent(0.8241)).toBe('82.4')
  })
  it('keep 95 percent grey', () => {
    expect(isStrong('95')).toBe(false)
    expect(isStrong('99')).toBe(true)
    expect(isStrong('99.9')).toBe(true)
  })
  it('print no empty decimals', () => {
    expect(short(2.04)).toBe('2')
    expect(short(2.06)).toBe('2.1')
  })
})
