import { trim } from './dotnet-text.ts'
import { encodedForms } from './encoded-forms.ts'

/** Hides secrets in text, as the runner does for logs and summaries: from their registration on, never before. */
export class SecretMasker {
  readonly #forms = new Set<string>()

  /**
   * Registers a secret as it is and, when it has several lines, each of them trimmed, since logs are masked line by
   * line. Blank ones are ignored: they would hide every space.
   */
  add(value: string): void {
    for (const part of [value, ...value.split(/[\r\n]+/).map(trim)]) {
      if (trim(part) === '') continue
      for (const form of encodedForms(part)) this.#forms.add(form)
    }
  }

  /** @returns the text with every known secret as `***`; secrets that touch or overlap become one */
  mask(text: string): string {
    const found = [...this.#forms]
      .flatMap((form) => occurrences(text, form))
      .sort((a, b) => a.start - b.start)
    let masked = ''
    let done = 0
    for (const { start, end } of found) {
      if (start > done || done === 0) masked += `${text.slice(done, start)}***`
      done = Math.max(done, end)
    }
    return masked + text.slice(done)
  }
}

function occurrences(text: string, form: string): { start: number; end: number }[] {
  const found = []
  for (let start = text.indexOf(form); start >= 0; start = text.indexOf(form, start + 1)) {
    found.push({ start, end: start + form.length })
  }
  return found
}
