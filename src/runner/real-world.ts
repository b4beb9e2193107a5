import { randomBytes, randomUUID } from 'node:crypto'
import * as core from '@actions/core'
import { loadToolkit } from '../github/load-toolkit.ts'
import { INPUT_NAMES, maskInputs } from '../inputs/raw-inputs.ts'
import type { RawInputs } from '../inputs/raw-inputs.ts'
import { nodeHttpClient } from '../transport/node-http.ts'
import type { Clock, Random, World } from '../world.ts'
import { actionsRunner } from './actions-runner.ts'
import { readDispatchInput, readRunContext } from './run-context.ts'

const clock: Clock = {
  now: () => Date.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds)
    return () => {
      clearTimeout(timer)
    }
  },
}

const random: Random = {
  uuid: () => randomUUID(),
  bytes: (count) => randomBytes(count),
  fraction: () => Math.random(),
}

/**
 * Gathers the inputs and the world of this process, and masks every secret input before anything can be printed.
 *
 * @param env the environment of the step
 */
export async function realWorld(env: NodeJS.ProcessEnv): Promise<{ raw: RawInputs; world: World }> {
  const runner = actionsRunner()
  const { context } = await loadToolkit()
  const given = Object.fromEntries(INPUT_NAMES.map((name) => [name, core.getInput(name)])) as RawInputs
  const raw = {
    ...given,
    'authorization-code': given['authorization-code'] || readDispatchInput(context, 'authorization-code'),
  }
  maskInputs(raw, runner)
  return {
    raw,
    world: { ...nodeHttpClient(clock, env), runner, clock, random, context: readRunContext(context, env) },
  }
}
