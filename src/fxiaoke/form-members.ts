import type { Member } from './json-members.ts'

/**
 * Parses the members of a form-encoded text, one by one as they become complete. @see
 * https://url.spec.whatwg.org/#urlencoded-parsing
 */
export class FormMembers {
  #pair = ''

  /** Parses the next piece. @returns the members that it completed */
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

  /** The last member, which only the end of the text completes. */
  end(): Member[] {
    return asMembers(this.#pair)
  }
}

function asMembers(pair: string): Member[] {
  // URLSearchParams is slow, and none of the names we look for is shorter than "error".
  if (pair.indexOf('=') < 'error'.length) return []
  const [entry] = new URLSearchParams(pair)
  return entry === undefined ? [] : [{ name: entry[0], value: entry[1], depth: 1 }]
}
