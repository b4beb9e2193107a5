import type { BodyReader, HttpAnswer } from '../transport/http-client.ts'
import { FormMembers } from './form-members.ts'
import { JsonMembers } from './json-members.ts'
import type { Member } from './json-members.ts'

/**
 * What could be read of an answer from Fxiaoke's token endpoint. Any field may be missing: the answer may be an error,
 * truncated, or not from Fxiaoke at all.
 */
export interface AnswerFields {
  /** Whether the answer is complete. */
  whole: boolean
  /** Whether the answer at least begins as a JSON object, or contains form fields. */
  isStructured: boolean
  /** Whether the answer says that the exchange succeeded; undefined if it leaves that open. */
  success: boolean | undefined
  accessToken: string | undefined
  /** Only if it differs from the one that was sent. */
  refreshToken: string | undefined
  openUserId: string | undefined
  expiresIn: unknown
  errorCode: number | undefined
  errorMessage: string | undefined
  traceId: string | undefined
  /** Everything that looks like a token, to mask before any part of the answer is printed. */
  tokenLike: readonly string[]
}

/** More than any honest answer contains; the rest are ignored. */
const MOST_TOKEN_LIKE = 200

/** Longer messages are truncated, because some of the patterns applied to them take quadratic time. */
const LONGEST_MESSAGE = 4_000

/** Fxiaoke's tokens and codes, anywhere in a text. Bounded repetitions keep the search linear. */
const FXIAOKE_TOKEN = /FS[A-Z]{0,12}(?:TOK|COD)[A-Z]{0,12}_[\w.~+/=-]{4,}/g

/**
 * Reads an answer as it arrives, whatever its format: JSON or form-encoded, at any depth, complete, truncated or
 * damaged.
 *
 * @see https://open.fxiaoke.com, Developer Manual, "Refresh token"
 */
export class AnswerReader {
  readonly #sent: string | undefined
  readonly #json = new JsonMembers()
  #form: FormMembers | undefined
  #start = ''
  readonly #members = new Map<string, Member>()
  readonly #refreshTokens: Member[] = []
  #certain: string | undefined
  readonly #tokenLike = new Set<string>()

  /** @param sent the refresh token that was sent; undefined for a code */
  constructor(sent: string | undefined) {
    this.#sent = sent
  }

  /**
   * What is certainly a new refresh token, whatever may follow. If a better one follows, for example at the top level
   * of the answer, it becomes that one.
   */
  get refreshToken(): string | undefined {
    return this.#certain
  }

  get openUserId(): string | undefined {
    return this.#text('openUserId')
  }

