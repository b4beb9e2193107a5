import { both } from '../../../src/bilingual.ts'
import { ActionError } from '../../../src/errors/action-error.ts'
import type { ErrorId, Failure } from '../../../src/errors/failure.ts'
import { RemoteText } from '../../../src/errors/remote-text.ts'
import { describePlace, settingsUrl } from '../../../src/github/place.ts'
import type { Place } from '../../../src/github/place.ts'
import type { ReportContext } from '../../../src/report/context.ts'
import type { Lifetime, Result, SecretOutcome, SetUpItem, Status } from '../../../src/report/result.ts'
import type { Warning } from '../../../src/report/warning.ts'
import { Secret } from '../../../src/secret.ts'
import { recoveryCommand } from '../../../src/store/recovery-command.ts'

/** What else the report needs; there is no secret to mask. */
export const CONTEXT: ReportContext = {
  redact: (text: string): string => text,
  quote: (text: string): string => text,
  docsUrl: 'https://github.com/org/fxiaoke-refresh-action/blob/v1',
  issuesUrl: 'https://github.com/org/fxiaoke-refresh-action/issues/new/choose',
}

export const DAY = 24 * 60 * 60 * 1000

/** GitHub's time in every sample. */
export const NOW = new Date('2026-11-24T02:44:27Z')

const GITHUB = 'https://github.com'
const ENVIRONMENT: Place = { kind: 'environment', owner: 'acme', repo: 'crm', environment: 'fxiaoke' }
const SHARE: Place = { kind: 'dependabot', owner: 'acme', repo: 'web' }
const PLACE = describePlace(ENVIRONMENT)
const SETTINGS = settingsUrl(ENVIRONMENT, GITHUB)
const LINK =
  'https://open.fxiaoke.com/oauth2.0/authorize?responseType=code&appId=FSAID_0001&redirectUrl=https%3A%2F%2Fexample.com%2Fback&state=tp5p4p.IGGcuPwJ8rthg5a13T5nJQ.8vpUPq0cca9F8jMaxBF1z_lidWnSvJDApyLizCRQZC0&thirdTraceId=3ae99c49-b960-4a30-a6e1-790496d9274c'
const RECOVERY = {
  isChoice: false,
  command: recoveryCommand({
    place: ENVIRONMENT,
    secretName: 'FXIAOKE_REFRESH_TOKEN',
    sealed: { encryptedValue: `${'c2VhbGVk'.repeat(14)}Cg==`, keyId: '568250167242549743' },
    guard: { spentAt: NOW.getTime(), lastRead: '2026-11-20T03:17:41Z' },
    seenChange: undefined,
    visibility: undefined,
    githubApiUrl: new URL('https://api.github.com'),
    serverUrl: GITHUB,
  }),
  name: 'FXIAOKE_REFRESH_TOKEN',
  place: PLACE,
}

/** The life of a refresh token that has this many days left. */
export function life(daysLeft: number): Lifetime {
  const until = new Date(NOW.getTime() + daysLeft * DAY)
  return { since: new Date(until.getTime() - 60 * DAY), until }
}

function secrets(
  outcome: SecretOutcome['outcome'],
  share: Pick<SecretOutcome, 'outcome' | 'reason'> = { outcome },
): SecretOutcome[] {
  const own = { place: PLACE, settingsUrl: SETTINGS, shared: false, outcome }
  return [
    { ...own, name: 'FXIAOKE_REFRESH_TOKEN', holds: 'refresh-token' },
    { ...own, name: 'FXIAOKE_ACCESS_TOKEN', holds: 'access-token' },
    {
      place: describePlace(SHARE),
      settingsUrl: settingsUrl(SHARE, GITHUB),
      name: 'FXIAOKE_ACCESS_TOKEN',
      holds: 'access-token',
      shared: true,
      ...share,
    },
  ]
}

const COMMON = {
  language: 'zh',
  now: NOW,
  place: PLACE,
  settingsUrl: SETTINGS,
  secrets: [],
  warnings: [],
} satisfies Result

const PAIR = {
  accessToken: new Secret('ACCESS-TOKEN-OF-THE-SAMPLES'),
  accessTokenExpiresAt: new Date(NOW.getTime() + DAY / 12),
  refreshTokenLife: life(60),
  openUserId: 'FSUID_5C17A0D4B1E0',
  traceId: 'E-O.acme.1001-4711',
} satisfies Partial<Result>

const SCHEDULE = { cron: '17 3 * * 1,4', runsInTokenLife: 17, next: new Date('2026-11-26T03:17:00Z') }

