import type { GitHubSandbox } from '../github/github-sandbox.ts'

/** What a context of expressions holds; `null` is a name that is known and not set. */
export type Values = Record<string, string | null>

/** Secrets and variables of one repository, as people type them in below Settings. */
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

  /** Says which names a workflow may ask for though they are not set; any other is an error. */
  mayBeUnset(context: 'secrets' | 'vars', names: readonly string[]): void {
    for (const name of names) this.#unset[context][name] = null
  }

  /**
   * What `vars` is: to a job's own keys, such as `if`, without its environment; to its steps with it. What is nearer wins.
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

  /** What `secrets` is to a job of that environment, or to one without, if it reads them now. */
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
