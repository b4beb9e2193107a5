import type { GitHubSandbox } from '../github/github-sandbox.ts'

/** The values of an expression context; `null` for a valid name that is not set. */
export type Values = Record<string, string | null>

/** The secrets and variables of one repository, as entered on its Settings pages. */
export class Settings {
  readonly #github: GitHubSandbox
  readonly #repository: string
  readonly #unset: Record<'secrets' | 'vars', Values> = { secrets: {}, vars: {} }

  /** @param repository `owner/name`, known to the emulated GitHub */
  constructor(github: GitHubSandbox, repository: string) {
    this.#github = github
    this.#repository = repository
  }

  /** Sets variables of an environment, or of the repository. */
  setVariables(values: Record<string, string>, environment?: string): void {
    const place = this.#place(environment)
    for (const [name, value] of Object.entries(values)) this.#github.putVariable(place, name, value)
  }

  /** Stores secrets in an environment, or in the repository. */
  setSecrets(values: Record<string, string>, environment?: string): void {
    const place = this.#place(environment)
    for (const [name, value] of Object.entries(values)) this.#github.putSecret(place, name, value)
  }

  /** Declares names that a workflow may use without their being set; any other is an error. */
  mayBeUnset(context: 'secrets' | 'vars', names: readonly string[]): void {
    for (const name of names) this.#unset[context][name] = null
  }

  /**
   * The value of `vars`: without the environment for a job's own keys, such as `if`; with it for its steps. The
   * narrowest scope wins.
   *
   * @see https://github.com/actions/runner/issues/2472
   */
  variables(environment?: string): Values {
    const places = [
      ...this.#github.organizationVariables(this.#repository),
      ...this.#github.variables(this.#place(undefined)),
      ...(environment === undefined ? [] : this.#github.variables(this.#place(environment))),
    ]
    return { ...this.#unset.vars, ...Object.fromEntries(places.map(({ name, value }) => [name, value])) }
  }

  /** The value of `secrets` for a job with or without an environment that reads them now. */
  secrets(environment?: string): Values {
    const stored = this.#secretsOf(undefined)
    return {
      ...this.#unset.secrets,
      ...stored,
      ...(environment === undefined ? {} : this.#secretsOf(environment)),
    }
  }

  #secretsOf(environment: string | undefined): Values {
    const place = this.#place(environment)
    const names = this.#github.secretNames(place)
    return Object.fromEntries(names.map((name) => [name, this.#github.secret(place, name)?.value ?? '']))
  }

  #place(environment: string | undefined): string {
    return environment === undefined
      ? `repos/${this.#repository}/actions`
      : `repos/${this.#repository}/environments/${environment}`
  }
}