const ENVIRONMENT_PAGE = {
  title: both('The environment', '该环境'),
  url: 'https://github.com/acme/crm/settings/environments/4711/edit',
}

function open(en: string, zh: string): SetUpItem {
  return { state: 'open', says: both(en, zh), pages: [ENVIRONMENT_PAGE] }
}

function done(en: string, zh: string): SetUpItem {
  return { state: 'done', says: both(en, zh), pages: [] }
}

const SET_UP_DONE: readonly SetUpItem[] = [
  done('All inputs have arrived and are well-formed.', '输入都已收到，格式正确。'),
  done(
    'secrets-token can write the secrets of environment "fxiaoke" of acme/crm.',
    'secrets-token 可以写入仓库 acme/crm 的环境“fxiaoke”的 Secret。',
  ),
  done('There is an environment "fxiaoke" of acme/crm.', '仓库 acme/crm 的环境“fxiaoke”存在。'),
  done(
    'open.fxiaoke.com is Fxiaoke, lets this machine in and knows the app.',
    'open.fxiaoke.com 是纷享销客的网关，允许本机访问，应用也有效。',
  ),
  {
    state: 'open',
    says: both(
      'Whether Fxiaoke still accepts the stored refresh token: asking would spend it.',
      '纷享销客是否仍接受已存的刷新令牌：要验证就得消耗它。',
    ),
    pages: [],
  },
]

const STATUSES: Readonly<Record<Status, Partial<Result>>> = {
  refreshed: { ...PAIR, secrets: secrets('updated'), schedule: SCHEDULE },
  authorized: { ...PAIR, secrets: secrets('created') },
  reused: {
    accessToken: PAIR.accessToken,
    accessTokenExpiresAt: PAIR.accessTokenExpiresAt,
    refreshTokenLife: life(47),
  },
  stale: {
    refreshTokenLife: life(59),
    warnings: [{ id: 'stale', updatedAt: NOW, readAt: undefined, rerun: true, fate: 'not-sent' }],
  },
  checked: { refreshTokenLife: life(52), setUp: SET_UP_DONE },
  'authorization-started': {
    authorizeLink: LINK,
    setUp: [
      ...SET_UP_DONE.slice(0, -1),
      open(
        'The environment has required reviewers: every scheduled run waits until one of them approves. Remove them.',
        '该环境设了必需的审批人（Required reviewers）：每次定时运行都要等人批准。请去掉。',
      ),
      open(
        'Workflows of every branch may use the environment, and so read its secrets. Choose “Selected branches and tags”, with the default branch alone.',
        '任何分支的工作流都能使用该环境，也就能读到其中的 Secret。请选“Selected branches and tags”，只保留默认分支。',
      ),
    ],
  },
}

const SECRETS = '/repos/acme/crm/environments/fxiaoke/secrets'
const KEY = `GET ${SECRETS}/public-key`
const PROBE = `PUT ${SECRETS}/FXIAOKE_REFRESH_TOKEN_WRITE_PROBE`
const REQUEST = `PUT ${SECRETS}/FXIAOKE_REFRESH_TOKEN`
const AT_PLACE = { place: PLACE, secretName: 'FXIAOKE_REFRESH_TOKEN' }
const FXIAOKE = { request: 'POST /oauth2.0/token', host: 'open.fxiaoke.com', traceId: 'E-O.acme.1001-4711' }

type Sample<F extends Failure> = F extends unknown ? readonly [Omit<F, 'id'>, Partial<Result>?] : never

