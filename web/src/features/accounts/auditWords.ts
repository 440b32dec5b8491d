import type { AuditEvent } from '@/api/officeTypes'
import { defineTexts } from '@/core/i18n'

const t = defineTexts(
  {
    create_session: '登录',
    end_session: '退出登录',
    change_my_password: '改了自己的密码',
    end_my_device: '结束了自己的一台设备',
    create_account: '建立账号',
    update_account: '改了账号',
    grant_role: '给了角色',
    revoke_role: '收回角色',
    reset_password: '发了一次性密码',
    end_account_device: '结束了一台设备',
    import_accounts: '从表格导入账号',
    create_first_administrator: '建立第一个管理员',
    import_areas: '导入区划',
    import_sites: '导入点位',
    import_roads: '导入道路',
    import_records: '导入记录',
    send_records: '上传记录',
    rescue_records: '导入救援文件',
    upload_photo: '上传照片',
    show_original_photo: '看原图',
    upload_attachment: '上传问卷附件',
    show_attachment: '打开问卷附件',
    export_incidents: '导出记录',
    load_demo: '装入演示数据',
    run_retention: '到期清除',
  },
  {
    create_session: 'signed in',
    end_session: 'signed out',
    change_my_password: 'changed the own password',
    end_my_device: 'ended an own device',
    create_account: 'created the account',
    update_account: 'changed the account',
    grant_role: 'granted a role',
    revoke_role: 'revoked a role',
    reset_password: 'made a one-time password',
    end_account_device: 'ended a device',
    import_accounts: 'imported accounts',
    create_first_administrator: 'made the first administrator',
    import_areas: 'imported areas',
    import_sites: 'imported sites',
    import_roads: 'imported roads',
    import_records: 'imported records',
    send_records: 'sent records',
    rescue_records: 'brought in a rescue file',
    upload_photo: 'sent a photo',
    show_original_photo: 'opened an original photo',
    upload_attachment: 'sent an attachment of an answer',
    show_attachment: 'opened an attachment of an answer',
    export_incidents: 'exported records',
    load_demo: 'loaded the demo',
    run_retention: 'cleared what expired',
  },
)

/** Operations that have words, for the filter of the audit page. */
export const OPERATIONS = [
  'create_session',
  'end_session',
  'change_my_password',
  'end_my_device',
  'create_account',
  'update_account',
  'grant_role',
  'revoke_role',
  'reset_password',
  'end_account_device',
  'import_accounts',
  'create_first_administrator',
  'import_areas',
  'import_sites',
  'import_roads',
  'import_records',
  'send_records',
  'rescue_records',
  'upload_photo',
  'show_original_photo',
  'upload_attachment',
  'show_attachment',
  'export_incidents',
  'load_demo',
  'run_retention',
] as const

/** What was done, in words; an operation without words shows its code. */
export function operationWords(operation: string): string {
  const known = OPERATIONS.find((one) => one === operation)
  return known ? t(known) : operation
}

/** The details of an event as `name: value` pairs; nested parts as JSON. */
export function detailPairs(event: AuditEvent): { name: string; value: string }[] {
  const { detail } = event
  if (typeof detail === 'string') return detail === '' ? [] : [{ name: '', value: detail }]
  if (detail === null || typeof detail !== 'object') return []
  return Object.entries(detail)
    .filter(([, value]) => value !== null && value !== '')
    .map(([name, value]) => ({ name, value: typeof value === 'object' ? JSON.stringify(value) : String(value) }))
}
