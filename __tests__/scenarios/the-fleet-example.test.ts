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

/** A record as the action writes it, whose refresh token expires in that many hours. */
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

/** What a fleet job printed, and its result. */
type Said = ScriptEnd & { result: string }

/** Runs the example with a record, or none, for each tenant. */
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

/** The cells of a table's only row. */
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
    'lists each tenant with the data of its record, started by %s',
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
    'ends the job of a refresh token that expires in %i hours with %s, and checks the other tenants',
    async (hours, result, said) => {
      const [east, north, south] = await looked([record(1000), record(hours), record(1000)])
      expect([east?.result, north?.result, south?.result]).toEqual(['success', result, 'success'])
      expect(north?.log).toContain(said)
      expect(north?.log.startsWith('::error title=tenant-north::')).toBe(result === 'failure')
    },
  )

  const HOSTILE = '| [click](https://evil.example) <img src=x> ::error::no\n## Title'
  test.each<[string, string | undefined]>([
    ['no variable', undefined],
    ['invalid JSON', '{"v":1'],
    ['only a space', ' '],
    ['several records', `${record(1000)}${record(1000)}`],
    ['a string', '"v"'],
    ['a later version', record(1000, { v: 2 })],
    ['no refresh token', record(1000, { refreshToken: undefined })],
    ['a string as refresh token', record(1000, { refreshToken: 'FSREFTOK_1' })],
    ['an invalid expiry time', record(1000, { refreshToken: { expiresAt: HOSTILE } })],
  ])('fails without a record of the refresh token: %s', async (_case, text) => {
    const [east] = await looked([text, record(1000), record(1000)])
    expect(east?.result).toBe('failure')
    expect(east?.log).toContain('There is no record of the refresh token')
    expect(east?.summary).not.toContain('FSREFTOK')
    expect(row(east ?? raise())[2]).toBe('?')
  })

  test('prints nothing from a variable as Markdown or as a command', async () => {
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
