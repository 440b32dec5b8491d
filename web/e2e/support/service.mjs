import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const READY_WITHIN_MS = 90_000

/** The newest built binary, or the one named by WENXUN_BIN. */
function binary() {
  if (process.env.WENXUN_BIN) return process.env.WENXUN_BIN
  const built = ['fast', 'release', 'debug'].map((profile) => join(ROOT, 'target', profile, 'wenxun')).filter((path) => existsSync(path))
  const newest = built.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0]
  if (!newest) throw new Error('no wenxun binary: run `cargo build --profile fast` first')
  return newest
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

/**
 * Starts the service with the demo city in a folder of its own; `stop` ends it and removes the folder.
 * WENXUN_URL names one that runs already.
 */
export async function startService() {
  if (process.env.WENXUN_URL) return { url: process.env.WENXUN_URL, data: '', stop: async () => undefined, said: () => '' }
  const port = await freePort()
  const data = mkdtempSync(join(tmpdir(), 'wenxun-e2e-'))
  const url = `http://127.0.0.1:${port}`
  const child = spawn(binary(), ['serve', '--demo'], {
    env: { ...process.env, WENXUN_LISTEN: `127.0.0.1:${port}`, WENXUN_DATA: data },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stdout.on('data', (text) => { said += text })
  child.stderr.on('data', (text) => { said += text })
  const gone = new Promise((resolve) => { child.once('exit', resolve) })

  async function stop() {
    child.kill('SIGTERM')
    await gone
    rmSync(data, { recursive: true, force: true })
  }

  const until = Date.now() + READY_WITHIN_MS
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the service ended at once:\n${said}`)
    const isReady = await fetch(`${url}/health/ready`).then((answer) => answer.ok, () => false)
    if (isReady) return { url, data, stop, said: () => said }
    if (Date.now() > until) {
      await stop()
      throw new Error(`the service was not ready in time:\n${said}`)
    }
    await new Promise((resolve) => { setTimeout(resolve, 200) })
  }
}

/** A signed-in caller of the API, for comparing what a page shows with what the service says. */
export async function apiAs(url, account, password = 'wenxun-demo') {
  const sign = await fetch(`${url}/api/v1/sessions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ account, password, client: 'api', device: { id: crypto.randomUUID(), name: 'test' } }),
  })
  if (!sign.ok) throw new Error(`sign-in of ${account} failed: ${sign.status} ${await sign.text()}`)
  const { access_token } = await sign.json()
  const call = (path, init = {}) =>
    fetch(`${url}/api/v1${path}`, { ...init, headers: { Authorization: `Bearer ${access_token}`, ...init.headers } })
  return {
    call,
    get: async (path) => {
      const answer = await call(path)
      if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`)
      return answer.json()
    },
  }
}

/** Makes a person with a role in an area, the whole city by default, with the password already changed. */
export async function makeAccount(url, role, areaCode) {
  const admin = await apiAs(url, 'admin.demo')
  const { roots } = await admin.get('/areas/tree')
  const account = `${role.replace('_', '.')}.${Date.now().toString(36)}`
  const json = { 'Content-Type': 'application/json' }
  const made = await admin.call('/accounts', {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ account, name: '试用', roles: [{ role, area_code: areaCode ?? roots[0].code }] }),
  })
  if (!made.ok) throw new Error(`no account for ${role}: ${made.status} ${await made.text()}`)
  const { one_time_password } = await made.json()
  const password = `own-${crypto.randomUUID()}`
  const person = await apiAs(url, account, one_time_password)
  const changed = await person.call('/me/password', {
    method: 'PUT',
    headers: json,
    body: JSON.stringify({ current_password: one_time_password, new_password: password }),
  })
  if (!changed.ok) throw new Error(`no own password: ${changed.status} ${await changed.text()}`)
  return { account, password }
}
