import { defineTexts } from '@/core/i18n'

/** What the pages that show all kinds say of shifts. */
export const kindText = defineTexts(
  {
    title: '劝导',
    todayCount: '今天 {n} 场',
    reportName: '劝导 {n} 人',
    checkIn: '签到',
    checkOut: '签退',
    reasonOutBeforeIn: '签退比签到还早，服务器没有收下。删掉它，请队长补时长。',
    reasonOutcome: '服务器不认得其中一种结果，请改一改再传。',
    reasonCategory: '服务器不认得其中一个类别，请改一改再传。',
  },
  {
    title: 'Dissuasion',
    todayCount: '{n} today',
    reportName: 'Dissuasion, {n} people',
    checkIn: 'Check in',
    checkOut: 'Check out',
    reasonOutBeforeIn: 'Checked out before checking in; the server did not take it. Delete it and ask the leader for the hours.',
    reasonOutcome: 'The server does not know one of the outcomes. Change it and send again.',
    reasonCategory: 'The server does not know one of the categories. Change it and send again.',
  },
)