/** One typical case of every error, and what else the result contains. */
const ERRORS: { readonly [Id in ErrorId]: Sample<Extract<Failure, { id: Id }>> } = {
  'invalid-input': [
    {
      cause: 'inputs',
      fate: 'not-sent',
      problems: [
        both(
          'app-id is required and is empty. A secret is empty when its name is misspelled, when the job does not name its environment, and in runs of forks and Dependabot.',
          'app-id 必填，但传进来是空的。Secret 为空，通常是因为名字写错、job 没有声明 environment，或运行来自 fork、Dependabot。',
        ),
        both(
          'min-validity-minutes must be a whole number from 1 to 110.',
          'min-validity-minutes 必须是 1 到 110 的整数。',
        ),
      ],
      listed: true,
    },
    {
      hasNoToken: true,
      setUp: [
        {
          state: 'wrong',
          says: both(
            'Nothing arrived for app-id (variable FXIAOKE_APP_ID).',
            '没有收到 app-id（变量 FXIAOKE_APP_ID）的值。',
          ),
          pages: [ENVIRONMENT_PAGE],
        },
        {
          state: 'wrong',
          says: both(
            'min-validity-minutes must be a whole number from 1 to 110.',
            'min-validity-minutes 必须是 1 到 110 的整数。',
          ),
          pages: [],
        },
        ...SET_UP_DONE.slice(1, 3),
      ],
    },
  ],
  'authorization-required': [
    { cause: 'none-stored', fate: 'not-sent', ...AT_PLACE },
    { authorizeLink: LINK, hasNoToken: true, setUp: SET_UP_DONE.slice(0, -1) },
  ],
  'refresh-token-not-passed': [
    { cause: 'empty', fate: 'not-sent', ...AT_PLACE },
    { refreshTokenLife: life(33) },
  ],
  'secret-not-found': [{ cause: 'missing', fate: 'not-sent', ...AT_PLACE }],
  'wrong-place': [
    { cause: 'another-token', fate: 'not-sent', ...AT_PLACE, variable: 'FXIAOKE_TOKENS' },
    { refreshTokenLife: life(33) },
  ],
  'secret-shadowed': [
    {
      cause: 'repository-secret',
      fate: 'not-sent',
      secretName: 'FXIAOKE_REFRESH_TOKEN',
      place: describePlace({ kind: 'repository', owner: 'acme', repo: 'crm' }),
    },
    {
      place: describePlace({ kind: 'organization', owner: 'acme' }),
      settingsUrl: settingsUrl({ kind: 'organization', owner: 'acme' }, GITHUB),
      refreshTokenLife: life(33),
    },
  ],
  'target-not-found': [
    {
      cause: 'environment',
      fate: 'not-sent',
      place: PLACE,
      evidence: { request: KEY, status: 404, said: new RemoteText('Not Found'), requestId: 'C0DE:1' },
    },
  ],
  'secrets-token-rejected': [
    {
      cause: 'bad-credentials',
      fate: 'not-sent',
      place: PLACE,
      evidence: { request: KEY, status: 401, said: new RemoteText('Bad credentials') },
    },
  ],
  'secrets-token-cannot-write': [
    {
      cause: 'forbidden',
      fate: 'not-sent',
      place: PLACE,
      evidence: {
        placeKind: 'environment',
        request: PROBE,
        status: 403,
        said: new RemoteText('Resource not accessible by personal access token'),
        acceptedPermissions: 'environments=write',
      },
    },
    { refreshTokenLife: life(9) },
  ],
  'github-unreachable': [
    {
      cause: 'network',
      fate: 'not-sent',
      place: PLACE,
      evidence: { request: KEY, host: 'api.github.com', network: 'ECONNRESET' },
    },
  ],
  'stale-refresh-token': [
    { cause: 'changed-since', fate: 'not-sent', ...AT_PLACE },
    { refreshTokenLife: life(59) },
  ],
  'fxiaoke-unreachable': [
    { cause: 'timeout', fate: 'unknown', evidence: { ...FXIAOKE, network: 'timeout' } },
    { refreshTokenLife: life(20) },
  ],
  'wrong-cloud-domain': [
    {
      cause: 'redirect',
      fate: 'refused',
      evidence: { request: FXIAOKE.request, host: 'www.fxiaoke.com', status: 302 },
    },
    { refreshTokenLife: life(20) },
  ],
  'ip-not-allowed': [
    answered(20003, 'the ip 203.0.113.9 is not in the white list', '203.0.113.9'),
    { refreshTokenLife: life(20) },
  ],
  'app-credentials-rejected': [answered(10001, 'appId or appSecret error'), { refreshTokenLife: life(20) }],
  'app-not-authorized': [answered(20020, '应用未授权'), { refreshTokenLife: life(20) }],
  'refresh-token-rejected': [
    answered(20016, 'refreshToken is expired'),
    { refreshTokenLife: life(20), authorizeLink: LINK },
  ],
  'authorization-code-rejected': [
    { ...answered(20010, 'code is invalid'), fate: 'not-sent', code: 'refused' },
    { authorizeLink: LINK },
  ],
  'fxiaoke-busy': [
    { cause: 'refused', fate: 'refused', evidence: { ...FXIAOKE, status: 429 } },
    { refreshTokenLife: life(2) },
  ],
  'fxiaoke-quota': [answered(30002, 'over the daily limit'), { refreshTokenLife: life(20) }],
  'wrong-account': [
    {
      cause: 'authorized',
      fate: 'discarded',
      place: PLACE,
      accounts: { expected: 'FSUID_EXPECTED', actual: 'FSUID_OTHER' },
    },
    { refreshTokenLife: life(20), authorizeLink: LINK },
  ],
  'fxiaoke-error': [answered(12345, '系统错误'), { refreshTokenLife: life(-1) }],
  'store-failed': [
    {
      cause: 'refresh-token',
      fate: 'unstored',
      ...AT_PLACE,
      evidence: { request: REQUEST, status: 503, requestId: 'C0DE:2' },
    },
    {
      accessToken: PAIR.accessToken,
      accessTokenExpiresAt: PAIR.accessTokenExpiresAt,
      recovery: RECOVERY,
      secrets: secrets('failed'),
    },
  ],
  'share-failed': [
    {
      cause: 'not-written',
      fate: 'replaced',
      failed: [describePlace(SHARE)],
      evidence: {
        request: 'PUT /repos/acme/web/dependabot/secrets/FXIAOKE_ACCESS_TOKEN',
        status: 403,
        said: new RemoteText('Resource not accessible by personal access token'),
      },
    },
    {
      ...PAIR,
      secrets: secrets('updated', {
        outcome: 'failed',
        reason: both(
          'HTTP 403: Resource not accessible by personal access token',
          'HTTP 403：Resource not accessible by personal access token',
        ),
      }),
    },
  ],
  'internal-error': [
    {
      cause: 'bug',
      fate: 'unknown',
      evidence: { said: new RemoteText('TypeError: x is not a function at run.ts:1:1') },
    },
  ],
}

