import { isUnfinished } from './journal.ts'

// After a run that finished, or that never touched the token, there is nothing to do and nothing to say: not even the
// runner's library is loaded for it.
if (isUnfinished((name) => process.env[`STATE_${name}`] ?? '')) {
  const { recoverStep } = await import('./recover-step.ts')
  await recoverStep(process.env)
}
