/** Pieces of a recording lie beside the photos of a filling until they are one. */

import type { PhotoPort } from '../port'

const prefixOf = (path: string): string => `~${path}~`

export const keepPiece = (port: PhotoPort, path: string, piece: Blob, at: number): Promise<string> =>
  port.put(piece, `${prefixOf(path)}${String(at).padStart(4, '0')}`)

const piecesOf = async (port: PhotoPort, path: string) => (await port.list()).filter(({ sha256 }) => sha256.startsWith(prefixOf(path)))

export async function dropPieces(port: PhotoPort, path: string): Promise<void> {
  for (const { sha256 } of await piecesOf(port, path)) await port.drop(sha256)
}

/** Makes one recording of the pieces and gives its digest; null when there are none. The pieces stay until it is the answer. */
export async function joinPieces(port: PhotoPort, path: string): Promise<string | null> {
  const pieces = await piecesOf(port, path)
  const first = pieces[0]
  if (!first) return null
  return port.put(new Blob(pieces.map(({ bytes }) => bytes), { type: first.type.replace(/;.*/, '') }))
}
