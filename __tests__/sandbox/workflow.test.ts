import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { called, dispatched, scheduled } from '../../sandbox/workflow/trigger.ts'
import type { Trigger } from '../../sandbox/workflow/trigger.ts'
import { readWorkflow } from '../../sandbox/workflow/workflow.ts'
import type { Workflow } from '../../sandbox/workflow/workflow.ts'
import { rotationOf } from '../support/repository/example-outcome.ts'
import { example, EXAMPLES, ExampleRepository } from '../support/repository/example-repository.ts'

/** An example workflow with a mistake in it. */
function changed(name: string, from: string, to: string): Promise<Workflow> {
  const text = readFileSync(join(EXAMPLES, name), 'utf8')
  expect(text).toContain(from)
  return readWorkflow(name, text.replace(from, to))
}

const anyTrigger = (workflow: Workflow): Trigger =>
  workflow.events.workflow_dispatch === undefined ? scheduled(workflow) : dispatched(workflow)

const SCHEDULE = { eventName: 'schedule', event: {} }
const CALLER = { with: { environment: 'fxiaoke' }, permissions: { actions: 'read' }, secrets: 'inherit' }

const JOB_ENVIRONMENT = '    environment:\n      name: fxiaoke\n      deployment: false\n'

describe('running a workflow', () => {
  test.each([
    ['rotate.yml', 'secrets.SECRETS_TOKEN', 'secrets.SECRET_TOKEN', 'secrets.SECRET_TOKEN'],
    ['rotate.yml', 'vars.FXIAOKE_APP_ID', 'vars.FXIAOKE_APPID', 'vars.FXIAOKE_APPID'],
    ['rotate.yml', 'secrets.FXIAOKE_APP_SECRET', 'vars.FXIAOKE_APP_SECRET', 'vars.FXIAOKE_APP_SECRET'],
    ['rotate.yml', JOB_ENVIRONMENT, '', 'vars.FXIAOKE_APP_ID'],
    ['rotate.yml', '    if: always()\n', '    if: github.actr\n', 'github.actr'],
    ['deploy-with-reuse.yml', 'outputs.access-token', 'outputs.access_token', 'outputs.access_token'],
    ['deploy-with-reuse.yml', 'steps.fxiaoke.', 'steps.fxiaokee.', 'steps.fxiaokee'],
    ['github-app.yml', 'steps.app.outputs.token', 'steps.app.outputs.tokens', 'outputs.tokens'],
    [
      'tenants.yml',
      '${{ matrix.tenant }}\n      deployment',
      '${{ matrix.x }}\n      deployment',
      'matrix.x',
    ],
    ['watchdog.yml', 'secrets.FEISHU_WEBHOOK', 'secrets.LARK_WEBHOOK', 'secrets.LARK_WEBHOOK'],
    ['watchdog.yml', '${{ steps.look.outputs.alarm', '${{ steps.look.outputs.alert', 'outputs.alert'],
  ])('rejects %s with %j changed to %j', async (name, from, to, complaint) => {
    await using repository = await ExampleRepository.open()
    repository.settings.mayBeUnset('secrets', ['FEISHU_WEBHOOK', 'WECOM_WEBHOOK', 'DINGTALK_WEBHOOK'])
    repository.settings.setVariables({ SECRETS_APP_CLIENT_ID: 'Iv23li' })
    repository.settings.setSecrets({ SECRETS_APP_PRIVATE_KEY: 'key' })
    repository.actions['actions/create-github-app-token'] = () => ({
      outcome: 'success',
      outputs: { token: repository.sandbox.secretsToken },
    })
    const workflow = await changed(name, from, to)
    const trigger = name === 'tenants.yml' ? scheduled(workflow) : anyTrigger(workflow)
    const script = (): { outcome: 'success'; outputs: Record<string, string> } => ({
      outcome: 'success',
      outputs: { alarm: 'ring' },
    })
    await expect(repository.run(workflow, trigger, { script })).rejects.toThrow(complaint)
  })

  test('passes a missing input on to the action, which reports it', async () => {
    await using repository = await ExampleRepository.open()
    const rotate = await changed('rotate.yml', '          environment: fxiaoke\n', '')
    const { jobs } = await repository.run(rotate, scheduled(rotate))
    expect(rotationOf(jobs[0]).outputs['error-code']).not.toBe('')
  })

  test("gives the job's token the permissions of the job", async () => {
    await using repository = await ExampleRepository.open()
    const rotate = await changed('rotate.yml', 'actions: read', 'contents: read')
    const { jobs } = await repository.run(rotate, scheduled(rotate))
    expect(rotationOf(jobs[0]).main.annotations).toMatchObject([{ level: 'warning' }])
  })

  test('drops a job output that contains a secret', async () => {
    await using repository = await ExampleRepository.open()
    const reusable = await changed(
      'reusable.yml',
      'steps.fxiaoke.outputs.status',
      'steps.fxiaoke.outputs.access-token',
    )
    const { jobs, outputs } = await repository.run(reusable, called(reusable, CALLER, SCHEDULE))
    expect(rotationOf(jobs[0]).outputs['access-token']).not.toBe('')
    expect(outputs['status']).toBe('')
  })
})

