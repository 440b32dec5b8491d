import { defineTexts } from '@/core/i18n'

/** Texts of the maps of the office. */
export const t = defineTexts(
  { zoomIn: '放大', zoomOut: '缩小', whole: '看全部', legend: '颜色的意思' },
  { zoomIn: 'Zoom in', zoomOut: 'Zoom out', whole: 'Show everything', legend: 'What the colours mean' },
)
