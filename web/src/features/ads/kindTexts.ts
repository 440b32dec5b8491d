import { defineTexts } from '@/core/i18n'

/** What the pages that show all kinds say of ads. */
export const kindText = defineTexts(
  {
    title: '公益广告',
    todayCount: '今天 {n} 处',
    openPage: '不开相机，打开公益广告页',
    newSite: '新点位',
    nameOf: '{placement} · {theme}',
    reasonPhoto: '服务器要求至少一张照片，请补拍。',
    reasonSite: '点位没填对，请重选一个。',
    reasonCondition: '情况没填对，请重选。',
    censusTitle: '广告占比清点',
    censusCount: '今天清点 {n} 段',
    censusName: '广告清点 {faces} 面',
  },
  {
    title: 'Public-service ad',
    todayCount: '{n} today',
    openPage: 'Open the ad page without the camera',
    newSite: 'New site',
    nameOf: '{placement} · {theme}',
    reasonPhoto: 'The server asks for a photo. Please take one.',
    reasonSite: 'The site is not right. Choose another.',
    reasonCondition: 'The condition is not right. Choose again.',
    censusTitle: 'Ad census',
    censusCount: '{n} counted today',
    censusName: 'Ad census, {faces} faces',
  },
)
