/**
 * Every timeout, wait and retry limit of the action, in milliseconds unless noted. __tests__/docs/patience.test.ts
 * checks the documentation and the error texts against this file.
 */
const SECOND = 1_000
const MINUTE = 60 * SECOND

// One request.

/** To connect to GitHub, TLS included. */
export const GITHUB_CONNECT_WITHIN = 10 * SECOND

/** GitHub answers within a second, or not at all. Short, so that the first retry comes soon. */
export const GITHUB_ANSWER_WITHIN = 8 * SECOND

/** The first attempt at a write times out early, so that its retry comes soon; later attempts get more time. */
export const WRITE_ANSWER_WITHIN = [GITHUB_ANSWER_WITHIN, 30 * SECOND] as const

/** To connect to Fxiaoke. Nothing has been sent yet, so giving up costs nothing. */
export const FXIAOKE_CONNECT_WITHIN = 20 * SECOND

/**
 * Once a request has reached Fxiaoke, how long to wait without receiving a byte. A slow success that nobody waits for
 * is a lost token (docs/adr/0004-a-hundred-seconds.md).
 */
export const FXIAOKE_ANSWER_WITHIN = 100 * SECOND

/** For the whole answer, however steadily bytes arrive. */
export const ANSWER_LIMIT = 5 * MINUTE

/** For the rest of an answer, once enough of it has arrived. */
export const REST_WITHIN = 2 * SECOND

// Connections.

/**
 * To connect to one address of a host. Long enough for one lost packet on a slow route, short enough that an address
 * family that leads nowhere does not use up the connect timeout.
 */
export const ADDRESS_WITHIN = 3 * SECOND

/** A connection idle for longer is not reused: the server may be closing it, or a router may have forgotten it. */
export const IDLE_AT_MOST = 10 * SECOND

/** The same for a connection opened ahead of a request that must not be repeated. */
export const HELD_AT_MOST = 5 * SECOND

// Retries. Waits double from the first to the longest, plus up to 50% of jitter.

/** The first wait before retrying GitHub. */
export const FIRST_WAIT = SECOND

/** The first wait before retrying Fxiaoke, which allows ten calls a minute. */
export const FIRST_WAIT_FOR_FXIAOKE = 2 * SECOND

/** The longest wait, unless the server asks for more. */
export const LONGEST_WAIT = 30 * SECOND

/**
 * For a secondary rate limit of GitHub that names no time.
 *
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export const SECONDARY_LIMIT_WAIT = MINUTE

/** Attempts to exchange the same grant. */
export const MOST_ATTEMPTS = 4

/** No attempt begins later than this after the first: the job still needs time to store the result. */
export const EXCHANGE_WITHIN = 10 * MINUTE

/** For redeeming a made-up code to test the app's credentials. No token depends on the answer. */
export const TRY_APP_WITHIN = 2 * MINUTE

/**
 * How often one write may be resealed. GitHub rarely changes a key; if this is not enough, the key is not the problem.
 */
export const MOST_RESEALS = 2

// Replication lag at GitHub.

/** Before asking again about a 404 for a secret that should exist, or a refused token whose secret seems unchanged. */
export const ASK_AGAIN_AFTER = 2 * SECOND

/** For each check of the secret after a refusal. */
export const LOOK_AFTER_REFUSAL_WITHIN = 30 * SECOND

/** Reads may miss a write for this long. */
export const READS_LAG = 5 * SECOND

/** GitHub's timestamps and `Date` headers are whole seconds. */
export const GIVE_OR_TAKE = SECOND

/**
 * A token minted seconds ago may not have reached all of GitHub's servers.
 *
 * @see https://github.com/octokit/auth-app.js/issues/65
 */
export const SETTLE_WITHIN = 10 * SECOND

/** The same for a write that is proven to be allowed. */
export const SETTLE_WRITE_WITHIN = MINUTE

/** For a proxy that rejects our credentials while a new token is at stake. More attempts could lock the account. */
export const MOST_PROXY_REFUSALS = 3
export const PROXY_REFUSAL_WAIT = MINUTE

/** For the record, all attempts together: a run that has stored its secrets waits no longer for it. */
export const RECORD_WITHIN = 10 * SECOND

// Parts of a run.

/** For everything GitHub is asked before the token is spent. */
export const PREPARE_WITHIN = 2 * MINUTE

/** For removing the write probe: the proof is done by then, and the rest of the run is waiting. */
export const REMOVE_PROBE_WITHIN = 10 * SECOND

/** Metadata older than this is re-read before the token is spent. */
export const METADATA_FRESH_FOR = 2 * SECOND

/** For facts used only in advice: nothing but the report waits for them. */
export const REPOSITORY_WITHIN = 30 * SECOND

/** How long shares may delay the rotation. */
export const SHARES_PREPARED_WITHIN = 30 * SECOND

/** For a dry run to prove that the shares can be written. */
export const SHARES_PROVEN_WITHIN = MINUTE

/**
 * For sitting out GitHub's outages and rate limits once there is a new token, which is safe in the journal meanwhile.
 */
export const STORE_WITHIN = 15 * MINUTE

/** For the shares of an access token that is reused: nothing is lost, the job waits, and the next run writes them. */
export const REUSED_SHARES_WITHIN = 2 * MINUTE

/** If the last look at the secret is older than this, the first write looks again. */
export const LOOK_AGAIN_AFTER = 10 * SECOND

/**
 * A cancelled job whose steps run under `always()` gets no signal and is killed after five minutes. So a store that
 * takes longer than this prints the recovery command while it can.
 */
export const SHOW_COMMAND_AFTER = MINUTE

/** For the post step. In a cancelled job it has five minutes. */
export const RECOVER_WITHIN = 2 * MINUTE
