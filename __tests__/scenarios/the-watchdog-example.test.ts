import { spawnSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { evaluated } from '../../sandbox/workflow/expression.ts'
import type { WorkflowRun } from '../../sandbox/workflow/workflow-runner.ts'
import { example } from '../support/repository/example-repository.ts'
import { HAS_GH } from '../support/machine/gh-through-a-proxy.ts'
import { CHATS, RUN_URL, WatchedRepository } from '../support/watchdog/watched-repository.ts'
import { CAN_WATCH } from '../support/watchdog/watchdog-machine.ts'

const TITLE = 'The Fxiaoke token needs a look'

const outcomes = ({ jobs }: WorkflowRun): string[] => jobs[0]?.steps.map(({ outcome }) => outcome) ?? []
const QUIET = ['success', 'skipped', 'skipped']

;(CAN_WATCH ? describe : describe.skip)('watchdog.yml', () => {
  test.each([
    ['failure', 'feishu'],
    ['cancelled', 'wecom'],
    ['timed_out', 'dingtalk'],
  ] as const)(
    'opens an issue if the rotation ends with %s, and tells %s if only that has a webhook',
    async (conclusion, chat) => {
      await using watched = await WatchedRepository.open(3)
      watched.tell(chat)
      const run = await watched.rotated(conclusion)

      expect(run.jobs).toMatchObject([{ result: 'success' }])
      const [issue, ...more] = watched.machine.world.issues
      expect(more).toEqual([])
      expect(issue).toMatchObject({ title: TITLE, comments: [] })
      expect(issue?.body).toContain(conclusion)
      expect(issue?.body).toContain(RUN_URL)
      expect(watched.machine.messages.map((message) => message.chat)).toEqual([chat])
    },
  )

  test('adds a comment while the issue is open, and opens another after it was closed', async () => {
    await using watched = await WatchedRepository.open(3)
    await watched.rotated('failure')
    // Started by hand, which counts as well.
    await watched.rotated('failure', { event: 'workflow_dispatch' })
    const { issues } = watched.machine.world
    expect(issues).toMatchObject([{ comments: [issues[0]?.body] }])

    watched.change((world) => {
      for (const issue of world.issues) issue.state = 'closed'
      world.issues.push({ number: 2, state: 'open', title: 'Something else', body: '', comments: [] })
    })
    await watched.rotated('failure')
    expect(watched.machine.world.issues).toMatchObject([
      { title: TITLE, state: 'closed', comments: [issues[0]?.body] },
      { title: 'Something else', comments: [] },
      { title: TITLE, state: 'open', comments: [] },
    ])
    expect(watched.machine.messages).toEqual([])
  })

  test.each([
    ['from a pull request of a fork whose branch is called main', { event: 'pull_request' }],
    ['from a push', { event: 'push' }],
    ['on another branch', { event: 'workflow_dispatch', head_branch: 'mine' }],
  ])('ignores a run of that name %s', async (_case, run) => {
    await using watched = await WatchedRepository.open(3)
    expect((await watched.rotated('failure', run)).jobs).toMatchObject([{ result: 'skipped' }])
  })

  test('stays silent if the rotation succeeds', async () => {
    await using watched = await WatchedRepository.open(0)
    watched.tell(...CHATS)
    expect(outcomes(await watched.rotated('success'))).toEqual(QUIET)
    expect(outcomes(await watched.aDay())).toEqual(QUIET)

    expect(watched.machine.world.issues).toEqual([])
    expect(watched.machine.messages).toEqual([])
  })

  test.each([
    [13.9, false, undefined],
    [14.1, true, 'has not succeeded for 14 days'],
    [undefined, true, 'never'],
  ])('with the last success %p days ago, the alarm is %p', async (lastSuccess, alarm, said) => {
    await using watched = await WatchedRepository.open(lastSuccess)
    // The runs of a workflow that was disabled count as well.
    watched.change(({ workflows }) => workflows.forEach((workflow) => (workflow.disabled = alarm)))
    const run = await watched.aDay()

    expect(run.jobs).toMatchObject([{ result: 'success' }])
    expect(watched.machine.world.issues).toEqual(
      alarm ? [expect.objectContaining({ body: expect.stringContaining(said ?? '') })] : [],
    )
  })

  describe('group chats', () => {
    const told = (watched: WatchedRepository): string[] => watched.machine.messages.map(({ chat }) => chat)

    test('get the JSON that their manuals specify, with quotes in the message escaped', async () => {
      await using watched = await WatchedRepository.open(20)
      watched.tell(...CHATS)
      const run = await watched.aDay()

      expect(outcomes(run)).toEqual(['success', 'success', 'success'])
      const said = watched.machine.world.issues[0]?.body ?? ''
      // A keyword for DingTalk robots, in quotes that need escaping.
      expect(said).toContain('"Fxiaoke token"')
      const type = 'application/json'
      expect(watched.machine.messages).toEqual([
        // https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
        { chat: 'feishu', type, query: {}, body: { msg_type: 'text', content: { text: said } } },
        // https://developer.work.weixin.qq.com/document/path/91770
        { chat: 'wecom', type, query: {}, body: { msgtype: 'text', text: { content: said } } },
        // https://open.dingtalk.com/document/robots/custom-robot-access
        { chat: 'dingtalk', type, query: {}, body: { msgtype: 'text', text: { content: said } } },
      ])
    })

    test('get signed messages if their robot has a secret', async () => {
      await using watched = await WatchedRepository.open(20)
      watched.tell(...CHATS)
      const secrets = { feishu: 'feishu secret/+=', dingtalk: 'SECdingtalk $HOME "quoted"' }
      watched.sign(secrets)
      const from = Math.floor(Date.now() / 1000)
      const run = await watched.aDay()

      expect(outcomes(run)).toEqual(['success', 'success', 'success'])
      const [feishu, wecom, dingtalk] = watched.machine.messages
      const hmac = (key: string, signed: string): string =>
        createHmac('sha256', key).update(signed).digest('base64')

      // https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot: in seconds, in the message.
      const { timestamp, sign } = feishu?.body as { timestamp: string; sign: string }
      expect(Number(timestamp)).toBeGreaterThanOrEqual(from)
      expect(Number(timestamp)).toBeLessThanOrEqual(Date.now() / 1000)
      expect(sign).toBe(hmac(`${timestamp}\n${secrets.feishu}`, ''))
      // https://open.dingtalk.com/document/robots/customize-robot-security-settings: in milliseconds, in the address.
      const query = dingtalk?.query ?? {}
      expect(query['timestamp']).toBe(`${timestamp}000`)
      expect(query['sign']).toBe(hmac(secrets.dingtalk, `${query['timestamp'] ?? ''}\n${secrets.dingtalk}`))
      expect(wecom).toMatchObject({ query: {}, body: { msgtype: 'text' } })
      expect(dingtalk?.body).toEqual(wecom?.body)
    })

    // A refusal is HTTP 200 with a code in the body.
    test.each([
      ['feishu', 200, '{"code":19024,"msg":"Key Words Not Found","data":{}}'],
      ['wecom', 200, '{"errcode":93000,"errmsg":"invalid webhook url"}'],
      ['dingtalk', 200, '{"errcode":310000,"errmsg":"keywords not in content"}'],
      ['feishu', 500, ''],
    ])('get the message if %s answers with HTTP %i %s, and the step fails', async (chat, status, body) => {
      await using watched = await WatchedRepository.open(3)
      watched.tell(...CHATS)
      watched.machine.answers[chat] = { status, body }
      const run = await watched.rotated('failure')

      expect(told(watched)).toEqual(CHATS)
      expect(outcomes(run)).toEqual(['success', 'success', 'failure'])
    })

    test('get the message even if no issue can be opened', async () => {
      await using watched = await WatchedRepository.open(3)
      watched.change((world) => world.broken.push('issue'))
      watched.tell(...CHATS)
      const run = await watched.rotated('failure')

      expect(outcomes(run)).toEqual(['success', 'failure', 'success'])
      expect(told(watched)).toEqual(CHATS)
    })
  })

  ;(HAS_GH ? test : test.skip)('makes only calls that the real gh understands', async () => {
    await using watched = await WatchedRepository.open(20)
    await watched.aDay()
    await watched.aDay()
    const { calls } = watched.machine.world
    expect(new Set(calls.map(([topic, verb]) => `${topic ?? ''} ${verb ?? ''}`))).toEqual(
      new Set(['run list', 'issue list', 'issue create', 'issue comment']),
    )
    // Nothing listens there, so a call that gh understands fails at the network.
    const env = { PATH: process.env['PATH'], HOME: '/nonexistent', GH_TOKEN: 'none', GH_REPO: 'acme/crm' }
    const offline = { ...env, HTTPS_PROXY: 'http://127.0.0.1:9' }
    const gh = (call: string[]): string => spawnSync('gh', call, { env: offline }).stderr.toString()
    // The old gh of some distributions does not know `--status`.
    const isOld = !spawnSync('gh', ['run', 'list', '--help']).stdout.toString().includes('--status')
    const different = new Map(calls.map((call) => [JSON.stringify(call), call])).values()
    const heard = [...different].filter(([topic]) => !(isOld && topic === 'run')).map(gh)
    expect(heard.filter((said) => !/proxyconnect|error connecting/.test(said))).toEqual([])
  })
})

test('the watchdog has the permissions that it needs, and no more', async () => {
  const watchdog = await example('watchdog.yml')
  const permissions = watchdog.jobs.get('watch')?.find('permissions')
  // For `gh run list` and `gh issue`.
  expect(evaluated(permissions, { contexts: {}, status: 'success' })).toEqual({
    actions: 'read',
    issues: 'write',
  })
})

test.each(['rotate.yml', 'github-app.yml'])('the watchdog watches %s by its name', async (rotation) => {
  const { name } = await example(rotation)
  expect((await example('watchdog.yml')).events.workflow_run?.workflows).toContain(name)
})
