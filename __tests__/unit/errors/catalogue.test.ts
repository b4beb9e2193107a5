import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { both } from '../../../src/bilingual.ts'
import type { Bilingual } from '../../../src/bilingual.ts'
import { CLOUDS } from '../../../src/fxiaoke/clouds.ts'
import { CATALOGUE, docsPath, ERROR_IDS, fateSentence, wordsOf } from '../../../src/errors/catalogue.ts'
import type { FailureWords } from '../../../src/errors/catalogue.ts'
import type { CatalogueEntry } from '../../../src/errors/entry.ts'
import type { FxiaokeEvidence, GitHubEvidence } from '../../../src/errors/evidence.ts'
import type { CauseOf, ErrorId, Failure } from '../../../src/errors/failure.ts'
import type { Fate } from '../../../src/errors/fate.ts'
import { RemoteText } from '../../../src/errors/remote-text.ts'

const SRC = new URL('../../../src/', import.meta.url)
const SAID = 'said by somebody else'

/** Every fact that a cause may carry. */
const FULL = {
  problems: [
    both('app-id is required and is empty.', 'app-id 必填，但传进来是空的。'),
    both('dry-run must be true or false.', 'dry-run 只能是 true 或 false。'),
  ],
  evidence: {
    request: 'PUT /repos/acme/crm/actions/secrets/FXIAOKE_REFRESH_TOKEN',
    status: 403,
    said: new RemoteText(SAID),
    network: 'ECONNRESET',
    traceId: 'E-O.fk1.8bd6',
    errorCode: 10006,
    host: 'open.fxiaoke.com',
    acceptedPermissions: 'secrets=write',
    ssoUrl: 'https://github.com/orgs/acme/sso?authorization_request=A1',
  },
  place: both('environment "prod" of acme/crm', '仓库 acme/crm 的环境“prod”'),
  secretName: 'FXIAOKE_REFRESH_TOKEN',
  variable: 'FXIAOKE_TOKENS',
  failed: [both('acme/app', '仓库 acme/app'), both('organization acme', '组织 acme')],
  accounts: { expected: 'FSUID_expected', actual: 'FSUID_actual' },
  landedOn: 'https://www.acme.example/login',
  redirectUrl: 'https://crm.acme.example/fxiaoke',
}

/** As few facts as possible. */
const SPARSE = { ...FULL, problems: [], evidence: { host: 'open.fxiaoke.com' } }

const DECLARED = ERROR_IDS.flatMap((id) => {
  const causes: CatalogueEntry['causes'] = CATALOGUE[id].causes
  return Object.entries(causes).map(([cause, words]) => ({ id, cause, words }))
})

/** Every error, cause and fate, with few and with many known facts. */
const CASES = DECLARED.flatMap(({ id, cause, words }) =>
  words.fates.flatMap((fate) =>
    [SPARSE, FULL, { ...FULL, afterUnansweredAttempt: true, maybeDone: true, byPostStep: true }].map(
      (known) => ({
        failure: { ...known, id, cause, fate } as unknown as Failure,
        name: `${id}, ${cause}, ${fate}`,
      }),
    ),
  ),
)

const FATES: readonly Fate[] = ['not-sent', 'refused', 'unknown', 'replaced', 'unstored', 'discarded']

