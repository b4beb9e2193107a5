/** All that the simulator knows of the action: its two steps, how they are told, and what the post step goes by. */
export { readProgress } from '../src/journal.ts'
export { INPUT_NAMES, maskInputs } from '../src/inputs/raw-inputs.ts'
export type { RawInputs } from '../src/inputs/raw-inputs.ts'
export { loadSodium } from '../src/github/sealing.ts'
export { recover } from '../src/recover.ts'
export { run } from '../src/run.ts'
export { tell } from '../src/runner/tell.ts'
