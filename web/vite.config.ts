import { readFileSync } from 'node:fs'
import { fileURLToPath, URL } from 'node:url'
import { VantResolver } from '@vant/auto-import-resolver'
import vue from '@vitejs/plugin-vue'
import Components from 'unplugin-vue-components/vite'
import { defineConfig } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { fieldChunks } from './scripts/field-chunks.ts'
import { fieldPrecache } from './scripts/field-precache.ts'
import { precompress } from './scripts/precompress.ts'
import { scopeIds } from './scripts/scope-ids.ts'
import { stripIconFont } from './scripts/strip-icon-font.ts'

const field = fieldPrecache()

const { version } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8')) as { version: string }

export default defineConfig({
  // Components are written with `setup` only: the other way of writing them stays out of the build.
  define: { __APP_VERSION__: JSON.stringify(version), __VUE_OPTIONS_API__: 'false' },
  plugins: [
    vue({ features: { componentIdGenerator: scopeIds() } }),
    Components({ dirs: [], resolvers: [VantResolver()], dts: 'src/vant-components.d.ts' }),
    stripIconFont(),
    field.plugin,
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'sw.ts',
      injectRegister: false,
      // The pictures are for installing; nobody needs them offline.
      includeManifestIcons: false,
      manifest: {
        id: '/',
        name: '文巡',
        short_name: '文巡',
        description: '文明创建 · 现场巡查与入户调查',
        lang: 'zh-CN',
        start_url: '/',
        scope: '/',
        display: 'standalone',
        orientation: 'portrait',
        background_color: '#f2f6f5',
        theme_color: '#0a4a45',
        icons: [
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
      injectManifest: {
        globPatterns: ['**/*.{html,js,css,svg,webmanifest}'],
        maximumFileSizeToCacheInBytes: 4_000_000,
        manifestTransforms: [field.keepFieldFiles],
        buildPlugins: { vite: [] },
      },
    }),
    precompress(),
  ],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: 'chrome87',
    manifest: true,
    assetsInlineLimit: 0,
    // Only styles are named beside a lazy page: hashed names do not compress, and its scripts name what they import.
    modulePreload: { polyfill: false, resolveDependencies: (_, files) => files.filter((file) => file.endsWith('.css')) },
    // Many small files compress badly: what the field app needs travels in a few files.
    rolldownOptions: {
      output: {
        codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: fieldChunks() }] },
        // The first file names every lazy page and its styles: a hash alone is enough.
        chunkFileNames: ({ facadeModuleId }) => (facadeModuleId?.endsWith('.vue') ? 'assets/[hash].js' : 'assets/[name]-[hash].js'),
        assetFileNames: ({ names }) => (/^[A-Z]\w*\.css$/.test(names[0] ?? '') ? 'assets/[hash][extname]' : 'assets/[name]-[hash][extname]'),
      },
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': process.env.WENXUN_SERVER ?? 'http://127.0.0.1:8080' },
  },
})
