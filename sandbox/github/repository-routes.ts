import type { Call } from './call.ts'
import type { Repository } from './github-state.ts'
import { notFound } from './outcome.ts'
import type { Outcome } from './outcome.ts'
import { timestamp } from './timestamp.ts'

/** The repository that GitHub's examples are about. */
const EXAMPLE = 'octocat/Hello-World'

export function getRateLimit({ example, rateLimit }: Call): Outcome {
  const { resources } = example() as { resources: object }
  return { status: 200, body: { resources: { ...resources, core: rateLimit }, rate: rateLimit } }
}

export function getRepository(call: Call): Outcome {
  if (!call.repository) return notFound()
  const body = asRepository({ language: null, ...call.example() }, call.repository, call)
  // The example is a fork made from a template; this repository is neither.
  for (const origin of ['parent', 'source', 'template_repository']) Reflect.deleteProperty(body, origin)
  return { status: 200, body }
}

/** GitHub's example of a repository, adapted to this one. */
export function asRepository(
  example: Readonly<Record<string, unknown>>,
  repository: Repository,
  { state }: Call,
): Record<string, unknown> {
  const { fullName, id, visibility, pushedAt } = repository
  const [owner = '', name = ''] = fullName.split('/')
  const renamed = JSON.parse(JSON.stringify(example).replaceAll(EXAMPLE, fullName)) as Record<string, unknown>
  const type = state.organization(owner) === undefined ? 'User' : 'Organization'
  return {
    ...renamed,
    id,
    name,
    full_name: fullName,
    owner: { ...(renamed['owner'] as object), login: owner, type },
    fork: false,
    private: visibility !== 'public',
    visibility,
    pushed_at: timestamp(pushedAt),
  }
}
