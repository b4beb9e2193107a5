import type { Behaviour } from './fault.ts'
import type { RunningStep } from './runner/running-step.ts'

/**
 * Kills the step at the request that this applies to.
 *
 * @param carriedOut whether the server carries out the request all the same, once the step has ended
 */
export function killAt(step: RunningStep, carriedOut = false): Behaviour {
  return {
    kind: carriedOut ? 'before' : 'instead',
    async run() {
      step.signal('SIGKILL')
      await step.done
    },
  }
}
