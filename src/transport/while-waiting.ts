import type { HttpClient } from './http-client.ts'

/**
 * An HTTP client that starts other work as soon as its first requests are on their way, so that it is done by the time
 * the answers arrive.
 *
 * @param http sends the requests
 * @param begin called once, errors ignored: whoever needs the result calls it again and gets the error
 */
export function whileWaiting(http: HttpClient, begin: () => Promise<unknown>): HttpClient {
  let begun = false
  return (request) => {
    const answer = http(request)
    // Let all requests made in this tick go out before anything keeps the processor busy.
    if (!begun) setImmediate(() => void begin().catch(() => undefined))
    begun = true
    return answer
  }
}
