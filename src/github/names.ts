/** Whether this could be the login of a user or an organization (managed users have an underscore). */
export function isOwnerName(name: string): boolean {
  return /^[a-z0-9](?:[a-z0-9_-]{0,98})$/i.test(name)
}

/** Whether this could be the name of a repository. */
export function isRepositoryName(name: string): boolean {
  return /^[\w.-]{1,100}$/.test(name) && name !== '.' && name !== '..'
}
