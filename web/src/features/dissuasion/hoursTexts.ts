import { defineTexts } from '@/core/i18n'

/** Texts of the page of own hours, which comes from the network. */
export const t = defineTexts(
  {
    hoursTitle: '我的服务时长',
    hoursYear: '{year} 年已确认',
    hoursTotal: '累计 {h}',
    hoursWaiting: '等确认 {h}',
    hoursNext: '离“{name}”还差 {h}',
    hoursTop: '最高一级已达到',
    hoursReached: '已达到：{name}',
    hoursEntries: '明细',
    hoursNone: '还没有确认过的时长',
    hoursNoneText: '签到、签退以后，队长确认了就在这里。',
    hoursOffline: '没有网络，下面是上次下载的数。',
    byWhom: '{name} 确认',
    corrected: '更正',
  },
  {
    hoursTitle: 'My hours of service',
    hoursYear: 'Confirmed in {year}',
    hoursTotal: '{h} in all',
    hoursWaiting: '{h} waiting',
    hoursNext: '{h} to go until “{name}”',
    hoursTop: 'The highest step is reached',
    hoursReached: 'Reached: {name}',
    hoursEntries: 'Entries',
    hoursNone: 'No confirmed hours yet',
    hoursNoneText: 'After checking in and out, what the leader confirms stands here.',
    hoursOffline: 'No network; these are the last known figures.',
    byWhom: 'confirmed by {name}',
    corrected: 'Corrected',
  },
)
