import { expect, test } from '@jest/globals'
import {
  actionsSettingsUrl,
  environmentUrl,
  newAppUrl,
  newEnvironmentUrl,
  newTokenUrl,
} from '../../../src/github/forms.ts'
import type { Place } from '../../../src/github/place.ts'

const GITHUB = 'https://github.com'
const crm = { owner: 'acme', repo: 'crm' }
const repository: Place = { kind: 'repository', ...crm }
const environment: Place = { kind: 'environment', ...crm, environment: 'prod eu' }

/** The values filled into a form. */
const filledIn = (url: string): Record<string, string> => Object.fromEntries(new URL(url).searchParams)

test.each<[Place, string[]]>([
  [repository, ['secrets', 'actions_variables']],
  [environment, ['environments']],
  [{ kind: 'organization', owner: 'acme' }, ['organization_secrets', 'organization_actions_variables']],
  [{ kind: 'dependabot', ...crm }, ['dependabot_secrets']],
  [{ kind: 'codespaces', ...crm }, ['codespaces_secrets']],
])('a token for %j gets only the permissions that it needs', (place, permissions) => {
  expect(filledIn(newTokenUrl([place], GITHUB))).toEqual({
    name: 'Fxiaoke tokens acme',
    description: expect.any(String),
    target_name: 'acme',
    expires_in: '365',
    ...Object.fromEntries(permissions.map((permission) => [permission, 'write'])),
  })
})

test('a token covers shares of the same owner only', () => {
  const shares: Place[] = [
    { kind: 'dependabot', owner: 'Acme', repo: 'app' },
    { kind: 'codespaces', owner: 'other', repo: 'app' },
  ]
  const filled = filledIn(newTokenUrl([environment, ...shares], GITHUB))
  expect(filled).toMatchObject({ environments: 'write', dependabot_secrets: 'write' })
  expect(filled).not.toHaveProperty('codespaces_secrets')
})

test('names have at most the length that GitHub accepts', () => {
  const place: Place = { kind: 'repository', owner: 'o'.repeat(39), repo: 'crm' }
  expect(filledIn(newTokenUrl([place], GITHUB))['name']).toHaveLength(40)
  expect(filledIn(newAppUrl([place], false, crm, GITHUB))['name']).toHaveLength(34)
})

test('other servers get the form without values', () => {
  expect(newTokenUrl([environment], 'https://ghe.test')).toBe(
    'https://ghe.test/settings/personal-access-tokens/new',
  )
})

test('an App belongs to the organization or to the owner of the repository', () => {
  const [own, ofOrganization] = [false, true].map((is) =>
    newAppUrl([environment], is, crm, 'https://ghe.test'),
  )
  expect(new URL(own ?? '').pathname).toBe('/settings/apps/new')
  expect(new URL(ofOrganization ?? '').pathname).toBe('/organizations/acme/settings/apps/new')
  expect(filledIn(own ?? '')).toEqual({
    name: 'Fxiaoke tokens acme',
    description: expect.any(String),
    url: 'https://ghe.test/acme/crm',
    public: 'false',
    webhook_active: 'false',
    environments: 'write',
  })
})

test('links to the settings have encoded names', () => {
  expect(environmentUrl(crm, 4711, GITHUB)).toBe(`${GITHUB}/acme/crm/settings/environments/4711/edit`)
  expect(environmentUrl(crm, undefined, GITHUB)).toBe(`${GITHUB}/acme/crm/settings/environments`)
  expect(newEnvironmentUrl(crm, GITHUB)).toBe(`${GITHUB}/acme/crm/settings/environments/new`)
  expect(actionsSettingsUrl({ owner: 'a/b', repo: 'c?d#e' }, GITHUB)).toBe(
    `${GITHUB}/a%2Fb/c%3Fd%23e/settings/actions`,
  )
})
