import { afterEach, expect, test } from 'vitest'
import { defineTexts, formatBytes, formatDay, formatTime, language, localDay } from './index'

const t = defineTexts({ sent: '已传 {n} 条', save: '保存' }, { sent: '{n} sent', save: 'Save' })

afterEach(() => {
  language.value = 'zh-CN'
})

test('a text follows the language and takes its values', () => {
  expect(t('sent', { n: 3 })).toBe('已传 3 条')
  language.value = 'en'
  expect(t('sent', { n: 3 })).toBe('3 sent')
  expect(t('save')).toBe('Save')
})

test('a missing key or value is a type error', () => {
  // @ts-expect-error the second dictionary lacks `save`
  defineTexts({ save: '保存' }, {})
  // @ts-expect-error the placeholder needs a value
  expect(t('sent')).toBe('已传 {n} 条')
})

test('times and days are those of the city wherever the phone is', () => {
  const at = '2026-10-29T17:26:00Z'
  expect(formatTime(at)).toBe('01:26')
  expect(localDay(at)).toBe('2026-10-30')
  expect(formatDay(at)).toBe('10月30日 周五')
  language.value = 'en'
  expect(formatDay(at)).toBe('Fri 30 Oct')
})

test('bytes are shown in the unit a person reads', () => {
  expect(formatBytes(1_800_000)).toBe('1.8 MB')
  expect(formatBytes(84_000_000)).toBe('84 MB')
  expect(formatBytes(1_200_000_000)).toBe('1.2 GB')
  expect(formatBytes(0)).toBe('0 kB')
})