  readonly read: BodyReader = (piece) => {
    this.#chooseForm(piece)
    for (const member of this.#json.read(piece)) this.#note(member)
    for (const member of this.#form?.read(piece) ?? []) this.#note(member)
    if (this.#json.isClosed && this.#isObject) return 'whole'
    return this.#certain === undefined ? 'more' : 'enough'
  }

  /** The final result. @param answer whose body was read */
  end({ status, body, complete }: HttpAnswer): AnswerFields {
    if (complete) for (const member of this.#form?.end() ?? []) this.#note(member)
    const unfinished = this.#json.unfinished
    if (unfinished && isTokenName(unfinished.name)) this.#hide(unfinished.value)
    const errorMessage = this.#text('errorMessage') ?? this.#text('errorDescription') ?? this.#text('error')
    for (const text of [errorMessage ?? '', body])
      for (const [token] of text.matchAll(FXIAOKE_TOKEN)) this.#hide(token)
    const isForm = !this.#isObject && this.#members.size > 0
    const whole = this.#isObject ? this.#json.isClosed : isForm && complete
    const success = this.#successOf(status, whole)
    const accessTokenOf = this.#members.get('accessToken')
    return {
      whole,
      isStructured: this.#isObject || isForm,
      success,
      accessToken:
        accessTokenOf && ((success === true && accessTokenOf.depth === 1) || looksLikeToken(accessTokenOf))
          ? this.#text('accessToken')
          : undefined,
      // Once certain, always certain: it may already be journaled.
      refreshToken:
        this.#certain ??
        this.#best(
          (token) =>
            (success === true && token.depth === 1) ||
            (this.#looksNew(token) && (success !== false || this.#hasPrefix(token))),
        ),
      openUserId: this.openUserId,
      expiresIn: this.#members.get('expiresIn')?.value,
      errorCode: this.#errorCode,
      errorMessage: errorMessage?.slice(0, LONGEST_MESSAGE),
      traceId: this.#text('traceId'),
      tokenLike: [...this.#tokenLike],
    }
  }

  get #isObject(): boolean {
    return this.#start.startsWith('{')
  }

  /** A form starts with a name, unlike JSON. */
  #chooseForm(piece: string): void {
    if (this.#start !== '') return
    this.#start = piece
      .replace(/^\uFEFF/, '')
      .trimStart()
      .slice(0, 1)
    if (/\w/.test(this.#start)) this.#form = new FormMembers()
  }

  #note(member: Member): void {
    const name = member.name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
    const isEmpty = member.value === ''
    if (isTokenName(name) && typeof member.value === 'string') this.#hide(member.value)
    if (isEmpty || !NAMES.has(name)) return
    if (name === 'refreshToken') {
      if (typeof member.value !== 'string' || member.value === this.#sent) return
      if (member.depth !== 1 && !looksLikeToken(member)) return
      if (this.#refreshTokens.length === MOST_TOKEN_LIKE) return
      this.#refreshTokens.push(member)
      this.#choose()
      return
    }
    // The outermost member wins, and of two at the same depth the last, as in JSON.parse.
    const before = this.#members.get(name)
    if (!before || before.depth >= member.depth) this.#members.set(name, member)
    if (name === 'errorCode') this.#choose()
  }

  #choose(): void {
    this.#certain = this.#best(
      (token) => this.#isOfSuccess(token) || (this.#looksNew(token) && this.#hasPrefix(token)),
    )
  }

  #best(isToken: (member: Member) => boolean): string | undefined {
    const best = this.#refreshTokens
      .filter(isToken)
      .reduce<Member | undefined>((one, other) => (!one || other.depth <= one.depth ? other : one), undefined)
    return best && String(best.value)
  }

  #isOfSuccess({ depth }: Member): boolean {
    return depth === 1 && this.#errorCode === 0 && this.#members.get('errorCode')?.depth === 1
  }

  #successOf(status: number, whole: boolean): boolean | undefined {
    if (this.#errorCode !== undefined) return this.#errorCode === 0
    if (status >= 300 || this.#members.has('error')) return false
    return whole && this.#members.has('accessToken') ? true : undefined
  }

  /** The token that was sent, truncated or with something around it, is an echo. */
  #looksNew(member: Member): boolean {
    const [text, sent = ''] = [String(member.value), this.#sent]
    return looksLikeToken(member) && (sent === '' || !(sent.includes(text) || text.includes(sent)))
  }

  /** In an answer that reports an error, a new token must begin like the one that was sent. */
  #hasPrefix({ value }: Member): boolean {
    const prefix = /^[^_]*_/.exec(this.#sent ?? '')?.[0] ?? ''
    return String(value).startsWith(prefix)
  }

  get #errorCode(): number | undefined {
    const value = this.#members.get('errorCode')?.value
    if (typeof value === 'string' && /^\s{0,9}-?\d{1,15}\s{0,9}$/.test(value)) return Number(value)
    return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined
  }

  #text(name: string): string | undefined {
    const value = this.#members.get(name)?.value
    return typeof value === 'string' ? value : undefined
  }

  #hide(text: string): void {
    if (text.length >= 4 && this.#tokenLike.size < MOST_TOKEN_LIKE) this.#tokenLike.add(text)
  }
}

/** The members that we read, in camel case. */
const NAMES: ReadonlySet<string> = new Set([
  'accessToken',
  'refreshToken',
  'openUserId',
  'expiresIn',
  'errorCode',
  'errorMessage',
  'errorDescription',
  'error',
  'traceId',
])

function isTokenName(name: string): boolean {
  return /^(?:access|refresh)_?token$/i.test(name)
}

/** At least sixteen visible ASCII characters without asterisks, so that masked tokens and messages do not count. */
function looksLikeToken({ value }: Member): boolean {
  return typeof value === 'string' && /^[!-)+-~]{16,}$/.test(value)
}
