/** Reads and changes the filter of a list that lives in the address; `keys` are the parts it may have, `q` the words searched for. */
export function filterOf<K extends string>(keys: readonly K[]) {
  type Filter = Partial<Record<K, string>>
  return {
    /** The filter a link asks for; unknown and empty parts are left out. */
    readFilter(query: Record<string, unknown>): Filter {
      const filter: Filter = {}
      for (const key of keys) {
        const value = query[key]
        if (typeof value === 'string' && value.trim() !== '') filter[key] = value.trim()
      }
      return filter
    },
    /** How many conditions are set, not counting the search words. */
    countConditions: (filter: Filter): number => keys.filter((key) => key !== 'q' && filter[key] !== undefined).length,
    /** A part set or, with an empty value, taken away. */
    withPart(filter: Filter, key: K, value: string | null): Filter {
      const others = Object.fromEntries(Object.entries(filter).filter(([name]) => name !== key)) as Filter
      return value ? { ...others, [key]: value } : others
    },
  }
}
