/**
 * Ends the process once all output is flushed. Requests that nobody awaits any more, because the run failed for another
 * reason, must not keep the job waiting.
 */
export function leave(exitCode: number): void {
  process.exitCode = exitCode
  process.stdout.write('', () => {
    process.exit(exitCode)
  })
}
