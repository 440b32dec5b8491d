import { defineTexts } from '@/core/i18n'

/** The few words of tallies that other pages show; they are loaded with the first page. */
export const kindText = defineTexts(
  {
    title: '计数',
    todayCount: '今天 {n} 次',
    nameOf: '{name} {yes}/{all}',
    refusedCounts: '分子比总数大，没有收下。请打开看一看再传',
  },
  {
    title: 'Count',
    todayCount: '{n} today',
    nameOf: '{name} {yes}/{all}',
    refusedCounts: 'More did right than were counted. Open it and send it again',
  },
)
