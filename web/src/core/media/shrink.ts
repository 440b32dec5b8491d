/** What a photo may weigh and measure before it is stored. */
export interface PhotoLimits {
  longestSidePx: number
  mostBytes: number
}

export const USUAL_LIMITS: PhotoLimits = { longestSidePx: 1600, mostBytes: 400_000 }
/** When the phone is nearly full. */
export const TIGHT_LIMITS: PhotoLimits = { longestSidePx: 800, mostBytes: 120_000 }
const THUMB_LIMITS: PhotoLimits = { longestSidePx: 160, mostBytes: 12_000 }

export interface ShrunkPhoto {
  /** JPEG bytes. */
  bytes: ArrayBuffer
  thumb: ArrayBuffer
}

type Canvas = OffscreenCanvas | HTMLCanvasElement

function canvasOf(width: number, height: number): Canvas {
  if (typeof OffscreenCanvas !== 'undefined') return new OffscreenCanvas(width, height)
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  return canvas
}

async function toJpeg(canvas: Canvas, quality: number): Promise<Blob> {
  if ('convertToBlob' in canvas) return canvas.convertToBlob({ type: 'image/jpeg', quality })
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the canvas gave no picture'))), 'image/jpeg', quality)
  })
}

/** Size inside the limit with the same shape; never larger than the picture itself. */
export function fittedSize(width: number, height: number, longestSidePx: number): { width: number; height: number } {
  const scale = Math.min(1, longestSidePx / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

/** Draws the picture smaller until it fits; the last canvas comes back for the small one. */
async function draw(source: ImageBitmap | Canvas, limits: PhotoLimits): Promise<{ blob: Blob; canvas: Canvas }> {
  let side = limits.longestSidePx
  for (;;) {
    const { width, height } = fittedSize(source.width, source.height, side)
    const canvas = canvasOf(width, height)
    const context = canvas.getContext('2d') as CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null
    if (!context) throw new Error('no canvas to draw on')
    context.imageSmoothingQuality = 'medium'
    context.drawImage(source, 0, 0, width, height)
    for (const quality of [0.82, 0.7, 0.55]) {
      const blob = await toJpeg(canvas, quality)
      if (blob.size <= limits.mostBytes || side <= 64) return { blob, canvas }
    }
    side = Math.round(side * 0.8)
  }
}

/**
 * Makes a photo small and upright and leaves all metadata behind.
 * Fails when the browser cannot read the picture. Runs in a worker or on the page.
 */
export async function shrinkHere(file: Blob, limits: PhotoLimits): Promise<ShrunkPhoto> {
  const source = await createImageBitmap(file, { imageOrientation: 'from-image' })
  try {
    const photo = await draw(source, limits)
    const thumb = await draw(photo.canvas, THUMB_LIMITS)
    return { bytes: await photo.blob.arrayBuffer(), thumb: await thumb.blob.arrayBuffer() }
  } finally {
    source.close()
  }
}