function answered(errorCode: number, said: string, address?: string) {
  const named = address === undefined ? {} : { address }
  const evidence = { ...FXIAOKE, status: 200, errorCode, said: new RemoteText(said), ...named }
  return { cause: 'refused', fate: 'refused', evidence } as const
}

const WARNINGS: readonly Warning[] = [
  { id: 'secrets-token-expires', at: new Date(NOW.getTime() + 5.5 * DAY) },
  { id: 'schedule-too-rare', cron: '0 0 1 1 *', runs: 1, next: new Date('2027-01-01T00:00:00Z') },
  { id: 'refresh-token-old', since: life(21).since, daysOld: 39, expiresAt: life(21).until },
  {
    id: 'repository-quiet',
    pushedAt: new Date(NOW.getTime() - 45 * DAY),
    disabledAt: new Date(NOW.getTime() + 15 * DAY),
  },
  {
    id: 'run-times-unreadable',
    status: 403,
    said: new RemoteText('Resource not accessible by integration'),
  },
  { id: 'stale', updatedAt: NOW, readAt: undefined, rerun: false, fate: 'refused' },
  { id: 'refresh-token-unchanged', since: life(40).since },
  { id: 'probe-left-behind', name: 'FXIAOKE_REFRESH_TOKEN_WRITE_PROBE', place: PLACE },
  { id: 'answer-cut' },
  { id: 'account-unknown', expected: 'FSUID_EXPECTED' },
  { id: 'journal-unwritable' },
  { id: 'link-masked' },
]

/** The runs that these warnings are of; the others come with a rotation. */
const COMES_WITH: Readonly<Partial<Record<Warning['id'], Status>>> = {
  'refresh-token-old': 'reused',
  'repository-quiet': 'reused',
  stale: 'stale',
  'link-masked': 'authorization-started',
}

const POST: Readonly<Record<string, Partial<Result>>> = {
  'post-stored': { status: 'refreshed', refreshTokenLife: life(60), secrets: secrets('updated').slice(0, 1) },
  'post-presumed': {
    status: 'refreshed',
    refreshTokenLife: life(60),
    secrets: secrets('presumed').slice(0, 1),
    warnings: [{ id: 'write-presumed', name: 'FXIAOKE_REFRESH_TOKEN', place: PLACE }],
    recovery: { ...RECOVERY, isChoice: true },
  },
  'post-not-stored': {
    error: new ActionError({
      id: 'store-failed',
      cause: 'refresh-token',
      fate: 'unstored',
      ...AT_PLACE,
      byPostStep: true,
      evidence: { request: REQUEST, status: 503 },
    }),
    recovery: RECOVERY,
    secrets: secrets('failed').slice(0, 1),
  },
  'post-changed': {
    error: new ActionError({ id: 'store-failed', cause: 'changed', fate: 'unstored', ...AT_PLACE }),
    recovery: { ...RECOVERY, isChoice: true },
    secrets: secrets('changed-meanwhile').slice(0, 1),
  },
  'post-key-changed': {
    error: new ActionError({ id: 'store-failed', cause: 'key-changed', fate: 'unstored', ...AT_PLACE }),
    recovery: RECOVERY,
    secrets: secrets('failed').slice(0, 1),
  },
  'post-interrupted': {
    error: new ActionError({
      id: 'fxiaoke-unreachable',
      cause: 'interrupted',
      fate: 'unknown',
      evidence: { host: 'open.fxiaoke.com' },
    }),
    refreshTokenLife: life(37),
  },
}

