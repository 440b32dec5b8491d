import { defineTexts } from '@/core/i18n'

/** What every kind says when something was saved. */
export const t = defineTexts(
  {
    savedOnPhone: '已存在手机里',
    savedText: '{name} · {time} · {place}',
    placeNone: '没有位置',
    placeHand: '手放的位置',
    accuracy: '±{n} 米',
    undone: '已撤销，没有留下',
    undoneTooLate: '来不及撤销，已经在传了',
    quotaTitle: '手机快满了，记录已存',
    quotaShrunk: '照片压得更小了。到“我的”里清理已传照片。',
    quotaNoPhotos: '照片放不下，只存了文字。请清理手机后补拍。',
  },
  {
    savedOnPhone: 'Saved on this phone',
    savedText: '{name} · {time} · {place}',
    placeNone: 'no position',
    placeHand: 'placed by hand',
    accuracy: '±{n} m',
    undone: 'Undone, nothing is left',
    undoneTooLate: 'Too late to undo, it is being sent',
    quotaTitle: 'Phone nearly full, record saved',
    quotaShrunk: 'The photos were made smaller. Clear sent photos under Me.',
    quotaNoPhotos: 'The photos did not fit, only the words were saved. Make room and take them again.',
  },
)
