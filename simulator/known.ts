/**
 * Rules that are known to be broken, each with what is wrong. They are told, and fail nothing. Whoever mends one takes its line out: from
 * then on it fails.
 */
export const KNOWN: Readonly<Record<string, string>> = {
  'probe-left-behind/unanswered':
    'A probe that GitHub has taken without an answer is left behind without a word.',
  'probe-left-behind/deleted-in-vain':
    'A probe that GitHub has taken, and that could not be deleted in time, is left behind without a word.',
}
