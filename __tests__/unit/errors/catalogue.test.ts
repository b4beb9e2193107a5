import { describe, expect, test } from '@jest/globals'
import { CATALOGUE, docsPath, fateSentence } from '../../../src/errors/catalogue.ts'
import { both } from '../../../src/bilingual.ts'
import type { Bilingual } from '../../../src/bilingual.ts'
import { ERROR_IDS } from '../../../src/errors/error-id.ts'
import type { ErrorId } from '../../../src/errors/error-id.ts'
import type { Evidence } from '../../../src/errors/evidence.ts'
import type { Fate } from '../../../src/errors/fate.ts'
import { RemoteText } from '../../../src/errors/remote-text.ts'

/** What the run throws: the contract between the catalogue and those who make evidence. */
const CAUSES: Partial<Record<ErrorId, readonly string[]>> = {
  'target-not-found': ['repository', 'environment', 'organization'],
  'secrets-token-rejected': ['bad-credentials', 'sso'],
  'secrets-token-cannot-write': ['workflow-token', 'forbidden', 'probe-refused'],
  'github-unreachable': ['network', 'proxy', 'certificate', 'server', 'limited'],
  'stale-refresh-token': ['changed-since', 'rerun-unreadable'],
  'fxiaoke-unreachable': ['network', 'proxy', 'certificate', 'timeout', 'interrupted', 'server'],
  'wrong-cloud-domain': ['redirect', 'client-error', 'no-json'],
  'authorization-code-rejected': [
    'refused',
    'state-missing',
    'state-old',
    'state-foreign',
    'landed-error',
    'landed-elsewhere',
    'code-missing',
  ],
  'fxiaoke-error': ['business', 'unreadable', 'incomplete'],
  'store-failed': ['refresh-token', 'access-token', 'changed', 'key-changed', 'too-large'],
}

const SAID = 'said by somebody else'

const FULL: Evidence = {
  problems: [
    both('app-id is required and is empty.', 'app-id 必填，但传进来是空的。'),
    both('dry-run must be true or false.', 'dry-run 只能是 true 或 false。'),
  ],
  request: 'PUT /repos/acme/crm/actions/secrets/FXIAOKE_REFRESH_TOKEN',
  status: 403,
  said: new RemoteText(SAID),
  network: 'ECONNRESET',
  traceId: 'E-O.fk1.8bd6',
  errorCode: 10006,
  host: 'open.fxiaoke.com',
  acceptedPermissions: 'secrets=write',
  ssoUrl: 'https://github.com/orgs/acme/sso?authorization_request=A1',
  place: both('environment "prod" of acme/crm', '仓库 acme/crm 的环境“prod”'),
  secretName: 'FXIAOKE_REFRESH_TOKEN',
  failed: [both('acme/app', '仓库 acme/app'), both('organization acme', '组织 acme')],
  accounts: { expected: 'FSUID_expected', actual: 'FSUID_actual' },
}

const EMPTY: Evidence = {
  problems: [],
  failed: [],
  accounts: { expected: '', actual: '' },
  host: '',
}

const CASES = ERROR_IDS.flatMap((id) => {
  const causes = [undefined, 'a cause of the future', ...(CAUSES[id] ?? [])]
  return causes.flatMap((cause) =>
    [{}, EMPTY, FULL, { ...FULL, afterUnansweredAttempt: true }].map((evidence, index) => ({
      id,
      cause: cause ?? 'none',
      index,
      evidence: cause === undefined ? evidence : { ...evidence, cause },
    })),
  )
})

const FATES: readonly Fate[] = ['not-sent', 'refused', 'unknown', 'replaced', 'unstored', 'discarded']

