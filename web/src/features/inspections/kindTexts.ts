import { defineTexts } from '@/core/i18n'

/** Texts of inspections that lists of records show. */
export const kindText = defineTexts(
  {
    title: '实地督查',
    named: '督查 {site}',
    todayCount: '今天 {n} 处',
    reasonItem: '有一项没填好，请打开补上',
    reasonPhoto: '不合格的这一项要拍照',
    reasonRound: '这一轮督查已经变了，请先更新离线资料',
  },
  {
    title: 'Site inspection',
    named: 'Inspection: {site}',
    todayCount: '{n} today',
    reasonItem: 'One item is not complete: open and mend it',
    reasonPhoto: 'This failed item needs a photo',
    reasonRound: 'This round has changed: refresh the offline data first',
  },
)
