import { both } from '../bilingual.ts'
import type { Bilingual } from '../bilingual.ts'
import { ActionError } from '../errors/action-error.ts'
import { samePlace } from '../github/place.ts'
import type { Place } from '../github/place.ts'
import { Secret } from '../secret.ts'
import type { RunContext } from '../world.ts'
import type { Config, Intent } from './config.ts'
import { readCloudDomain, readGitHubApiUrl } from './hosts.ts'
import { readPastedCode, unquoted } from './pasted.ts'
import { INPUT_NAMES, isSecretValue, isStart } from './raw-inputs.ts'
import type { InputName, RawInputs } from './raw-inputs.ts'
import { isEnvironmentName, readSharePlaces } from './share-places.ts'

/** The write probe is a secret of this name, which exists for no longer than a request. */
export function probeName(refreshTokenSecret: string): string {
  return `${refreshTokenSecret}_WRITE_PROBE`
}

/**
 * Validates all inputs, before any request.
 *
 * @param raw the inputs, trimmed
 * @param context the run, whose repository keeps the secrets
 * @returns the configuration
 * @throws {ActionError} `invalid-input` with every problem at once
 */
export function readConfig(raw: RawInputs, context: RunContext): Config {
  const reader = new InputReader(raw)
  if (context.owner === '' || context.repo === '')
    reader.problem(
      'GITHUB_REPOSITORY is not set: this action runs in a GitHub workflow.',
      '没有 GITHUB_REPOSITORY：本 Action 只能在 GitHub 工作流里运行。',
    )

  const cloud = reader.parsed('cloud-domain', readCloudDomain)
  const githubApiUrl = reader.parsed('github-api-url', readGitHubApiUrl)
  const app = {
    appId: reader.required('app-id'),
    appSecret: new Secret(reader.required('app-secret')),
    cloud,
    redirectUrl: readRedirectUrl(reader),
  }
  if (reader.raw['app-secret'].startsWith('FSAID_'))
    reader.problem(
      'app-secret holds an app ID (FSAID_…). Are app-id and app-secret swapped?',
      'app-secret 里是 appId（FSAID_…），多半是和 app-id 填反了。',
    )
  readTokenKinds(reader)
  const refreshTokenSecret = reader.secretName('refresh-token-secret')
  const accessTokenSecret = reader.optionalSecretName('access-token-secret')
  requireDistinctNames(reader, refreshTokenSecret, accessTokenSecret)

  const place = readPlace(reader, context)
  const config: Config = {
    app,
    intent: readIntent(reader, app.redirectUrl),
    refreshToken: reader.secret('refresh-token'),
    accessToken: reader.secret('access-token'),
    minValidityMinutes: readMinutes(reader),
    expectedOpenUserId: reader.optional('expected-open-user-id'),
    secretsToken: new Secret(reader.headerValue('secrets-token', reader.required('secrets-token'))),
    githubToken:
      reader.raw['github-token'] === ''
        ? undefined
        : new Secret(reader.headerValue('github-token', reader.notAnExpression('github-token'))),
    githubApiUrl,
    place,
    refreshTokenSecret,
    accessTokenSecret,
    recordVariable: reader.optionalSecretName('record-variable'),
    quoted: INPUT_NAMES.filter(
      (name) => raw[name].trim() !== reader.raw[name] && name !== 'authorization-code',
    ),
    shares: readShares(reader, place, accessTokenSecret),
    jobId: /^[1-9]\d{0,15}$/.test(reader.raw['job-id']) ? Number(reader.raw['job-id']) : undefined,
  }

  if (reader.problems.length > 0)
    throw new ActionError({
      id: 'invalid-input',
      cause: 'inputs',
      fate: 'not-sent',
      problems: reader.problems,
    })
  return config
}

/**
 * Whether `secrets-token` looks like GITHUB_TOKEN, which comes as `github-token` by default. It may be an App's token that
 * was given for both, so the proof decides. Of a personal access token the prefix tells that it is none.
 */
export function looksLikeWorkflowToken({ secretsToken, githubToken }: Config): boolean {
  return secretsToken.equals(githubToken) && !/^(github_pat|gh[pou])_/.test(secretsToken.reveal())
}

/** Collects problems instead of stopping at the first, so that a person mends all of them in one go. */
class InputReader {
  readonly problems: Bilingual[] = []
  readonly raw: RawInputs

  constructor(raw: RawInputs) {
    this.raw = Object.fromEntries(INPUT_NAMES.map((name) => [name, unquoted(raw[name])])) as RawInputs
  }

