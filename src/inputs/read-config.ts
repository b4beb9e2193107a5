import { both } from '../bilingual.ts'
import { ActionError } from '../errors/action-error.ts'
import { samePlace } from '../github/place.ts'
import type { HomePlace, Place } from '../github/place.ts'
import { Secret } from '../secret.ts'
import type { RunContext } from '../world.ts'
import type { Config, Intent } from './config.ts'
import { readCloudDomain, readGitHubApiUrl } from './hosts.ts'
import { InputReader } from './input-reader.ts'
import type { InputProblem } from './input-reader.ts'
import { readPastedCode } from './pasted.ts'
import { INPUT_NAMES, isStart } from './raw-inputs.ts'
import type { InputName, RawInputs } from './raw-inputs.ts'
import { isEnvironmentName, readSharePlaces } from './share-places.ts'

/** The name of the write probe, a secret that exists for the length of a request at most. */
export function probeName(refreshTokenSecret: string): string {
  return `${refreshTokenSecret}_WRITE_PROBE`
}

/** The inputs, read and checked. */
export interface Inputs {
  /** An input with a problem may have a placeholder for a value: check `areUsable` before using it. */
  config: Config
  /** All at once, so that a person can fix them in one go. */
  problems: readonly InputProblem[]
}

/** Whether none of these inputs has a problem, nor the run itself. */
export function areUsable({ problems }: Inputs, ...names: readonly InputName[]): boolean {
  return !problems.some(({ inputs }) => inputs.length === 0 || inputs.some((name) => names.includes(name)))
}

/**
 * The configuration, if the inputs are valid.
 *
 * @throws {ActionError} `invalid-input` with every problem at once
 */
export function requireUsable({ config, problems }: Inputs): Config {
  if (problems.length > 0)
    throw new ActionError({
      id: 'invalid-input',
      cause: 'inputs',
      fate: 'not-sent',
      problems: problems.map(({ en, zh }) => both(en, zh)),
    })
  return config
}

/**
 * Reads and validates all inputs.
 *
 * @param raw the inputs, trimmed
 * @param context the run, whose repository keeps the secrets
 */
export function readInputs(raw: RawInputs, context: RunContext): Inputs {
  const reader = new InputReader(raw)
  if (context.owner === '' || context.repo === '')
    reader.problem(
      [],
      'GITHUB_REPOSITORY is not set: this action runs in a GitHub workflow.',
      '没有 GITHUB_REPOSITORY：本 action 只能在 GitHub 工作流里运行。',
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
      'app-secret',
      'app-secret holds an app ID (FSAID_…). Are app-id and app-secret swapped?',
      'app-secret 里是 App ID（FSAID_…），多半是和 app-id 填反了。',
    )
  readTokenKinds(reader)
  const refreshTokenSecret = reader.secretName('refresh-token-secret')
  const accessTokenSecret = reader.optionalSecretName('access-token-secret')
  requireDistinctNames(reader, refreshTokenSecret, accessTokenSecret)

  const place = readPlace(reader, context)
  const config: Config = {
    app,
    intent: readIntent(reader, app.redirectUrl, context),
    refreshToken: reader.secret('refresh-token'),
    accessToken: reader.secret('access-token'),
    minValidityMinutes: readMinutes(reader),
    expectedOpenUserId: reader.optional('expected-open-user-id'),
    secretsToken: new Secret(reader.headerValue('secrets-token', reader.required('secrets-token'))),
    githubToken: readGitHubToken(reader),
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

  return { config, problems: reader.inFewWords(place) }
}

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
      'redirect-url',
      'redirect-url must be the whole URL registered for the app, for example https://example.com/callback.',
      'redirect-url 必须是应用登记的完整回调地址，例如“https://example.com/callback”。',
    )
  return value
}

/** Fxiaoke's tokens show their kind in their prefix. */
function readTokenKinds({ raw, problem }: InputReader): void {
  if (raw['refresh-token'].startsWith('FSTOK_'))
    problem(
      'refresh-token',
      'refresh-token holds an access token (FSTOK_…). Only a refresh token (FSREFTOK_…) can be exchanged: pass that secret, or authorize anew.',
      'refresh-token 里是访问令牌（FSTOK_…）。能用来刷新的只有刷新令牌（FSREFTOK_…）：请传入存放它的 Secret，或重新授权。',
    )
  if (raw['access-token'].startsWith('FSREFTOK_'))
    problem(
      'access-token',
      'access-token holds a refresh token (FSREFTOK_…). Pass the secret that keeps the access token.',
      'access-token 里是刷新令牌（FSREFTOK_…）。请传入存放访问令牌的 Secret。',
    )
}

/** Used to read this run's timestamps; optional. */
function readGitHubToken(reader: InputReader): Secret | undefined {
  const token = reader.headerValue('github-token', reader.notAnExpression('github-token'))
  return token === '' ? undefined : new Secret(token)
}

