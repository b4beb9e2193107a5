import type { HttpClient } from './http-client.ts'

/**
 * An HTTP client that begins something else as soon as its first requests are on their way, so that it is done when
 * their answers come.
 *
 * @param http sends the requests
 * @param begin called once; whoever needs the outcome asks for it again, and gets its error
 */
export function whileWaiting(http: HttpClient, begin: () => Promise<unknown>): HttpClient {
  let begun = false
  return (request) => {
    const answer = http(request)
    // Requests that are made together go out together, before anything that keeps the processor busy.
    if (!begun) setImmediate(() => void begin().catch(() => undefined))
    begun = true
    return answer
  }
}
