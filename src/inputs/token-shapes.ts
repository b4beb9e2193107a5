import type { Config } from './config.ts'

/** Whether a value begins like one of Fxiaoke's or GitHub's tokens, and is as long: then it is no name. */
export function isTokenLike(value: string): boolean {
  return /^(FSTOK_|FSREFTOK_|FSCOD_|gh[a-z]_|github_pat_).{16}/.test(value)
}

/** Whether `secrets-token` is an installation token of a GitHub App. */
export function isAppToken({ secretsToken }: Config): boolean {
  return secretsToken.reveal().startsWith('ghs_')
}

/**
 * Whether `secrets-token` looks like GITHUB_TOKEN, which comes as `github-token` by default. It may be an App's token that
 * was given for both, so the proof decides. Of a personal access token the prefix tells that it is none.
 */
export function looksLikeWorkflowToken({ secretsToken, githubToken }: Config): boolean {
  return secretsToken.equals(githubToken) && !/^(github_pat|gh[pou])_/.test(secretsToken.reveal())
}
