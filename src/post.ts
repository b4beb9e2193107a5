import { readProgress } from './journal.ts'

const progress = readProgress((name) => process.env[`STATE_${name}`] ?? '')

// After a run that finished, or that never touched the token, there is nothing to do and nothing to say: not even the
// runner's library is loaded for it.
if (progress === 'exchanging') {
  const { recoverStep } = await import('./recover-step.ts')
  await recoverStep(process.env)
}
