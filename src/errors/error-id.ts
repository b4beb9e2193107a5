/** Every way in which a run can fail, in the order in which a run can meet it. Stable: people match on these. */
export const ERROR_IDS = [
  'invalid-input',
  'authorization-required',
  'refresh-token-not-passed',
  'secret-not-found',
  'secret-shadowed',
  'target-not-found',
  'secrets-token-rejected',
  'secrets-token-cannot-write',
  'github-unreachable',
  'stale-refresh-token',
  'fxiaoke-unreachable',
  'wrong-cloud-domain',
  'ip-not-allowed',
  'app-credentials-rejected',
  'app-not-authorized',
  'refresh-token-rejected',
  'authorization-code-rejected',
  'fxiaoke-busy',
  'fxiaoke-quota',
  'wrong-account',
  'fxiaoke-error',
  'store-failed',
  'share-failed',
  'internal-error',
] as const

/** One of the stable error ids. */
export type ErrorId = (typeof ERROR_IDS)[number]
