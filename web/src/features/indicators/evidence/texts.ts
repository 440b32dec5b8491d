import { defineTexts, formatCount, nameOf } from '@/core/i18n'
import { periodName } from '@/core/periods'
import { pair } from '@/core/words'

/** Words of the evidence archive. */
export const t = defineTexts(
  {
    archive: '创建资料',
    look: '看法',
    matrix: '齐不齐',
    list: '清单',
    year: '年份',
    chooseCell: '选一格看资料，或报送',
    complete: '应交 {due} 格，已齐 {complete} 格',
    completeHint: '一格是一项要求的一个时期。',
    noRows: '这一版体系里没有靠资料证明的要求',
    noRowsHint: '在体系里给要求选“已认可的材料”作测法。',
    find: '找要求的名称、编号',
    noneFound: '没有这样的要求',
    state_complete: '已齐',
    state_waiting: '待审核',
    state_returned: '已退回',
    state_missing: '缺',
    state_not_due: '未到期',
    state_optional: '不要求',
    legend: '图例',
    cellLabel: '{period}：{state}，{accepted} / {wanted} 份',
    cellHead: '{state}：已认可 {accepted} 份，要 {wanted} 份',
    optionalHead: '这一格不要求资料，也可以报送：已认可 {accepted} 份',
    showOptional: '连不要求资料的 {n} 项也看',
    draft: '待审核',
    accepted: '已认可',
    returned: '已退回',
    withdrawn: '已撤回',
    allStates: '全部状态',
    stateLabel: '状态',
    noneFiled: '还没有资料',
    noneFiledHint: '把文件或照片报送到这一格。',
    noneListed: '没有这样的资料',
    more: '再看一些',
    upload: '报送资料',
    uploadHint: 'PDF、Word、Excel、JPEG、PNG，每份不超过 20 MB',
    letGo: '松手就报送',
    sending: '正在传 {percent}%',
    waiting: '等着传',
    sent: '已报送',
    failed: '没有传成',
    retry: '再传一次',
    dropUpload: '不传 {name}',
    uploads: '正在报送的文件',
    tooLarge: '超过 20 MB，压小了再传。',
    openFile: '打开',
    download: '下载',
    fileFailed: '文件没有取到',
    picture: '资料的图片',
    size: '{size} · {type}',
    fingerprint: 'SHA-256',
    filedBy: '{at} 由 {name} 报送',
    nobody: '已停用的账号',
    remark: '退回的原因',
    history: '经过',
    file: '报送',
    accept: '认可',
    return: '退回',
    resubmit: '再次报送',
    withdraw: '撤回',
    acceptText: '认可后计入得分和资料包。',
    returnText: '写明缺什么、怎么改；报送的人会看到。',
    resubmitText: '还是这一份文件，说明补了什么。要换文件，就撤回这一份，再报新的。',
    withdrawText: '撤回后这一份不再计入。同一个文件以后可以重新报送，另起一份。',
    remarkLabel: '写几句',
    done: '已办好',
    returnedHint: '照下面的意见补好。要换文件，就撤回这一份，再报新的。',
    package: '打包下载',
    packageTitle: '已认可的资料打成一个 ZIP',
    packageHint: '里面有清单 manifest.csv：每个文件的要求、时期、辖区和校验值。',
    packed: '资料包已下载',
    toCell: '看这一格',
  },
  {
    archive: 'Evidence archive',
    look: 'View',
    matrix: 'Completeness',
    list: 'List',
    year: 'Year',
    chooseCell: 'Choose a cell to see or file evidence',
    complete: '{complete} of {due} due cells are complete',
    completeHint: 'A cell is one requirement in one period.',
    noRows: 'No requirement of this framework is proven by documents',
    noRowsHint: 'Choose “Accepted evidence” as a measure in the framework.',
    find: 'Find a requirement by name or code',
    noneFound: 'No such requirement',
    state_complete: 'complete',
    state_waiting: 'waiting',
    state_returned: 'returned',
    state_missing: 'missing',
    state_not_due: 'not due yet',
    state_optional: 'not asked for',
    legend: 'Legend',
    cellLabel: '{period}: {state}, {accepted} of {wanted}',
    cellHead: '{state}: {accepted} accepted of {wanted} wanted',
    optionalHead: 'No evidence is asked for here; it may be filed all the same: {accepted} accepted',
    showOptional: 'Also the {n} for which none is asked',
    draft: 'waiting',
    accepted: 'accepted',
    returned: 'returned',
    withdrawn: 'withdrawn',
    allStates: 'All states',
    stateLabel: 'State',
    noneFiled: 'Nothing filed yet',
    noneFiledHint: 'File a document or a photo for this cell.',
    noneListed: 'No such evidence',
    more: 'More',
    upload: 'File evidence',
    uploadHint: 'PDF, Word, Excel, JPEG or PNG, at most 20 MB each',
    letGo: 'Let go to file it',
    sending: 'Sending {percent}%',
    waiting: 'Waiting to be sent',
    sent: 'Filed',
    failed: 'Not sent',
    retry: 'Send again',
    dropUpload: 'Do not send {name}',
    uploads: 'Files being sent',
    tooLarge: 'Larger than 20 MB. Make it smaller and send it again.',
    openFile: 'Open',
    download: 'Download',
    fileFailed: 'The file could not be fetched',
    picture: 'Picture of the evidence',
    size: '{size} · {type}',
    fingerprint: 'SHA-256',
    filedBy: 'Filed on {at} by {name}',
    nobody: 'a closed account',
    remark: 'Why it was returned',
    history: 'Course',
    file: 'filed',
    accept: 'Accept',
    return: 'Return',
    resubmit: 'Send again',
    withdraw: 'Withdraw',
    acceptText: 'It then counts in the scores and goes into the package.',
    returnText: 'Say what is missing and how to mend it; whoever filed it sees this.',
    resubmitText: 'The same file with a word on what was added. For another file, withdraw this one and file the new one.',
    withdrawText: 'It then counts no more. The same file may be filed anew later, as another piece.',
    remarkLabel: 'A few words',
    done: 'Done',
    returnedHint: 'Mend it as said below. For another file, withdraw this one and file the new one.',
    package: 'Package',
    packageTitle: 'Accepted evidence as one ZIP file',
    packageHint: 'It holds manifest.csv: requirement, period, area and checksum of every file.',
    packed: 'The package was downloaded',
    toCell: 'See this cell',
  },
)

