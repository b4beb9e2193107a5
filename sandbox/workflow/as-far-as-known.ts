import type { MappingToken, TemplateToken } from '@actions/workflow-parser/templates/tokens/index'

/**
 * A mapping of which every key is known to whoever reads it.
 *
 * @throws for another key, so that nothing that a workflow says is passed over
 */
export function asFarAsKnown(token: TemplateToken, known: readonly string[], where: string): MappingToken {
  const mapping = token.assertMapping(where)
  const keys = [...mapping].map(({ key }) => key.toString())
  const unknown = keys.filter((key) => !known.includes(key))
  if (unknown.length > 0) throw new Error(`${where}: ${unknown.join(', ')} is unknown to the sandbox`)
  return mapping
}
