import { ActionError } from '../errors/action-error.ts'
import { samePlace } from '../github/place.ts'
import type { Place } from '../github/place.ts'
import { Secret } from '../secret.ts'
import type { RunContext } from '../world.ts'
import type { Config, Intent } from './config.ts'
import { readCloudDomain, readGitHubApiUrl } from './hosts.ts'
import { isStart } from './raw-inputs.ts'
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
 * @throws {ActionError} `invalid-input` with every problem at once, or `secrets-token-cannot-write` for GITHUB_TOKEN
 */
export function readConfig(raw: RawInputs, context: RunContext): Config {
  const reader = new InputReader(raw)
  if (context.owner === '' || context.repo === '')
    reader.problems.push('GITHUB_REPOSITORY is not set: this action runs in a GitHub workflow.')

  const cloud = reader.parsed('cloud-domain', readCloudDomain)
  const githubApiUrl = reader.parsed('github-api-url', readGitHubApiUrl)
  const app = {
    appId: reader.required('app-id'),
    appSecret: new Secret(reader.required('app-secret')),
    cloud,
    redirectUrl: readRedirectUrl(reader),
  }
  const refreshTokenSecret = reader.secretName('refresh-token-secret')
  const accessTokenSecret =
    raw['access-token-secret'] === '' ? undefined : reader.secretName('access-token-secret')
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
      raw['github-token'] === ''
        ? undefined
        : new Secret(reader.headerValue('github-token', raw['github-token'])),
    githubApiUrl,
    place,
    refreshTokenSecret,
    accessTokenSecret,
    shares: readShares(reader, place, accessTokenSecret),
    jobId: /^[1-9]\d{0,15}$/.test(raw['job-id']) ? Number(raw['job-id']) : undefined,
  }

  if (reader.problems.length > 0)
    throw new ActionError('invalid-input', 'not-sent', { problems: reader.problems })
  if (isWorkflowToken(config))
    throw new ActionError('secrets-token-cannot-write', 'not-sent', { cause: 'workflow-token' })
  return config
}

/**
 * GITHUB_TOKEN comes as github-token by default. A personal access token given for both on purpose is none, and its
 * prefix tells.
 */
function isWorkflowToken({ secretsToken, githubToken }: Config): boolean {
  return secretsToken.equals(githubToken) && !/^(github_pat|gh[pou])_/.test(secretsToken.reveal())
}

/** Collects problems instead of stopping at the first, so that a person mends all of them in one go. */
class InputReader {
  readonly problems: string[] = []
  readonly raw: RawInputs

  constructor(raw: RawInputs) {
    this.raw = raw
  }

  optional(name: InputName): string | undefined {
    return this.raw[name] === '' ? undefined : this.raw[name]
  }

  required(name: InputName): string {
    if (this.raw[name] === '') this.problems.push(`${name} is required and is empty. ${EMPTY_HINT}`)
    return this.notAnExpression(name)
  }

  secret(name: InputName): Secret | undefined {
    return this.raw[name] === '' ? undefined : new Secret(this.notAnExpression(name))
  }

  parsed(name: InputName, read: (value: string) => URL | string): URL {
    const url = read(this.raw[name])
    if (typeof url !== 'string') return url
    this.problems.push(url)
    return NOWHERE
  }

  secretName(name: InputName): string {
    const value = this.raw[name]
    if (!/^[a-z_][a-z0-9_]*$/i.test(value) || /^github_/i.test(value))
      this.problems.push(
        `${name} is not a name that GitHub takes for a secret: letters, digits and _ only, not starting with a ` +
          'digit or with GITHUB_.',
      )
    return value
  }

  boolean(name: InputName): boolean {
    // The values of YAML 1.2's core schema, as @actions/core reads them.
    if (/^(true|True|TRUE)$/.test(this.raw[name])) return true
    if (!/^(|false|False|FALSE)$/.test(this.raw[name])) this.problems.push(`${name} must be true or false.`)
    return false
  }

