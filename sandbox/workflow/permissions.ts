import type { RunOfJobs } from './workflow-runner.ts'

const LEVELS = ['none', 'read', 'write']

/**
 * Grants the workflow's own token what a job asks for, and nothing else.
 *
 * @throws if a caller does not grant it to the called workflow
 */
export function grant(asked: object, { sandbox, trigger, workflow }: RunOfJobs): void {
  const level = (permissions: object, name: string): number =>
    LEVELS.indexOf(String(Reflect.get(permissions, name) ?? 'none'))
  const { caller } = trigger
  for (const name of caller === undefined ? [] : Object.keys(asked)) {
    if (level(asked, name) > level(caller?.permissions ?? {}, name)) {
      throw new Error(`${workflow.name} asks for ${name}, which its caller does not give it`)
    }
  }
  const reads = level(asked, 'actions') > 0
  sandbox.github.addToken({
    token: sandbox.workflowToken,
    kind: 'workflow',
    repositories: [sandbox.repository],
    permissions: { metadata: 'read', ...(reads ? { actions: 'read' as const } : {}) },
  })
}
