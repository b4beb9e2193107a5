import { describe, expect, test } from '@jest/globals'
import type { StandIn } from '../../sandbox/workflow/step-run.ts'
import { dispatched, scheduled } from '../../sandbox/workflow/trigger.ts'
import type { WorkflowRun } from '../../sandbox/workflow/workflow-runner.ts'
import { CAN_RUN_SCRIPTS, runInBash } from '../support/machine/bash.ts'
import type { ScriptEnd } from '../support/machine/bash.ts'
import { example, ExampleRepository } from '../support/repository/example-repository.ts'

const TENANTS = ['tenant-east', 'tenant-north', 'tenant-south']
const HOUR = 3_600_000

const inHours = (hours: number): string =>
  `${new Date(Date.now() + hours * HOUR).toISOString().slice(0, 19)}Z`

/** A record whose refresh token ends then, as the action writes it. */
function record(hours: number, more: object = {}): string {
  return JSON.stringify({
    v: 1,
    refreshToken: { mark: 'aoOGvZR-tsaoC5jN9VNO5A', storedAt: inHours(-1), expiresAt: inHours(hours) },
    accessToken: { mark: 'YzAg_gHgnx1Y3SCYeYZTbw', expiresAt: inHours(1) },
    openUserId: 'FSUID_example',
    writtenBy: '777/2',
    seal: 'xFbBT9hFO_x_FLuWMzpKzw',
    ...more,
  })
}

/** What a job of the fleet said, and how it ended. */
type Said = ScriptEnd & { result: string }

/** Runs the example; each tenant has that record, or none. */
async function looked(
  records: (string | undefined)[],
  by: 'schedule' | 'hand' = 'schedule',
): Promise<Said[]> {
  await using repository = await ExampleRepository.open({ environment: 'tenant-east', shared: true })
  const { settings, sandbox } = repository
  const { repository: fullName, repositoryId: id } = sandbox
  sandbox.github.addRepository({ fullName, id, environments: TENANTS })
  settings.mayBeUnset('vars', ['FXIAOKE_TOKENS'])
  for (const [index, text] of records.entries()) {
    if (text !== undefined) settings.setVariables({ FXIAOKE_TOKENS: text }, TENANTS[index])
  }
  const ends = new Map<string, ScriptEnd>()
  const script: StandIn = async (step, runner) => {
    const end = await runInBash(step, runner)
    ends.set(step.env['TENANT'] ?? '', end)
    return { outcome: end.outcome }
  }
  const fleet = await example('fleet.yml')
  const run: WorkflowRun = await repository.run(fleet, by === 'hand' ? dispatched(fleet) : scheduled(fleet), {
    script,
  })
  expect(run.jobs.map(({ environment }) => environment).sort()).toEqual(TENANTS)
  return TENANTS.map((tenant) => {
    const end = ends.get(tenant)
    if (end === undefined) throw new Error(`${tenant} was not looked at`)
    const result = run.jobs.find(({ environment }) => environment === tenant)?.result ?? ''
    return { ...end, result }
  })
}

/** The cells of the one row of a table. */
const row = ({ summary }: ScriptEnd): string[] => {
  const [, , cells = '', ...more] = summary.trimEnd().split('\n')
  expect(more).toEqual([])
  return cells
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
}

;(CAN_RUN_SCRIPTS ? describe : describe.skip)('fleet.yml', () => {
  test.each(['schedule', 'hand'] as const)(
    'by %s: a row for each tenant, with what its record says',
    async (by) => {
      const [east, ...others] = await looked([record(59 * 24), record(8 * 24), record(30 * 24)], by)
      if (east === undefined) throw new Error('no tenant was looked at')

      expect([east, ...others].map(({ result }) => result)).toEqual(['success', 'success', 'success'])
      expect(row(east)).toEqual([
        '`tenant-east`',
        '`FSUID_example`',
        expect.stringMatching(/^`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`$/),
        expect.stringMatching(/^`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`$/),
        '[777/2](https://github.com/acme/crm/actions/runs/777/attempts/2)',
      ])
      expect(east.log).toBe('')
    },
  )

  test.each([
    [7 * 24 + 1, 'success', ''],
    [7 * 24 - 1, 'failure', 'The refresh token ends in 6 days'],
    [-1, 'failure', 'The refresh token ends in -1 days'],
  ])(
    'a refresh token that ends in %i hours: %s; the other tenants are looked at',
    async (hours, result, said) => {
      const [east, north, south] = await looked([record(1000), record(hours), record(1000)])
      expect([east?.result, north?.result, south?.result]).toEqual(['success', result, 'success'])
      expect(north?.log).toContain(said)
      expect(north?.log.startsWith('::error title=tenant-north::')).toBe(result === 'failure')
    },
  )

  const HOSTILE = '| [click](https://evil.example) <img src=x> ::error::no\n## Title'
  test.each<[string, string | undefined]>([
    ['there is none', undefined],
    ['it is no JSON', '{"v":1'],
    ['it is nothing but a space', ' '],
    ['it is several', `${record(1000)}${record(1000)}`],
    ['it is a text', '"v"'],
    ['it is of a later version', record(1000, { v: 2 })],
    ['it has nothing of the refresh token', record(1000, { refreshToken: undefined })],
    ['the refresh token is a text', record(1000, { refreshToken: 'FSREFTOK_1' })],
    ['its end is no time', record(1000, { refreshToken: { expiresAt: HOSTILE } })],
  ])('no record of the refresh token: %s', async (_case, text) => {
    const [east] = await looked([text, record(1000), record(1000)])
    expect(east?.result).toBe('failure')
    expect(east?.log).toContain('There is no record of the refresh token')
    expect(east?.summary).not.toContain('FSREFTOK')
    expect(row(east ?? raise())[2]).toBe('?')
  })

  test('what people can write into a variable is no Markdown, and no command', async () => {
    const [east] = await looked([
      record(1000, {
        openUserId: `FSUID_1\n${HOSTILE}`,
        writtenBy: `1/1\n${HOSTILE}`,
        accessToken: { expiresAt: `2027-01-01T00:00:00Z\n${HOSTILE}` },
      }),
      record(1000),
      record(1000),
    ])
    expect(row(east ?? raise())).toEqual(['`tenant-east`', '?', expect.any(String), '?', '?'])
    expect(east?.log).toBe('')
  })
})

function raise(): never {
  throw new Error('no tenant was looked at')
}
