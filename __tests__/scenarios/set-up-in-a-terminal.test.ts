import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { GitHubSandbox } from '../../sandbox/github/github-sandbox.ts'
import { HAS_GH, paste } from '../support/machine/gh-through-a-proxy.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const PLACE = 'repos/acme/crm/environments/fxiaoke'
const TOKEN = 'gho_16C7e42F292c6912E7710c838347Ae178B4a'
const TYPED = {
  FXIAOKE_APP_ID: 'FSAID_1319CC5',
  FXIAOKE_REDIRECT_URL: 'https://crm.acme.example/fxiaoke?a=b c',
}

const LANDED = 'https://crm.acme.example/fxiaoke?code=FSCOD_1&state=a.b.c'

/**
 * The README's commands with the names filled in, for a user who may change workflows. Secret values, which `gh` asks for in a
 * terminal, come from a pipe; `sleep` does not wait; and the browser prints what it opens.
 */
function commands(): string {
  const [, block = ''] =
    /```sh\n(\(\n.*?\n\)\n)```/s.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ?? []
  return `sleep() { :; }; export GH_BROWSER='echo opens'\n${replaced(block, [
    ['GH_REPO=OWNER/REPO', 'GH_REPO=github.localhost/acme/crm GH_HOST=github.localhost'],
    ['action=org/', 'action=maker/'],
    ['gh secret set', `printf 'the value of %s' $name | gh secret set`],
    ['gh auth status', 'echo workflow'],
  ])}`
}

function replaced(text: string, pairs: readonly (readonly [string, string])[]): string {
  return pairs.reduce((rest, [from, to]) => {
    expect(rest.split(from)).toHaveLength(2)
    return rest.replace(from, () => to)
  }, text)
}

const RUN = {
  id: 4711,
  name: 'Fxiaoke token',
  workflow_id: 7,
  html_url: 'https://github.localhost/acme/crm/actions/runs/4711',
}

interface Sent {
  message?: string
  content?: string
}

;(HAS_GH ? describe : describe.skip)("the README's commands with the real gh", () => {
  test('create the environment with its variables and secrets, add the workflow, and start it', async () => {
    const github = await GitHubSandbox.start()
    github.addRepository({ fullName: 'acme/crm' })
    github.addToken({ token: TOKEN, kind: 'classic', scopes: ['repo'] })
    const example = readFileSync(join(ROOT, 'examples', 'rotate.yml'), 'utf8')
    const inLines = Buffer.from(example).toString('base64').replace(/.{60}/g, '$&\n')
    const answers = {
      'GET /repos/maker/fxiaoke-refresh-action/contents/examples/rotate.yml': { content: inLines },
      'PUT /repos/acme/crm/contents/.github/workflows/fxiaoke-token.yml': {},
      'GET /repos/acme/crm/actions/workflows/fxiaoke-token.yml': { id: 7, name: 'Fxiaoke token' },
      'GET /repos/acme/crm/actions/workflows/7': { id: 7, name: 'Fxiaoke token' },
      'POST /repos/acme/crm/actions/workflows/7/dispatches': {},
      'GET /repos/acme/crm/actions/workflows/7/runs': { total_count: 1, workflow_runs: [RUN] },
      'GET /repos/acme/crm/actions/runs/4711': RUN,
    }
    for (const [request, body] of Object.entries(answers)) {
      const [method = '', path = ''] = request.split(' ')
      const pattern = new RegExp(`^${path.replaceAll('.', '\\.')}(?:\\?|$)`)
      const answer = { kind: 'answer', status: 200, body: JSON.stringify(body) } as const
      github.faults.add({ method, path: pattern, behaviour: answer })
    }

    const typed = [...Object.values(TYPED), LANDED, ''].join('\n')
    const { exitCode, stdout, stderr } = await paste(commands(), github.url, TOKEN, `${typed}\n`)

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout.match(/opens \S+/g)).toEqual([`opens ${RUN.html_url}`, `opens ${RUN.html_url}`])
    const variables = github.variables(PLACE).map(({ name, value }) => [name, value])
    expect(Object.fromEntries(variables)).toEqual(TYPED)
    for (const name of ['FXIAOKE_APP_SECRET', 'SECRETS_TOKEN'])
      expect(github.secret(PLACE, name)?.value).toBe(`the value of ${name}`)
    expect(github.environment('acme/crm', 'fxiaoke')).toMatchObject({
      branches: 'named',
      branchNames: [expect.stringMatching(/^\w+$/)],
      waitMinutes: 0,
      reviewers: [],
    })
    const sent = (method: string, path: RegExp): unknown =>
      github.log.all.find((request) => request.method === method && path.test(request.path))?.body
    const { message, content } = sent('PUT', /\/contents\//) as Sent
    expect(message).toBeTruthy()
    const put = Buffer.from(content ?? '', 'base64').toString('utf8')
    expect(put).toBe(example.replace('uses: org/', 'uses: maker/'))
    const [ref] = github.environment('acme/crm', 'fxiaoke')?.branchNames ?? []
    const started = github.log.all.filter(({ path }) => path.endsWith('/dispatches')).map(({ body }) => body)
    expect(started).toEqual([
      { ref, inputs: { 'authorization-code': 'start' } },
      { ref, inputs: { 'authorization-code': LANDED } },
    ])
    await github.close()
  })

  test('stop at the first command that GitHub refuses', async () => {
    const github = await GitHubSandbox.start()
    github.addRepository({ fullName: 'acme/crm' })
    github.addToken({ token: TOKEN, kind: 'classic', scopes: [] })

    const { exitCode, stderr } = await paste(commands(), github.url, TOKEN, 'FSAID_1319CC5\n')

    expect(exitCode).not.toBe(0)
    expect(stderr).toContain('HTTP 40')
    expect(github.variables(PLACE)).toEqual([])
    expect(github.log.all).toHaveLength(1)
    await github.close()
  })
})
