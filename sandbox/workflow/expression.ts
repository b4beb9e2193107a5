import { data, Evaluator, Lexer, Parser } from '@actions/expressions'
import type { FunctionDefinition } from '@actions/expressions/funcs/info'
import { isBasicExpression, isMapping, isSequence } from '@actions/workflow-parser'
import { ensureStatusFunction } from '@actions/workflow-parser/model/converter/if-condition'
import { splitAllowedContext } from '@actions/workflow-parser/templates/allowed-context'
import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/index'
import { KnownContext } from './known-context.ts'

/** How a job or a step ended. */
export type Result = 'success' | 'failure' | 'skipped'

/** What expressions see at one place of a workflow. */
export interface Scope {
  /** By name: `github`, `vars`, `steps` and so on. */
  contexts: Readonly<Record<string, object>>
  /** What `success()` and `failure()` go by: the steps before, or the jobs that are needed. */
  status: Result
}

/**
 * A part of a workflow with its expressions evaluated, by GitHub's own evaluator.
 *
 * @throws for an expression that GitHub does not take at that place, and for a name that nobody has set up
 */
export function evaluated(token: TemplateToken | undefined, scope: Scope): unknown {
  if (token === undefined) return undefined
  if (isMapping(token)) {
    return Object.fromEntries([...token].map(({ key, value }) => [key.toString(), evaluated(value, scope)]))
  }
  if (isSequence(token)) return [...token].map((item) => evaluated(item, scope))
  if (!isBasicExpression(token)) return token.toJSON()
  return JSON.parse(JSON.stringify(evaluate(token.expression, token, scope), data.replacer)) as unknown
}

/** A value that becomes a text. @see evaluated */
export function evaluatedText(token: TemplateToken, scope: Scope): string {
  return isBasicExpression(token) ? evaluate(token.expression, token, scope).coerceString() : textOf(token)
}

/** A scalar as it is written, of which no expression is a part. */
export function textOf(token: TemplateToken): string {
  return token.assertScalar('a text').toString()
}

/** A mapping whose values become texts, such as `with:` and `env:`. @see evaluated */
export function evaluatedTexts(token: TemplateToken | undefined, scope: Scope): Record<string, string> {
  if (token === undefined) return {}
  const entries = [...token.assertMapping('a mapping of texts')]
  return Object.fromEntries(entries.map(({ key, value }) => [key.toString(), evaluatedText(value, scope)]))
}

/** Whether an `if:` holds. Without one, and without a function that asks for the status, `success()` has to hold too. */
export function holds(condition: TemplateToken | undefined, scope: Scope): boolean {
  if (condition === undefined) return scope.status === 'success'
  const written = isBasicExpression(condition) ? condition.expression : textOf(condition)
  const complete = ensureStatusFunction(written, condition.definitionInfo)
  return evaluate(`!!(${complete})`, condition, scope).coerceString() === 'true'
}

function evaluate(expression: string, token: TemplateToken, scope: Scope): data.ExpressionData {
  const { namedContexts, functions } = splitAllowedContext(token.definitionInfo?.allowedContext ?? [])
  const tree = new Parser(new Lexer(expression).lex().tokens, namedContexts, functions).parse()
  return new Evaluator(tree, new KnownContext('', scope.contexts), statusFunctions(scope.status)).evaluate()
}

function statusFunctions(status: Result): Map<string, FunctionDefinition> {
  const answers = {
    always: true,
    success: status === 'success',
    failure: status === 'failure',
    cancelled: false,
  }
  return new Map(
    Object.entries(answers).map(([name, answer]) => [
      name,
      { name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(answer) },
    ]),
  )
}
