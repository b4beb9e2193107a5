/** What a fine-grained token or an App's token may be allowed. */
export type Permission =
  | 'secrets'
  | 'environments'
  | 'actions'
  | 'metadata'
  | 'organization_secrets'
  | 'dependabot_secrets'
  | 'codespaces_secrets'

/** A token that the sandbox knows. */
export interface GitHubToken {
  token: string
  /** Default `fine-grained`. `workflow` is GITHUB_TOKEN, which can never touch secrets. */
  kind?: 'fine-grained' | 'classic' | 'app' | 'workflow'
  /** Repositories that it sees; others answer 404. Default all. */
  repositories?: 'all' | string[]
  permissions?: Partial<Record<Permission, 'read' | 'write'>>
  /** Of a classic token: `repo`, `admin:org`. */
  scopes?: string[]
  /** Sent verbatim as `github-authentication-token-expiration`. */
  expiresHeader?: string
  /** The token lacks single sign-on: 403 with this link. */
  ssoUrl?: string
  /** 401 Bad credentials. */
  revoked?: boolean
}

/** What a request needs. */
export interface Need {
  permission: Permission
  level: 'read' | 'write'
  /** `owner/name`, lower case; undefined for an organization. */
  repository?: string
}

/** Why a token may not do something: the answer that GitHub gives. */
export interface Denial {
  status: 401 | 403 | 404
  message: string
  headers?: Record<string, string>
}

/** Checks in GitHub's order: who, single sign-on, visible at all, allowed. */
export function deny(token: GitHubToken | undefined, need: Need): Denial | undefined {
  if (!token || token.revoked) return { status: 401, message: 'Bad credentials' }
  if (token.ssoUrl !== undefined)
    return {
      status: 403,
      message:
        'Resource protected by organization SAML enforcement. You must grant your token access to this organization.',
      headers: { 'x-github-sso': `required; url=${token.ssoUrl}` },
    }
  if (need.repository !== undefined && !sees(token, need.repository))
    return { status: 404, message: 'Not Found' }
  if (allows(token, need)) return undefined
  const who = token.kind === 'app' || token.kind === 'workflow' ? 'integration' : 'personal access token'
  return {
    status: 403,
    message: `Resource not accessible by ${who}`,
    headers: { 'x-accepted-github-permissions': `${need.permission}=${need.level}` },
  }
}

function sees({ repositories = 'all' }: GitHubToken, repository: string): boolean {
  return repositories === 'all' || repositories.some((one) => one.toLowerCase() === repository)
}

function allows(token: GitHubToken, need: Need): boolean {
  if (need.permission === 'metadata') return true
  if (token.kind === 'workflow' && need.permission !== 'actions') return false
  if (token.kind === 'classic') {
    const scope = need.permission === 'organization_secrets' ? 'admin:org' : 'repo'
    return token.scopes?.includes(scope) ?? false
  }
  const granted = token.permissions?.[need.permission]
  return granted === 'write' || (granted === 'read' && need.level === 'read')
}
