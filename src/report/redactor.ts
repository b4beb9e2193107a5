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

  /** Replaces every secret in a text by `***`. */
  redact(text: string): string {
    let redacted = text
    for (const form of this.#forms) redacted = redacted.replaceAll(form, '***')
    return redacted
  }
}

function formsOf(value: string): string[] {
  const plain = [value, ...value.split(/\r\n|[\n\r]/)]
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const encoded = plain.flatMap((one) => [
    JSON.stringify(one).slice(1, -1),
    encodeURIComponent(one.toWellFormed()),
    Buffer.from(one).toString('base64').replace(/=+$/, ''),
    Buffer.from(one).toString('base64url'),
  ])
  return [...plain, ...encoded.filter((form) => form.length >= SHORTEST_ENCODED)]
}
