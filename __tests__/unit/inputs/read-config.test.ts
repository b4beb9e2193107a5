import { describe, expect, test } from '@jest/globals'
import { ActionError } from '../../../src/errors/action-error.ts'
import { placePath } from '../../../src/github/place.ts'
import type { Config } from '../../../src/inputs/config.ts'
import type { RawInputs } from '../../../src/inputs/raw-inputs.ts'
import { probeName, readInputs, requireUsable } from '../../../src/inputs/read-config.ts'
import { looksLikeWorkflowToken } from '../../../src/inputs/token-shapes.ts'
import { exampleConfig, exampleInputs } from '../../support/world/example-inputs.ts'
import { CONTEXT } from '../../support/world/fake-world.ts'

/** The problems of these inputs; empty if they are accepted. */
function problemsOf(overrides: Partial<RawInputs>): readonly string[] {
  try {
    requireUsable(readInputs(exampleInputs(overrides), CONTEXT))
    return []
  } catch (error) {
    if (!(error instanceof ActionError)) throw error
    if (error.failure.id !== 'invalid-input') throw error
    const { problems } = error.failure
    for (const { zh } of problems) expect(zh).toMatch(/\p{Script=Han}.*[。”]$/u)
    return problems.map(({ en }) => en)
  }
}

describe('the configuration', () => {
  test('is a rotation of the repository secrets by default', () => {
    const config = exampleConfig()
    expect(config).toMatchObject({
      app: { appId: 'FSAID_example', redirectUrl: 'https://example.com/callback' },
      intent: { kind: 'rotate' },
      accessToken: undefined,
      minValidityMinutes: 10,
      expectedOpenUserId: undefined,
      place: { kind: 'repository', owner: 'acme', repo: 'crm' },
      refreshTokenSecret: 'FXIAOKE_REFRESH_TOKEN',
      accessTokenSecret: 'FXIAOKE_ACCESS_TOKEN',
      shares: [],
      jobId: 7,
    })
    expect(config.app.cloud.href).toBe('https://open.fxiaoke.com/')
    expect(config.githubApiUrl.href).toBe('https://api.github.com/')
    expect(config.app.appSecret.reveal()).toBe('example-app-secret')
    expect(config.refreshToken?.reveal()).toBe('FSREFTOK_stored')
    expect(config.secretsToken.reveal()).toBe('ghp_writes')
    expect(config.githubToken?.reveal()).toBe('ghs_workflow')
  })

  test('may lack every optional input', () => {
    const config = exampleConfig({
      'refresh-token': '',
      'github-token': '',
      'redirect-url': '',
      'access-token-secret': '',
      organization: '',
      'dry-run': '',
      'job-id': '',
    })
    expect(config).toMatchObject({
      app: { redirectUrl: undefined },
      intent: { kind: 'rotate' },
      refreshToken: undefined,
      githubToken: undefined,
      accessTokenSecret: undefined,
      place: { kind: 'repository' },
      jobId: undefined,
    })
  })

  test('includes every optional input', () => {
    const config = exampleConfig({
      'access-token': 'FSTOK_stored',
      'expected-open-user-id': 'FSUID_me',
      'min-validity-minutes': '110',
      'cloud-domain': 'https://open-na.sharecrm.com/',
      'github-api-url': 'https://github.example.com/api/v3/',
      environment: 'prod eu',
      'share-access-token-with': 'acme/app\norgs/acme',
    })
    expect(config.accessToken?.reveal()).toBe('FSTOK_stored')
    expect(config.app.cloud.host).toBe('open-na.sharecrm.com')
    expect(config.githubApiUrl.pathname).toBe('/api/v3')
    expect(config.shares.map(placePath)).toEqual(['acme/app', 'orgs/acme'])
    expect(config).toMatchObject({
      expectedOpenUserId: 'FSUID_me',
      minValidityMinutes: 110,
      place: { kind: 'environment', owner: 'acme', repo: 'crm', environment: 'prod eu' },
    })
  })

  test('shows no secret as JSON', () => {
    const text = JSON.stringify(
      exampleConfig({ 'access-token': 'FSTOK_stored', 'authorization-code': 'one-time-code-0001' }),
    )
    for (const secret of [
      'example-app-secret',
      'FSREFTOK_stored',
      'FSTOK_stored',
      'ghp_writes',
      'ghs_workflow',
      'one-time-code-0001',
    ])
      expect(text).not.toContain(secret)
  })
})