function readIntent(reader: InputReader, redirectUrl: string | undefined, context: RunContext): Intent {
  const text = reader.raw['authorization-code']
  const dryRun = reader.boolean('dry-run')
  const known = redirectUrl ?? ''
  // Without a stored token, show whoever could enter a code how to get one.
  const isLedToLink = text === '' && !dryRun && reader.raw['refresh-token'] === '' && context.takesCode
  if (text === '' && !isLedToLink) return dryRun ? { kind: 'dry-run' } : { kind: 'rotate' }

  if (dryRun)
    reader.problem(
      ['dry-run', 'authorization-code'],
      'dry-run does not go with authorization-code: redeeming a code cannot be tried dry.',
      'dry-run 不能与 authorization-code 同用：兑换 code 无法试运行。',
    )
  if (redirectUrl === undefined)
    reader.note(
      ['redirect-url'],
      both(
        'redirect-url is needed to authorize: the URL registered for the app.',
        '授权需要 redirect-url：应用登记的回调地址。',
      ),
      true,
    )
  if (isLedToLink) return { kind: 'start-authorization', redirectUrl: known, isAsked: false }
  if (isStart(text)) return { kind: 'start-authorization', redirectUrl: known, isAsked: true }
  const pasted = readPastedCode(text, /^https?:/.exec(known)?.[0])
  if (!pasted)
    reader.problem(
      'authorization-code',
      'authorization-code holds no code. Enter start for a link, or the whole address on which the browser landed.',
      'authorization-code 里没有 code。要得到授权链接请填 start，否则请填浏览器最后跳转到的完整网址。',
    )
  const { code, landedUrl } = pasted ?? { code: '', landedUrl: undefined }
  const isToken = /^FS(?:REF)?TOK_/.test(code)
  if (isToken)
    reader.problem(
      'authorization-code',
      'authorization-code holds a token. Give the one-time code (FSCOD_…), or the address on which the browser landed.',
      'authorization-code 里是令牌。应填一次性的 code（FSCOD_…），或浏览器最后跳转到的网址。',
    )
  return { kind: 'authorize', code: new Secret(isToken ? '' : code), redirectUrl: known, landedUrl }
}

function readMinutes(reader: InputReader): number {
  const value = reader.raw['min-validity-minutes']
  const minutes = Number(value)
  if (!/^\d{1,3}$/.test(value) || minutes < 1 || minutes > 110)
    reader.problem(
      'min-validity-minutes',
      'min-validity-minutes must be a whole number from 1 to 110.',
      'min-validity-minutes 必须是 1 到 110 的整数。',
    )
  return minutes
}

function requireDistinctNames(reader: InputReader, refresh: string, access: string | undefined): void {
  if (access === undefined) return
  if (access.toUpperCase() === refresh.toUpperCase())
    reader.problem(
      'access-token-secret',
      'refresh-token-secret and access-token-secret are the same name; case does not count.',
      'refresh-token-secret 与 access-token-secret 重名（不区分大小写）。',
    )
  if (access.toUpperCase() === probeName(refresh).toUpperCase())
    reader.problem(
      'access-token-secret',
      `access-token-secret must not be ${probeName(refresh)}: the write probe uses that name.`,
      `access-token-secret 不能是 ${probeName(refresh)}：写入探测要用这个名字。`,
    )
}

function readPlace(reader: InputReader, context: RunContext): HomePlace {
  const environment = reader.optional('environment')
  const inOrganization = reader.boolean('organization')
  const repository = { owner: context.owner, repo: context.repo }
  if (environment !== undefined && inOrganization)
    reader.problem(
      ['environment', 'organization'],
      'environment and organization exclude each other: both secrets are kept in one place.',
      'environment 与 organization 只能选一个：两个 Secret 放在同一处。',
    )
  if (environment !== undefined && !isEnvironmentName(environment))
    reader.problem(
      'environment',
      'environment is not a name that GitHub takes for an environment.',
      'environment 不是合法的环境名。',
    )
  if (inOrganization) return { kind: 'organization', owner: context.owner }
  if (environment !== undefined) return { kind: 'environment', ...repository, environment }
  return { kind: 'repository', ...repository }
}

function readShares(reader: InputReader, place: Place, accessTokenSecret: string | undefined): Place[] {
  if (!reader.isUsable('share-access-token-with')) return []
  const { places, problems } = readSharePlaces(reader.raw['share-access-token-with'])
  for (const problem of problems) reader.note(['share-access-token-with'], problem)
  if (places.length > 0 && accessTokenSecret === undefined)
    reader.problem(
      'share-access-token-with',
      'share-access-token-with needs access-token-secret: the name to share the token under.',
      'share-access-token-with 需要 access-token-secret：访问令牌要以这个名字共享。',
    )
  if (places.some((share) => samePlace(share, place)))
    reader.problem(
      'share-access-token-with',
      'share-access-token-with names the place that keeps both secrets anyway.',
      'share-access-token-with 里写了两个 Secret 本来就在的位置。',
    )
  return places
}
