import fc from 'fast-check'

/** Where the secrets are kept. */
export type PlaceKind = 'repository' | 'environment' | 'organization'

/**
 * What Fxiaoke does with a refresh token after exchanging it.
 *
 * - `single`: the token is dead
 * - `grace`: it works for another minute; each further exchange kills what the earlier one issued
 * - `keeps`: it keeps working
 * - `unchanged`: the same token is returned
 */
export type Rotation = 'single' | 'grace' | 'keeps' | 'unchanged'

/** What a request is for. */
export const REQUESTS = [
  'key',
  'look',
  'look-access',
  'probe',
  'probe-delete',
  'put',
  'put-access',
  'times',
  'repository',
  'share-key',
  'share',
  'variable',
  'token',
] as const

/** What a request is for. */
export type RequestKind = (typeof REQUESTS)[number]

/**
 * What goes wrong with a request.
 *
 * - `refused`, `unreachable`: no connection; nothing was sent
 * - `lost`: the request was sent and did not arrive
 * - `lost-answer`: the request was carried out, and the answer did not arrive
 * - `late`: the request is carried out so late that nobody waits for the answer any more
 * - `status-before`, `status-after`: an answer with that status, without or after carrying out the request
 * - `slow`: the answer takes longer
 * - `cut`: the answer breaks off
 * - `wrong-200`: a proxy in front of the server reports success
 * - `busy-before`, `busy-after`: Fxiaoke's own words for "try again"
 * - `slow-rest`: what follows the refresh token takes longer
 * - `error-with-token`: an error that contains a new token pair
 * - `refusal`: a good token is refused
 */
export const FAULTS = [
  'refused',
  'unreachable',
  'lost',
  'lost-answer',
  'late',
  'status-before',
  'status-after',
  'slow',
  'cut',
  'wrong-200',
  'busy-before',
  'busy-after',
  'slow-rest',
  'error-with-token',
  'refusal',
] as const

/** What goes wrong with a request. */
export type FaultKind = (typeof FAULTS)[number]

/** A fault that affects some requests of a run. */
export interface Fault {
  /** Which run, counted from 0. */
  run: number
  step: 'main' | 'post'
  on: RequestKind
  /** The first affected request of that kind, counted from 0. */
  nth: number
  /** How many consecutive requests are affected. */
  count: number
  kind: FaultKind
  /** For `status-…`. */
  status: number
  /** The delay in seconds, for slow, late or silent requests; `retry-after` for a 429 or 503, unless 0. */
  seconds: number
  /** Where a body is cut, in percent of its length. */
  cutAt: number
  /** Whether a person stores a new login by hand as the first of these requests begins. */
  hand: boolean
}

/**
 * How a main step ends prematurely.
 *
 * - `kill`: SIGKILL
 * - `cancel`: SIGINT, SIGTERM 7.5 s later, and SIGKILL after 2.5 s more
 * - `shutdown`: the same, and no post step runs
 * - `time-up`: SIGKILL after five minutes, with no earlier signal
 * - `crash`: SIGKILL, and no post step runs
 */
export type EndKind = 'kill' | 'cancel' | 'shutdown' | 'time-up' | 'crash'

/** When and how a main step is ended. */
export interface End {
  kind: EndKind
  /**
   * The event that must come first: the start, sending the token, receiving a new one, the first write, or the first
   * output.
   */
  since: 'start' | 'sent' | 'seen' | 'put' | 'output'
  /** Milliseconds after that event. If `calls` is given, that many calls of the world instead. */
  milliseconds: number
  calls: number | undefined
}

