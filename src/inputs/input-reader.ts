import { both } from '../bilingual.ts'
import type { Bilingual } from '../bilingual.ts'
import { describePlace } from '../github/place.ts'
import type { Place } from '../github/place.ts'
import { Secret } from '../secret.ts'
import { fitsHeader, unquoted } from './pasted.ts'
import { holdsSecret, INPUT_NAMES, PLAIN_INPUTS } from './raw-inputs.ts'
import type { InputName, RawInputs } from './raw-inputs.ts'

/** One thing that is wrong with the inputs. */
export interface InputProblem extends Bilingual {
  /** The inputs concerned; empty if it concerns the run itself. */
  inputs: readonly InputName[]
  /** Whether a required input is empty. */
  isMissing: boolean
}

/** Collects problems instead of stopping at the first, so that a person can fix all of them in one go. */
export class InputReader {
  readonly problems: InputProblem[] = []
  readonly raw: RawInputs

  constructor(raw: RawInputs) {
    this.raw = Object.fromEntries(INPUT_NAMES.map((name) => [name, unquoted(raw[name])])) as RawInputs
    for (const name of PLAIN_INPUTS)
      if (holdsSecret(name, this.raw))
        this.problem(
          name,
          `${name} holds the value of a secret, and would show it. Write the value that belongs there, not \${{ secrets.… }}.`,
          `${name} 里有某个 Secret 的值，会因此泄露。这里直接写该填的内容，不要写 \${{ secrets.… }}。`,
        )
  }

  /** Records what is wrong with these inputs, in English and in Chinese. */
  readonly problem = (inputs: InputName | readonly InputName[], en: string, zh: string): void => {
    this.note([inputs].flat(), both(en, zh))
  }

  note(inputs: readonly InputName[], says: Bilingual, isMissing = false): void {
    this.problems.push({ ...says, inputs, isMissing })
  }

  /** Whether none of these has a problem. */
  isUsable(...names: readonly InputName[]): boolean {
    return !this.problems.some(({ inputs }) => names.some((name) => inputs.includes(name)))
  }

  /** All problems. If no values arrived at all, that is a single problem with a single cause. */
  inFewWords(place: Place): readonly InputProblem[] {
    const missing = this.problems.filter(({ isMissing }) => isMissing)
    const inputs = missing.flatMap((problem) => problem.inputs)
    if (!FROM_SETTINGS.every((name) => inputs.includes(name))) return this.problems
    const others = this.problems.filter(({ isMissing }) => !isMissing)
    return [{ ...nothingArrived(place), inputs, isMissing: true }, ...others]
  }

  optional(name: InputName): string | undefined {
    return this.raw[name] === '' ? undefined : this.raw[name]
  }

  required(name: InputName): string {
    if (this.raw[name] === '') {
      const [en, zh] = [`${name} is required and is empty. `, `${name} 必填，但传进来是空的。`]
      this.note([name], both(`${en}${EMPTY_HINT.en}`, `${zh}${EMPTY_HINT.zh}`), true)
    }
    return this.notAnExpression(name)
  }

  secret(name: InputName): Secret | undefined {
    return this.raw[name] === '' ? undefined : new Secret(this.notAnExpression(name))
  }

  parsed(name: InputName, read: (value: string) => URL | Bilingual): URL {
    if (!this.isUsable(name)) return NOWHERE
    const url = read(this.raw[name])
    if (url instanceof URL) return url
    this.note([name], url)
    return NOWHERE
  }

  secretName(name: InputName): string {
    const value = this.raw[name]
    if (!/^[a-z_][a-z0-9_]*$/i.test(value) || /^github_/i.test(value))
      this.problem(
        name,
        `${name} is not a name that GitHub takes for a secret: letters, digits and _ only, not starting with a ` +
          'digit or with GITHUB_.',
        `${name} 不是合法的 Secret 名称：只能用字母、数字和 _，且不能以数字或 GITHUB_ 开头。`,
      )
    return value
  }

  optionalSecretName(name: InputName): string | undefined {
    const value = this.optional(name) === undefined ? undefined : this.secretName(name)
    return this.isUsable(name) ? value : undefined
  }

  boolean(name: InputName): boolean {
    // The values of YAML 1.2's core schema, as @actions/core reads them.
    if (/^(true|True|TRUE)$/.test(this.raw[name])) return true
    if (!/^(|false|False|FALSE)$/.test(this.raw[name]))
      this.problem(name, `${name} must be true or false.`, `${name} 只能是 true 或 false。`)
    return false
  }

  /** The value; empty if it may not be sent. */
  headerValue(name: InputName, value: string): string {
    if (!fitsHeader(value))
      this.problem(
        name,
        `${name} contains a space, a line break or another character that no GitHub token has.`,
        `${name} 里有空格、换行或其他 GitHub 令牌不会包含的字符。`,
      )
    return this.isUsable(name) ? value : ''
  }

  notAnExpression(name: InputName): string {
    const value = this.raw[name]
    if (value.startsWith('${{'))
      this.problem(
        name,
        `${name} holds an expression that was not evaluated.`,
        `${name} 里的表达式没有被求值。`,
      )
    return value
  }
}

/** What every run needs from the repository's settings. */
const FROM_SETTINGS = ['app-id', 'app-secret', 'secrets-token'] as const satisfies readonly InputName[]

function nothingArrived(place: Place): Bilingual {
  const { en, zh } = describePlace(place)
  return place.kind === 'environment'
    ? both(
        `This job receives nothing from ${en}: app-id, app-secret and secrets-token are all empty. Put environment: ${place.environment} on the job too, not only on the step; if it is there, the environment has none of these values yet.`,
        `本 job 没有收到${zh}的任何值：app-id、app-secret、secrets-token 全是空的。job 上也要写 environment: ${place.environment}，只写在 step 的输入里不够；如果已经写了，就是这个环境里还没有这些值。`,
      )
    : both(
        'This job receives none of its values: app-id, app-secret and secrets-token are all empty. If they are kept in an environment, put environment: NAME on the job and on the step. Runs of forks and of Dependabot receive none.',
        '本 job 没有收到任何值：app-id、app-secret、secrets-token 全是空的。如果它们存在某个环境里，job 和 step 都要写 environment: 环境名。来自 fork 和 Dependabot 的运行什么也收不到。',
      )
}

const EMPTY_HINT = both(
  'A secret is empty when its name is misspelled, when the job does not name its environment, and in runs of forks ' +
    'and Dependabot.',
  'Secret 为空，通常是因为名字写错、job 没有声明 environment，或运行来自 fork、Dependabot。',
)

/** Stands in for an invalid URL. The run ends before anything is sent to it. */
const NOWHERE = new URL('https://invalid.invalid')
