import type { Secret } from '../secret.ts'
import { lettersOf, readingsOf } from './readings.ts'

/** A run of letters and digits this long is no coincidence: it is a part of the secret. */
const TELLING = 12

/** Of a secret, no more is looked for in parts: a longer one fits into no secret of GitHub, and would take seconds. */
const LONGEST_IN_PARTS = 64 * 1024

/** Of a remote text, no more is read. Nothing near this long is ever printed. */
const LONGEST_QUOTED = 4_000

/** A shorter form would hide words that only look like a secret. */
const SHORTEST_ENCODED = 6

/** Hides the secrets of a run in texts that somebody else may have written: plain and in the forms that servers echo. */
export class Redactor {
  /** Longest first: a secret that contains another is hidden whole. */
  #forms: readonly string[] = []
  /** Parts of the secrets that give them away, in letters and digits. */
  readonly #telling = new Set<string>()
  /** Secrets that are too short to have such parts. */
  readonly #short = new Set<string>()

  /** Hides this secret from now on. */
  add(secret: Secret): void {
    const forms = new Set([...this.#forms, ...formsOf(secret.reveal())])
    this.#forms = [...forms].toSorted((one, other) => other.length - one.length)
    const letters = lettersOf(secret.reveal().slice(0, LONGEST_IN_PARTS))
    if (letters.length < TELLING) this.#short.add(letters === '' ? secret.reveal().trim() : letters)
    for (let at = 0; at + TELLING <= letters.length; at += 1)
      this.#telling.add(letters.slice(at, at + TELLING))
  }

  /**
   * What somebody else's server has said, for a quotation.
   *
   * @returns undefined when any reading of it holds a secret or a telling part of one: it is withheld whole then, since
   *   nobody knows in how many ways a secret can be written
   */
  readonly quotable = (text: string): string | undefined => {
    const read = text.slice(0, LONGEST_QUOTED)
    return readingsOf(read).some((reading) => this.#gives(reading)) ? undefined : read
  }

  #gives(reading: string): boolean {
    const letters = lettersOf(reading)
    for (const short of this.#short)
      if (short !== '' && (letters.includes(short) || reading.includes(short))) return true
    for (let at = 0; at + TELLING <= letters.length; at += 1)
      if (this.#telling.has(letters.slice(at, at + TELLING))) return true
    return false
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
