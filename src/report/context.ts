import type { Quote } from '../errors/remote-text.ts'

/** What the report needs besides the result. */
export interface ReportContext {
  /** Hides the secrets of this run. */
  redact: (text: string) => string
  quote: Quote
  /** Where this action's files can be read, without a slash at the end. */
  docsUrl: string
  /** Where bugs of this action are reported. */
  issuesUrl: string
}
