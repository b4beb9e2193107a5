import type { RequestLog } from '../recorded-request.ts'
import { encodedForms } from './encoded-forms.ts'
import type { StepReport } from './step-report.ts'

/** Shorter encoded forms and fragments would match by chance. */
const SHORTEST_ENCODED = 8

/** The only output that holds a secret on purpose. */
const SECRET_OUTPUT = 'access-token'

/**
 * Proves that a step kept its secrets: none of them, plain or encoded, is in what it printed (but for `::add-mask::`),
 * in the log as shown, the summary, state, annotations, outputs (but for `access-token`), exported variables, or in the
 * address or a header (but for `authorization`) of any request.
 *
 * @param secrets by label; a list is labelled by number
 * @param requests of the step, or of the whole test
 * @throws naming which secret leaked where, without revealing it
 */
export function assertNoLeak(
  report: StepReport,
  secrets: Readonly<Record<string, string>> | readonly string[],
  requests?: RequestLog,
): void {
  const labelled = Array.isArray(secrets)
    ? secrets.map((value: string, index): [string, string] => [`secret ${index + 1}`, value])
    : Object.entries(secrets)
  const places = [...placesOf(report), ...(requests === undefined ? [] : placesOfRequests(requests))]
  const leaks = labelled.flatMap(([label, secret]) => {
    const forms = leakForms(secret.trim())
    return places
      .filter(({ text }) => forms.some((form) => text.includes(form)))
      .map(({ name }) => `${label} leaked into ${name}`)
  })
  if (leaks.length > 0) throw new Error([...new Set(leaks)].join('\n'))
}

interface Place {
  name: string
  text: string
}

function placesOf(report: StepReport): Place[] {
  const named = (kind: string, values: Record<string, string>): Place[] =>
    Object.entries(values).map(([name, text]) => ({ name: `${kind} ${name}`, text }))
  const printed = report.rawLog
    .split(/\r\n|\n|\r/)
    .filter((line) => !line.trimStart().startsWith('::add-mask::'))
  return [
    { name: 'what the process printed', text: printed.join('\n') },
    { name: 'the log', text: report.log },
    { name: 'the job summary', text: report.rawSummary },
    ...report.annotations.map(({ level, title, message }) => ({
      name: `an annotation (${level})`,
      text: `${title}\n${message}`,
    })),
    ...named('state', report.state),
    ...named('exported variable', report.exportedEnvironment),
    ...named('output', report.outputs).filter(({ name }) => name !== `output ${SECRET_OUTPUT}`),
  ]
}

function placesOfRequests(requests: RequestLog): Place[] {
  return requests.all.flatMap(({ party, method, path, headers }) => {
    const others = Object.entries(headers).filter(([name]) => name !== 'authorization')
    return [
      { name: `the address of a ${method} to ${party}`, text: `${path}\n${decoded(path)}` },
      { name: `a header of a ${method} to ${party}`, text: JSON.stringify(others) },
    ]
  })
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/**
 * In addition to the runner's forms: Base64 without the characters that depend on neighbours, base64url, and doubly
 * escaped JSON.
 */
function leakForms(secret: string): string[] {
  if (secret === '') return []
  if (secret.length < SHORTEST_ENCODED) return [secret]
  const bytes = Buffer.from(secret)
  const base64 = [0, 1, 2].flatMap((shift) => {
    const whole = bytes.subarray(shift, bytes.length - ((bytes.length - shift) % 3))
    return [whole.toString('base64'), whole.toString('base64url')]
  })
  const twice = JSON.stringify(JSON.stringify(secret)).slice(3, -3)
  return [...new Set([...encodedForms(secret), ...base64, bytes.toString('hex'), twice])]
}
