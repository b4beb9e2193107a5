import { notEmpty, setIgnoringCase } from './dotnet-text.ts'

/** What nobody may set for later steps. */
const BLOCKED = 'NODE_OPTIONS'

/** What a step hands to the runner, by commands and by files. */
export class StepValues {
  readonly outputs: Record<string, string> = {}
  /** What the post step receives. */
  readonly state: Record<string, string> = {}
  /** For the environment of later steps. */
  readonly variables: Record<string, string> = {}
  /** Folders for the `PATH` of later steps, the last first. */
  readonly paths: string[] = []
  /** Whether a command failed, which fails the step. */
  failed = false

  /** @throws for a name that is empty */
  setOutput(name: string, value: string): void {
    setIgnoringCase(this.outputs, notEmpty(name, 'name'), value)
  }

  saveState(name: string, value: string): void {
    setIgnoringCase(this.state, name, value)
  }

  /**
   * @returns false for a variable that is blocked
   * @throws for a name that is empty
   */
  setVariable(name: string, value: string): boolean {
    if (name.toUpperCase() === BLOCKED) return false
    this.variables[notEmpty(name, 'name')] = value
    return true
  }

  addPath(folder: string): void {
    this.paths.push(folder)
  }
}
