/** The start of the year 9999, with a margin for time zones and arithmetic before dates need five-digit years. */
export const LAST_MOMENT = Date.UTC(9999, 0, 1)

/**
 * Reads a date sent by a server.
 *
 * @param text for example `2026-11-24T03:00:00Z` or `Tue, 24 Nov 2026 03:00:00 GMT`
 * @returns milliseconds since the epoch; undefined if it is not a date, or an absurd one
 */
export function readMoment(text: unknown): number | undefined {
  const time = typeof text === 'string' ? Date.parse(text) : Number.NaN
  return time >= 0 && time <= LAST_MOMENT ? time : undefined
}

/** ISO 8601 in UTC, to the second, without milliseconds: `2026-11-24T02:44:27Z`. */
export function isoDate(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`
}