/** An authorization whose code was not sent. */
const CODE_NOT_SENT: Partial<Result> = {
  error: new ActionError({
    id: 'target-not-found',
    cause: 'no-environment',
    fate: 'not-sent',
    code: 'not-sent',
    place: PLACE,
    evidence: { request: KEY, status: 404, said: new RemoteText('Not Found'), requestId: 'C0DE:1' },
  }),
  hasNoToken: true,
  setUp: [
    ...SET_UP_DONE.slice(0, 1),
    {
      state: 'wrong',
      says: both('There is no environment "fxiaoke" of acme/crm.', '仓库 acme/crm 的环境“fxiaoke”不存在。'),
      pages: [ENVIRONMENT_PAGE],
    },
    {
      state: 'wrong',
      says: both(
        'Fxiaoke sees this runner as “203.0.113.9”, and the IP allow-list of the app does not have that address.',
        '纷享销客看到的 runner 出口 IP 是“203.0.113.9”，而应用的 IP 白名单里没有它。',
      ),
      fix: both(
        'Have a Fxiaoke administrator add “203.0.113.9” to the IP allow-list in the app’s settings in the admin console.',
        '请纷享销客管理员在管理后台该应用的设置里，把“203.0.113.9”加进白名单。',
      ),
      pages: [],
    },
  ],
}

/** Pipes, backticks, HTML, links and brackets, for every name that somebody else chooses. */
const ODD = '`a|b` <img src=x onerror=alert(1)> [c](https://example.com) **d** @acme #1 | <!-- </table>'

const HOSTILE: Partial<Result> = {
  error: new ActionError({
    id: 'share-failed',
    cause: 'not-written',
    fate: 'replaced',
    failed: [both(ODD, ODD)],
  }),
  place: both(ODD, ODD),
  refreshTokenLife: life(60),
  schedule: { ...SCHEDULE, cron: ODD },
  warnings: [{ id: 'probe-left-behind', name: ODD, place: both(ODD, ODD) }],
  secrets: secrets('failed').map((secret) => ({
    ...secret,
    place: both(ODD, ODD),
    name: ODD,
    reason: both(ODD, ODD),
  })),
}

/** A result for every status, error id, warning and end of the post step, by the name of its golden file. */
export const SAMPLES: ReadonlyMap<string, Result> = new Map<string, Result>([
  ...named(STATUSES, 'status', (rest, status) => ({ ...COMMON, status: status as Status, ...rest })),
  ...named(ERRORS, 'error', ([failure, more], id) => ({
    // Where the inputs did not parse, nothing is known of the place.
    ...(id === 'invalid-input' ? { language: 'zh', now: NOW, secrets: [], warnings: [] } : COMMON),
    error: new ActionError({ id, ...failure } as Failure),
    ...more,
  })),
  ...WARNINGS.map((warning): [string, Result] => {
    const status = COMES_WITH[warning.id] ?? 'refreshed'
    const old = warning.id === 'refresh-token-old' ? { refreshTokenLife: life(21) } : {}
    const { setUp, ...ended } = STATUSES[status]
    // One thing at a time.
    const done = setUp && { setUp: setUp.filter(({ state }) => state === 'done') }
    return [`warning-${warning.id}`, { ...COMMON, ...ended, ...done, status, ...old, warnings: [warning] }]
  }),
  ...named(POST, '', (rest) => ({ ...COMMON, step: 'post', ...rest })),
  ['code-not-sent', { ...COMMON, ...CODE_NOT_SENT }],
  ['odd-names', { ...COMMON, ...HOSTILE }],
])

function named<Value>(
  values: Readonly<Record<string, Value>>,
  prefix: string,
  resultOf: (value: Value, name: string) => Result,
): [string, Result][] {
  return Object.entries(values).map(([name, value]) => [
    prefix === '' ? name : `${prefix}-${name}`,
    resultOf(value, name),
  ])
}