function expectComplete(text: Bilingual): void {
  expect(text.zh).toMatch(/\p{Script=Han}/u)
  expect(text.en).toMatch(/[a-z]/)
  // Markdown takes whatever follows a URL for a part of it, up to the next space.
  expect(text.zh).not.toMatch(/https:\S*[。，）]/)
  expect(text.en.replace(/“[^”]*”/g, '')).not.toMatch(/\p{Script=Han}/u)
  for (const language of [text.en, text.zh]) {
    expect(language).not.toMatch(/undefined|null|NaN|\[object|\[remote text|“”|\s{2}|\s$/)
    expect(language).not.toContain(SAID)
    // Plain text: the report escapes all of it.
    expect(language).not.toMatch(/[`<*]|!$|！/)
  }
}

describe('the texts of the catalogue', () => {
  test.each(CASES)('$id, cause $cause, evidence $index', ({ id, evidence }) => {
    const entry = CATALOGUE[id]
    const steps = entry.next(evidence)
    expect(steps.length).toBeGreaterThanOrEqual(1)
    expect(steps.length).toBeLessThanOrEqual(10)
    for (const text of [entry.title, entry.about, entry.happened(evidence), ...steps]) expectComplete(text)
    for (const text of [entry.about, entry.happened(evidence), ...steps]) {
      expect(text.en).toMatch(/[.:]$|https:\S+$/)
      expect(text.zh).toMatch(/[。：]$|”$|https:\S+$/)
    }
    expect(entry.title.en).not.toMatch(/\.$/)
    expect(entry.title.en.length).toBeLessThanOrEqual(80)
  })

  test.each(ERROR_IDS)('%s knows the causes that are thrown', (id) => {
    expect(Object.keys(CATALOGUE[id].causes)).toEqual(CAUSES[id] ?? [])
    for (const when of Object.values(CATALOGUE[id].causes)) expectComplete(when)
    expect(CATALOGUE[id].fates.length).toBeGreaterThan(0)
  })

  test('every cause of an error says something of its own', () => {
    for (const id of ERROR_IDS) {
      const said = (CAUSES[id] ?? []).map((cause) => CATALOGUE[id].happened({ cause }).en)
      expect(new Set(said).size).toBe(said.length)
    }
  })

  test('what was seen is named, in quotes and as it is', () => {
    expect(CATALOGUE['secret-not-found'].happened(FULL).en).toContain('environment "prod" of acme/crm does')
    expect(CATALOGUE['wrong-account'].happened(FULL).zh).toContain('“FSUID_actual”')
    expect(CATALOGUE['invalid-input'].next(FULL).map(({ en }) => en)).toEqual([
      ...(FULL.problems ?? []).map(({ en }) => en),
      expect.stringContaining('Start a new run'),
    ])
  })

  test('a long list of shares is cut', () => {
    const failed = Array.from({ length: 100 }, (_, index) =>
      both(`acme/app-${index}`, `仓库 acme/app-${index}`),
    )
    const { en, zh } = CATALOGUE['share-failed'].happened({ failed })
    expect(en).toContain('acme/app-9 and 90 more')
    expect(en).not.toContain('acme/app-10')
    expect(zh).toContain('等 100 处')
  })
})

describe('the next steps', () => {
  const steps = (id: ErrorId, evidence: Evidence = {}): string =>
    CATALOGUE[id]
      .next(evidence)
      .map(({ en }) => en)
      .join('\n')

  test.each([
    ['app-credentials-rejected', undefined],
    ['app-not-authorized', undefined],
    ['fxiaoke-busy', undefined],
    ['refresh-token-rejected', undefined],
    ['ip-not-allowed', undefined],
    ['fxiaoke-error', 'business'],
    ['fxiaoke-error', 'unreadable'],
    ['fxiaoke-error', 'incomplete'],
    ['wrong-cloud-domain', 'redirect'],
    ['wrong-cloud-domain', 'client-error'],
    ['wrong-cloud-domain', 'no-json'],
    ['authorization-code-rejected', 'refused'],
  ] as const)('%s %s speaks of the IP allow-list', (id, cause) => {
    const evidence = cause === undefined ? {} : { cause }
    expect(steps(id, evidence)).toMatch(/IP allow-list/)
    expect(
      CATALOGUE[id]
        .next(evidence)
        .map(({ zh }) => zh)
        .join('\n'),
    ).toMatch(/白名单/)
  })

  test.each([
    ['PUT /repos/acme/crm/actions/secrets/A', /Repository secrets: .*Secrets: Read and write.*repo/m],
    [
      'PUT /repos/acme/crm/environments/prod/secrets/A',
      /Environment secrets: .*Environments: Read and write/m,
    ],
    ['PUT /orgs/acme/actions/secrets/A', /Organization secrets: .*admin:org/m],
    // Names that look like another kind of place.
    ['PUT /repos/orgs/environments/actions/secrets/A', /Repository secrets: /m],
  ])('secrets-token-cannot-write names the one permission that %s needs', (request, permission) => {
    const text = steps('secrets-token-cannot-write', { cause: 'forbidden', request })
    expect(text).toMatch(permission)
    expect(text.match(/(Repository|Environment|Organization) secrets: /gm)).toHaveLength(1)
  })

  test('wrong-cloud-domain lists every cloud', () => {
    for (const host of [
      'open.fxiaoke.com',
      'open-hwcloud.fxiaoke.com',
      'open-ale.fxiaoke.com',
      'open-ksc.sharecrm.com',
      'open-hws.fxiaoke.com',
      'open-na.sharecrm.com',
    ])
      expect(steps('wrong-cloud-domain')).toContain(host)
  })

  test('the page for single sign-on is given where GitHub names it', () => {
    expect(steps('secrets-token-rejected', { ...FULL, cause: 'sso' })).toContain(FULL.ssoUrl)
  })

  test('fxiaoke-quota says what the code tells', () => {
    expect(steps('fxiaoke-quota', { errorCode: 30002 })).toContain('00:00')
    expect(steps('fxiaoke-quota', { errorCode: 30002 })).not.toContain('buy')
    expect(steps('fxiaoke-quota', { errorCode: 30003 })).not.toContain('00:00')
  })

  test('a refused write names what the status tells', () => {
    const mend = (status: number): string =>
      steps('store-failed', { cause: 'refresh-token', request: 'PUT /x', status })
    expect(mend(401)).toContain('expired or was revoked')
    expect(mend(403)).toContain('Permissions')
    expect(mend(404)).toContain('place exists')
    expect(mend(422)).toContain('limited number of secrets')
    expect(mend(503)).toContain('githubstatus.com')
    expect(mend(418)).toContain('the status and the message')
    expect(steps('share-failed', { ...FULL, ssoUrl: 'https://sso.example' })).toContain('https://sso.example')
  })
})

describe('the fate of the token', () => {
  const EVIDENCES: readonly Evidence[] = [
    {},
    FULL,
    { afterUnansweredAttempt: true },
    ...['changed', 'interrupted', 'authorized', 'refreshed'].map((cause) => ({ cause })),
  ]

  test.each(FATES)('%s is said in both languages and claims nothing that the run cannot know', (fate) => {
    for (const evidence of EVIDENCES) {
      const text = fateSentence(fate, evidence)
      expectComplete(text)
      expect(text.en).not.toMatch(/still (good|valid|works)|is (good|valid)/i)
      expect(text.zh).not.toMatch(/仍然?有效|仍可用/)
      if (fate !== 'not-sent') expect(text.en).not.toMatch(/not (sent|spent)/i)
      if (fate !== 'not-sent') expect(text.zh).not.toMatch(/未发送|没有被?消耗/)
    }
  })

  test('a refusal after an unanswered attempt does not settle it', () => {
    expect(fateSentence('unknown', { afterUnansweredAttempt: true }).en).toContain(
      'Whatever was answered to a later attempt',
    )
  })

  test('a secret that changed meanwhile may hold the new token', () => {
    expect(fateSentence('unstored', { cause: 'changed' }).en).toMatch(/^Not known to be stored/)
    expect(fateSentence('unstored', { cause: 'refresh-token' }).en).toMatch(/^Not stored/)
  })

  test('no text about an error says what only the fate may say', () => {
    for (const { id, evidence } of CASES) {
      const { happened, next } = CATALOGUE[id]
      for (const { en, zh } of [happened(evidence), ...next(evidence)]) {
        expect(en).not.toMatch(/(refresh )?token (is|was) (still|not) (good|valid|spent|sent)/i)
        expect(zh).not.toMatch(/刷新令牌(仍|没有被)/)
      }
    }
  })
})

test('docsPath leads to the page in either language', () => {
  expect(docsPath('invalid-input')).toBe('docs/errors.md#invalid-input')
  expect(docsPath('store-failed', 'zh')).toBe('docs/errors.zh-CN.md#store-failed')
})
