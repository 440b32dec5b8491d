/** Makes short names for the scoped styles of components: four letters instead of eight, more only where two would be the same. */
export function scopeIds() {
  const owners = new Map<string, string>()
  return (path: string, _source: string, _isProduction: boolean | undefined, hashOf: (text: string) => string): string => {
    const hash = hashOf(path)
    let id = hash
    for (let length = 4; length <= hash.length; length += 1) {
      id = hash.slice(0, length)
      if ((owners.get(id) ?? path) === path) break
    }
    owners.set(id, path)
    return id
  }
}
