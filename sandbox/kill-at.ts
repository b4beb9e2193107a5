import type { Behaviour } from './fault.ts'
import type { RunningStep } from './runner/running-step.ts'

/**
 * At the request that meets this, the step is killed.
 *
 * @param carriedOut whether the server carries the request out all the same, once the step has ended
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
