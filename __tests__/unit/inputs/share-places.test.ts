import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { placePath, samePlace } from '../../../src/github/place.ts'
import type { Place } from '../../../src/github/place.ts'
import { isEnvironmentName, readSharePlace, readSharePlaces } from '../../../src/inputs/share-places.ts'

const crm = { owner: 'acme', repo: 'crm' }

const owner = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,38}$/).filter((name) => name !== 'orgs')
const repo = fc.stringMatching(/^[\w.-]{1,100}$/).filter((name) => name !== '.' && name !== '..')
// Any name on one line; trimmed, as the line is.
const environment = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
  .map((name) => name.trim())
  .filter((name) => isEnvironmentName(name))

const place: fc.Arbitrary<Place> = fc.oneof(
  fc.record({ kind: fc.constant('repository' as const), owner, repo }),
  fc.record({ kind: fc.constant('environment' as const), owner, repo, environment }),
  fc.record({ kind: fc.constant('dependabot' as const), owner, repo }),
  fc.record({ kind: fc.constant('codespaces' as const), owner, repo }),
  fc.record({ kind: fc.constant('organization' as const), owner }),
)

describe('a line of share-access-token-with', () => {
  test.each<[string, Place]>([
    ['acme/crm', { kind: 'repository', ...crm }],
    ['acme/.github', { kind: 'repository', owner: 'acme', repo: '.github' }],
    ['octo_acme/crm', { kind: 'repository', owner: 'octo_acme', repo: 'crm' }],
    ['acme/crm/environments/prod', { kind: 'environment', ...crm, environment: 'prod' }],
    ['acme/crm/environments/prod eu', { kind: 'environment', ...crm, environment: 'prod eu' }],
    ['acme/crm/environments/prod/eu', { kind: 'environment', ...crm, environment: 'prod/eu' }],
    ['acme/crm/environments/生产', { kind: 'environment', ...crm, environment: '生产' }],
    ['acme/crm/dependabot', { kind: 'dependabot', ...crm }],
    ['acme/crm/codespaces', { kind: 'codespaces', ...crm }],
    ['orgs/acme', { kind: 'organization', owner: 'acme' }],
  ])('%s', (line, expected) => {
    expect(readSharePlace(line)).toEqual(expected)
  })

  test.each([
    'acme',
    'acme/',
    '/crm',
    'acme/crm/',
    'acme/..',
    'acme/.',
    'acme/crm tool',
    'acme /crm',
    '-acme/crm',
    'https://github.com/acme/crm',
    'acme/crm/actions',
    'acme/crm/Dependabot',
    'acme/crm/environments',
    'acme/crm/environments/',
    'acme/crm/environments/ ',
    'acme/crm/environments/a\tb',
    `acme/crm/environments/${'x'.repeat(256)}`,
    'acme/crm/dependabot/more',
    'acme/crm/codespaces/',
    'orgs/',
    'orgs/acme/',
    'orgs/acme/crm',
    'orgs/ac me',
    `${'a'.repeat(100)}/crm`,
    `acme/${'r'.repeat(101)}`,
  ])('%j is not a place', (line) => {
    expect(readSharePlace(line)).toBeUndefined()
  })

  test('reads every written place back', () => {
    fc.assert(
      fc.property(place, (written) => {
        expect(readSharePlace(placePath(written))).toEqual(written)
      }),
    )
  })
})

describe('share-access-token-with', () => {
  test('has one place per line, and ignores empty lines, indentation and kinds of line ending', () => {
    const { places, problems } = readSharePlaces('\n  acme/crm \r\n\r\n\torgs/acme\racme/crm/dependabot\n')
    expect(places.map(placePath)).toEqual(['acme/crm', 'orgs/acme', 'acme/crm/dependabot'])
    expect(problems).toEqual([])
  })

  test('may be empty', () => {
    expect(readSharePlaces('')).toEqual({ places: [], problems: [] })
    expect(readSharePlaces(' \n\t\n')).toEqual({ places: [], problems: [] })
  })

  test('reports each wrong line, and still reads the right ones', () => {
    const { places, problems } = readSharePlaces('acme\nacme/crm\nACME/crm\norgs/')
    expect(places.map(placePath)).toEqual(['acme/crm'])
    expect(problems.map(({ en }) => en)).toEqual([
      expect.stringContaining('"acme" is not a place'),
      expect.stringContaining('"ACME/crm" is named twice'),
      expect.stringContaining('"orgs/" is not a place'),
    ])
  })

  test('reports a place of any kind that is repeated in another case', () => {
    fc.assert(
      fc.property(place, (written) => {
        const upper: Place = { ...written, owner: written.owner.toUpperCase() }
        const { places, problems } = readSharePlaces(`${placePath(written)}\n${placePath(upper)}`)
        expect(places).toEqual([written])
        expect(problems.map(({ en }) => en)).toEqual([expect.stringContaining('named twice')])
      }),
    )
  })

  test('reads each line as a place or a problem, and never throws', () => {
    const line = fc.oneof(
      place.map(placePath),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('/', '//', 'orgs//'),
    )
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), (lines) => {
        const value = lines.join('\n')
        const { places, problems } = readSharePlaces(value)
        const given = value.split(/\r\n|[\n\r]/).filter((one) => one.trim() !== '')
        expect(places.length + problems.length).toBe(given.length)
        const paths = places.map(placePath)
        expect(places.some((one, index) => places.slice(0, index).some((two) => samePlace(one, two)))).toBe(
          false,
        )
        expect(readSharePlaces(paths.join('\n'))).toEqual({ places, problems: [] })
      }),
    )
  })
})

test.each([
  ['prod', true],
  ['x'.repeat(255), true],
  ['生产 (eu) 🚀', true],
  ['', false],
  ['x'.repeat(256), false],
  ['a\nb', false],
  ['a\u0085b', false],
])('environment name %j: %s', (name, good) => {
  expect(isEnvironmentName(name)).toBe(good)
})
