/** The error body of every refused call (RFC 9457). Branch on `code`, never on `title`. */
export interface ProblemBody {
  type: string
  title: string
  status: number
  detail?: string
  code: string
  params?: Record<string, unknown>
  request_id?: string
  errors?: { pointer: string; code: string; params?: Record<string, unknown>; title?: string }[]
}

/** The server answered and refused. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  readonly body: ProblemBody
  /** Seconds after which another try makes sense, from Retry-After. */
  readonly retryAfterS: number | null

  constructor(status: number, body: ProblemBody, retryAfterS: number | null) {
    super(body.title)
    this.name = 'ApiProblem'
    this.status = status
    this.code = body.code
    this.body = body
    this.retryAfterS = retryAfterS
  }
}

/** No answer came: no network, server down, or the request was cut. */
export class NetworkProblem extends Error {
  readonly cause: unknown

  constructor(cause: unknown) {
    super('no answer from the server')
    this.cause = cause
    this.name = 'NetworkProblem'
  }
}

/** Makes a problem of any refused answer, also of one that a proxy wrote. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const retryAfter = Number(response.headers.get('Retry-After') ?? Number.NaN)
  let body: ProblemBody = {
    type: 'about:blank',
    title: `HTTP ${response.status}`,
    status: response.status,
    code: `http_${response.status}`,
  }
  try {
    const parsed: unknown = await response.json()
    if (parsed && typeof parsed === 'object' && 'code' in parsed) body = { ...body, ...(parsed as Partial<ProblemBody>) }
  } catch {
    // Not JSON: keep what the status line says.
  }
  return new ApiProblem(response.status, body, Number.isFinite(retryAfter) ? retryAfter : null)
}
