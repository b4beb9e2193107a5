import { loadSodium } from '../src/github/sealing.ts'
import { loadToolkit } from '../src/github/load-toolkit.ts'

/** Everything the simulator uses of the action: its two steps, their reports, and the journal. */
export { isUnfinished, Journal } from '../src/journal.ts'
export { INPUT_NAMES, maskInputs } from '../src/inputs/raw-inputs.ts'
export type { RawInputs } from '../src/inputs/raw-inputs.ts'
export { recover } from '../src/recover.ts'
export { run } from '../src/run.ts'
export { tell } from '../src/runner/tell.ts'

/** Preloads what a run would load lazily, which takes real rather than simulated time. */
export async function load(): Promise<void> {
  await Promise.all([loadSodium(), loadToolkit()])
}
