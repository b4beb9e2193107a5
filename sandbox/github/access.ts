import type { Repository } from './github-state.ts'
import { failure, notFound } from './outcome.ts'
import type { Outcome } from './outcome.ts'

/** A permission that a fine-grained token or an App's token may have. */
export type Permission =
  | 'secrets'
  | 'environments'
  | 'actions'
  | 'actions_variables'
  | 'administration'
  | 'metadata'
  | 'organization_secrets'
  | 'organization_actions_variables'
  | 'dependabot_secrets'
  | 'codespaces_secrets'

/** A token that the sandbox knows. */
export interface GitHubToken {
  token: string
  /** Default `fine-grained`. `workflow` is GITHUB_TOKEN, which can never touch secrets. */
  kind?: 'fine-grained' | 'classic' | 'app' | 'workflow'
  /** The repositories it may access; others answer 404 unless they are public. Default all. */
  repositories?: 'all' | string[]
  /** Not for classic tokens. `metadata` is always granted. */
  permissions?: Partial<Record<Permission, 'read' | 'write'>>
  /** For classic tokens: `repo`, `admin:org`. */
  scopes?: string[]
  /** Sent verbatim as `github-authentication-token-expiration`. */
  expiresHeader?: string
  /** The token lacks single sign-on: 403 with this link. */
  ssoUrl?: string
  /** 401 Bad credentials. */
  revoked?: boolean
  /** Just minted, so not every server knows it: its first request gets this answer. */
  firstAnswer?: 401 | 403 | 404
}

/** The permission that a request needs. */
export interface Need {
  permission: Permission
  level: 'read' | 'write'
}

/** What a request is about; undefined when there is no such thing. */
export type Subject =
  { repository: Repository | undefined } | { organization: string | undefined } | undefined

/**
 * Checks a token's access in GitHub's order: valid, signed on, subject visible, action allowed.
 *
 * @returns the answer if access is denied
 */
export function deny(token: GitHubToken | undefined, need: Need, subject: Subject): Outcome | undefined {
  if (!token || token.revoked) return badCredentials()
  if (token.ssoUrl !== undefined)
    return failure(
      403,
      'Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.',
      { 'x-github-sso': `required; url=${token.ssoUrl}` },
    )
  if (subject === undefined) return undefined
  if (!isVisible(token, subject)) return notFound()
  return isAllowed(token, need, subject) ? undefined : failure(403, refusal(token, need))
}

/** The answer of a server that has not heard of a token yet. */
export function notYetKnown(status: 401 | 403 | 404, token: GitHubToken, need: Need): Outcome {
  if (status === 403) return failure(403, refusal(token, need))
  return status === 404 ? notFound() : badCredentials()
}

function badCredentials(): Outcome {
  return failure(401, 'Bad credentials')
}

/** The headers that tell a client which permissions it would need. */
export function permissionHeaders(token: GitHubToken | undefined, need: Need): Record<string, string> {
  if (token?.kind === 'classic')
    return { 'x-oauth-scopes': (token.scopes ?? []).join(', '), 'x-accepted-oauth-scopes': scopeFor(need) }
  return { 'x-accepted-github-permissions': `${need.permission}=${need.level}` }
}

function isVisible(token: GitHubToken, subject: NonNullable<Subject>): boolean {
  if ('organization' in subject) return subject.organization !== undefined
  const { repository } = subject
  if (!repository) return false
  if (repository.visibility === 'public') return true
  return isGiven(token, repository.fullName) && (token.kind !== 'classic' || hasScope(token, 'repo'))
}

function isAllowed(token: GitHubToken, need: Need, subject: NonNullable<Subject>): boolean {
  if (need.permission === 'metadata') return true
  if ('repository' in subject && !isGiven(token, subject.repository?.fullName ?? '')) return false
  if (token.kind === 'classic') return hasScope(token, scopeFor(need))
  if (token.kind === 'workflow' && need.permission !== 'actions') return false
  const granted = token.permissions?.[need.permission]
  return granted === 'write' || (granted === 'read' && need.level === 'read')
}

function isGiven({ repositories = 'all' }: GitHubToken, fullName: string): boolean {
  return repositories === 'all' || repositories.some((one) => one.toLowerCase() === fullName.toLowerCase())
}

function hasScope({ scopes = [] }: GitHubToken, scope: string): boolean {
  return scopes.includes(scope)
}

function scopeFor({ permission }: Need): string {
  return permission.startsWith('organization_') ? 'admin:org' : 'repo'
}

function refusal({ kind }: GitHubToken, { permission }: Need): string {
  if (kind === 'app' || kind === 'workflow') return 'Resource not accessible by integration'
  if (kind !== 'classic') return 'Resource not accessible by personal access token'
  return permission.startsWith('organization_')
    ? 'You must be an org admin or have the actions secrets fine-grained permission.'
    : 'Must have admin rights to Repository.'
}
