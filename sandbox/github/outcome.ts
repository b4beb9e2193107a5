/** What a request comes to. */
export interface Outcome {
  status: number
  /** Undefined: none. */
  body?: unknown
  headers?: Record<string, string>
}

/** GitHub's answer to what it will not do. */
export function failure(status: number, message: string, headers: Record<string, string> = {}): Outcome {
  const body = { message, documentation_url: 'https://docs.github.com/rest', status: String(status) }
  return { status, body, headers }
}

/** Missing, or hidden from the token. */
export function notFound(): Outcome {
  return failure(404, 'Not Found')
}

/** Understood, and not acceptable. */
export function invalid(message: string): Outcome {
  return failure(422, message)
}
