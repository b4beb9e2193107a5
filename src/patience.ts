/**
 * All the patience of the action, in milliseconds unless it says otherwise. What the documentation and the errors
 * say of these is held against this file by __tests__/docs/patience.test.ts.
 */
const SECOND = 1_000
const MINUTE = 60 * SECOND

// One request.

/** To reach GitHub, TLS included. */
export const GITHUB_CONNECT_WITHIN = 10 * SECOND

/** GitHub answers within a second; after this long it will not. Short, so that a first retry comes soon. */
export const GITHUB_ANSWER_WITHIN = 8 * SECOND

/** A write is given up early the first time, so that its retry comes soon; later ones are given time. */
export const WRITE_ANSWER_WITHIN = [GITHUB_ANSWER_WITHIN, 30 * SECOND] as const

/** To reach Fxiaoke. Nothing has been sent until then, so giving up costs nothing. */
export const FXIAOKE_CONNECT_WITHIN = 20 * SECOND

/**
 * A request that reached Fxiaoke is awaited this long without a byte of an answer. A slow success that nobody waits for
 * is a lost token (docs/adr/0004-a-hundred-seconds.md).
 */
export const FXIAOKE_ANSWER_WITHIN = 100 * SECOND

/** For a whole answer, however often a byte of it arrives. */
export const ANSWER_LIMIT = 5 * MINUTE

/** For the rest of an answer, once enough of it has come. */
export const REST_WITHIN = 2 * SECOND

// Connections.

/**
 * To reach one address of a host. Long enough for one packet to get lost on a long way, short enough that an address
 * family which leads nowhere does not use up the time there is.
 */
export const ADDRESS_WITHIN = 3 * SECOND

/** A connection that was idle for longer is not used again: the server may be closing it, a router may have forgotten it. */
export const IDLE_AT_MOST = 10 * SECOND

/** The same for one that was opened ahead for a request that must not be repeated. */
export const HELD_AT_MOST = 5 * SECOND

// Trying again. The waits double from the first to the longest; up to half is added at random.

/** The first wait for GitHub. */
export const FIRST_WAIT = SECOND

/** The first wait for Fxiaoke, which takes ten calls a minute. */
export const FIRST_WAIT_FOR_FXIAOKE = 2 * SECOND

/** The longest wait that the other side has not asked for. */
export const LONGEST_WAIT = 30 * SECOND

/**
 * For a secondary limit of GitHub that names no time.
 *
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export const SECONDARY_LIMIT_WAIT = MINUTE

/** Attempts to exchange the same grant. */
export const MOST_ATTEMPTS = 4

/** No further attempt begins later than this after the first: the job has to store what comes of it, too. */
export const EXCHANGE_WITHIN = 10 * MINUTE

/** For a code that cannot exist, which proves the app: no token hangs on its answer. */
export const TRY_APP_WITHIN = 2 * MINUTE

/** Times that one write is sealed again. GitHub changes a key seldom; more often within one write is something else. */
export const MOST_RESEALS = 2

// What GitHub does not show at once.

/** A 404 for a secret on which something hangs, and a refused token whose secret seems unchanged, are asked about again. */
export const ASK_AGAIN_AFTER = 2 * SECOND

/** For each look at the secret after a refusal. */
export const LOOK_AFTER_REFUSAL_WITHIN = 30 * SECOND

/** A write may not be seen for so long. */
export const READS_LAG = 5 * SECOND

/** GitHub's times are whole seconds, and so are its `Date` headers. */
export const GIVE_OR_TAKE = SECOND

/**
 * A token that was minted seconds ago is not known everywhere.
 *
 * @see https://github.com/octokit/auth-app.js/issues/65
 */
export const SETTLE_WITHIN = 10 * SECOND

/** The same for a write, of which the place has proven that it is allowed. */
export const SETTLE_WRITE_WITHIN = MINUTE

/** A proxy that refuses its password, while a new token hangs on it: a directory locks an account after some more. */
export const MOST_PROXY_REFUSALS = 3
export const PROXY_REFUSAL_WAIT = MINUTE

/** For the record, all attempts together: a run that has stored its secrets does not wait longer for it. */
export const RECORD_WITHIN = 10 * SECOND

// Parts of a run.

/** For everything that GitHub is asked before the token is spent. */
export const PREPARE_WITHIN = 2 * MINUTE

/** For the write probe to be removed: its answer is out by then, and the rest of the run waits. */
export const REMOVE_PROBE_WITHIN = 10 * SECOND

/** Metadata older than this is read again before the token is spent. */
export const METADATA_FRESH_FOR = 2 * SECOND

/** For what is only advice: nothing but the report waits for it. */
export const REPOSITORY_WITHIN = 30 * SECOND

/** Shares hold the rotation back no longer than this. */
export const SHARES_PREPARED_WITHIN = 30 * SECOND

/** For a dry run to prove that the shares can be written. */
export const SHARES_PROVEN_WITHIN = MINUTE

/** For GitHub's outages and limits once there is a new token. The journal is safe meanwhile. */
export const STORE_WITHIN = 15 * MINUTE

/** A first write that begins later than this after the last look at the secret looks again. */
export const LOOK_AGAIN_AFTER = 10 * SECOND

/**
 * A job whose steps run under `always()` gets no signal when it is cancelled: it is killed after five minutes. So a store
 * that takes longer than this shows the recovery command while it can.
 */
export const SHOW_COMMAND_AFTER = MINUTE

/** For the post step. That of a cancelled job has five minutes. */
export const RECOVER_WITHIN = 2 * MINUTE
