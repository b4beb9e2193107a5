/**
 * Named things and their history, so that reads can lag behind writes. Names are case-insensitive, as everywhere on
 * GitHub.
 */
export class Versions<T extends { name: string }> {
  /** By name in upper case, as on GitHub; the value is undefined once deleted. */
  readonly #past = new Map<string, { at: Date; value: T | undefined }[]>()

  /** @param asOf the time whose state is returned; default the present */
  get(name: string, asOf?: Date): T | undefined {
    const past = this.#past.get(name.toUpperCase()) ?? []
    return past.findLast(({ at }) => asOf === undefined || at <= asOf)?.value
  }

  /** Sorted by name. @param asOf see `get` */
  all(asOf?: Date): T[] {
    return [...this.#past.keys()]
      .toSorted((one, other) => (one < other ? -1 : 1))
      .flatMap((name) => this.get(name, asOf) ?? [])
  }

  set(value: T, at: Date): void {
    const name = value.name.toUpperCase()
    this.#past.set(name, [...(this.#past.get(name) ?? []), { at, value: { ...value, name } }])
  }

  delete(name: string, at: Date): void {
    const key = name.toUpperCase()
    this.#past.set(key, [...(this.#past.get(key) ?? []), { at, value: undefined }])
  }
}
