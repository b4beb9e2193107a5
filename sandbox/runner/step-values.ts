import { notEmpty, setIgnoringCase } from './dotnet-text.ts'

/** The variable that no step may set for later ones. */
const BLOCKED = 'NODE_OPTIONS'

/** What a step passes to the runner, through commands and files. */
export class StepValues {
  readonly outputs: Record<string, string> = {}
  /** What the post step receives. */
  readonly state: Record<string, string> = {}
  /** For the environment of later steps. */
  readonly variables: Record<string, string> = {}
  /** Folders for the `PATH` of later steps, last added first. */
  readonly paths: string[] = []
  /** Whether a command failed, which fails the step. */
  failed = false

  /** @throws for an empty name */
  setOutput(name: string, value: string): void {
    setIgnoringCase(this.outputs, notEmpty(name, 'name'), value)
  }

  saveState(name: string, value: string): void {
    setIgnoringCase(this.state, name, value)
  }

  /**
   * @returns false for a variable that is blocked
   * @throws for an empty name
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
