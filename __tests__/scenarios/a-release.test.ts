import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { devNull, tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { ROOT, workflowFiles } from '../support/docs/workflow-file.ts'
import type { Step } from '../support/docs/workflow-file.ts'

/** The scripts target `ubuntu-latest`, and run on any machine with bash and git. */
const CAN_RUN =
  process.platform !== 'win32' && ['bash', 'git'].every((tool) => spawnSync(tool, ['--version']).status === 0)
const describeHere = CAN_RUN ? describe : describe.skip

const release = workflowFiles('.github/workflows').find(({ path }) => path.endsWith('release.yml'))
const steps = Object.values(release?.workflow.jobs ?? {}).flatMap((job) => job.steps ?? [])
const [SUBJECTS = '', SBOM_SUBJECTS = ''] = steps
  .filter(({ uses }) => uses?.startsWith('actions/attest@'))
  .map((step) => String(step.with?.['subject-path']))

const folders: string[] = []
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'release-'))
  folders.push(made)
  return made
}
afterAll(() => folders.forEach((made) => rmSync(made, { recursive: true, force: true })))

function stepNamed(name: string): Step {
  const step = steps.find((one) => one.name === name)
  if (step === undefined) throw new Error(`release.yml has no step "${name}"`)
  return step
}

/** The result of a step's script. */
interface Ran {
  status: number | null
  said: string
  outputs: Record<string, string>
}

/** Runs a script the way the runner does if no shell is named. */
function run(script: string, cwd: string, env: Record<string, string>): Ran {
  const output = join(folder(), 'output')
  writeFileSync(output, '')
  const own = { PATH: process.env['PATH'] ?? '', HOME: cwd, GITHUB_OUTPUT: output, ...GIT }
  const done = spawnSync('bash', ['-e', '-c', script], { cwd, env: { ...own, ...env }, encoding: 'utf8' })
  const lines = readFileSync(output, 'utf8').split('\n').filter(Boolean)
  return {
    status: done.status,
    said: done.stdout + done.stderr,
    outputs: Object.fromEntries(lines.map((line) => line.split(/=(.*)/s, 2) as [string, string])),
  }
}

const GIT = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.org',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.org',
  GIT_CONFIG_GLOBAL: devNull,
  GIT_CONFIG_SYSTEM: devNull,
}

