/**
 * The forms in which the runner recognises a secret in a line: plain, Base64 at its three alignments, escaped
 * for JSON, URLs, XML and expressions, and without surrounding quotes.
 *
 * @see https://github.com/actions/runner/blob/main/src/Sdk/DTLogging/Logging/ValueEncoders.cs
 */
export function encodedForms(value: string): string[] {
  const bytes = Buffer.from(value, 'utf8')
  const base64 = [0, 1, 2]
    .filter((shift) => shift < bytes.length)
    .map((shift) => bytes.subarray(shift).toString('base64'))
  const forms = [
    value,
    ...base64,
    jsonEscaped(value),
    urlEscaped(value),
    xmlEscaped(value),
    value.replaceAll("'", "''"),
  ]
  if (value.length > 2 && value.startsWith('"') && value.endsWith('"')) forms.push(value.slice(1, -1))
  return [...new Set(forms)]
}

function jsonEscaped(value: string): string {
  return JSON.stringify(value).slice(1, -1)
}

/** .NET's `Uri.EscapeDataString`, which escapes five characters more than `encodeURIComponent`. */
function urlEscaped(value: string): string {
  return encodeURIComponent(value.toWellFormed()).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function xmlEscaped(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
}
