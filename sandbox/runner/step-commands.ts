import { notEmpty, trim } from './dotnet-text.ts'
import type { SecretMasker } from './secret-masker.ts'
import type { StepLog } from './step-log.ts'
import type { StepValues } from './step-values.ts'
import { parseWorkflowCommand } from './workflow-command.ts'
import type { WorkflowCommand } from './workflow-command.ts'

/** A shorter resume token is not masked. */
const LONGEST_SHOWN_TOKEN = 6

const REFUSED_TOKEN =
  "You cannot use a endToken that is an empty string, the string 'pause-logging', or another workflow command. " +
  'For more information see: https://docs.github.com/actions/learn-github-actions/workflow-commands-for-github-actions' +
  '#example-stopping-and-starting-workflow-commands or opt into insecure command execution by setting the ' +
  '`ACTIONS_ALLOW_UNSECURE_STOPCOMMAND_TOKENS` environment variable to `true`.'

const disabled = (name: string): string =>
  `The \`${name}\` command is disabled. Please upgrade to using Environment Files or opt into unsecure command ` +
  'execution by setting the `ACTIONS_ALLOW_UNSECURE_COMMANDS` environment variable to `true`. For more information see: ' +
  'https://github.blog/changelog/2020-10-01-github-actions-deprecating-set-env-and-add-path-commands/'

/** One command: what it does, and whether `::echo::on` shows its line. */
interface Command {
  quiet?: boolean
  carryOut: (command: WorkflowCommand) => void
}

/**
 * Carries out the commands in a step's output, and shows the rest.
 *
 * @see https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs
 */
export class StepCommands {
  /** What `::add-mask::` registered, in order. */
  readonly masks: string[] = []
  /** Why the runner stopped reading the step's output: the step has failed. */
  refused: Error | undefined
  readonly #log: StepLog
  readonly #masker: SecretMasker
  readonly #values: StepValues
  readonly #environment: Readonly<Record<string, string>>
  readonly #commands: ReadonlyMap<string, Command>
  #echo: boolean
  #resumeToken: string | undefined

  /** @param environment in which a workflow can allow what the runner refuses by default */
  constructor(
    log: StepLog,
    masker: SecretMasker,
    values: StepValues,
    environment: Readonly<Record<string, string>>,
  ) {
    this.#log = log
    this.#masker = masker
    this.#values = values
    this.#environment = environment
    this.#echo = log.debugging
    this.#commands = new Map(Object.entries(this.#all()))
  }

  /** A line that the action printed. */
  printed(line: string): void {
    if (this.refused !== undefined) return
    const command = parseWorkflowCommand(line, (name) => this.#known(name))
    if (command === undefined || !this.#carriedOut(command, line)) this.#log.write(withoutMarkers(line))
    this.#log.tell(line)
  }

  #known(name: string): boolean {
    return name === 'stop-commands' || this.#commands.has(name) || name === this.#resumeToken
  }

  /** @returns false if the line should be shown as is */
  #carriedOut(command: WorkflowCommand, line: string): boolean {
    if (this.#resumeToken !== undefined) {
      if (command.name !== this.#resumeToken) return false
      this.#resumeToken = undefined
      this.#log.write(line)
    } else if (command.name === 'stop-commands') {
      this.#stop(command.data, line)
    } else {
      this.#run(command, line)
    }
    return true
  }

  #stop(token: string, line: string): void {
    const name = token.toLowerCase()
    const bad = name === '' || name === 'pause-logging' || this.#known(name)
    if (bad && !this.#allowed('ACTIONS_ALLOW_UNSECURE_STOPCOMMAND_TOKENS')) {
      this.refused = new Error(REFUSED_TOKEN)
      return
    }
    this.#resumeToken = name
    if (token.length > LONGEST_SHOWN_TOKEN) this.#masker.add(token)
    this.#log.write(line)
  }

  #run(command: WorkflowCommand, line: string): void {
    const { quiet = false, carryOut } = this.#commands.get(command.name) ?? { carryOut: () => undefined }
    if (this.#echo && !quiet) this.#log.write(line)
    try {
      carryOut(command)
    } catch (error) {
      this.#log.error(`Unable to process command '${quiet ? command.name : line}' successfully.`, error)
      this.#values.failed = true
    }
  }