/** A repository on a server, a maintainer's clone, and the checkouts of the jobs. */
class Repository {
  readonly #folder = folder()
  readonly origin = join(this.#folder, 'origin')
  readonly clone = join(this.#folder, 'clone')

  /** @param from the repository that it is a copy of; new when missing */
  constructor(from?: Repository) {
    if (from !== undefined) cpSync(from.#folder, this.#folder, { recursive: true })
    else {
      mkdirSync(this.clone)
      this.git('init', '--quiet', '--bare', '--initial-branch=main', this.origin)
      this.git('init', '--quiet', '--initial-branch=main')
      this.git('remote', 'add', 'origin', '../origin')
    }
  }

  git(...args: string[]): string {
    const done = spawnSync('git', args, {
      cwd: this.clone,
      env: { ...process.env, ...GIT },
      encoding: 'utf8',
    })
    if (done.status !== 0) throw new Error(`git ${args.join(' ')}: ${done.stderr}`)
    return done.stdout.trim()
  }

  /** Pushes a commit of this version to a branch. */
  commit(version: string, branch = 'main'): string {
    writeFileSync(join(this.clone, 'package.json'), JSON.stringify({ version }))
    writeFileSync(join(this.clone, 'CHANGELOG.md'), `## [Unreleased]\n\n## [${version}]\n\nNews.\n`)
    this.git('add', '.')
    this.git('commit', '--quiet', '--allow-empty', '-m', version)
    this.git('push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`)
    return this.git('rev-parse', 'HEAD')
  }

  /** Sets a tag on the server, and moves it if it exists. */
  tag(name: string, commit: string): void {
    this.git('push', '--quiet', '--force', 'origin', `${commit}:refs/tags/${name}`)
  }

  at(tag: string): string {
    return this.git('ls-remote', 'origin', `refs/tags/${tag}`).split('\t', 1).join('')
  }

  /** A job's checkout of this commit, with the full history: runs a step in it. */
  job(tag: string, commit: string): (step: string, env?: Record<string, string>) => Ran {
    const checkout = join(folder(), 'checkout')
    this.git('clone', '--quiet', '--no-checkout', this.origin, checkout)
    this.git('-C', checkout, 'checkout', '--quiet', '--detach', commit)
    return (step, env) =>
      run(stepNamed(step).run ?? '', checkout, { GITHUB_SHA: commit, GITHUB_REF_NAME: tag, ...env })
  }
}

describeHere('a tagged commit', () => {
  const CHECK = 'The commit is on main, and what it is to be released as is told'
  let repository: Repository
  beforeEach(() => {
    repository = new Repository()
  })

  test('is released if it is on main, even if main has moved on', () => {
    const commit = repository.commit('1.2.3')
    expect(repository.job('v1.2.3', commit)(CHECK)).toMatchObject({ status: 0 })
    repository.commit('1.2.4')
    expect(repository.job('v1.2.3', commit)(CHECK)).toMatchObject({ status: 0 })
  })

  test('is not released if it is only on another branch', () => {
    repository.commit('1.2.2')
    const commit = repository.commit('1.2.3', 'mine')
    const ran = repository.job('v1.2.3', commit)(CHECK)
    expect(ran.status).not.toBe(0)
    expect(ran.said).toContain(`::error::${commit} is not on main`)
  })

  test('is not released if the tag differs from the version in package.json', () => {
    const commit = repository.commit('1.2.3')
    expect(repository.job('v1.2.4', commit)(CHECK)).toMatchObject({ status: 1 })
  })
})

describeHere('v1', () => {
  const [LOOK, MOVE] = ['The tag is where it was, and v1 would move forward', 'Move the major tag']
  let prepared: Repository
  let repository: Repository
  let commits: string[]
  beforeAll(() => {
    prepared = new Repository()
    commits = ['1.0.0', '1.0.1', '1.1.0'].map((version) => {
      const commit = prepared.commit(version)
      prepared.tag(`v${version}`, commit)
      return commit
    })
  })
  beforeEach(() => {
    repository = new Repository(prepared)
  })

  /** Runs both steps of a release, with `meanwhile` between them. */
  function released(tag: string, commit: string, meanwhile: () => void = () => undefined): [Ran, Ran?] {
    const step = repository.job(tag, commit)
    const looked = step(LOOK)
    if (looked.status !== 0) return [looked]
    meanwhile()
    return [looked, step(MOVE, { BEFORE: looked.outputs['before'] ?? '' })]
  }

  test('is created by the first release and moves forward with the next', () => {
    const [first = '', second = ''] = commits
    expect(released('v1.0.0', first)).toMatchObject([{ status: 0 }, { status: 0 }])
    expect(repository.at('v1')).toBe(first)
    expect(released('v1.0.1', second)).toMatchObject([{ status: 0 }, { status: 0 }])
    expect(repository.at('v1')).toBe(second)
    // A re-run of the job.
    expect(released('v1.0.1', second)).toMatchObject([{ status: 0 }, { status: 0 }])
    expect(repository.at('v1')).toBe(second)
  })

  test('does not move back: the release fails before it publishes anything', () => {
    const [, second = '', third = ''] = commits
    repository.tag('v1', third)
    const [looked, ...more] = released('v1.0.1', second)
    expect(looked.status).toBe(1)
    expect(looked.said).toContain('::error::v1 is at')
    expect(more).toEqual([])
  })

  test('does not move to another line of history', () => {
    const [, , third = ''] = commits
    repository.git('checkout', '--quiet', commits[0] ?? '')
    repository.tag('v1', repository.commit('1.0.9', 'elsewhere'))
    expect(released('v1.1.0', third)[0].status).toBe(1)
  })

  test('stays where it is if someone moves it in between', () => {
    const [first = '', second = '', third = ''] = commits
    repository.tag('v1', first)
    const [looked, moved] = released('v1.0.1', second, () => repository.tag('v1', third))
    expect([looked.status, moved?.status]).toEqual([0, 1])
    expect(repository.at('v1')).toBe(third)
  })

  test('does not follow a tag that was moved or deleted after the run began', () => {
    const [first = '', second = ''] = commits
    repository.tag('v1.0.1', first)
    expect(released('v1.0.1', second)[0].said).toContain(`::error::v1.0.1 is at ${first} now`)
    repository.git('push', '--quiet', '--delete', 'origin', 'refs/tags/v1.0.1')
    expect(released('v1.0.1', second)[0].said).toContain('::error::v1.0.1 is at no commit now')
  })

  test('follows an annotated tag to its commit', () => {
    const [first = ''] = commits
    repository.git('tag', '--annotate', '-m', 'first', '--force', 'v1.0.0', first)
    repository.git('push', '--quiet', '--force', 'origin', 'refs/tags/v1.0.0')
    expect(repository.at('v1.0.0')).not.toBe(first)
    expect(released('v1.0.0', first)).toMatchObject([{ status: 0 }, { status: 0 }])
    expect(repository.at('v1')).toBe(first)
  })
})

describe('the attestation', () => {
  const filesOf = (patterns: string): string[] =>
    patterns
      .split('\n')
      .filter(Boolean)
      .flatMap((pattern) => globSync(pattern, { cwd: ROOT }))
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => statSync(join(ROOT, path)).isFile())
      .sort()

  test('covers every file that the runner reads from this repository', () => {
    const { runs } = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as {
      runs: { main: string; post: string }
    }
    const all = globSync('dist/**', { cwd: ROOT, withFileTypes: true }).filter((entry) => entry.isFile())
    expect(filesOf(SUBJECTS)).toEqual(expect.arrayContaining(['action.yml', runs.main, runs.post]))
    expect(filesOf(SUBJECTS)).toHaveLength(all.length + 1)
    expect(filesOf(SBOM_SUBJECTS)).toEqual(filesOf(SUBJECTS).filter((path) => path.endsWith('.js')))
  })

  test('covers the tagged files: nothing changes them between checkout and attest', () => {
    const { publish } = release?.workflow.jobs ?? {}
    const order = (publish?.steps ?? []).map(({ uses, name }) => uses?.split('@', 1)[0] ?? name)
    expect(order).toEqual([
      'actions/checkout',
      'The tag is where it was, and v1 would move forward',
      'Write the notes, and list what is in dist/',
      'actions/attest',
      'actions/attest',
      'Publish',
      'Move the major tag',
    ])
  })

  /** The commands in SECURITY.md: the clone, and the check after it. */
  const shown = /```sh\n(?<clone>git clone .*)\n(?<check>for file[\s\S]*?)\n```/.exec(
    readFileSync(join(ROOT, 'SECURITY.md'), 'utf8'),
  )?.groups

  /** A clone of a release, and a `gh` that takes the files of this repository for the attested ones. */
  function cloned(): { clone: string; check: () => { said: string; calls: string[][] } } {
    const clone = folder()
    for (const path of filesOf('action.yml\ndist/**/*')) {
      mkdirSync(join(clone, dirname(path)), { recursive: true })
      cpSync(join(ROOT, path), join(clone, path))
    }
    writeFileSync(join(clone, 'README.md'), 'Not run.')
    const tools = folder()
    writeFileSync(
      join(tools, 'gh'),
      `#!/bin/sh\nprintf '%s\\0' "$@" '' >> '${tools}/calls'\nexec cmp -s -- "$3" '${ROOT}'/"$3"\n`,
    )
    chmodSync(join(tools, 'gh'), 0o755)
    const git = 'git init --quiet . && git add . && git commit --quiet -m release'
    expect(run(git, clone, {}).status).toBe(0)
    const check = (): { said: string; calls: string[][] } => {
      const PATH = [tools, process.env['PATH'] ?? ''].join(delimiter)
      const { said } = run(shown?.['check'] ?? 'exit 1', clone, { PATH })
      const calls = readFileSync(join(tools, 'calls'), 'utf8').split('\0\0').slice(0, -1)
      return { said, calls: calls.map((call) => call.split('\0')) }
    }
    return { clone, check }
  }

  ;(CAN_RUN ? test : test.skip)(
    'is what the documented check verifies for each file, together with the signer',
    () => {
      const { clone, check } = cloned()
      const { said, calls } = check()
      const commit = run('git rev-parse HEAD', clone, {}).said.trim()

      expect(said).toBe('')
      expect(shown?.['clone']).toContain('git clone https://github.com/org/fxiaoke-refresh-action')
      expect(calls.map(([, , file]) => file)).toEqual(filesOf(SUBJECTS))
      for (const [topic, verb, , ...flags] of calls) {
        expect([topic, verb]).toEqual(['attestation', 'verify'])
        expect(flags).toEqual([
          ...['--repo', 'org/fxiaoke-refresh-action'],
          ...['--signer-workflow', `org/fxiaoke-refresh-action/${release?.path ?? ''}`],
          ...['--source-digest', commit],
          '--deny-self-hosted-runners',
        ])
      }
    },
  )

  ;(CAN_RUN ? test : test.skip).each(['action.yml', 'dist/post/index.js'])(
    'does not cover a changed %s, which the documented check names',
    (path) => {
      const { clone, check } = cloned()
      writeFileSync(join(clone, path), '// mine')
      expect(check().said).toBe(`NOT VERIFIED: ${path}\n`)
    },
  )
})
