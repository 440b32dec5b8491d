import type { AuditEvent } from '@/api/officeTypes'
import { defineTexts } from '@/core/i18n'

const t = defineTexts(
  {
    sign_in: '登录',
    sign_in_failed: '登录没成功',
    sign_out: '退出登录',
    create_account: '建立账号',
    update_account: '改账号',
    disable_account: '停用账号',
    enable_account: '恢复账号',
    grant_role: '给了角色',
    revoke_role: '收回角色',
    reset_password: '发一次性密码',
    change_password: '改密码',
    end_device: '结束设备登录',
    import_accounts: '从表格导入账号',
    import_areas: '导入区划',
    import_sites: '导入点位',
    import_roads: '导入道路',
    import_records: '导入记录',
    send_records: '上传记录',
    rescue_records: '导入救援文件',
    store_photo: '上传照片',
    view_original: '看原图',
    export_records: '导出记录',
    verify_audit: '核对审计链',
    create_first_administrator: '建立第一个管理员',
    run_retention: '到期清除',
  },
  {
    sign_in: 'signed in',
    sign_in_failed: 'sign-in failed',
    sign_out: 'signed out',
    create_account: 'created the account',
    update_account: 'changed the account',
    disable_account: 'disabled the account',
    enable_account: 'restored the account',
    grant_role: 'granted a role',
    revoke_role: 'revoked a role',
    reset_password: 'made a one-time password',
    change_password: 'changed the password',
    end_device: 'ended a device',
    import_accounts: 'imported accounts',
    import_areas: 'imported areas',
    import_sites: 'imported sites',
    import_roads: 'imported roads',
    import_records: 'imported records',
    send_records: 'sent records',
    rescue_records: 'imported a rescue file',
    store_photo: 'sent a photo',
    view_original: 'opened an original photo',
    export_records: 'exported records',
    verify_audit: 'verified the audit chain',
    create_first_administrator: 'made the first administrator',
    run_retention: 'cleared what expired',
  },
)

/** Operations that have words, for the filter of the audit page. */
export const OPERATIONS = [
  'sign_in',
  'sign_in_failed',
  'sign_out',
  'create_account',
  'update_account',
  'disable_account',
  'enable_account',
  'grant_role',
  'revoke_role',
  'reset_password',
  'change_password',
  'end_device',
  'import_accounts',
  'import_areas',
  'import_sites',
  'import_roads',
  'import_records',
  'send_records',
  'rescue_records',
  'store_photo',
  'view_original',
  'export_records',
  'verify_audit',
  'create_first_administrator',
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
