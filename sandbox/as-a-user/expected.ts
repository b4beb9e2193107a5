/** How a step of the job in ci.yml ends, as a later step sees it. */
export interface StepEnd {
  outcome: 'success' | 'failure'
  /** Outputs; empty if not set. */
  status: string
  'error-code': string
}

const KILLED: StepEnd = { outcome: 'failure', status: '', 'error-code': '' }

/** By the id of the step. */
export const STEPS: Readonly<Record<string, StepEnd>> = {
  rotated: { outcome: 'success', status: 'refreshed', 'error-code': '' },
  checked: { outcome: 'success', status: 'checked', 'error-code': '' },
  killed: KILLED,
  'after-killed': { outcome: 'success', status: 'reused', 'error-code': '' },
  'timed-out': KILLED,
  'after-timed-out': { outcome: 'failure', status: '', 'error-code': 'refresh-token-rejected' },
  nested: KILLED,
}

/** How the stored refresh token compares with the initial one and the one that Fxiaoke accepts. */
export type Held = 'kept' | 'renewed' | 'lost'

/**
 * By environment: what it holds in the end, and how many summaries mention it, after all steps and after all post
 * steps.
 */
export const LOGINS: Readonly<Record<string, { held: Held; summaries: readonly [number, number] }>> = {
  rotated: { held: 'renewed', summaries: [1, 1] },
  checked: { held: 'kept', summaries: [1, 1] },
  killed: { held: 'renewed', summaries: [1, 2] },
  'timed-out': { held: 'renewed', summaries: [1, 2] },
  nested: { held: 'renewed', summaries: [0, 1] },
}
