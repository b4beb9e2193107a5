import { loadSodium } from '../src/github/sealing.ts'
import { loadToolkit } from '../src/github/load-toolkit.ts'

/** All that the simulator knows of the action: its two steps, how they are told, and what the post step goes by. */
export { isUnfinished, Journal } from '../src/journal.ts'
export { INPUT_NAMES, maskInputs } from '../src/inputs/raw-inputs.ts'
export type { RawInputs } from '../src/inputs/raw-inputs.ts'
export { recover } from '../src/recover.ts'
export { run } from '../src/run.ts'
export { tell } from '../src/runner/tell.ts'

/** Loads what a run would load on its way: that takes time of another kind than the one that is simulated. */
export async function load(): Promise<void> {
  await Promise.all([loadSodium(), loadToolkit()])
}
