/** Year 9999, less some days for time zones and sums: what is later has no date that anybody could write. */
const LAST_MOMENT = Date.UTC(9999, 0, 1)

/**
 * Reads a date that a server has sent.
 *
 * @param text for example `2026-11-24T03:00:00Z` or `Tue, 24 Nov 2026 03:00:00 GMT`
 * @returns milliseconds since the epoch; undefined for what is none, or is out of all reason
 */
export function readMoment(text: unknown): number | undefined {
  const time = typeof text === 'string' ? Date.parse(text) : Number.NaN
  return time >= 0 && time <= LAST_MOMENT ? time : undefined
}