  /** Notes what is wrong, in English and in Chinese. */
  readonly problem = (en: string, zh: string): void => {
    this.problems.push(both(en, zh))
  }

  optional(name: InputName): string | undefined {
    return this.raw[name] === '' ? undefined : this.raw[name]
  }

  required(name: InputName): string {
    if (this.raw[name] === '')
      this.problem(
        `${name} is required and is empty. ${EMPTY_HINT.en}`,
        `${name} 必填，但传进来是空的。${EMPTY_HINT.zh}`,
      )
    return this.notAnExpression(name)
  }

  secret(name: InputName): Secret | undefined {
    return this.raw[name] === '' ? undefined : new Secret(this.notAnExpression(name))
  }

  parsed(name: InputName, read: (value: string) => URL | Bilingual): URL {
    const url = read(this.raw[name])
    if (url instanceof URL) return url
    this.problems.push(url)
    return NOWHERE
  }

  secretName(name: InputName): string {
    const value = this.raw[name]
    if (!/^[a-z_][a-z0-9_]*$/i.test(value) || /^github_/i.test(value))
      this.problem(
        `${name} is not a name that GitHub takes for a secret: letters, digits and _ only, not starting with a ` +
          'digit or with GITHUB_.',
        `${name} 不是合法的 Secret 名称：只能用字母、数字和 _，且不能以数字或 GITHUB_ 开头。`,
      )
    if (isSecretValue(value, this.raw))
      this.problem(
        `${name} holds the value of a secret where a name belongs. Write the name itself, not \${{ secrets.… }}.`,
        `${name} 应填名称，传进来的却是某个 Secret 的值。直接写名称，不要写 \${{ secrets.… }}。`,
      )
    return value
  }

  optionalSecretName(name: InputName): string | undefined {
    return this.raw[name] === '' ? undefined : this.secretName(name)
  }

  boolean(name: InputName): boolean {
    // The values of YAML 1.2's core schema, as @actions/core reads them.
    if (/^(true|True|TRUE)$/.test(this.raw[name])) return true
    if (!/^(|false|False|FALSE)$/.test(this.raw[name]))
      this.problem(`${name} must be true or false.`, `${name} 只能是 true 或 false。`)
    return false
  }

  /** A token goes into a header, where only visible ASCII may stand. */
  headerValue(name: InputName, value: string): string {
    if (!/^[\x21-\x7e]*$/.test(value))
      this.problem(
        `${name} contains a space, a line break or another character that no GitHub token has.`,
        `${name} 里有空格、换行或其他 GitHub 令牌不会包含的字符。`,
      )
    return value
  }

  notAnExpression(name: InputName): string {
    const value = this.raw[name]
    if (value.startsWith('${{'))
      this.problem(`${name} holds an expression that was not evaluated.`, `${name} 里的表达式没有被求值。`)
    return value
  }
}

const EMPTY_HINT = both(
  'A secret is empty when its name is misspelled, when the job does not name its environment, and in runs of forks ' +
    'and Dependabot.',
  'Secret 为空，通常是因为名字写错、job 没有声明 environment，或运行来自 fork、Dependabot。',
)

/** Stands for a URL that did not parse; the run ends before anything could be sent to it. */
const NOWHERE = new URL('https://invalid.invalid')

function readRedirectUrl(reader: InputReader): string | undefined {
  const value = reader.optional('redirect-url')
  if (value === undefined) return undefined
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (
    !url ||
    !/^https?:$/.test(url.protocol) ||
    url.hash !== '' ||
    url.username !== '' ||
    url.password !== ''
  )
    reader.problem(
      'redirect-url must be the whole URL registered for the app, for example https://example.com/callback.',
      'redirect-url 必须是应用登记的完整回调地址，例如“https://example.com/callback”。',
    )
  return value
}

/** Fxiaoke's tokens say what they are. */
function readTokenKinds({ raw, problem }: InputReader): void {
  if (raw['refresh-token'].startsWith('FSTOK_'))
    problem(
      'refresh-token holds an access token (FSTOK_…). Only a refresh token (FSREFTOK_…) can be exchanged: pass that secret, or authorize anew.',
      'refresh-token 里是访问令牌（FSTOK_…）。能用来刷新的只有刷新令牌（FSREFTOK_…）：请传入存放它的 Secret，或重新授权。',
    )
  if (raw['access-token'].startsWith('FSREFTOK_'))
    problem(
      'access-token holds a refresh token (FSREFTOK_…). Pass the secret that keeps the access token.',
      'access-token 里是刷新令牌（FSREFTOK_…）。请传入存放访问令牌的 Secret。',
    )
}

