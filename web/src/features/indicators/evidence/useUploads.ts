import { computed, ref, type Ref } from 'vue'
import { wordsOf } from '@/core/ui/problems'
import type { EvidenceDetail } from '../api'
import { t } from './texts'

const MAX_BYTES = 20 * 1024 * 1024

/** A file on its way: how much of it has left (0–1), and what became of it. */
export interface Upload {
  number: number
  file: File
  state: 'waiting' | 'sending' | 'sent' | 'failed'
  share: number
  said: string
}

/** Files are sent one after the other; one that fails waits for another try and holds nobody up. */
export function useUploads(send: (file: File, onProgress: (share: number) => void) => Promise<EvidenceDetail>, onSent: () => void) {
  const uploads: Ref<Upload[]> = ref([])
  let isRunning = false
  let last = 0

  async function sendOne(one: Upload): Promise<void> {
    one.state = 'sending'
    one.said = ''
    try {
      await send(one.file, (share) => { one.share = share })
      one.state = 'sent'
      onSent()
    } catch (problem) {
      one.state = 'failed'
      one.said = wordsOf(problem)
    }
  }
  async function run(): Promise<void> {
    if (isRunning) return
    isRunning = true
    for (let next = nextOf(); next; next = nextOf()) await sendOne(next)
    isRunning = false
  }
  const nextOf = () => uploads.value.find((one) => one.state === 'waiting')

  function add(file: File): void {
    last += 1
    const isTooLarge = file.size > MAX_BYTES
    uploads.value.push({ number: last, file, state: isTooLarge ? 'failed' : 'waiting', share: 0, said: isTooLarge ? t('tooLarge') : '' })
    void run()
  }
  function retry(one: Upload): void {
    one.state = 'waiting'
    one.share = 0
    void run()
  }
  const drop = (one: Upload) => { uploads.value = uploads.value.filter((other) => other.number !== one.number) }
  const isBusy = computed(() => uploads.value.some((one) => one.state === 'waiting' || one.state === 'sending'))
  return { uploads, isBusy, add, retry, drop }
}
