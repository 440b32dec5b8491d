import { BASE, tokens } from './client'
import { NetworkProblem, problemOf } from './problem'

function sendOnce(path: string, file: Blob, onProgress: (share: number) => void): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `${BASE}${path}`)
    const token = tokens().token()
    if (token) request.setRequestHeader('Authorization', `Bearer ${token}`)
    request.setRequestHeader('Accept-Language', document.documentElement.lang)
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream')
    request.upload.onprogress = (event) => { if (event.lengthComputable && event.total > 0) onProgress(event.loaded / event.total) }
    request.onload = () => {
      const headers = new Headers({ 'Retry-After': request.getResponseHeader('Retry-After') ?? '' })
      resolve(new Response(request.responseText, { status: request.status, headers }))
    }
    request.onerror = () => { reject(new NetworkProblem(request.statusText)) }
    request.send(file)
  })
}

/** Sends a file and tells how much of it has left (0–1). Throws like the client; the answer is `R`. */
export async function sendWithProgress<R>(path: string, file: Blob, onProgress: (share: number) => void): Promise<R> {
  if (!tokens().token() && tokens().canRenew()) await tokens().renew()
  let response = await sendOnce(path, file, onProgress)
  if (response.status === 401 && (await tokens().renew())) response = await sendOnce(path, file, onProgress)
  if (!response.ok) throw await problemOf(response)
  return (await response.json()) as R
}
