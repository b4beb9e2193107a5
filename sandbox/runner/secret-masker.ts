import { trim } from './dotnet-text.ts'
import { encodedForms } from './encoded-forms.ts'

/** Masks secrets in text like the runner, in logs and summaries: from their registration on, not before. */
export class SecretMasker {
  readonly #forms = new Set<string>()

  /**
   * Registers a secret as is and, if it has several lines, each line trimmed, because logs are masked line by line.
   * Ignores blank ones, which would mask every space.
   */
  add(value: string): void {
    for (const part of [value, ...value.split(/[\r\n]+/).map(trim)]) {
      if (trim(part) === '') continue
      for (const form of encodedForms(part)) this.#forms.add(form)
    }
  }

  /** @returns the text with every known secret replaced by `***`; adjacent or overlapping secrets merge */
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
