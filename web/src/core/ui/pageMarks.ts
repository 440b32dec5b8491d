import { onBeforeUnmount, watch } from 'vue'

/** Text as a CSS string: no quote, backslash or line end may leave it. */
const quoted = (text: string) => `"${text.replace(/["\\\n\r\f]/g, ' ')}"`

/**
 * Prints what every sheet of paper carries: above `head`, below `foot` and the number of the page. The browser fills in the
 * number; one that knows no margin boxes leaves them out, and the end of the sheet still says it all.
 */
export function usePageMarks(marks: () => { head: string; foot: string } | null): void {
  if (!('adoptedStyleSheets' in document)) return
  const sheet = new CSSStyleSheet()
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
  const look = 'font-size: 8pt; color: #40524e;'
  watch(marks, (now) => {
    sheet.replaceSync(
      now === null
        ? ''
        : `@page { @top-left { content: ${quoted(now.head)}; ${look} } @bottom-left { content: ${quoted(now.foot)}; ${look} } @bottom-right { content: counter(page) " / " counter(pages); ${look} } }`,
    )
  }, { immediate: true })
  onBeforeUnmount(() => { document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet) })
}
