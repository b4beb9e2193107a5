import type { IncomingHttpHeaders } from 'node:http'

/** A request as a server saw it. */
export interface RecordedRequest {
  party: 'github' | 'fxiaoke'
  method: string
  /** As sent, with its query, undecoded. */
  path: string
  status: number | 'reset' | 'stall' | 'pending'
  headers: IncomingHttpHeaders
  /** Parsed JSON, or text. */
  body: unknown
  /** `performance.now()` of its arrival. */
  at: number
}

/** One ordered list for both servers, so that tests can assert the order across them. */
export class RequestLog {
  readonly all: RecordedRequest[] = []

  /** The requests to one server. */
  of(party: RecordedRequest['party']): RecordedRequest[] {
    return this.all.filter((request) => request.party === party)
  }

  /** One line per request, without what differs from run to run. */
  lines(party?: RecordedRequest['party']): string[] {
    return (party === undefined ? this.all : this.of(party)).map(
      ({ method, path, status }) =>
        `${method} ${path.replace(/thirdTraceId=[^&]*/, 'thirdTraceId=…')} -> ${status}`,
    )
  }
}
