import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { historyOf } from './history.ts'
import type { History } from './history.ts'
import { KEPT } from './kept.ts'
import { KNOWN } from './known.ts'
import { play } from './play.ts'
import { shrink } from './shrink.ts'

const USAGE = `Plays histories and says which rules they break (docs/simulation.md).

  npm run simulate                          2,000 new histories, and the kept ones
  npm run simulate -- --histories 100000    that many
  npm run simulate -- --seed 42             the history of this seed with its story, shrunk if it breaks a rule
  npm run simulate -- --from 42             from this seed on
  npm run simulate -- --first               new ones only, up to the first that breaks a rule

With --json, prints histories in the format of kept.json.`

const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '2000' },
    seed: { type: 'string' },
    from: { type: 'string' },
    first: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

/** The first few seeds that broke a rule. */
interface Broken {
  times: number
  seeds: (number | string)[]
  what: string
}

const broken = new Map<string, Broken>()

async function tryHistory(history: History, name: number | string): Promise<void> {
  const { violations } = await play(history)
  const rules = new Map(violations.map(({ rule, what }) => [rule, what]))
  for (const [rule, what] of rules) {
    const entry = broken.get(rule) ?? { times: 0, seeds: [], what }
    entry.times += 1
    if (entry.seeds.length < 3) entry.seeds.push(name)
    broken.set(rule, entry)
  }
}

async function tell(history: History): Promise<readonly string[]> {
  const { violations, story } = await play(history)
  if (values.json) console.log(JSON.stringify(history))
  console.log(inWords(history))
  for (const line of story) console.log(line)
  return violations.map(({ rule }) => rule)
}

function inWords({ steps, faults, ...rest }: History): string {
  const lines = [rest, ...steps, ...faults].map((one) => JSON.stringify(one))
  return `\n${lines.join('\n')}\n`
}

/** Plays one seed: prints its whole story, and a shorter one for each rule that it breaks. */
async function one(seed: number): Promise<void> {
  const rules = await tell(historyOf(seed))
  for (const rule of new Set(rules)) {
    const short = await shrink(seed, rule)
    if (!short) continue
    console.log(`\nA short history that breaks ${rule}:`)
    await tell(short)
  }
  console.log(
    rules.length === 0 ? `\nSeed ${seed} breaks no rule.` : `\nSeed ${seed} breaks: ${rules.join(', ')}`,
  )
  process.exitCode = rules.every((rule) => rule in KNOWN) ? 0 : 1
}

async function many(count: number, from: number): Promise<void> {
  const started = process.cpuUsage()
  const isDone = (): boolean => values.first && [...broken.keys()].some((rule) => !(rule in KNOWN))
  const kept = values.first ? [] : KEPT
  for (const { name, history } of kept) await tryHistory(history, name)
  let seed = from
  for (; seed < from + count && !isDone(); seed += 1) await tryHistory(historyOf(seed), seed)
  const { user, system } = process.cpuUsage(started)

  const sorted = [...broken].toSorted(([, one], [, other]) => other.times - one.times)
  for (const [rule, { times, seeds, what }] of sorted) {
    const known = KNOWN[rule]
    console.log(`${known === undefined ? 'BROKEN' : 'known'}  ${rule}: ${times} (${seeds.join(', ')})`)
    console.log(`        ${known ?? what.slice(0, 300)}`)
  }
  const unknown = sorted.filter(([rule]) => !(rule in KNOWN))
  const speed = Math.round((seed - from + kept.length) / ((user + system) / 1e6))
  console.log(
    `Simulated: ${seed - from} new histories (seeds ${from} to ${seed - 1}) and ${kept.length} kept ones, ${speed} a second of processor time; ` +
      `${unknown.length} rules broken, ${sorted.length - unknown.length} known ones.`,
  )
  const [first] = unknown.flatMap(([, { seeds }]) => seeds.filter((seed) => typeof seed === 'number'))
  if (first !== undefined && !values.first) await one(first)
  if (unknown.length > 0) process.exitCode = 1
}

if (values.help) console.log(USAGE)
else if (values.seed !== undefined) await one(Number(values.seed))
else
  await many(Number(values.histories), values.from === undefined ? randomInt(2 ** 30) : Number(values.from))
