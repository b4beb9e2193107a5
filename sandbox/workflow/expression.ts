import { data, Evaluator, Lexer, Parser } from '@actions/expressions'
import type { FunctionDefinition } from '@actions/expressions/funcs/info'
import { isBasicExpression, isMapping, isSequence } from '@actions/workflow-parser'
import { ensureStatusFunction } from '@actions/workflow-parser/model/converter/if-condition'
import { splitAllowedContext } from '@actions/workflow-parser/templates/allowed-context'
import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/index'
import { KnownContext } from './known-context.ts'

/** How a job or a step ended. */
export type Result = 'success' | 'failure' | 'cancelled' | 'skipped'

/** What several steps or jobs amount to. What is cancelled stays cancelled, whatever fails later; skipped is no success. */
export function worst(results: readonly Result[]): Result {
  const from: Result[] = ['cancelled', 'failure', 'skipped']
  return from.find((result) => results.includes(result)) ?? 'success'
}

/** What expressions can see at one point in a workflow. */
export interface Scope {
  /** By name: `github`, `vars`, `steps` and so on. */
  contexts: Readonly<Record<string, object>>
  /** What `success()`, `failure()` and `cancelled()` depend on: the steps before, or the needed jobs. */
  status: Result
}

/**
 * Evaluates the expressions in a part of a workflow, with GitHub's own evaluator.
 *
 * @throws for an expression that GitHub does not accept there, and for a name that is not set up
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

/** Evaluates a value to a text. @see evaluated */
export function evaluatedText(token: TemplateToken, scope: Scope): string {
  return isBasicExpression(token) ? evaluate(token.expression, token, scope).coerceString() : textOf(token)
}

/** A scalar as written, without expressions. */
export function textOf(token: TemplateToken): string {
  return token.assertScalar('a text').toString()
}

/** Evaluates a mapping with text values, such as `with:` and `env:`. @see evaluated */
export function evaluatedTexts(token: TemplateToken | undefined, scope: Scope): Record<string, string> {
  if (token === undefined) return {}
  const entries = [...token.assertMapping('a mapping of texts')]
  return Object.fromEntries(entries.map(({ key, value }) => [key.toString(), evaluatedText(value, scope)]))
}

/** Whether an `if:` holds. If it is missing or does not call a status function, `success()` must hold too. */
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
    cancelled: status === 'cancelled',
  }
  return new Map(
    Object.entries(answers).map(([name, answer]) => [
      name,
      { name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(answer) },
    ]),
  )
}
