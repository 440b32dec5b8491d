import { defineTexts } from '@/core/i18n'

export const t = defineTexts(
  {
    title: '比一比', areaName: '辖区', of: '比什么', areas: '区域', units: '责任单位', figure: '指标', period: '时间', level: '层级',
    district: '区', street: '街道', community: '社区', tier: '第 {n} 档', outside: '样本不足，不入档', withheld: '不便公开', nothing: '没有数',
    basis: '{x} / {n}', tieRule: '怎么分档', empty: '这段时间没有可比的', emptyHint: '换一段时间或换一项指标。', readFailed: '没读到',
    asOf: '{time} 算出', wanted: '目标 {n}%',
  },
  {
    title: 'Side by side', areaName: 'Area', of: 'Compare', areas: 'Areas', units: 'Units', figure: 'Figure', period: 'Period', level: 'Level',
    district: 'Districts', street: 'Streets', community: 'Communities', tier: 'Tier {n}', outside: 'Sample too small: no tier', withheld: 'not to be told', nothing: 'nothing counted',
    basis: '{x} of {n}', tieRule: 'How tiers are made', empty: 'Nothing to compare in this period', emptyHint: 'Take another period or figure.', readFailed: 'Could not be read',
    asOf: 'reckoned at {time}', wanted: 'target {n}%',
  },
)
