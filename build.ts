/**
 * Builds `dist/` from `src/`: the compiler strips the types into `build/`, ncc bundles each entry point with its
 * packages, and the licenses of everything that ships are collected. With `--check`, builds elsewhere and compares
 * instead.
 */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ENTRIES = ['main', 'post']

function build(into: string): void {
  rmSync('build', { recursive: true, force: true })
  const tsc = ['node_modules/typescript/bin/tsc', '--noEmit', 'false', '--outDir', 'build', '--rootDir', '.']
  run([...tsc, '--project', 'tsconfig.build.json'])
  leaveOutTheNeverCalled()
  for (const entry of ENTRIES) {
    const target = join(into, entry)
    rmSync(target, { recursive: true, force: true })
    const source = `build/src/${entry}.js`
    run(['node_modules/@vercel/ncc/dist/ncc/cli.js', 'build', source, '-o', target])
  }
  rmSync('build', { recursive: true, force: true })
  writeFileSync(join(into, 'licenses.txt'), licenses())
}

/** Packages bundled from a copy, whose imports resolve to the stand-ins. */
const TOOLKIT = ['@actions/core', '@actions/github']

/** A stand-in's error, should it be called after all. */
const LEFT_OUT = (name: string): string =>
  `() => { throw new Error('${name} is left out of dist/: nothing called it. Take it out of NEVER_CALLED in build.ts.') }`

/**
 * What the toolkit imports and the action never calls: HTTP clients, because requests go through src/transport, and a
 * way to run programs. They would be two thirds of what ships, and half of the process's start-up time. Lists the
 * imported names, by package and path. On import, `@actions/github` asks an `HttpClient` for two agents, which it
 * passes to a `fetch` that we replace; everything else throws. See docs/adr/0009-stand-ins-for-what-is-never-called.md.
 */
const NEVER_CALLED = {
  '@actions/exec': { '.': `export const getExecOutput = ${LEFT_OUT('@actions/exec')}` },
  '@actions/http-client': {
    '.': `export class HttpClient { getAgent() {} getAgentDispatcher() {} getJson = ${LEFT_OUT('@actions/http-client')} }`,
    './lib/auth': `export const BearerCredentialHandler = function () { (${LEFT_OUT('@actions/http-client')})() }`,
  },
  undici: { '.': `export const fetch = ${LEFT_OUT('undici')}` },
}

/** Copies the packages into `build/`, where their imports resolve to the stand-ins first. */
function leaveOutTheNeverCalled(): void {
  const modules = join('build', 'node_modules')
  for (const name of TOOLKIT) {
    cpSync(join('node_modules', name), join(modules, name), { recursive: true, dereference: true })
    rmSync(join(modules, name, 'node_modules'), { recursive: true, force: true })
  }
  for (const [name, standIns] of Object.entries(NEVER_CALLED)) {
    const exports = Object.fromEntries(Object.keys(standIns).map((path, at) => [path, `./${at}.js`]))
    mkdirSync(join(modules, name), { recursive: true })
    writeFileSync(join(modules, name, 'package.json'), JSON.stringify({ type: 'module', exports }))
    for (const [at, standIn] of Object.values(standIns).entries())
      writeFileSync(
        join(modules, name, `${at}.js`),
        `// Stands in for what is never called: see build.ts.\n${standIn}\n`,
      )
  }
}

interface Lock {
  packages: Record<string, { version: string; license?: string; dev?: boolean }>
}

/**
 * The licenses of all production packages in the lock file. ncc's own list omits packages that it has merged into one
 * module.
 */
function licenses(): string {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lock
  const shipped = Object.entries(packages).filter(([path, { dev }]) => path !== '' && dev !== true)
  const texts = shipped.map(([path, { version, license = '' }]) => {
    const file = readdirSync(path).find((name) => /^licen[cs]e/i.test(name))
    const text = file === undefined ? '' : `\n${readFileSync(join(path, file), 'utf8').trim()}\n`
    return `${path.replace(/^.*node_modules\//, '')} ${version} (${license})\n${text}`
  })
  return [...new Set(texts)].join('\n----\n\n').replaceAll('\r\n', '\n')
}

function run(args: string[]): void {
  execFileSync(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] })
}

/** The files of a folder, by relative path. */
function files(folder: string): Map<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  return new Map(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return [path.slice(folder.length + 1), readFileSync(path, 'utf8')]
    }),
  )
}

if (process.argv.includes('--check')) {
  const fresh = mkdtempSync(join(tmpdir(), 'dist-'))
  build(fresh)
  const [built, committed] = [files(fresh), files('dist')]
  rmSync(fresh, { recursive: true, force: true })
  const names = new Set([...built.keys(), ...committed.keys()])
  const different = [...names].filter((name) => built.get(name) !== committed.get(name))
  if (different.length > 0) {
    console.error(
      `dist/ is not what src/ builds: ${different.join(', ')}. Run "npm run build" and commit it.`,
    )
    process.exit(1)
  }
  console.log(`dist/ is what src/ builds (${names.size} files).`)
} else {
  build('dist')
}
