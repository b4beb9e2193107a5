import type { TokenLedger, User } from './token-ledger.ts'

const PARAMETERS = ['responseType', 'appId', 'redirectUrl', 'state', 'thirdTraceId']

/**
 * Emulates the authorize page for a user who consents.
 *
 * @param query of the link
 * @param user who consents
 * @returns where the browser lands
 * @throws if the link breaks the manual's rules or does not match the app's registration
 */
export function landingUrl(query: URLSearchParams, ledger: TokenLedger, user?: User): string {
  const unknown = [...query.keys()].filter((name) => !PARAMETERS.includes(name))
  if (unknown.length > 0) throw new Error(`authorize link: unknown parameter ${unknown.join(', ')}`)
  const given = (name: string): string => {
    const [value, ...more] = query.getAll(name)
    if (value === undefined || value === '') throw new Error(`authorize link: ${name} is missing`)
    if (more.length > 0) throw new Error(`authorize link: ${name} is given twice`)
    return value
  }
  for (const name of PARAMETERS) given(name)
  if (given('responseType') !== 'code') throw new Error('authorize link: responseType is not "code"')
  const app = ledger.app(given('appId'))
  if (app === undefined) throw new Error('authorize link: unknown appId')
  if (given('redirectUrl') !== app.redirectUrl) {
    throw new Error('authorize link: redirectUrl is not the one registered for the app')
  }
  const landed = new URL(app.redirectUrl)
  landed.searchParams.append('code', ledger.issueCode(app.appId, user))
  landed.searchParams.append('state', given('state'))
  return landed.href
}
