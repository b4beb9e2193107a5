import type { Config } from './config.ts'

/** Whether a value starts like a Fxiaoke or GitHub token and is long enough to be one, so that it cannot be a name. */
export function isTokenLike(value: string): boolean {
  return /^(FSTOK_|FSREFTOK_|FSCOD_|gh[a-z]_|github_pat_).{16}/.test(value)
}

/** Whether `secrets-token` is an installation token of a GitHub App. */
export function isAppToken({ secretsToken }: Config): boolean {
  return secretsToken.reveal().startsWith('ghs_')
}

/**
 * Whether `secrets-token` looks like GITHUB_TOKEN, the default of `github-token`. The same App token may have been
 * given for both, so only the write proof decides. A personal access token is ruled out by its prefix.
 */
export function looksLikeWorkflowToken({ secretsToken, githubToken }: Config): boolean {
  return secretsToken.equals(githubToken) && !/^(github_pat|gh[pou])_/.test(secretsToken.reveal())
}
