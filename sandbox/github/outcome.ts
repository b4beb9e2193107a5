/** The result of a request. */
export interface Outcome {
  status: number
  /** Undefined: none. */
  body?: unknown
  headers?: Record<string, string>
}

/** GitHub's answer to a request it refuses. */
export function failure(status: number, message: string, headers: Record<string, string> = {}): Outcome {
  const body = { message, documentation_url: 'https://docs.github.com/rest', status: String(status) }
  return { status, body, headers }
}

/** Missing, or hidden from the token. */
export function notFound(): Outcome {
  return failure(404, 'Not Found')
}

/** Understood, but not acceptable. */
export function invalid(message: string): Outcome {
  return failure(422, message)
}
