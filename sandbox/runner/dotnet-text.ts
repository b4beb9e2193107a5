/**
 * The runner is a .NET program, and .NET's white space differs from JavaScript's: it includes U+0085, but not U+FEFF.
 *
 * @see https://learn.microsoft.com/en-us/dotnet/api/system.char.iswhitespace
 */
const WHITE = String.raw`[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]`
const LEADING = new RegExp(`^${WHITE}*`)
const TRAILING = new RegExp(`(?<!${WHITE})${WHITE}*$`)

/** `String.TrimStart` */
export function trimStart(text: string): string {
  return text.replace(LEADING, '')
}

/** `String.Trim` */
export function trim(text: string): string {
  return trimStart(text).replace(TRAILING, '')
}

/** Sets a value in a case-insensitive dictionary: an existing name keeps its spelling. */
export function setIgnoringCase(values: Record<string, string>, name: string, value: string): void {
  const same = Object.keys(values).find((known) => known.toUpperCase() === name.toUpperCase())
  values[same ?? name] = value
}

/** Throws the runner's error for an empty text. */
export function notEmpty(text: string, parameter: string): string {
  if (text === '') throw new Error(`Value cannot be null. (Parameter '${parameter}')`)
  return text
}
