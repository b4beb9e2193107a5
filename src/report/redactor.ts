import type { Secret } from '../secret.ts'

/** A shorter form would hide words that only look like a secret. */
const SHORTEST_ENCODED = 6

/** Hides the secrets of a run in texts that somebody else may have written: plain and in the forms that servers echo. */
export class Redactor {
  /** Longest first: a secret that contains another is hidden whole. */
  #forms: readonly string[] = []

  /** Hides this secret from now on. */
  add(secret: Secret): void {
    const forms = new Set([...this.#forms, ...formsOf(secret.reveal())])
    this.#forms = [...forms].toSorted((one, other) => other.length - one.length)
  }

  /** Replaces every secret in a text by `***`. Can be handed on by itself. */
  readonly redact = (text: string): string =>
    this.#forms.reduce((redacted, form) => redacted.replaceAll(form, '***'), text)
}

function formsOf(value: string): string[] {
  const plain = [value, ...value.split(/\r\n|[\n\r]/)]
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const encoded = plain.flatMap((one) => [
    JSON.stringify(one).slice(1, -1),
    JSON.stringify(one).slice(1, -1).replaceAll('/', '\\/'),
    ...percentEncoded(one),
    ...base64Forms(one),
  ])
  return [...plain, ...encoded.filter((form) => form.length >= SHORTEST_ENCODED)]
}

/** As in a path, as in a form, and with small hexadecimal digits. */
function percentEncoded(value: string): string[] {
  const path = encodeURIComponent(value.toWellFormed())
  const forms = [path, new URLSearchParams([['', value]]).toString().slice(1)]
  return forms.flatMap((form) => [form, form.replace(/%../g, (escape) => escape.toLowerCase())])
}

/** At the three alignments that it can have inside a longer text, without what depends on the neighbours. */
function base64Forms(value: string): string[] {
  const bytes = Buffer.from(value)
  return [0, 1, 2].flatMap((skipped) => {
    const rest = bytes.subarray(skipped)
    const whole = rest.subarray(0, rest.length - (rest.length % 3))
    // Whole, where it is all that was encoded; without the last characters, where something followed it.
    const parts = skipped === 0 ? [bytes, whole] : [whole]
    return parts.flatMap((part) => [part.toString('base64').replace(/=+$/, ''), part.toString('base64url')])
  })
}
