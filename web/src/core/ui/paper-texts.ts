import { defineTexts } from '@/core/i18n'

/** Texts of sheets of paper, which only pages of the office show. */
export const t = defineTexts(
  {
    print: '打印或存 PDF',
    save: '存成文件',
    saveBytes: '核对用的 JSON',
    hash: '数据指纹',
    hashShort: '数据指纹 {hash}',
    hashHint: '下载“核对用的 JSON”，对它算 SHA-256，应当和这里一样。',
  },
  {
    print: 'Print or save as PDF',
    save: 'Save as a file',
    saveBytes: 'JSON to check',
    hash: 'Data hash',
    hashShort: 'Data hash {hash}',
    hashHint: 'Download "JSON to check" and take its SHA-256: it should be the same.',
  },
)
