/** A fingerprint in groups of eight, for reading aloud. */
export const grouped = (hash: string): string => hash.match(/.{1,8}/g)?.join(' ') ?? ''
