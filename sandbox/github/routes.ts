import type { Permission } from './access.ts'
import type { Call } from './call.ts'
import type { Outcome } from './outcome.ts'
import { createBranchPolicy, getEnvironment, putEnvironment } from './environment-routes.ts'
import { getRateLimit, getRepository } from './repository-routes.ts'
import { getAttempt, getJob, getRun, listAttemptJobs, listJobs } from './run-routes.ts'
import {
  deleteSecret,
  getPublicKey,
  getSecret,
  listSecrets,
  listSecretRepositories,
  putSecret,
} from './secret-routes.ts'
import {
  createVariable,
  deleteVariable,
  getVariable,
  listVariableRepositories,
  listVariables,
  updateVariable,
} from './variable-routes.ts'

/** A route that the sandbox carries out. */
export interface Route {
  permission: Permission
  handle: (call: Call) => Outcome
}

const REPOSITORY = '/repos/{owner}/{repo}'
const RUN = `${REPOSITORY}/actions/runs/{run_id}`
const ENVIRONMENT = `${REPOSITORY}/environments/{environment_name}`
const ORGANIZATION_SECRETS = '/orgs/{org}/actions/secrets'
const ORGANIZATION_VARIABLES = '/orgs/{org}/actions/variables'

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
  ...secretRoutes(`${ENVIRONMENT}/secrets`, 'environments'),
  ...secretRoutes(`${REPOSITORY}/dependabot/secrets`, 'dependabot_secrets'),
  ...secretRoutes(`${REPOSITORY}/codespaces/secrets`, 'codespaces_secrets'),
  ...secretRoutes(ORGANIZATION_SECRETS, 'organization_secrets'),
  [`GET ${ORGANIZATION_SECRETS}/{secret_name}/repositories`]: {
    permission: 'organization_secrets',
    handle: listSecretRepositories,
  },
  [`GET ${ENVIRONMENT}`]: { permission: 'actions', handle: getEnvironment },
  [`PUT ${ENVIRONMENT}`]: { permission: 'administration', handle: putEnvironment },
  [`POST ${ENVIRONMENT}/deployment-branch-policies`]: {
    permission: 'administration',
    handle: createBranchPolicy,
  },
  ...variableRoutes(`${REPOSITORY}/actions/variables`, 'actions_variables'),
  ...variableRoutes(`${ENVIRONMENT}/variables`, 'environments'),
  ...variableRoutes(ORGANIZATION_VARIABLES, 'organization_actions_variables'),
  [`GET ${ORGANIZATION_VARIABLES}/{name}/repositories`]: {
    permission: 'organization_actions_variables',
    handle: listVariableRepositories,
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

function variableRoutes(base: string, permission: Permission): Record<string, Route> {
  return {
    [`GET ${base}`]: { permission, handle: listVariables },
    [`POST ${base}`]: { permission, handle: createVariable },
    [`GET ${base}/{name}`]: { permission, handle: getVariable },
    [`PATCH ${base}/{name}`]: { permission, handle: updateVariable },
    [`DELETE ${base}/{name}`]: { permission, handle: deleteVariable },
  }
}
