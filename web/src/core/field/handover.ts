/** Photos taken on another page just before the form opens. */
let files: File[] = []

export function handOver(taken: readonly File[]): void {
  files = [...taken]
}

/** Takes the photos once. */
export function takeOver(): File[] {
  const taken = files
  files = []
  return taken
}