describe('the place', () => {
  test.each<[Partial<RawInputs>, Config['place']]>([
    [{}, { kind: 'repository', owner: 'acme', repo: 'crm' }],
    [{ environment: 'prod' }, { kind: 'environment', owner: 'acme', repo: 'crm', environment: 'prod' }],
    [{ organization: 'true' }, { kind: 'organization', owner: 'acme' }],
  ])('%j', (overrides, place) => {
    expect(exampleConfig(overrides).place).toEqual(place)
  })
})

describe('every problem has its own sentence', () => {
  test.each<[Partial<RawInputs>, string]>([
    [{ 'app-id': '' }, 'app-id is required'],
    [{ 'app-secret': '' }, 'app-secret is required'],
    [{ 'secrets-token': '' }, 'secrets-token is required'],
    [{ 'app-id': '${{ vars.FXIAOKE_APP_ID }}' }, 'app-id holds an expression'],
    [{ 'app-secret': '${{ secrets.X }}' }, 'app-secret holds an expression'],
    [{ 'refresh-token': '${{ secrets.X }}' }, 'refresh-token holds an expression'],
    [{ 'refresh-token': 'FSTOK_stored' }, 'refresh-token holds an access token'],
    [{ 'access-token': 'FSREFTOK_stored' }, 'access-token holds a refresh token'],
    [{ 'authorization-code': 'FSTOK_stored_0001' }, 'authorization-code holds a token'],
    [{ 'authorization-code': 'FSREFTOK_stored_1' }, 'authorization-code holds a token'],
    [{ 'access-token': '${{ secrets.X }}' }, 'access-token holds an expression'],
    [{ 'cloud-domain': 'http://open.fxiaoke.com' }, 'cloud-domain must use https'],
    [{ 'cloud-domain': 'open.fxiaoke.com/path' }, 'cloud-domain must be a host without a path'],
    [{ 'cloud-domain': '' }, 'cloud-domain is empty'],
    [{ 'github-api-url': 'http://api.github.com' }, 'github-api-url must use https'],
    [{ 'github-api-url': '' }, 'github-api-url is empty'],
    [{ 'redirect-url': 'example.com/callback' }, 'redirect-url must be the whole URL'],
    [{ 'redirect-url': '/callback' }, 'redirect-url must be the whole URL'],
    [{ 'redirect-url': 'ftp://example.com/' }, 'redirect-url must be the whole URL'],
    [{ 'redirect-url': 'https://example.com/#top' }, 'redirect-url must be the whole URL'],
    [{ 'redirect-url': 'https://user@example.com/' }, 'redirect-url must be the whole URL'],
    [{ 'redirect-url': 'https://:password@example.com/' }, 'redirect-url must be the whole URL'],
    [{ 'refresh-token-secret': '' }, 'refresh-token-secret is not a name'],
    [{ 'refresh-token-secret': '1ST' }, 'refresh-token-secret is not a name'],
    [{ 'refresh-token-secret': 'A-B' }, 'refresh-token-secret is not a name'],
    [{ 'refresh-token-secret': 'GITHUB_TOKEN' }, 'refresh-token-secret is not a name'],
    [{ 'access-token-secret': 'github_x' }, 'access-token-secret is not a name'],
    [{ 'access-token-secret': '../X' }, 'access-token-secret is not a name'],
    [{ 'access-token-secret': 'FXIAOKE_REFRESH_TOKEN' }, 'are the same name'],
    [{ 'access-token-secret': 'fxiaoke_Refresh_token' }, 'are the same name'],
    [{ 'access-token-secret': 'FXIAOKE_REFRESH_TOKEN_WRITE_PROBE' }, 'the write probe uses that name'],
    [{ 'access-token-secret': 'fxiaoke_refresh_token_write_probe' }, 'the write probe uses that name'],
    [
      { 'refresh-token-secret': 'fx', 'access-token-secret': 'FX_WRITE_PROBE' },
      'the write probe uses that name',
    ],
    [{ 'min-validity-minutes': '' }, 'min-validity-minutes must be'],
    [{ 'min-validity-minutes': '0' }, 'min-validity-minutes must be'],
    [{ 'min-validity-minutes': '111' }, 'min-validity-minutes must be'],
    [{ 'min-validity-minutes': '-5' }, 'min-validity-minutes must be'],
    [{ 'min-validity-minutes': '1.5' }, 'min-validity-minutes must be'],
    [{ 'min-validity-minutes': '1e1' }, 'min-validity-minutes must be'],
    [{ 'min-validity-minutes': '0x10' }, 'min-validity-minutes must be'],
    [{ 'min-validity-minutes': 'ten' }, 'min-validity-minutes must be'],
    [{ organization: 'yes' }, 'organization must be true or false'],
    [{ organization: 'tRuE' }, 'organization must be true or false'],
    [{ 'dry-run': '1' }, 'dry-run must be true or false'],
    [{ environment: 'prod', organization: 'true' }, 'environment and organization exclude each other'],
    [{ environment: 'a\tb' }, 'environment is not a name'],
    [{ environment: 'x'.repeat(256) }, 'environment is not a name'],
    [{ 'share-access-token-with': 'acme' }, '"acme" is not a place'],
    [{ 'share-access-token-with': 'acme/app\nAcme/App' }, '"Acme/App" is named twice'],
    [{ 'share-access-token-with': 'acme/app', 'access-token-secret': '' }, 'needs access-token-secret'],
    [{ 'share-access-token-with': 'Acme/CRM' }, 'names the place that keeps both secrets'],
    [
      { 'share-access-token-with': 'acme/crm/environments/PROD', environment: 'prod' },
      'names the place that keeps both secrets',
    ],
    [
      { 'share-access-token-with': 'orgs/ACME', organization: 'true' },
      'names the place that keeps both secrets',
    ],
    [{ 'secrets-token': 'ghp_a b' }, 'secrets-token contains a space'],
    [{ 'secrets-token': 'ghp_a\nghp_b' }, 'secrets-token contains a space'],
    [{ 'secrets-token': 'ghp_é' }, 'secrets-token contains a space'],
    [{ 'github-token': 'ghs_a\r\nX-Header: 1' }, 'github-token contains a space'],
    [
      { 'authorization-code': 'one-time-code-0001', 'dry-run': 'true' },
      'dry-run does not go with authorization-code',
    ],
    [{ 'authorization-code': 'start', 'dry-run': 'true' }, 'dry-run does not go with authorization-code'],
    [{ 'authorization-code': 'start', 'redirect-url': '' }, 'redirect-url is needed to authorize'],
    [
      { 'authorization-code': 'one-time-code-0001', 'redirect-url': '' },
      'redirect-url is needed to authorize',
    ],
    [{ 'authorization-code': 'two words' }, 'authorization-code holds no code'],
    [{ 'app-secret': 'FSAID_1' }, 'app-secret holds an app ID'],
    [{ 'access-token-secret': 'FSTOK_0123456789abcdef' }, 'access-token-secret holds the value of a secret'],
    [{ 'refresh-token-secret': 'FSREFTOK_stored' }, 'refresh-token-secret holds the value of a secret'],
    [{ 'record-variable': 'ghp_0123456789abcdef' }, 'record-variable holds the value of a secret'],
    [{ 'access-token-secret': 'X_FSREFTOK_stored' }, 'access-token-secret holds the value of a secret'],
    [{ environment: 'EXAMPLE-APP-SECRET' }, 'environment holds the value of a secret'],
    [{ environment: 'pw', 'app-secret': 'pw' }, 'environment holds the value of a secret'],
    [{ 'app-id': 'example-app-secret' }, 'app-id holds the value of a secret'],
    [{ 'cloud-domain': 'example-app-secret.fxiaoke.com' }, 'cloud-domain holds the value of a secret'],
    [{ 'github-api-url': 'https://fsreftok_stored' }, 'github-api-url holds the value of a secret'],
    [{ 'redirect-url': 'https://a.test/?s=example-app-secret' }, 'redirect-url holds the value of a secret'],
    [
      { 'share-access-token-with': 'acme/web\nexample-app-secret' },
      'share-access-token-with holds the value',
    ],
    [{ environment: '..' }, 'environment is not a name'],
  ])('%j: %s', (overrides, sentence) => {
    expect(problemsOf(overrides)).toEqual([expect.stringContaining(sentence)])
  })

  test.each([{ owner: '' }, { repo: '' }])('including a run outside of a workflow: %j', (context) => {
    expect(() => requireUsable(readInputs(exampleInputs(), { ...CONTEXT, ...context }))).toThrow(
      expect.objectContaining({
        id: 'invalid-input',
        failure: expect.objectContaining({
          problems: [{ en: expect.stringContaining('GITHUB_REPOSITORY is not set'), zh: expect.any(String) }],
        }),
      }),
    )
  })

  test('without any secret in it', () => {
    const problems = problemsOf({
      'app-secret': '${{ secrets.app_secret }}',
      'refresh-token': '${{ secrets.refresh }}',
      'secrets-token': 'ghp_secret with a space',
      'github-token': 'ghs_secret with a space',
      'authorization-code': 'code secret',
    })
    expect(problems).toHaveLength(5)
    for (const problem of problems) expect(problem).not.toContain('secret with')
    expect(problems.join()).not.toMatch(/ghp_|ghs_|app_secret|secrets\.refresh|code secret/)
  })

  test('and if no value arrives at all, that is a single problem', () => {
    const nothing = { 'app-id': '', 'app-secret': '', 'secrets-token': '', 'refresh-token': '' }
    expect(problemsOf(nothing)).toEqual([expect.stringMatching(/^This job receives none of its values/)])
    expect(problemsOf({ ...nothing, environment: 'prod', 'dry-run': 'maybe' })).toEqual([
      expect.stringMatching(
        /^This job receives nothing from environment "prod" .* environment: prod on the job/,
      ),
      expect.stringContaining('dry-run must be true or false'),
    ])
    // Asks for a link without a redirect URL.
    expect(problemsOf({ ...nothing, 'redirect-url': '', 'authorization-code': 'start' })).toHaveLength(1)
    // A value that has arrived shows a different cause.
    expect(problemsOf({ ...nothing, 'app-id': 'FSAID_1' })).toHaveLength(2)
  })

  test('and all are reported at once', () => {
    const problems = problemsOf({
      'app-id': '',
      'app-secret': '',
      'secrets-token': 'a b',
      'cloud-domain': 'http://open.fxiaoke.com',
      'github-api-url': 'https://api.github.com?x',
      'redirect-url': 'nowhere',
      'refresh-token-secret': 'A-B',
      'access-token-secret': 'a-b',
      'min-validity-minutes': 'x',
      environment: 'prod',
      organization: 'true',
      'dry-run': 'maybe',
      'share-access-token-with': 'acme\n/',
      'authorization-code': 'a b',
    })
    const about = (input: string): number => problems.filter((problem) => problem.startsWith(input)).length
    expect(about('app-id')).toBe(1)
    expect(about('app-secret')).toBe(1)
    expect(about('secrets-token')).toBe(1)
    expect(about('cloud-domain')).toBe(1)
    expect(about('github-api-url')).toBe(1)
    expect(about('redirect-url')).toBe(1)
    expect(about('refresh-token-secret')).toBe(1)
    expect(about('access-token-secret')).toBe(1)
    expect(about('min-validity-minutes')).toBe(1)
    expect(about('environment')).toBe(1)
    expect(about('dry-run')).toBe(1)
    expect(about('share-access-token-with')).toBe(2)
    expect(about('authorization-code')).toBe(1)
    expect(problems).toHaveLength(14)
  })
})

