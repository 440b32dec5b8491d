import type { Plugin } from 'vite'

/**
 * Removes the icon font of the component library from its style sheets.
 * It weighs 25 kB and names a foreign host; our icons are SVG (core/ui/AppIcon.vue).
 */
export function stripIconFont(): Plugin {
  return {
    name: 'wenxun-strip-icon-font',
    enforce: 'pre',
    transform(code, id) {
      if (!/vant[\\/].*\.css/.test(id)) return null
      return { code: code.replace(/@font-face\s*\{[^}]*\}/g, ''), map: null }
    },
  }
}
