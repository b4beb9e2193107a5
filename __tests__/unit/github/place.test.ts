import { describe, expect, test } from '@jest/globals'
import { isOwnerName, isRepositoryName } from '../../../src/github/names.ts'
import {
  describePlace,
  mostSecrets,
  neededPermissions,
  newSecretUrl,
  newVariableUrl,
  placePath,
  samePlace,
  secretPath,
  settingsUrl,
} from '../../../src/github/place.ts'
import type { Place } from '../../../src/github/place.ts'

const crm = { owner: 'acme', repo: 'crm' }
const PLACES: readonly Place[] = [
  { kind: 'repository', ...crm },
  { kind: 'environment', ...crm, environment: 'prod eu' },
  { kind: 'dependabot', ...crm },
  { kind: 'codespaces', ...crm },
  { kind: 'organization', owner: 'acme' },
]

test('each place has its own path, description and settings page', () => {
  expect(PLACES.map(placePath)).toEqual([
    'acme/crm',
    'acme/crm/environments/prod eu',
    'acme/crm/dependabot',
    'acme/crm/codespaces',
    'orgs/acme',
  ])
  expect(PLACES.map(describePlace)).toEqual([
    { en: 'acme/crm', zh: '仓库 acme/crm' },
    { en: 'environment "prod eu" of acme/crm', zh: '仓库 acme/crm 的环境“prod eu”' },
    { en: 'Dependabot secrets of acme/crm', zh: '仓库 acme/crm 的 Dependabot Secret' },
    { en: 'Codespaces secrets of acme/crm', zh: '仓库 acme/crm 的 Codespaces Secret' },
    { en: 'organization acme', zh: '组织 acme' },
  ])
  expect(PLACES.map((place) => settingsUrl(place, 'https://github.example.com'))).toEqual([
    'https://github.example.com/acme/crm/settings/secrets/actions',
    'https://github.example.com/acme/crm/settings/environments',
    'https://github.example.com/acme/crm/settings/secrets/dependabot',
    'https://github.example.com/acme/crm/settings/secrets/codespaces',
    'https://github.example.com/organizations/acme/settings/secrets/actions',
  ])
})

test('each secret has its own API path, which needs no quoting', () => {
  expect(PLACES.map((place) => secretPath(place, "A'B"))).toEqual([
    'repos/acme/crm/actions/secrets/A%27B',
    'repos/acme/crm/environments/prod%20eu/secrets/A%27B',
    'repos/acme/crm/dependabot/secrets/A%27B',
    'repos/acme/crm/codespaces/secrets/A%27B',
    'orgs/acme/actions/secrets/A%27B',
  ])
})

test('each place has GitHub’s forms for a missing secret or variable', () => {
  expect(PLACES.map((place) => newSecretUrl(place, 'https://ghe.test'))).toEqual([
    'https://ghe.test/acme/crm/settings/secrets/actions/new',
    'https://ghe.test/acme/crm/settings/environments',
    'https://ghe.test/acme/crm/settings/secrets/dependabot/new',
    'https://ghe.test/acme/crm/settings/secrets/codespaces/new',
    'https://ghe.test/organizations/acme/settings/secrets/actions/new',
  ])
  expect(PLACES.map((place) => newVariableUrl(place, 'https://ghe.test'))).toEqual([
    'https://ghe.test/acme/crm/settings/variables/actions/new',
    'https://ghe.test/acme/crm/settings/environments',
    undefined,
    undefined,
    'https://ghe.test/organizations/acme/settings/variables/actions/new',
  ])
})

test('each place has its own permissions; without a place, those for a refresh token are returned', () => {
  const each = PLACES.map(({ kind }) => neededPermissions(kind))
  expect(each.map(([words]) => words?.en.split(':')[0])).toEqual([
    'Repository secrets',
    'Environment secrets',
    'Dependabot secrets',
    'Codespaces secrets',
    'Organization secrets',
  ])
  expect(neededPermissions()).toEqual([each[0], each[1], each[4]].flat())
})

test('an organization holds more secrets than any other place', () => {
  expect(PLACES.map(mostSecrets)).toEqual([100, 100, 100, 100, 1_000])
})

describe('the same place', () => {
  test('differs in anything except case', () => {
    for (const [index, one] of PLACES.entries())
      for (const [other, two] of PLACES.entries()) {
        const shouted = { ...two, owner: two.owner.toUpperCase() }
        expect(samePlace(one, shouted)).toBe(index === other)
      }
    const environment = { kind: 'environment' as const, ...crm }
    expect(samePlace({ ...environment, environment: 'Prod' }, { ...environment, environment: 'prod' })).toBe(
      true,
    )
    expect(samePlace({ ...environment, environment: 'prod' }, { ...environment, environment: 'prod2' })).toBe(
      false,
    )
    expect(samePlace({ kind: 'repository', ...crm }, { kind: 'repository', ...crm, repo: 'CRM' })).toBe(true)
  })
})

test.each([
  ['acme', true],
  ['a', true],
  ['octo_acme', true],
  ['A-1', true],
  ['9', true],
  ['-a', false],
  ['_a', false],
  ['', false],
  ['a.b', false],
  ['a/b', false],
  ['ä', false],
  ['acme\n', false],
  ['a'.repeat(99), true],
  ['a'.repeat(100), false],
])('owner %j: %s', (name, good) => {
  expect(isOwnerName(name)).toBe(good)
})

test.each([
  ['crm', true],
  ['.github', true],
  ['a_b-c.d', true],
  ['...', true],
  ['.', false],
  ['..', false],
  ['', false],
  ['a b', false],
  ['a/b', false],
  ['crm\n', false],
  ['r'.repeat(100), true],
  ['r'.repeat(101), false],
])('repository %j: %s', (name, good) => {
  expect(isRepositoryName(name)).toBe(good)
})
