/**
 * Randomness that depends on its purpose, and not on earlier draws: when a history is shrunk, the rest of it stays the
 * same.
 *
 * @param seed of the history
 * @param keys its purpose
 * @returns a number in [0, 1)
 */
export function noise(seed: number, ...keys: readonly (string | number)[]): number {
  let hash = (seed ^ 0x9e3779b9) >>> 0
  for (const key of keys) {
    const text = String(key)
    for (let index = 0; index < text.length; index += 1)
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) >>> 0
  }
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