  #allowed(variable: string): boolean {
    return /^(true|1|\$true)$/i.test(this.#environment[variable] ?? '')
  }

  #all(): Record<string, Command> {
    const log = this.#log
    const issue = (level: 'error' | 'warning' | 'notice'): Command => ({
      quiet: true,
      carryOut: ({ data, properties }) => {
        log.annotate(level, data, properties['title'])
      },
    })
    return {
      error: issue('error'),
      warning: issue('warning'),
      notice: issue('notice'),
      debug: {
        quiet: true,
        carryOut: ({ data }) => {
          log.debug(data)
        },
      },
      'add-mask': { quiet: true, carryOut: ({ data }) => this.#mask(data) },
      group: { carryOut: ({ data }) => log.write(`##[group]${data}`) },
      endgroup: { carryOut: () => log.write('##[endgroup]') },
      echo: { carryOut: ({ data }) => this.#switchEcho(data) },
      'set-output': {
        carryOut: (command) => this.#values.setOutput(nameIn(command), command.data),
      },
      'save-state': {
        carryOut: (command) => this.#values.saveState(nameIn(command), command.data),
      },
      'set-env': { carryOut: (command) => this.#setVariable(command) },
      'add-path': {
        carryOut: (command) => {
          this.#checkInsecure(command)
          this.#values.addPath(notEmpty(command.data, 'path'))
        },
      },
      'add-matcher': { carryOut: ({ data }) => this.#matcher(data, 'File path must be specified.') },
      'remove-matcher': {
        carryOut: ({ data, properties }) => this.#removeMatcher(data, properties['owner']),
      },
    }
  }

  #mask(value: string): void {
    if (trim(value) === '') {
      this.#log.annotate('warning', "Can't add secret mask for empty string in ##[add-mask] command.")
      return
    }
    if (this.#echo) this.#log.write('::add-mask::***')
    this.masks.push(value)
    this.#masker.add(value)
  }

  #switchEcho(data: string): void {
    const wanted = trim(notEmpty(data, 'value')).toUpperCase()
    if (wanted !== 'ON' && wanted !== 'OFF') {
      throw new Error(
        `Invalid echo command value. Possible values can be: 'on', 'off'. Current value is: '${data}'.`,
      )
    }
    this.#echo = wanted === 'ON'
  }

  #setVariable(command: WorkflowCommand): void {
    this.#checkInsecure(command)
    if (this.#values.setVariable(nameIn(command), command.data)) return
    this.#log.annotate('error', "Can't update NODE_OPTIONS environment variable using ::set-env:: command.")
  }

  #checkInsecure({ name }: WorkflowCommand): void {
    if (!this.#allowed('ACTIONS_ALLOW_UNSECURE_COMMANDS')) throw new Error(disabled(name))
  }

  #removeMatcher(file: string, owner = ''): void {
    const subject = 'in ##[remove-matcher] command.'
    if (file !== '' && owner !== '') {
      this.#log.annotate(
        'warning',
        `Either specify an owner name or a file path ${subject} Both values cannot be set.`,
      )
      return
    }
    this.#matcher(file + owner, `Either an owner name or a file path must be specified ${subject}`)
  }

  /** Problem matchers extract annotations from compiler output; this sandbox is not for actions that need them. */
  #matcher(named: string, warning: string): void {
    if (named !== '') throw new Error("The sandbox's runner has no problem matchers.")
    this.#log.annotate('warning', warning)
  }
}

function nameIn({ name, properties }: WorkflowCommand): string {
  const given = properties['name']
  if (given === undefined) throw new Error(`Required field 'name' is missing in ##[${name}] command.`)
  return given
}

/** Strips the markers that only the runner itself may print, around the steps of a composite action. */
function withoutMarkers(line: string): string {
  return line.replaceAll(/##\[(?=(?:start|end)-action)/g, '##[\\')
}
