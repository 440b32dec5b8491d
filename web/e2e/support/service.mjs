import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const READY_MS = 120_000

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

async function isReady(url) {
  try {
    return (await fetch(`${url}/health/ready`)).ok
  } catch {
    return false
  }
}

/**
 * Starts the real binary with the demo city in a fresh folder, or uses WENXUN_URL when one runs.
 * `stop()` ends it and removes the folder.
 */
export async function startService() {
  if (process.env.WENXUN_URL) return { url: process.env.WENXUN_URL, stop: async () => undefined }
  const binary = process.env.WENXUN_BIN
  if (!binary) throw new Error('set WENXUN_BIN to the wenxun binary, or WENXUN_URL to a running demo')
  const url = `http://127.0.0.1:${await freePort()}`
  const data = mkdtempSync(join(tmpdir(), 'wenxun-e2e-'))
  const lines = []
  const child = spawn(binary, ['serve', '--demo'], {
    env: { ...process.env, WENXUN_LISTEN: url.slice('http://'.length), WENXUN_DATA: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => lines.push(String(text)))
  const ended = new Promise((resolve) => child.on('exit', resolve))
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
    rmSync(data, { recursive: true, force: true })
  }
  const end = Date.now() + READY_MS
  while (!(await isReady(url))) {
    if (child.exitCode !== null || Date.now() > end) {
      await stop()
      throw new Error(`the service did not become ready:\n${lines.join('').slice(-4000)}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return { url, stop }
}
