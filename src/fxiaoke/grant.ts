import type { Secret } from '../secret.ts'

/** What is exchanged for a token pair. */
export type Grant =
  | { kind: 'refresh_token'; refreshToken: Secret }
  | { kind: 'authorization_code'; code: Secret; redirectUrl: string }
