/**
 * Ends the process once everything that was printed has been handed over. Requests that nobody waits for any more (the
 * run has failed for another reason) must not keep the job waiting.
 */
export function leave(exitCode: number): void {
  process.exitCode = exitCode
  process.stdout.write('', () => {
    process.exit(exitCode)
  })
}
