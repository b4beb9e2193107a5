import { isUnfinished } from './journal.ts'

// After a run that stored its new token, or never sent the old one, there is nothing to do or report, so not even the
// runner's library is loaded.
if (isUnfinished((name) => process.env[`STATE_${name}`] ?? '')) {
  const { recoverStep } = await import('./recover-step.ts')
  await recoverStep(process.env)
}
