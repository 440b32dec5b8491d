import { defineTexts } from '@/core/i18n'

/** Texts of rates and verdicts, which only pages of the office show. */
export const t = defineTexts(
  {
    reached: '已达标',
    notReached: '未达标',
    notProven: '尚未证明',
    noTarget: '没有目标',
    census: '实数，不是抽样',
    tooSmall: '样本不足',
    tooSmallHint: '只有 {n} {unit}，还不能说明问题',
    target: '目标 {share}',
    judgedAt: '目标 {share}，按 {judged} 判',
    basis: '{x} / {n} {unit}',
    moreNeeded: '约再数 {n} {unit}可定',
    atTarget: '正好在目标上，再数也难定',
  },
  {
    reached: 'Reached',
    notReached: 'Not reached',
    notProven: 'Not proven',
    noTarget: 'No target',
    census: 'counted, not sampled',
    tooSmall: 'Sample too small',
    tooSmallHint: 'Only {n} {unit}: this proves nothing yet',
    target: 'target {share}',
    judgedAt: 'target {share}, judged at {judged}',
    basis: '{x} / {n} {unit}',
    moreNeeded: 'about {n} more {unit} would decide',
    atTarget: 'exactly at the target: more counts will hardly decide',
  },
)
