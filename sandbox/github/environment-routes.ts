import type { Call } from './call.ts'
import type { Environment, EnvironmentRules, Reviewer } from './github-state.ts'
import { notFound } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import { timestamp } from './timestamp.ts'

/** The repository that GitHub's example of an environment is about. */
const EXAMPLE = 'github/hello-world'

interface EnvironmentBody {
  wait_timer?: number
  prevent_self_review?: boolean
  reviewers?: Reviewer[] | null
  deployment_branch_policy?: { protected_branches: boolean; custom_branch_policies: boolean } | null
}

type Described = Record<string, unknown>

export function getEnvironment(call: Call): Outcome {
  const environment = call.state.environment(call.repository, nameOf(call))
  return environment ? { status: 200, body: asEnvironment(environment, call) } : notFound()
}

/** Creates an environment, or replaces all its rules. */
export function putEnvironment(call: Call): Outcome {
  const { repository, state, now } = call
  if (!repository) return notFound()
  const body = (call.body ?? {}) as EnvironmentBody
  const rules: EnvironmentRules = {
    waitMinutes: body.wait_timer ?? 0,
    preventSelfReview: body.prevent_self_review ?? false,
    reviewers: body.reviewers ?? [],
    branches: branchesOf(body),
  }
  const environment = state.putEnvironment(repository.fullName, nameOf(call), rules, now)
  return { status: 200, body: asEnvironment(environment, call) }
}

/** Allows branches of that name to use an environment that selects branches by name. */
export function createBranchPolicy(call: Call): Outcome {
  const environment = call.state.environment(call.repository, nameOf(call))
  if (environment?.branches !== 'named') return notFound()
  const { name } = call.body as { name: string }
  environment.branchNames.push(name)
  return { status: 200, body: { ...call.example(), name } }
}

function nameOf({ parameters }: Call): string {
  return parameters['environment_name'] ?? ''
}

function branchesOf({ deployment_branch_policy: policy }: EnvironmentBody): EnvironmentRules['branches'] {
  if (!policy) return 'all'
  return policy.protected_branches ? 'protected' : 'named'
}

/** GitHub's example of an environment, adapted to this one. */
function asEnvironment(environment: Environment, call: Call): object {
  const { id, name, createdAt, updatedAt, branches } = environment
  const fullName = call.repository?.fullName ?? ''
  const example = JSON.parse(JSON.stringify(call.example()).replaceAll(EXAMPLE, fullName)) as Described
  const url = `${call.apiUrl}/repos/${fullName}/environments/${encodeURIComponent(name)}`
  const html = `https://github.com/${fullName}/deployments/activity_log`
  return {
    ...example,
    id,
    name,
    url,
    html_url: `${html}?environments_filter=${encodeURIComponent(name)}`,
    created_at: timestamp(createdAt),
    updated_at: timestamp(updatedAt),
    protection_rules: protectionRules(environment, example['protection_rules'] as Described[]),
    deployment_branch_policy:
      branches === 'all'
        ? null
        : { protected_branches: branches === 'protected', custom_branch_policies: branches === 'named' },
  }
}

/** Only the rules that are set are listed. */
function protectionRules(
  { waitMinutes, reviewers, preventSelfReview, branches }: EnvironmentRules,
  examples: readonly Described[],
): Described[] {
  const example = (type: string): Described => examples.find((rule) => rule['type'] === type) ?? {}
  const asked = example('required_reviewers')
  const people = asked['reviewers'] as { type: string; reviewer: Described }[]
  return [
    ...(waitMinutes > 0 ? [{ ...example('wait_timer'), wait_timer: waitMinutes }] : []),
    ...(reviewers.length > 0
      ? [
          {
            ...asked,
            prevent_self_review: preventSelfReview,
            reviewers: reviewers.map(({ type, id }) => ({
              type,
              reviewer: { ...people.find((one) => one.type === type)?.reviewer, id },
            })),
          },
        ]
      : []),
    ...(branches === 'all' ? [] : [example('branch_policy')]),
  ]
}
