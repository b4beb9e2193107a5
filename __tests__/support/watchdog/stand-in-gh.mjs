/**
 * Stands in for the parts of the GitHub CLI that the watchdog uses. Its state is in the JSON file named by `GH_WORLD`,
 * where every call is recorded. Like the real one, it fails on unknown options.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

const { GH_WORLD = '', GH_TOKEN, GH_REPO } = process.env
const world = JSON.parse(readFileSync(GH_WORLD, 'utf8'))
const [topic, verb, ...rest] = process.argv.slice(2)

const text = { type: 'string' }
const COMMANDS = {
  'run list': {
    options: {
      all: { type: 'boolean' },
      workflow: text,
      event: text,
      status: text,
      limit: text,
      json: text,
      jq: text,
    },
    run({ all, workflow, event, status, limit = '20', json, jq }) {
      // By its name, a disabled workflow is found with --all only.
      const found = world.workflows.some(({ name, disabled }) => name === workflow && (all || !disabled))
      if (!found) return fail(`could not find any workflows named ${workflow}`)
      const runs = world.runs.filter(
        (run) =>
          run.workflowName === workflow &&
          run.conclusion === status &&
          (event === undefined || run.event === event),
      )
      show(runs.slice(0, Number(limit)), json, jq)
    },
  },
  'issue list': {
    options: { state: text, search: text, json: text, jq: text },
    run({ state = 'open', search = '', json, jq }) {
      const phrase = /^in:title "(.*)"$/.exec(search)?.[1] ?? fail(`not understood: ${search}`)
      const issues = world.issues.filter((issue) => issue.title.includes(phrase))
      show(
        issues.filter((issue) => issue.state === state),
        json,
        jq,
      )
    },
  },
  'issue create': {
    options: { title: text, body: text },
    run({ title, body }) {
      world.issues.push({ number: world.issues.length + 1, state: 'open', title, body, comments: [] })
    },
  },
  'issue comment': {
    options: { body: text },
    run({ body }, [number]) {
      const issue = world.issues.find((one) => String(one.number) === number) ?? fail(`no issue ${number}`)
      issue.comments.push(body)
    },
  },
}

const command = COMMANDS[`${topic} ${verb}`] ?? fail(`unknown command ${topic} ${verb}`)
if (!GH_TOKEN || !GH_REPO) fail('which repository, and as whom?')
if (world.broken.includes(topic)) fail('HTTP 502')
const { values, positionals } = parseArgs({
  args: rest,
  options: command.options,
  allowPositionals: verb === 'comment',
})
command.run(values, positionals)
world.calls.push(process.argv.slice(2))
writeFileSync(GH_WORLD, JSON.stringify(world))

/** `--json` with `--jq`: only the fields that were asked for, through the real jq. */
function show(rows, json, jq) {
  const fields = json.split(',')
  const known = rows.map((row) => Object.fromEntries(fields.map((field) => [field, row[field]])))
  const { status, stdout } = spawnSync('jq', ['--raw-output', jq], { input: JSON.stringify(known) })
  if (status !== 0) fail(`jq does not understand ${jq}`)
  process.stdout.write(stdout)
}

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}
