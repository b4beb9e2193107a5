import type { MappingToken, TemplateToken } from '@actions/workflow-parser/templates/tokens/index'

/**
 * A mapping that may contain only keys known to the reader.
 *
 * @throws for any other key, so that no part of a workflow is silently ignored
 */
export function asFarAsKnown(token: TemplateToken, known: readonly string[], where: string): MappingToken {
  const mapping = token.assertMapping(where)
  const keys = [...mapping].map(({ key }) => key.toString())
  const unknown = keys.filter((key) => !known.includes(key))
  if (unknown.length > 0) throw new Error(`${where}: ${unknown.join(', ')} is unknown to the sandbox`)
  return mapping
}
