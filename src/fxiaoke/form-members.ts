import type { Member } from './json-members.ts'

/** The members of a form-encoded text, one by one as they come whole. @see https://url.spec.whatwg.org/#urlencoded-parsing */
export class FormMembers {
  #pair = ''

  /** Reads on. @returns the members that this made whole */
  read(piece: string): Member[] {
    const pairs = piece.split(/[&\s]/)
    const last = pairs.pop() ?? ''
    return [...pairs, undefined].flatMap((part) => {
      if (part === undefined) {
        this.#pair += last
        return []
      }
      const whole = this.#pair + part
      this.#pair = ''
      return asMembers(whole)
    })
  }

  /** The last member, which only the end of the text makes whole. */
  end(): Member[] {
    return asMembers(this.#pair)
  }
}

function asMembers(pair: string): Member[] {
  // No name that anybody asks for is shorter than "error"; URLSearchParams takes its time.
  if (pair.indexOf('=') < 'error'.length) return []
  const [entry] = new URLSearchParams(pair)
  return entry === undefined ? [] : [{ name: entry[0], value: entry[1], depth: 1 }]
}