describe('edge cases that are accepted', () => {
  test.each<[Partial<RawInputs>]>([
    [{ 'min-validity-minutes': '1' }],
    [{ 'min-validity-minutes': '110' }],
    [{ organization: 'True' }],
    [{ organization: 'FALSE' }],
    [{ 'refresh-token-secret': '_a1', 'access-token-secret': 'GITHUBTOKEN' }],
    [{ 'refresh-token-secret': 'x', 'access-token-secret': 'X_WRITE_PROBE_2' }],
    [{ 'redirect-url': 'http://example.com:8080/callback?tenant=1' }],
    [{ environment: 'x'.repeat(255) }],
    [{ 'share-access-token-with': 'acme/crm', environment: 'prod' }],
    [{ 'share-access-token-with': 'acme/crm/environments/prod' }],
    [{ 'share-access-token-with': 'acme/crm', organization: 'true' }],
    [{ 'secrets-token': 'github_pat_11AAAA~!' }],
    [{ 'authorization-code': 'one-time-code-0001', 'refresh-token': '' }],
  ])('%j', (overrides) => {
    expect(problemsOf(overrides)).toEqual([])
  })

  test.each([
    ['0', undefined],
    ['-1', undefined],
    ['1x', undefined],
    ['12345678901234567', undefined],
    ['98765432109', 98_765_432_109],
  ])('include job-id %s as %s without an error, because users do not set it', (given, jobId) => {
    expect(exampleConfig({ 'job-id': given }).jobId).toBe(jobId)
  })
})