/** One run of the workflow, or a later attempt of one. */
export interface RunStep {
  do: 'run'
  /** Seconds since the previous step. */
  wait: number
  /** Seconds in the queue before the job starts. */
  queued: number
  /** Re-runs the run with this number (modulo their count), if there is one. */
  rerunOf: number | undefined
  intent: 'rotate' | 'token' | 'dry-run' | 'authorize'
  /** Whether a different user authorizes. */
  otherUser: boolean
  expectUser: boolean
  /** What the post step gets after its main step was ended. */
  post: 'inputs' | 'no-inputs'
  /** What happens between the main step and the post step. */
  between?: 'new-key' | 'new-login' | undefined
  end: End | undefined
  /** Whether `github-token` may read the timestamps of runs. */
  readsTimes: boolean
  /** How many seconds the machine's clock is ahead. */
  skew: number
}

/** What may happen besides runs. */
export type Step =
  | RunStep
  /** A person stores a refresh token by hand: from a new login, or one that was stored before. */
  | { do: 'hand'; wait: number; what: 'new-login' | 'old-token' }
  /** GitHub changes the keys of the place. */
  | { do: 'new-key'; wait: number }
  /** A person pastes the last recovery command shown by the run with this number (modulo their count). */
  | { do: 'paste'; wait: number; run: number }

/** A history: everything that happens, except what the action does. */
export interface History {
  /** For delays, ids and the backoff. */
  seed: number
  place: PlaceKind
  rotation: Rotation
  /** Whether runs share a concurrency group, as the documentation recommends. */
  group: boolean
  /** The maximum replication lag of GitHub's reads, in milliseconds. */
  lag: number
  /** Whether GitHub accepts a value that it cannot open, and stores nothing. */
  lenient: boolean
  /** Whether GitHub still opens what was sealed to the previous key. */
  keepsKeys: boolean
  /** Whether Fxiaoke returns an access token again while it is live. */
  sameAccessToken: boolean
  shares: number
  /** Whether a login is stored when the history begins. */
  login: boolean
  /** Whether a record is kept next to the secrets. */
  record: boolean
  /** Whether the job reads from another environment than the step writes to; only a record can tell. */
  wrongWiring: boolean
  /** How long Fxiaoke's access tokens live, in minutes. */
  accessTokenMinutes: number
  steps: readonly Step[]
  faults: readonly Fault[]
}

/** From immediately to long after: within the replication lag, during a run, and after it. */
const wait = fc.oneof(
  { arbitrary: fc.integer({ min: 0, max: 4 }), weight: 2 },
  { arbitrary: fc.integer({ min: 5, max: 120 }), weight: 3 },
  { arbitrary: fc.integer({ min: 121, max: 400 }), weight: 1 },
  { arbitrary: fc.constantFrom(1_200, 4_000), weight: 2 },
)

/** Something that is present in that many of ten cases. */
const sometimes = <T>(arbitrary: fc.Arbitrary<T>, inTen: number): fc.Arbitrary<T | undefined> =>
  fc.oneof({ arbitrary: fc.constant(undefined), weight: 10 - inTen }, { arbitrary, weight: inTen })

const end: fc.Arbitrary<End> = fc
  .record({
    kind: fc.constantFrom<EndKind>('kill', 'kill', 'cancel', 'shutdown', 'time-up', 'crash'),
    since: fc.constantFrom<End['since']>('start', 'sent', 'seen', 'seen', 'put', 'put', 'output'),
    milliseconds: fc.oneof(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 100_000 })),
    calls: sometimes(fc.integer({ min: 0, max: 30 }), 5),
  })
  // No time passes from the first output to the end, so only a kill after a number of calls can intervene.
  .map((drawn): End =>
    drawn.since === 'output' ? { ...drawn, kind: 'kill', calls: drawn.calls ?? 0 } : drawn,
  )

const runStep: fc.Arbitrary<RunStep> = fc.record({
  do: fc.constant('run' as const),
  wait,
  queued: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 300 })),
  rerunOf: sometimes(fc.nat(3), 3),
  intent: fc.constantFrom<RunStep['intent']>(
    'rotate',
    'rotate',
    'rotate',
    'rotate',
    'token',
    'dry-run',
    'authorize',
  ),
  otherUser: fc.integer({ min: 0, max: 5 }).map((n) => n === 5),
  expectUser: fc.boolean(),
  post: fc.integer({ min: 0, max: 9 }).map((n) => (n === 9 ? 'no-inputs' : 'inputs')),
  between: sometimes(fc.constantFrom('new-key' as const, 'new-key' as const, 'new-login' as const), 2),
  end: sometimes(end, 4),
  readsTimes: fc.integer({ min: 0, max: 5 }).map((n) => n !== 5),
  skew: fc.constantFrom(0, 0, 0, 3_600, -3_600),
})