const CELLS = ['complete', 'waiting', 'returned', 'missing', 'not_due', 'optional'] as const
export type CellState = (typeof CELLS)[number]
/** The state of a cell; what is not known counts as missing. */
export const cellState = (state: string): CellState => CELLS.find((one) => one === state) ?? 'missing'
export const CELL_STATES = CELLS

const STATES = ['draft', 'accepted', 'returned', 'withdrawn'] as const
export const EVIDENCE_STATES = STATES
/** The state of a piece of evidence in words. */
export function stateWord(state: string): string {
  const known = STATES.find((one) => one === state)
  return known ? t(known) : state
}

const ACTIONS = ['file', 'accept', 'return', 'resubmit', 'withdraw'] as const
/** What was or may be done with a piece of evidence, in words. */
export function actionWord(action: string): string {
  const known = ACTIONS.find((one) => one === action)
  return known ? t(known) : action
}

/** What a cell of the matrix says to who cannot see its colour. */
export function cellWords(cell: { period: string; state: string; wanted: number; counts: { accepted: number } }): string {
  return t('cellLabel', { period: periodName(cell.period), state: t(`state_${cellState(cell.state)}`), accepted: formatCount(cell.counts.accepted), wanted: formatCount(cell.wanted) })
}

/** Where a piece of evidence belongs: period and area. */
export const placeWords = (one: { period: string; area_name_zh: string; area_name_en: string }): string =>
  pair(periodName(one.period), nameOf({ name_zh: one.area_name_zh, name_en: one.area_name_en }))
