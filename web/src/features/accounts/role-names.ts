import { defineTexts } from '@/core/i18n'

const names = defineTexts(
  {
    system_admin: '系统管理员',
    city_supervisor: '市级督查员',
    district_supervisor: '区级督查员',
    street_supervisor: '街道管理员',
    community_manager: '社区负责人',
    grid_worker: '网格员',
    dissuasion_leader: '劝导队队长',
    dissuasion_volunteer: '文明劝导员',
    ad_inspector: '公益广告巡查员',
    surveyor: '入户调查员',
    observer: '路口观察员',
    analyst: '数据分析员',
    responsible_unit: '单位联络员',
    statistician: '统计员',
    third_party_assessor: '第三方测评员',
    auditor: '审计员',
  },
  {
    system_admin: 'Administrator',
    city_supervisor: 'City supervisor',
    district_supervisor: 'District supervisor',
    street_supervisor: 'Street supervisor',
    community_manager: 'Community manager',
    grid_worker: 'Grid worker',
    dissuasion_leader: 'Team leader',
    dissuasion_volunteer: 'Volunteer',
    ad_inspector: 'Ad inspector',
    surveyor: 'Surveyor',
    observer: 'Observer',
    analyst: 'Analyst',
    responsible_unit: 'Unit contact',
    statistician: 'Statistician',
    third_party_assessor: 'Assessor',
    auditor: 'Auditor',
  },
)

/** The word for a role; a role newer than this app shows its code. */
export function roleName(role: string): string {
  return names(role as Parameters<typeof names>[0])
}
