/**
 * Rules that are known to be broken, each with what is wrong. They are told, and fail nothing. Whoever mends one takes its line out: from
 * then on it fails.
 */
export const KNOWN: Readonly<Record<string, string>> = {
  'not-sent-is-false/post-without-inputs': 'The post step needs inputs that the runner may not give.',
  'post-without-inputs-loses-token': 'The post step needs inputs that the runner may not give.',
  'lost-without-a-word/called-stale':
    'The first look at the secret is older than what stands there; the token is spent without an answer, then refused; the run ends as stale.',
  'changed-is-false': 'A lagging look is taken for the time of the secret, so that it seems to change.',
  'command-refuses': 'A lagging look is taken for the time of the secret, so that the command never writes.',
  'visibility-changed/selected': 'One 404 makes an organization secret selected.',
  'not-stored-is-false/given-up':
    '"Not stored" after a last write that was carried out, and answered otherwise.',
  'not-stored-is-false/lagging-look':
    'Killed after its write was carried out; the post step believes a look that does not show it yet.',
  'old-copy-is-false':
    'Spent without an answer, then refused: called the old copy, where another login was stored meanwhile.',
  'seen-token-not-kept/rest-is-late':
    'Killed while the rest of an answer is waited for, with the refresh token come.',
  'refused-is-false/page': 'A page (3xx, 4xx) that hides a success is taken for a refusal.',
  'lost-without-a-word/page': 'A page (3xx, 4xx) that hides a success is taken for a refusal.',
  'newer-token-buried/slow-answer':
    'Nobody looks before the first write, though the answer was slow and somebody has authorized meanwhile.',
  'newer-token-buried/chained-retries':
    'Retries that follow each other within ten seconds never look, however long ago the last look was.',
  'post-too-long': 'The post step may wait for an answer beyond its two minutes.',
  'sent-too-late': 'The second look at the metadata has two minutes of its own.',
  'probe-left-behind/deleted-in-vain':
    'The probe was taken and not deleted: the run fails for another reason, or a 404 that is none is believed.',
  'probe-left-behind/unanswered':
    'A probe that GitHub has taken without an answer is left behind without a word.',
  'lost-without-a-word/killed-while-judging':
    'Spent without an answer, and killed before that is told: the run counts as finished too early, so that the post step says nothing.',
  'not-stored-is-false':
    '"Not stored" after a write that was carried out: two looks, some seconds apart, were both behind.',
}