function readIntent(reader: InputReader, redirectUrl: string | undefined): Intent {
  const text = reader.raw['authorization-code']
  const dryRun = reader.boolean('dry-run')
  if (text === '') return dryRun ? { kind: 'dry-run' } : { kind: 'rotate' }

  if (dryRun)
    reader.problem(
      'dry-run does not go with authorization-code: redeeming a code cannot be tried dry.',
      'dry-run 不能与 authorization-code 同用：兑换 code 无法试运行。',
    )
  if (redirectUrl === undefined)
    reader.problem(
      'redirect-url is needed to authorize: the URL registered for the app.',
      '授权需要 redirect-url：应用登记的回调地址。',
    )
  const known = redirectUrl ?? ''
  if (isStart(text)) return { kind: 'start-authorization', redirectUrl: known }
  const pasted = readPastedCode(text, /^https?:/.exec(known)?.[0])
  if (!pasted)
    reader.problem(
      'authorization-code holds no code. Give start, the one-time code, or the address on which the browser landed.',
      'authorization-code 里没有 code。应填 start、一次性的 code，或浏览器最后跳转到的网址。',
    )
  const { code, landedUrl } = pasted ?? { code: '', landedUrl: undefined }
  if (/^FS(?:REF)?TOK_/.test(code))
    reader.problem(
      'authorization-code holds a token. Give the one-time code (FSCOD_…), or the address on which the browser landed.',
      'authorization-code 里是令牌。应填一次性的 code（FSCOD_…），或浏览器最后跳转到的网址。',
    )
  return { kind: 'authorize', code: new Secret(code), redirectUrl: known, landedUrl }
}

function readMinutes(reader: InputReader): number {
  const value = reader.raw['min-validity-minutes']
  const minutes = Number(value)
  if (!/^\d{1,3}$/.test(value) || minutes < 1 || minutes > 110)
    reader.problem(
      'min-validity-minutes must be a whole number from 1 to 110.',
      'min-validity-minutes 必须是 1 到 110 的整数。',
    )
  return minutes
}

function requireDistinctNames(reader: InputReader, refresh: string, access: string | undefined): void {
  if (access === undefined) return
  if (access.toUpperCase() === refresh.toUpperCase())
    reader.problem(
      'refresh-token-secret and access-token-secret are the same name; case does not count.',
      'refresh-token-secret 与 access-token-secret 重名（不区分大小写）。',
    )
  if (access.toUpperCase() === probeName(refresh).toUpperCase())
    reader.problem(
      `access-token-secret must not be ${probeName(refresh)}: the write probe uses that name.`,
      `access-token-secret 不能是 ${probeName(refresh)}：写入探测要用这个名字。`,
    )
}

function readPlace(reader: InputReader, context: RunContext): Place {
  const environment = reader.optional('environment')
  const inOrganization = reader.boolean('organization')
  const repository = { owner: context.owner, repo: context.repo }
  if (environment !== undefined && inOrganization)
    reader.problem(
      'environment and organization exclude each other: both secrets are kept in one place.',
      'environment 与 organization 只能选一个：两个 Secret 放在同一处。',
    )
  if (environment !== undefined && !isEnvironmentName(environment))
    reader.problem(
      'environment is not a name that GitHub takes for an environment.',
      'environment 不是合法的环境名。',
    )
  if (inOrganization) return { kind: 'organization', owner: context.owner }
  if (environment !== undefined) return { kind: 'environment', ...repository, environment }
  return { kind: 'repository', ...repository }
}

function readShares(reader: InputReader, place: Place, accessTokenSecret: string | undefined): Place[] {
  const { places, problems } = readSharePlaces(reader.raw['share-access-token-with'])
  reader.problems.push(...problems)
  if (places.length > 0 && accessTokenSecret === undefined)
    reader.problem(
      'share-access-token-with needs access-token-secret: the name to share the token under.',
      'share-access-token-with 需要 access-token-secret：访问令牌要以这个名字共享。',
    )
  if (places.some((share) => samePlace(share, place)))
    reader.problem(
      'share-access-token-with names the place that keeps both secrets anyway.',
      'share-access-token-with 里写了两个 Secret 本来就在的位置。',
    )
  return places
}
