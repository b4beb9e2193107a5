import { describe, expect, test } from '@jest/globals'
import {
  describePlace,
  isOwnerName,
  isRepositoryName,
  placePath,
  samePlace,
  settingsUrl,
} from '../../../src/github/place.ts'
import type { Place } from '../../../src/github/place.ts'
import { placeParameters, secretRoutes } from '../../../src/github/secret-routes.ts'

const crm = { owner: 'acme', repo: 'crm' }
const PLACES: readonly Place[] = [
  { kind: 'repository', ...crm },
  { kind: 'environment', ...crm, environment: 'prod eu' },
  { kind: 'dependabot', ...crm },
  { kind: 'codespaces', ...crm },
  { kind: 'organization', owner: 'acme' },
]

test('each place has its own way of being written, and its own page in the settings', () => {
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

test('each kind of place has routes of its own, and parameters that fill them', () => {
  for (const place of PLACES) {
    const { publicKey, read, write, remove } = secretRoutes(place)
    const given = new Set([...Object.keys(placeParameters(place)), 'secret_name'])
    for (const route of [publicKey, read, write, remove])
      for (const [, parameter = ''] of route.matchAll(/\{(\w+)\}/g))
        expect([route, given.has(parameter)]).toEqual([route, true])
    expect([publicKey, read, write, remove].map((route) => route.split(' ')[0])).toEqual([
      'GET',
      'GET',
      'PUT',
      'DELETE',
    ])
    expect(new Set([read, write, remove].map((route) => route.split(' ')[1])).size).toBe(1)
  }
  expect(new Set(PLACES.map((place) => secretRoutes(place).write)).size).toBe(PLACES.length)
})

describe('the same place', () => {
  test('case does not count, anything else does', () => {
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
