import { createHash, randomUUID } from 'node:crypto'

/** Calls the service as a program would, to compare what phones believe with what it holds. */
export async function signInByApi(url, account, password = 'wenxun-demo') {
  const response = await fetch(`${url}/api/v1/sessions`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ account, password, client: 'api', device: { id: randomUUID(), name: 'test' } }),
  })
  if (!response.ok) throw new Error(`sign-in of ${account}: ${response.status} ${await response.text()}`)
  const session = await response.json()
  const get = async (path) => {
    const answer = await fetch(path.startsWith('/api') ? url + path : `${url}/api/v1${path}`, {
      headers: { Authorization: `Bearer ${session.access_token}` },
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
  const post = async (path, body) => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${session.access_token}`, 'Content-Type': 'application/json' },
      body,
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }
  /** Sends the bytes of a photo; returns their address. */
  const putPhoto = async (bytes) => {
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const answer = await fetch(`${url}/api/v1/photos/${sha256}`, { method: 'PUT', headers: { Authorization: `Bearer ${session.access_token}`, 'Content-Type': 'image/jpeg' }, body: bytes })
    if (!answer.ok) throw new Error(`photo: ${answer.status} ${await answer.text()}`)
    return sha256
  }
  return { me: session.account, get, post, putPhoto }
}

/** A position well inside the person's own area. */
export async function placeInOwnArea(api) {
  const pack = await api.get('/field-pack')
  const areas = await api.get(pack.parts.find((part) => part.name === 'areas').url)
  const own = areas.features.filter((area) => area.properties.own)
  const deepest = own.find((area) => area.properties.level === 'grid') ?? own[0]
  const ring = deepest.geometry.type === 'Polygon' ? deepest.geometry.coordinates[0] : deepest.geometry.coordinates[0][0]
  const longitude = ring.reduce((sum, [lng]) => sum + lng, 0) / ring.length
  const latitude = ring.reduce((sum, [, lat]) => sum + lat, 0) / ring.length
  return { longitude, latitude, accuracy: 8, code: deepest.properties.code }
}

/** Every record of the person's own, by id. */
export async function ownRecords(api) {
  const records = new Map()
  let since = 0
  for (;;) {
    const { items, next_since_seq } = await api.get(`/records/mine?since_seq=${since}`)
    for (const item of items) records.set(item.id, item)
    if (items.length === 0 || next_since_seq === null || next_since_seq <= since) return records
    since = next_since_seq
  }
}
