import { createHmac } from 'node:crypto'
import type { Sandbox } from '../../../sandbox/sandbox.ts'

/** The variable's usual name. */
export const VARIABLE = 'FXIAOKE_TOKENS'

/** A record as the page docs/record.md describes it. */
export interface KeptRecord {
  v: number
  refreshToken?: { mark: string; previous?: string; storedAt?: string; expiresAt?: string }
  accessToken?: { mark: string; expiresAt?: string }
  openUserId?: string
  writtenBy: string
  seal?: string
}

/** Reads and writes the record of a sandbox's place from its description alone, without the project's own code. */
export class RecordKeeper {
  readonly #sandbox: Sandbox
  readonly #place: string
  readonly #appSecret: string

  /** @param place as the record is bound to it, for example `repositories/4242` */
  constructor(
    sandbox: Sandbox,
    place = `repositories/${sandbox.repositoryId}`,
    appSecret: string = sandbox.appSecret,
  ) {
    this.#sandbox = sandbox
    this.#place = place
    this.#appSecret = appSecret
  }

  /** The text of the variable. */
  get text(): string | undefined {
    return this.#sandbox.github.variable(this.#sandbox.place, VARIABLE)?.value
  }

  /** The record in the variable. @throws if there is none, or its seal is invalid */
  get record(): KeptRecord {
    const text = this.text ?? ''
    const [, sealed = ''] = /^(\{.*),"seal":"[\w-]{22}"\}$/.exec(text) ?? []
    if (text !== this.#sealed(sealed)) throw new Error(`no record, or its seal does not fit: ${text}`)
    return JSON.parse(text) as KeptRecord
  }

  mark(kind: 'refreshToken' | 'accessToken', token: string): string {
    return this.#hmac(`${kind}\n${this.#place}\n${token}`)
  }

  /** The text of a record with a valid seal. */
  sealed(record: object): string {
    return this.#sealed(JSON.stringify(record).slice(0, -1))
  }

  /** Stores any text. */
  writeText(text: string): void {
    this.#sandbox.github.putVariable(this.#sandbox.place, VARIABLE, text)
  }

  #sealed(text: string): string {
    return `${text},"seal":"${this.#hmac(`${this.#place}\n${text}`)}"}`
  }

  #hmac(message: string): string {
    return createHmac('sha256', this.#appSecret)
      .update(message)
      .digest()
      .subarray(0, 16)
      .toString('base64url')
  }
}

/** A gate: `opened` settles once `open` is called. */
export function gate(): { open: () => void; opened: Promise<void> } {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { open: () => open(), opened }
}
