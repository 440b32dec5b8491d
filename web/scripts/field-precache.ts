import type { Plugin } from 'vite'

/** Workers are built apart and stand in no import; this one shrinks photos. */
const FIELD_WORKER = /^assets\/shrink\.worker-/

/** Whoever names a page that is not kept on the phone. */
export const FROM_NETWORK = /routes\.(office|online)\.ts$/

interface Entry {
  url: string
}

/**
 * Finds which built files the field app needs offline.
 * Starts at the entry and follows every import, except the lazy pages that only a
 * `routes.office.ts` or a `routes.online.ts` names: those come from the network.
 */
export function fieldPrecache() {
  const fieldFiles = new Set<string>()
  const plugin: Plugin = {
    name: 'wenxun-field-precache',
    apply: 'build',
    generateBundle(_options, bundle) {
      const queue = Object.values(bundle).flatMap((item) => (item.type === 'chunk' && item.isEntry ? [item.fileName] : []))
      while (queue.length > 0) {
        const name = queue.pop()
        const chunk = name === undefined ? undefined : bundle[name]
        if (name === undefined || fieldFiles.has(name) || chunk?.type !== 'chunk') continue
        fieldFiles.add(name)
        const meta = (chunk as { viteMetadata?: { importedCss?: Set<string>; importedAssets?: Set<string> } }).viteMetadata
        for (const css of meta?.importedCss ?? []) fieldFiles.add(css)
        for (const asset of meta?.importedAssets ?? []) fieldFiles.add(asset)
        queue.push(...chunk.imports)
        for (const lazy of chunk.dynamicImports) {
          const target = bundle[lazy]
          const modules = target?.type === 'chunk' ? target.moduleIds : []
          const importers = modules.flatMap((id) => this.getModuleInfo(id)?.dynamicImporters ?? [])
          if (importers.length === 0 || importers.some((path) => !FROM_NETWORK.test(path))) queue.push(lazy)
        }
      }
      // Which file holds a page: the check of sizes reads it.
      const pages: Record<string, string> = {}
      for (const item of Object.values(bundle)) {
        for (const id of item.type === 'chunk' ? item.moduleIds : []) {
          const page = /(\w+Page)\.vue$/.exec(id)?.[1]
          if (page !== undefined) pages[page] = item.fileName
        }
      }
      this.emitFile({ type: 'asset', fileName: '.vite/pages.json', source: JSON.stringify(pages) })
    },
  }
  const keepFieldFiles = <E extends Entry>(entries: E[]) => ({
    manifest: entries.filter((entry) => !entry.url.startsWith('assets/') || fieldFiles.has(entry.url) || FIELD_WORKER.test(entry.url)),
    warnings: [] as string[],
  })
  return { plugin, keepFieldFiles }
}