const handStep: fc.Arbitrary<Step> = fc.record({
  do: fc.constant('hand' as const),
  wait,
  what: fc.constantFrom('new-login' as const, 'new-login' as const, 'old-token' as const),
})

const keyStep: fc.Arbitrary<Step> = fc.record({ do: fc.constant('new-key' as const), wait })

const pasteStep: fc.Arbitrary<Step> = fc.record({ do: fc.constant('paste' as const), wait, run: fc.nat(3) })

const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: runStep, weight: 6 },
  { arbitrary: handStep, weight: 2 },
  { arbitrary: keyStep, weight: 1 },
  { arbitrary: pasteStep, weight: 2 },
)

const GITHUB_FAULTS = FAULTS.slice(0, 10)
const TOKEN_FAULTS: readonly FaultKind[] = [
  ...FAULTS,
  'lost-answer',
  'lost-answer',
  'cut',
  'slow',
  'slow-rest',
  'slow-rest',
]

const fault: fc.Arbitrary<Fault> = fc
  .record({
    run: fc.constantFrom(0, 0, 0, 1, 1, 2),
    step: fc.constantFrom<Fault['step']>('main', 'main', 'main', 'post'),
    on: fc.constantFrom<RequestKind>(
      ...REQUESTS,
      'put',
      'put',
      'look',
      'look',
      'times',
      'token',
      'token',
      'token',
      'token',
    ),
    nth: fc.oneof(fc.constant(0), fc.constant(0), fc.nat(2)),
    count: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 4 }), fc.constant(30)),
    status: fc.constantFrom(401, 403, 404, 429, 500, 502, 503, 504),
    seconds: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 110 })),
    cutAt: fc.integer({ min: 0, max: 100 }),
    hand: fc.integer({ min: 0, max: 4 }).map((n) => n === 4),
    any: fc.nat(1_000),
  })
  .map(({ any, ...rest }) => {
    const kinds = rest.on === 'token' ? TOKEN_FAULTS : GITHUB_FAULTS
    return { ...rest, kind: kinds[any % kinds.length] ?? 'lost' }
  })

/** Every history that the simulator can generate. */
export const histories: fc.Arbitrary<History> = fc.record({
  seed: fc.nat(),
  place: fc.constantFrom<PlaceKind>('repository', 'environment', 'organization'),
  rotation: fc.constantFrom<Rotation>('single', 'single', 'single', 'grace', 'keeps', 'unchanged'),
  group: fc.integer({ min: 0, max: 3 }).map((n) => n !== 0),
  lag: fc.constantFrom(0, 1_000, 4_000, 4_000),
  lenient: fc.integer({ min: 0, max: 9 }).map((n) => n === 9),
  keepsKeys: fc.boolean(),
  sameAccessToken: fc.boolean(),
  shares: fc.constantFrom(0, 0, 0, 1, 2),
  login: fc.integer({ min: 0, max: 9 }).map((n) => n !== 9),
  record: fc.integer({ min: 0, max: 3 }).map((n) => n !== 0),
  wrongWiring: fc.integer({ min: 0, max: 5 }).map((n) => n === 5),
  accessTokenMinutes: fc.constantFrom(120, 120, 20),
  steps: fc.array(step, { minLength: 1, maxLength: 5 }),
  faults: fc.array(fault, { minLength: 0, maxLength: 4 }),
})

/** The history for a seed. */
export function historyOf(seed: number): History {
  const [history] = fc.sample(histories, { seed, numRuns: 1, unbiased: true })
  if (!history) throw new Error('fast-check gave no history')
  return history
}