describe('secrets-token that equals github-token', () => {
  test.each(['ghs_workflow', 'v1.0123456789abcdef'])('may be an App token if it is %s', (token) => {
    const config = exampleConfig({ 'secrets-token': token, 'github-token': token })
    expect(looksLikeWorkflowToken(config)).toBe(true)
  })

  test.each(['ghp_personal', 'github_pat_fine', 'gho_oauth', 'ghu_user'])(
    'is not GITHUB_TOKEN if it is %s',
    (token) => {
      const config = exampleConfig({ 'secrets-token': token, 'github-token': token })
      expect(looksLikeWorkflowToken(config)).toBe(false)
    },
  )

  test('differs from an installation token, which has the same prefix', () => {
    expect(looksLikeWorkflowToken(exampleConfig({ 'secrets-token': 'ghs_app' }))).toBe(false)
    expect(looksLikeWorkflowToken(exampleConfig({ 'secrets-token': 'ghs_app', 'github-token': '' }))).toBe(
      false,
    )
  })
})

describe('the intent', () => {
  const redirectUrl = 'https://example.com/callback'

  test.each<[Partial<RawInputs>, object]>([
    [{}, { kind: 'rotate' }],
    [{ 'dry-run': 'true' }, { kind: 'dry-run' }],
    [{ 'authorization-code': 'start' }, { kind: 'start-authorization', redirectUrl }],
    [{ 'authorization-code': 'START' }, { kind: 'start-authorization', redirectUrl }],
    [
      { 'authorization-code': 'one-time-code-0001' },
      { kind: 'authorize', redirectUrl, landedUrl: undefined },
    ],
  ])('%j', (overrides, intent) => {
    expect(exampleConfig(overrides).intent).toMatchObject(intent)
  })

  test.each([
    ['one-time-code-0001', 'one-time-code-0001', undefined],
    // A bare code is opaque and not decoded.
    ['a%2Bb+c-of-16-chars', 'a%2Bb+c-of-16-chars', undefined],
    ['https-of-16-chars', 'https-of-16-chars', undefined],
    [
      'https://example.com/callback?code=a%2Bb&state=s',
      'a+b',
      'https://example.com/callback?code=a%2Bb&state=s',
    ],
    ['HTTP://example.com/?code=x', 'x', 'http://example.com/?code=x'],
    ['https://example.com/callback?state=s', '', 'https://example.com/callback?state=s'],
  ])('from %s has the code %j', (given, code, landed) => {
    const { intent } = exampleConfig({ 'authorization-code': given })
    if (intent.kind !== 'authorize') throw new Error(intent.kind)
    expect(intent.code.reveal()).toBe(code)
    expect(intent.landedUrl?.href).toBe(landed)
  })
})

test('the probe is named after the refresh token secret', () => {
  expect(probeName('X')).toBe('X_WRITE_PROBE')
})