function expectComplete(text: Bilingual): void {
  expect(text.zh).toMatch(/\p{Script=Han}/u)
  expect(text.en).toMatch(/[a-z]/)
  // Markdown extends a URL up to the next space.
  expect(text.zh).not.toMatch(/https:\S*[。，）]/)
  expect(text.en.replace(/“[^”]*”/g, '')).not.toMatch(/\p{Script=Han}/u)
  for (const language of [text.en, text.zh]) {
    expect(language).not.toMatch(/undefined|null|NaN|\[object|\[remote text|“”|\s{2}|\s$/)
    expect(language).not.toContain(SAID)
    // The report escapes the text.
    expect(language).not.toMatch(/[`<*]|!$|！/)
  }
}

describe('the texts of the catalogue', () => {
  test.each(CASES)('$name', ({ failure }) => {
    const { title, happened, next } = wordsOf(failure)
    const { about } = CATALOGUE[failure.id]
    expect(next.length).toBeGreaterThanOrEqual(1)
    expect(next.length).toBeLessThanOrEqual(10)
    for (const text of [title, about, happened, ...next]) expectComplete(text)
    for (const text of [about, happened, ...next]) {
      expect(text.en).toMatch(/[.:]$|https:\S+$/)
      expect(text.zh).toMatch(/[。：]$|”$|https:\S+$/)
    }
    expect(title.en).not.toMatch(/\.$/)
    expect(title.en.length).toBeLessThanOrEqual(80)
  })

  test.each(ERROR_IDS)('of %s have a heading and different words for each of several causes', (id) => {
    const causes = DECLARED.filter((declared) => declared.id === id)
    if (causes.length === 1) return
    for (const { words } of causes) expectComplete(words.when ?? both('', ''))
    const said = CASES.filter(({ failure }) => failure.id === id).map(({ failure }) =>
      JSON.stringify(wordsOf(failure)),
    )
    expect(new Set(said).size).toBeGreaterThanOrEqual(causes.length)
  })

  test('have no cause that is never thrown', () => {
    const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.startsWith('errors'))
      .map((path) => readFileSync(new URL(path, SRC), 'utf8'))
    const isThrown = (name: string): boolean => sources.some((source) => source.includes(`'${name}'`))
    expect(DECLARED.filter(({ id, cause }) => !isThrown(id) || !isThrown(cause))).toEqual([])
  })

  test('quote what was seen', () => {
    expect(words('secret-not-found', 'missing').happened.en).toContain('environment "prod" of acme/crm does')
    expect(words('wrong-account', 'refreshed').happened.zh).toContain('“FSUID_actual”')
    expect(words('invalid-input', 'inputs').next.map(({ en }) => en)).toEqual([
      ...FULL.problems.map(({ en }) => en),
      expect.stringContaining('Start a new run'),
    ])
  })

  test('cut a long list of shares', () => {
    const failed = Array.from({ length: 100 }, (_, index) =>
      both(`acme/app-${index}`, `仓库 acme/app-${index}`),
    )
    const { en, zh } = words('share-failed', 'not-written', { failed }).happened
    expect(en).toContain('acme/app-9 and 90 more')
    expect(en).not.toContain('acme/app-10')
    expect(zh).toContain('等 100 处')
  })
})

/** The words for a failure with all these facts. */
function words<Id extends ErrorId>(id: Id, cause: CauseOf<Id>, known: object = {}): FailureWords {
  return wordsOf({ ...FULL, ...known, id, cause } as unknown as Failure)
}

describe('the next steps', () => {
  const steps = <Id extends ErrorId>(
    id: Id,
    cause: CauseOf<Id>,
    evidence: GitHubEvidence & Partial<FxiaokeEvidence> = {},
  ): string =>
    words(id, cause, { evidence })
      .next.map(({ en }) => en)
      .join('\n')

  test.each([
    ['app-credentials-rejected', 'refused'],
    ['app-not-authorized', 'refused'],
    ['fxiaoke-busy', 'refused'],
    ['refresh-token-rejected', 'refused'],
    ['ip-not-allowed', 'refused'],
    ['fxiaoke-error', 'refused'],
    ['fxiaoke-error', 'unreadable'],
    ['fxiaoke-error', 'incomplete'],
    ['wrong-cloud-domain', 'redirect'],
    ['wrong-cloud-domain', 'client-error'],
    ['wrong-cloud-domain', 'no-json'],
    ['authorization-code-rejected', 'refused'],
    ['authorization-code-rejected', 'redirect-url'],
  ] as const)('of %s %s mention the IP allow-list', (id, cause) => {
    const { next } = words(id, cause as never)
    expect(next.some(({ en }) => en.includes('IP allow-list'))).toBe(true)
    expect(next.some(({ zh }) => zh.includes('白名单'))).toBe(true)
  })

  test.each([
    ['repository', /Repository secrets: .*Secrets: Read and write.*repo/m],
    ['environment', /Environment secrets: .*Environments: Read and write/m],
    ['organization', /Organization secrets: .*admin:org/m],
    ['dependabot', /Dependabot secrets: .*Dependabot secrets: Read and write/m],
    ['codespaces', /Codespaces secrets: .*Codespaces secrets: Read and write/m],
  ] as const)('of secrets-token-cannot-write name only the permission for a %s', (placeKind, permission) => {
    const text = steps('secrets-token-cannot-write', 'forbidden', { placeKind })
    expect(text).toMatch(permission)
    expect(
      text.match(/(Repository|Environment|Organization|Dependabot|Codespaces) secrets: (?!Read)/gm),
    ).toHaveLength(1)
  })

  test('of secrets-token-cannot-write leave out a permission that only allows reading', () => {
    const named = (acceptedPermissions: string): string =>
      steps('secrets-token-cannot-write', 'forbidden', { placeKind: 'environment', acceptedPermissions })
    expect(named('environments=read')).not.toContain('environments=read')
    expect(named('environments=read')).toContain('Environments: Read and write')
    expect(named('environments=write')).toContain('“environments=write”')
  })

  test('of ip-not-allowed start with the address from Fxiaoke, or else with how to find it', () => {
    const first = (evidence: Partial<FxiaokeEvidence>): string =>
      steps('ip-not-allowed', 'refused', evidence).split('\n', 1).join()
    expect(first({ host: 'open.fxiaoke.com', address: '203.0.113.9' })).toContain('add “203.0.113.9” to')
    for (const host of ['open.fxiaoke.com', 'open-ale.fxiaoke.com:443'])
      expect(first({ host })).toContain('(in mainland China), for example: curl https://myip.ipip.net')
    for (const host of ['open-hws.fxiaoke.com', 'open-na.sharecrm.com', 'open-ksc.sharecrm.com'])
      expect(first({ host })).toContain('(outside mainland China), for example: curl https://ifconfig.me')
  })

  test('of a refused code first suggest that it was used or expired', () => {
    const { next } = words('authorization-code-rejected', 'refused')
    expect(next[0]?.en).toMatch(/used before, or came too late/)
    expect(words('authorization-code-rejected', 'redirect-url').next[0]?.en).toMatch(/^Make redirect-url/)
  })

  test('of wrong-cloud-domain list every cloud', () => {
    for (const { host } of CLOUDS) expect(steps('wrong-cloud-domain', 'no-json')).toContain(host)
  })

  test('of secrets-token-rejected have the single sign-on page if GitHub names it', () => {
    expect(steps('secrets-token-rejected', 'sso', FULL.evidence)).toContain(FULL.evidence.ssoUrl)
  })

  test('of fxiaoke-quota depend on the error code', () => {
    expect(steps('fxiaoke-quota', 'refused', { errorCode: 30002 })).toContain('00:00')
    expect(steps('fxiaoke-quota', 'refused', { errorCode: 30002 })).not.toContain('buy')
    expect(steps('fxiaoke-quota', 'refused', { errorCode: 30003 })).not.toContain('00:00')
  })

  test('of a refused write depend on the status', () => {
    const mend = (status: number): string =>
      steps('store-failed', 'refresh-token', { request: 'PUT /x', status })
    expect(mend(401)).toContain('expired or was revoked')
    expect(mend(403)).toContain('Permissions')
    expect(mend(404)).toContain('place exists')
    expect(mend(422)).toContain('limited number of secrets')
    expect(mend(503)).toContain('githubstatus.com')
    expect(mend(418)).toContain('the status and the message')
    expect(
      steps('share-failed', 'not-written', { ...FULL.evidence, ssoUrl: 'https://sso.example' }),
    ).toContain('https://sso.example')
  })
})

describe('the fate of the token', () => {
  test.each(FATES)('%s is in both languages and claims nothing that the run cannot know', (fate) => {
    const failures = CASES.map(({ failure }) => failure).filter((failure) => failure.fate === fate)
    expect(failures.length).toBeGreaterThan(0)
    for (const failure of [undefined, ...failures]) {
      const text = fateSentence(fate, failure)
      expectComplete(text)
      expect(text.en).not.toMatch(/still (good|valid|works)|is (good|valid)/i)
      expect(text.zh).not.toMatch(/仍然?有效|仍可用/)
      if (fate !== 'not-sent') expect(text.en).not.toMatch(/not (sent|spent)/i)
      if (fate !== 'not-sent') expect(text.zh).not.toMatch(/未发送|没有被?消耗/)
    }
  })

  test('stays unknown in a refusal after an unanswered attempt', () => {
    const refused = {
      id: 'fxiaoke-busy',
      cause: 'refused',
      fate: 'unknown',
      evidence: FULL.evidence,
    } as const
    expect(fateSentence('unknown', { ...refused, afterUnansweredAttempt: true }).en).toContain(
      'Whatever was answered to a later attempt',
    )
    expect(fateSentence('unknown', refused).en).not.toContain('later attempt')
  })

  test('may be stored if the secret has changed in between', () => {
    const unstored = { id: 'store-failed', fate: 'unstored', place: FULL.place, secretName: 'A' } as const
    expect(fateSentence('unstored', { ...unstored, cause: 'changed' }).en).toMatch(/^Not known to be stored/)
    expect(fateSentence('unstored', { ...unstored, cause: 'refresh-token' }).en).toMatch(/^Not stored/)
  })

  test('is not anticipated in any other text about an error', () => {
    for (const { failure } of CASES) {
      const { happened, next } = wordsOf(failure)
      for (const { en, zh } of [happened, ...next]) {
        expect(en).not.toMatch(/(refresh )?token (is|was) (still|not) (good|valid|spent|sent)/i)
        expect(zh).not.toMatch(/刷新令牌(仍|没有被)/)
      }
    }
  })
})

test('docsPath points to the page in either language', () => {
  expect(docsPath('invalid-input')).toBe('docs/errors.md#invalid-input')
  expect(docsPath('store-failed', 'zh')).toBe('docs/errors.zh-CN.md#store-failed')
})