  /** A token goes into a header, where only visible ASCII may stand. */
  headerValue(name: InputName, value: string): string {
    if (!/^[\x21-\x7e]*$/.test(value))
      this.problems.push(
        `${name} contains a space, a line break or another character that no GitHub token has.`,
      )
    return value
  }

  private notAnExpression(name: InputName): string {
    const value = this.raw[name]
    if (value.startsWith('${{')) this.problems.push(`${name} holds an expression that was not evaluated.`)
    return value
  }
}

const EMPTY_HINT =
  'A secret is empty when its name is misspelled, when the job does not name its environment, and in runs of forks ' +
  'and Dependabot.'

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
    reader.problems.push(
      'redirect-url must be the whole URL registered for the app, for example https://example.com/callback.',
    )
  return value
}

function readIntent(reader: InputReader, redirectUrl: string | undefined): Intent {
  const code = reader.raw['authorization-code']
  const dryRun = reader.boolean('dry-run')
  if (code === '') return dryRun ? { kind: 'check' } : { kind: 'rotate' }

  if (dryRun)
    reader.problems.push('dry-run does not go with authorization-code: redeeming a code cannot be tried dry.')
  if (redirectUrl === undefined)
    reader.problems.push('redirect-url is needed to authorize: the URL registered for the app.')
  const known = redirectUrl ?? ''
  if (isStart(code)) return { kind: 'start-authorization', redirectUrl: known }
  if (!/^https?:\/\//i.test(code)) {
    if (/[\s\p{Cc}]/u.test(code))
      reader.problems.push('authorization-code must be start, a code, or the landed URL.')
    return { kind: 'authorize', code: new Secret(code), redirectUrl: known, landedUrl: undefined }
  }
  const landedUrl = URL.canParse(code) ? new URL(code) : undefined
  if (!landedUrl) reader.problems.push('authorization-code looks like a URL and is not one.')
  const codeInUrl = new Secret(landedUrl?.searchParams.get('code') ?? '')
  return { kind: 'authorize', code: codeInUrl, redirectUrl: known, landedUrl }
}

function readMinutes(reader: InputReader): number {
  const value = reader.raw['min-validity-minutes']
  const minutes = Number(value)
  if (!/^\d{1,3}$/.test(value) || minutes < 1 || minutes > 110)
    reader.problems.push('min-validity-minutes must be a whole number from 1 to 110.')
  return minutes
}

function requireDistinctNames(reader: InputReader, refresh: string, access: string | undefined): void {
  if (access === undefined) return
  if (access.toUpperCase() === refresh.toUpperCase())
    reader.problems.push(
      'refresh-token-secret and access-token-secret are the same name; case does not count.',
    )
  if (access.toUpperCase() === probeName(refresh).toUpperCase())
    reader.problems.push(
      `access-token-secret must not be ${probeName(refresh)}: the write probe uses that name.`,
    )
}

function readPlace(reader: InputReader, context: RunContext): Place {
  const environment = reader.optional('environment')
  const inOrganization = reader.boolean('organization')
  const repository = { owner: context.owner, repo: context.repo }
  if (environment !== undefined && inOrganization)
    reader.problems.push(
      'environment and organization exclude each other: both secrets are kept in one place.',
    )
  if (environment !== undefined && !isEnvironmentName(environment))
    reader.problems.push('environment is not a name that GitHub takes for an environment.')
  if (inOrganization) return { kind: 'organization', owner: context.owner }
  if (environment !== undefined) return { kind: 'environment', ...repository, environment }
  return { kind: 'repository', ...repository }
}

function readShares(reader: InputReader, place: Place, accessTokenSecret: string | undefined): Place[] {
  const { places, problems } = readSharePlaces(reader.raw['share-access-token-with'])
  reader.problems.push(...problems)
  if (places.length > 0 && accessTokenSecret === undefined)
    reader.problems.push(
      'share-access-token-with needs access-token-secret: the name to share the token under.',
    )
  if (places.some((share) => samePlace(share, place)))
    reader.problems.push('share-access-token-with names the place that keeps both secrets anyway.')
  return places
}
