import { both } from '../bilingual.ts'
import type { Bilingual } from '../bilingual.ts'
import type { Failure } from '../errors/failure.ts'
import {
  actionsSettingsUrl,
  environmentUrl,
  newAppUrl,
  newEnvironmentUrl,
  newTokenUrl,
} from '../github/forms.ts'
import { newSecretUrl, newVariableUrl, settingsUrl } from '../github/place.ts'
import type { Repository } from '../github/place.ts'
import type { Config } from '../inputs/config.ts'
import type { InputName } from '../inputs/raw-inputs.ts'
import type { Page } from '../report/result.ts'

/** Under which name the examples and the README keep what an input needs. */
const KEPT_AS: Partial<Record<InputName, { kind: 'secret' | 'variable'; name: string }>> = {
  'app-id': { kind: 'variable', name: 'FXIAOKE_APP_ID' },
  'app-secret': { kind: 'secret', name: 'FXIAOKE_APP_SECRET' },
  'redirect-url': { kind: 'variable', name: 'FXIAOKE_REDIRECT_URL' },
  'secrets-token': { kind: 'secret', name: 'SECRETS_TOKEN' },
  'cloud-domain': { kind: 'variable', name: 'FXIAOKE_CLOUD_DOMAIN' },
  'expected-open-user-id': { kind: 'variable', name: 'FXIAOKE_OPEN_USER_ID' },
}

/** Where each thing of the set-up is fixed: GitHub's own pages and forms. */
export class Pages {
  readonly #config: Config
  readonly #repository: Repository
  readonly #serverUrl: string
  readonly #environmentId: number | undefined
  readonly #isOfOrganization: boolean

  /**
   * @param environmentId of the environment of the place, where it is known
   * @param isOfOrganization whether an organization owns the repository
   */
  constructor(
    config: Config,
    repository: Repository,
    serverUrl: string,
    environmentId: number | undefined,
    isOfOrganization: boolean,
  ) {
    this.#config = config
    this.#repository = repository
    this.#serverUrl = serverUrl
    this.#environmentId = environmentId
    this.#isOfOrganization = isOfOrganization
  }

  /** Forms for another `secrets-token`. */
  token(): Page[] {
    const { place, shares } = this.#config
    const places = [place, ...shares] as const
    return [
      page('New fine-grained token', '新建细粒度 PAT', newTokenUrl(places, this.#serverUrl)),
      page(
        'New GitHub App',
        '新建 GitHub App',
        newAppUrl(places, this.#isOfOrganization, this.#repository, this.#serverUrl),
      ),
    ]
  }

  /** The environment's rules, variables and secrets. */
  environment(): Page[] {
    const url = environmentUrl(this.#repository, this.#environmentId, this.#serverUrl)
    return [
      this.#environmentId === undefined
        ? page('Environments', '环境列表', url)
        : page('The environment', '该环境', url),
    ]
  }

  /** For an environment that does not exist. */
  newEnvironment(): Page[] {
    const url = newEnvironmentUrl(this.#repository, this.#serverUrl)
    return [page('New environment', '新建环境', url), ...this.environment()]
  }

  /** Where the repository says what its workflows may do. */
  actions(): Page[] {
    const url = actionsSettingsUrl(this.#repository, this.#serverUrl)
    return [page('Settings > Actions', 'Settings > Actions', url)]
  }

  /** Where the values of these inputs are kept, as the examples do it. */
  values(inputs: readonly InputName[]): Page[] {
    const kinds = new Set(inputs.map((input) => KEPT_AS[input]?.kind))
    const { place } = this.#config
    const variable = newVariableUrl(place, this.#serverUrl)
    const kept =
      place.kind === 'environment'
        ? kinds.has('variable') || kinds.has('secret')
          ? this.environment()
          : []
        : [
            ...(kinds.has('variable') && variable !== undefined
              ? [page('New variable', '新建变量', variable)]
              : []),
            ...(kinds.has('secret')
              ? [page('New secret', '新建 Secret', newSecretUrl(place, this.#serverUrl))]
              : []),
          ]
    return [...(inputs.includes('secrets-token') ? this.token() : []), ...kept]
  }

  /** The pages on which a failure can be fixed; often there are none. */
  of({ id, cause }: Pick<Failure, 'id' | 'cause'>): Page[] {
    switch (id) {
      case 'target-not-found':
        if (cause === 'no-environment') return this.newEnvironment()
        return cause === 'environment' ? [...this.environment(), ...this.token()] : this.token()
      case 'secrets-token-rejected':
      case 'share-failed':
        return this.token()
      case 'secrets-token-cannot-write':
        return cause === 'ip-allow-list' ? [] : this.token()
      case 'secret-shadowed':
        return [
          page(
            'Secrets of the repository',
            '仓库的 Secret',
            settingsUrl({ kind: 'repository', ...this.#repository }, this.#serverUrl),
          ),
        ]
      case 'secret-not-found':
      case 'wrong-place':
        return [page('The secrets', 'Secret 设置', settingsUrl(this.#config.place, this.#serverUrl))]
      case 'app-credentials-rejected':
        return this.values(['app-id', 'app-secret'])
      case 'wrong-cloud-domain':
        return this.values(['cloud-domain'])
      case 'fxiaoke-unreachable':
        return cause === 'unknown-host' ? this.values(['cloud-domain']) : []
      default:
        return []
    }
  }
}

/** An input and what holds its value, for example `app-id (variable FXIAOKE_APP_ID)`. */
export function keptAs(input: InputName): Bilingual {
  const kept = KEPT_AS[input]
  if (!kept) return both(input, input)
  const { kind, name } = kept
  return both(`${input} (${kind} ${name})`, `${input}（${kind === 'secret' ? 'Secret' : '变量'} ${name}）`)
}

function page(en: string, zh: string, url: string): Page {
  return { title: both(en, zh), url }
}
