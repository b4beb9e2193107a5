/** What the report needs besides the result. */
export interface ReportContext {
  /** Hides the secrets of this run. */
  redact: (text: string) => string
  /** What somebody else's server has said, for a quotation; other words where it gives a secret away. */
  quote: (text: string) => string
  /** Where this action's files can be read, without a slash at the end. */
  docsUrl: string
  /** Where bugs of this action are reported. */
  issuesUrl: string
}
