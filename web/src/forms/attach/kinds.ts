/** What a chosen file is, by its first bytes. The server looks again and closer; this spares the person a refusal later. */

/** Largest attachment, as the server takes it. */
export const MOST_BYTES = 10 * 1024 * 1024

const MARKS: readonly [at: number, mark: string, type: string][] = [
  [0, '%PDF-', 'application/pdf'],
  [0, 'PK\u0003\u0004', 'application/zip'],
  [0, '\u001aE\u00df\u00a3', 'audio/webm'],
  [0, 'OggS', 'audio/ogg'],
  [0, 'ID3', 'audio/mpeg'],
  [4, 'ftyp', 'audio/mp4'],
  [8, 'WAVE', 'audio/wav'],
]

/** Bytes as letters of the same numbers. */
const lettersOf = (bytes: ArrayBuffer): string => String.fromCharCode(...new Uint8Array(bytes))

/** Media type of a file that may answer a question; null for what the server would not take. */
export async function typeOf(file: File): Promise<string | null> {
  const head = lettersOf(await file.slice(0, 12).arrayBuffer())
  const found = MARKS.find(([at, mark]) => head.startsWith(mark, at))?.[2] ?? (/^\u00ff[\u00e2-\u00e7\u00f2-\u00f7\u00fa-\u00ff]/.test(head) ? 'audio/mpeg' : null)
  const isFilm = file.type.startsWith('video/')
  const isDocument = found !== 'application/zip' || /\.(docx|xlsx)$/i.test(file.name)
  return isFilm || !isDocument ? null : found
}

/** Why a file is not taken, or the type that it is stored with. */
export async function judge(file: File, isSoundAsked: boolean): Promise<{ type: string } | { refused: 'tooLarge' | 'notTaken' }> {
  if (file.size > MOST_BYTES) return { refused: 'tooLarge' }
  const type = await typeOf(file)
  return type === null || (isSoundAsked && !type.startsWith('audio/')) ? { refused: 'notTaken' } : { type }
}
