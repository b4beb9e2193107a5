/** A time as GitHub writes it in bodies: to the second. */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`
}