describe('a workflow that GitHub or the sandbox does not support', () => {
  test.each([
    ['a context that is not available there', 'group: fxiaoke-token #', 'group: ${{ secrets.X }} #'],
    ['a key that does not exist', 'timeout-minutes', 'timeout-seconds'],
  ])('is rejected for %s', async (_case, from, to) => {
    await expect(changed('rotate.yml', from, to)).rejects.toThrow('rotate.yml')
  })

  test('is rejected for a key that the sandbox would ignore', async () => {
    await using repository = await ExampleRepository.open()
    const rotate = await changed(
      'rotate.yml',
      '    timeout-minutes',
      '    continue-on-error: true\n    timeout-minutes',
    )
    await expect(repository.run(rotate, scheduled(rotate))).rejects.toThrow('continue-on-error')
  })

  test('is rejected for an action that has no stand-in', async () => {
    await using repository = await ExampleRepository.open()
    const rotate = await changed('rotate.yml', 'fxiaoke-refresh-action@v1', 'fxiaoke-refresh-action@v2')
    await expect(repository.run(rotate, scheduled(rotate))).rejects.toThrow('nobody stands in for')
  })
})

describe('vars', () => {
  const VARIABLES = `
on: { schedule: [{ cron: '0 3 * * *' }] }
jobs:
  sees:
    if: vars.OF_ORGANIZATION == 'all' && vars.OF_REPOSITORY == '1' && !vars.OF_ENVIRONMENT && vars.NEAR == 'repository'
    runs-on: ubuntu-latest
    environment: { name: fxiaoke, deployment: false }
    steps:
      - run: echo near
        if: fromJSON(vars.of_environment).user == 'FSUID_1' && vars.NEAR == 'environment'
      - run: echo far
        if: vars.NEAR == 'repository'
  does-not-see:
    if: vars.OF_ENVIRONMENT
    runs-on: ubuntu-latest
    environment: { name: fxiaoke, deployment: false }
    steps: []
`
  test("come from repository and organization in a job's condition, and from the environment too in a step's", async () => {
    await using repository = await ExampleRepository.open()
    const { settings, sandbox } = repository
    const put = (name: string, value: string, visibility: 'all' | 'selected'): void => {
      sandbox.github.putVariable('orgs/acme/actions', name, value, { visibility })
    }
    put('OF_ORGANIZATION', 'all', 'all')
    put('OF_REPOSITORY', 'hidden: this repository is not selected', 'selected')
    put('NEAR', 'organization', 'all')
    settings.setVariables({ OF_REPOSITORY: '1', NEAR: 'repository' })
    settings.setVariables({ OF_ENVIRONMENT: '{"user":"FSUID_1"}', NEAR: 'environment' }, 'fxiaoke')
    settings.mayBeUnset('vars', ['OF_ENVIRONMENT'])
    const workflow = await readWorkflow('variables.yml', VARIABLES)
    const { jobs } = await repository.run(workflow, scheduled(workflow))
    expect(jobs.map(({ id, result }) => [id, result])).toEqual([
      ['sees', 'success'],
      ['does-not-see', 'skipped'],
    ])
    expect(jobs[0]?.steps.map(({ does, outcome }) => [does, outcome])).toEqual([
      ['echo near', 'success'],
      ['echo far', 'skipped'],
    ])
  })
})

test('a runner that shuts down during the action skips its post step and the rest of the job', async () => {
  await using repository = await ExampleRepository.open()
  const { github } = repository.sandbox
  github.faults.add({ path: '/', behaviour: { kind: 'stall' } })
  const last = '          dry-run: ${{ inputs.dry-run || false }}\n'
  const workflow = await changed('rotate.yml', last, `${last}      - run: echo later\n        if: always()\n`)
  const { jobs } = await repository.run(workflow, scheduled(workflow), {
    whileRunning: async (step) => {
      await step.onLog(/##\[endgroup\]/)
      await step.shutDown()
    },
  })
  expect(jobs[0]?.steps.map(({ outcome, post }) => [outcome, post])).toEqual([
    ['cancelled', undefined],
    ['skipped', undefined],
  ])
  expect(jobs[0]?.result).toBe('failure')
})

describe('workflow triggers', () => {
  test('fill the dispatch form with defaults, and reject values and inputs it does not offer', async () => {
    const tenants = await example('tenants.yml')
    expect(dispatched(tenants).inputs).toEqual({
      tenant: 'tenant-east',
      'authorization-code': '',
      'dry-run': false,
    })
    expect(scheduled(tenants).inputs).toEqual({
      tenant: null,
      'authorization-code': null,
      'dry-run': null,
    })
    expect(() => dispatched(tenants, { tenant: 'tenant-west' })).toThrow('tenant-west')
    expect(() => dispatched(tenants, { tenants: 'tenant-east' })).toThrow('tenants')
    expect(() => scheduled({ ...tenants, events: {} })).toThrow('no schedule')
  })

  test.each([
    ['without a required input', { ...CALLER, with: {} }, "'environment'"],
    ['with an unknown input', { ...CALLER, with: { environment: 'fxiaoke', org: 'x' } }, 'org'],
    ['without a permission it asks for', { ...CALLER, permissions: {} }, 'actions'],
    ['without its secrets', { ...CALLER, secrets: '' }, 'secrets.FXIAOKE_APP_SECRET'],
  ])('reject a call %s', async (_case, caller, complaint) => {
    await using repository = await ExampleRepository.open()
    const reusable = await example('reusable.yml')
    const run = async (): Promise<unknown> => repository.run(reusable, called(reusable, caller, SCHEDULE))
    await expect(run()).rejects.toThrow(complaint)
  })
})
