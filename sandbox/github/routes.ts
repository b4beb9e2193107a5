import type { Permission } from './access.ts'
import type { Call } from './call.ts'
import type { Outcome } from './outcome.ts'
import { getRateLimit, getRepository } from './repository-routes.ts'
import { getAttempt, getJob, getRun, listAttemptJobs, listJobs } from './run-routes.ts'
import {
  deleteSecret,
  getPublicKey,
  getSecret,
  listSecrets,
  listSelectedRepositories,
  putSecret,
} from './secret-routes.ts'

/** A route that the sandbox carries out. */
export interface Route {
  permission: Permission
  handle: (call: Call) => Outcome
}

const REPOSITORY = '/repos/{owner}/{repo}'
const RUN = `${REPOSITORY}/actions/runs/{run_id}`
const ORGANIZATION_SECRETS = '/orgs/{org}/actions/secrets'

/** The routes of GitHub's description that the sandbox emulates, as `METHOD template`. */
export const ROUTES: Readonly<Record<string, Route>> = {
  'GET /rate_limit': { permission: 'metadata', handle: getRateLimit },
  [`GET ${REPOSITORY}`]: { permission: 'metadata', handle: getRepository },
  [`GET ${RUN}`]: { permission: 'actions', handle: getRun },
  [`GET ${RUN}/attempts/{attempt_number}`]: { permission: 'actions', handle: getAttempt },
  [`GET ${RUN}/attempts/{attempt_number}/jobs`]: { permission: 'actions', handle: listAttemptJobs },
  [`GET ${RUN}/jobs`]: { permission: 'actions', handle: listJobs },
  [`GET ${REPOSITORY}/actions/jobs/{job_id}`]: { permission: 'actions', handle: getJob },
  ...secretRoutes(`${REPOSITORY}/actions/secrets`, 'secrets'),
  ...secretRoutes(`${REPOSITORY}/environments/{environment_name}/secrets`, 'environments'),
  ...secretRoutes(`${REPOSITORY}/dependabot/secrets`, 'dependabot_secrets'),
  ...secretRoutes(`${REPOSITORY}/codespaces/secrets`, 'codespaces_secrets'),
  ...secretRoutes(ORGANIZATION_SECRETS, 'organization_secrets'),
  [`GET ${ORGANIZATION_SECRETS}/{secret_name}/repositories`]: {
    permission: 'organization_secrets',
    handle: listSelectedRepositories,
  },
}

function secretRoutes(base: string, permission: Permission): Record<string, Route> {
  return {
    [`GET ${base}`]: { permission, handle: listSecrets },
    [`GET ${base}/public-key`]: { permission, handle: getPublicKey },
    [`GET ${base}/{secret_name}`]: { permission, handle: getSecret },
    [`PUT ${base}/{secret_name}`]: { permission, handle: putSecret },
    [`DELETE ${base}/{secret_name}`]: { permission, handle: deleteSecret },
  }
}
