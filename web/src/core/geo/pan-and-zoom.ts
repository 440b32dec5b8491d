import { computed, onBeforeUnmount, onMounted, ref, type Ref } from 'vue'

interface Point {
  x: number
  y: number
}

const SMALLEST = 0.01
const LARGEST = 6
const STEP_PX = 60

/**
 * Drag, pinch, wheel and arrow keys over a plane in metres.
 * `centre` is the place in the middle of the uncovered part, `scale` pixels per metre.
 */
export function usePanAndZoom(frame: Ref<SVGSVGElement | null>, size: Ref<{ width: number; height: number }>, coveredPx: () => number) {
  const centre = ref<Point>({ x: 0, y: 0 })
  const scale = ref(1)
  const fingers = new Map<number, Point>()

  const middle = (): Point => ({ x: size.value.width / 2, y: (size.value.height - coveredPx()) / 2 })
  const toScreen = (at: Point): Point => ({
    x: (at.x - centre.value.x) * scale.value + middle().x,
    y: (at.y - centre.value.y) * scale.value + middle().y,
  })
  const transform = computed(() => {
    const { x, y } = toScreen({ x: 0, y: 0 })
    return `translate(${x} ${y}) scale(${scale.value})`
  })

  function zoomAt(at: Point, factor: number): void {
    const next = Math.min(LARGEST, Math.max(SMALLEST, scale.value * factor))
    const rest = 1 / scale.value - 1 / next
    centre.value = { x: centre.value.x + (at.x - middle().x) * rest, y: centre.value.y + (at.y - middle().y) * rest }
    scale.value = next
  }

  const zoomBy = (factor: number): void => zoomAt(middle(), factor)

  function pan(dx: number, dy: number): void {
    centre.value = { x: centre.value.x - dx / scale.value, y: centre.value.y - dy / scale.value }
  }

  function fit(from: Point, to: Point): void {
    const [width, height] = [Math.max(1, to.x - from.x), Math.max(1, to.y - from.y)]
    const room = { width: size.value.width - 48, height: size.value.height - coveredPx() - 120 }
    scale.value = Math.min(LARGEST, Math.max(SMALLEST, Math.min(room.width / width, Math.max(120, room.height) / height)))
    centre.value = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 - 10 / scale.value }
  }

  function centreOn(at: Point, atLeastScale: number): void {
    scale.value = Math.max(scale.value, atLeastScale)
    centre.value = at
  }

  function onKey(event: KeyboardEvent): void {
    if (event.target !== frame.value) return
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [STEP_PX, 0], ArrowRight: [-STEP_PX, 0], ArrowUp: [0, STEP_PX], ArrowDown: [0, -STEP_PX],
    }
    const move = moves[event.key]
    if (move) pan(...move)
    else if (event.key === '+' || event.key === '=') zoomBy(1.4)
    else if (event.key === '-') zoomBy(1 / 1.4)
    else return
    event.preventDefault()
  }

  const place = (event: PointerEvent | WheelEvent): Point => {
    const box = frame.value?.getBoundingClientRect()
    return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) }
  }

  function onDown(event: PointerEvent): void {
    fingers.set(event.pointerId, place(event))
  }

  function onMove(event: PointerEvent): void {
    const before = fingers.get(event.pointerId)
    if (!before) return
    const now = place(event)
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1]
    if (other) {
      const [was, is] = [Math.hypot(before.x - other.x, before.y - other.y), Math.hypot(now.x - other.x, now.y - other.y)]
      if (was > 0) zoomAt({ x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 }, is / was)
      pan((now.x - before.x) / 2, (now.y - before.y) / 2)
    } else pan(now.x - before.x, now.y - before.y)
    fingers.set(event.pointerId, now)
  }

  function onUp(event: PointerEvent): void {
    fingers.delete(event.pointerId)
  }

  function onWheel(event: WheelEvent): void {
    event.preventDefault()
    zoomAt(place(event), Math.exp(-event.deltaY / 400))
  }

  onMounted(() => {
    frame.value?.addEventListener('pointerdown', onDown)
    frame.value?.addEventListener('wheel', onWheel, { passive: false })
    window.addEventListener('pointermove', onMove)
    window.addEventListener('pointerup', onUp)
    window.addEventListener('pointercancel', onUp)
  })
  onBeforeUnmount(() => {
    window.removeEventListener('pointermove', onMove)
    window.removeEventListener('pointerup', onUp)
    window.removeEventListener('pointercancel', onUp)
  })

  return { centre, scale, transform, toScreen, middle, zoomBy, fit, centreOn, onKey }
}
