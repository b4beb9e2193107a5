/**
 * A value that must not be exposed. It cannot be printed, concatenated or serialised by accident: each of these yields
 * `***`. `reveal` is the only way out; its caller is responsible for where the value goes.
 */
export class Secret {
  readonly #value: string

  /** @param value the plain value */
  constructor(value: string) {
    this.#value = value
  }

  /** The plain value, for the one request, mask or output that needs it. */
  reveal(): string {
    return this.#value
  }

  /** Whether both hold the same value. Both sides are ours, so the comparison need not be constant-time. */
  equals(other: Secret | undefined): boolean {
    return other !== undefined && this.#value === other.#value
  }

  toString(): string {
    return '***'
  }

  toJSON(): string {
    return '***'
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return 'Secret(***)'
  }
}
