/** Shorter parts of a secret are not recognised. */
const SHORTEST = { quoted: 9, part: 6 }

/**
 * The forms in which the runner recognises a secret in a line: plain, Base64 at its three alignments, escaped
 * for command lines, JSON, URLs, XML and expressions, without surrounding quotes, and as PowerShell cuts it at `&`.
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
    value.replaceAll('"', '\\"'),
    jsonEscaped(value),
    urlEscaped(value),
    xmlEscaped(value),
    value.replaceAll("'", "''"),
    ...partsAtAmpersand(value).filter((part) => part.length >= SHORTEST.part),
  ]
  if (value.length >= SHORTEST.quoted && value.startsWith('"') && value.endsWith('"'))
    forms.push(value.slice(1, -1))
  return [...new Set(forms)]
}

/** The parts of a secret on either side of the `&` where PowerShell's error colouring splits the line. */
function partsAtAmpersand(value: string): string[] {
  const coloured = value.indexOf('&+')
  if (coloured >= 0) return [value.slice(0, coloured + 2), value.slice(coloured + 3)]
  const last = value.lastIndexOf('&')
  return last < 0 ? [] : [value.slice(0, last + 1), value.slice(last + 1)]
}

/** Newtonsoft's form, which escapes three line terminators that JSON allows. */
function jsonEscaped(value: string): string {
  return JSON.stringify(value)
    .slice(1, -1)
    .replaceAll(
      /[\u0085\u2028\u2029]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
}

/** .NET's `Uri.EscapeDataString`, which escapes five more characters than `encodeURIComponent`. */
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
