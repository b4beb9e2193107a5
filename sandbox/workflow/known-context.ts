import { data } from '@actions/expressions'

/** Event payloads differ, so a missing value there is empty. */
const DIFFERS = /^github\.event\b/

/**
 * An expression context, such as `vars` or `steps`, that knows every valid name. GitHub treats an unknown name as
 * empty, which hides typos; here it is an error.
 */
export class KnownContext extends data.Dictionary {
  readonly #path: string

  /**
   * @param path as written in expressions; empty for the root
   * @param values nested like JSON; a valid name without a value is `null`
   */
  constructor(path: string, values: Readonly<Record<string, unknown>>) {
    super(
      ...Object.entries(values).map(([key, value]) => ({
        key,
        value: asData(value, path === '' ? key : `${path}.${key}`),
      })),
    )
    this.#path = path
  }

  /** @throws for a name that is not set up */
  override get(key: string): data.ExpressionData | undefined {
    const value = super.get(key)
    if (value !== undefined || DIFFERS.test(this.#path)) return value
    throw new Error(`the workflow asks for ${this.#path}.${key}, and there is no such thing`)
  }
}

/** A context as on GitHub, where an unknown name is empty. */
export function asGitHubTakesIt(values: Readonly<Record<string, string>>): object {
  const pairs = Object.entries(values).map(([key, value]) => ({ key, value: new data.StringData(value) }))
  return new data.Dictionary(...pairs)
}

function asData(value: unknown, path: string): data.ExpressionData {
  if (value === null || value === undefined) return new data.Null()
  if (value instanceof data.Dictionary) return value
  if (Array.isArray(value)) return new data.Array(...value.map((item) => asData(item, path)))
  switch (typeof value) {
    case 'string':
      return new data.StringData(value)
    case 'number':
      return new data.NumberData(value)
    case 'boolean':
      return new data.BooleanData(value)
    case 'object':
      return new KnownContext(path, value as Record<string, unknown>)
    default:
      throw new Error(`${path} is no value of an expression`)
  }
}
