export const id = 670;
export const ids = [670];
export const modules = {

/***/ 670:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  recoverStep: () => (/* binding */ recoverStep)
});

;// CONCATENATED MODULE: ./build/src/errors/action-error.js
/** The only error that a step of the run throws. The catalogue supplies its text, at the very end. */
class action_error_ActionError extends Error {
    name = 'ActionError';
    failure;
    /**
     * @param failure which failure it is, with the facts for its text
     * @param underlying the error behind it, never printed
     */
    constructor(failure, underlying) {
        super(failure.id, { cause: underlying });
        this.failure = failure;
    }
    /** The stable id, see docs/errors.md. */
    get id() {
        return this.failure.id;
    }
    /** What became of the stored refresh token. */
    get fate() {
        return this.failure.fate;
    }
    /** The same error, plus what became of the code that the run was given, unless the error already says so. */
    ofCode(code) {
        return new action_error_ActionError({ code, ...this.failure }, this.cause);
    }
}

;// CONCATENATED MODULE: ./build/src/bilingual.js
/**
 * Pairs the two versions of a text.
 *
 * @param en English
 * @param zh Chinese
 */
function bilingual_both(en, zh) {
    return { en, zh };
}
/** The language that comes second. */
function otherLanguage(leading) {
    return leading === 'en' ? 'zh' : 'en';
}
/** A Chinese text, with a trailing space if it ends in Latin letters and more Chinese is to follow. */
function spaced(zh) {
    return /[\x21-\x7e]$/.test(zh) ? `${zh} ` : zh;
}

;// CONCATENATED MODULE: ./build/src/fxiaoke/clouds.js

/**
 * Fxiaoke's clouds, the default first. The manual has no list; these are the gateways that its pages mention.
 *
 * @see docs/networks.md
 */
const CLOUDS = [
    { host: 'open.fxiaoke.com', name: bilingual_both('Fxiaoke, the default', '纷享云，默认'), language: 'zh' },
    { host: 'open-hwcloud.fxiaoke.com', name: bilingual_both('Huawei', '华为云'), language: 'zh' },
    { host: 'open-ale.fxiaoke.com', name: bilingual_both('Alibaba', '阿里云'), language: 'zh' },
    { host: 'open-ksc.sharecrm.com', name: bilingual_both('Hong Kong Huawei', '香港华为云'), language: 'en' },
    { host: 'open-hws.fxiaoke.com', name: bilingual_both('Frankfurt', '法兰克福'), language: 'en' },
    { host: 'open-na.sharecrm.com', name: bilingual_both('North America', '北美'), language: 'en' },
];
/**
 * The language that comes first: the cloud's; for an unlisted cloud, Chinese on Fxiaoke's domain in China and English
 * elsewhere.
 *
 * @param cloud the cloud's host, or whatever somebody typed for it
 */
function leadingLanguage(cloud) {
    const host = /^["'\s]*(?:[a-z]+:\/\/)?([\w.-]*)/i.exec(cloud)?.[1]?.toLowerCase() ?? '';
    const listed = CLOUDS.find((one) => one.host === host);
    return listed?.language ?? (/(?:^|\.)fxiaoke\.com$/.test(host) ? 'zh' : 'en');
}

;// CONCATENATED MODULE: ./build/src/transport/http-client.js
/** There was no answer. */
class ConnectionError extends Error {
    name = 'ConnectionError';
    /**
     * `certificate`, `timeout`, `proxy` (its address is unusable), `proxy-refused`, `no-http`, or the network's error
     * code such as `ECONNRESET`.
     */
    reason;
    /** Whether the request may have reached the server. False is certain; true is only a possibility. */
    maybeSent;
    /** The status with which the proxy refused the tunnel. */
    proxyStatus;
    constructor(reason, maybeSent, { cause, proxyStatus } = {}) {
        super(`no answer: ${reason}`, { cause });
        this.reason = reason;
        this.maybeSent = maybeSent;
        this.proxyStatus = proxyStatus;
    }
    /** Whether retrying is pointless, or worse: repeated logins to a proxy can lock the account. */
    get isLasting() {
        if (this.reason === 'proxy-refused')
            return this.proxyStatus !== undefined && this.proxyStatus < 500;
        return this.reason === 'certificate' || this.reason === 'proxy';
    }
}

// EXTERNAL MODULE: ./build/src/patience.js
var patience = __webpack_require__(950);
;// CONCATENATED MODULE: ./build/src/moment.js
/** The start of the year 9999, with a margin for time zones and arithmetic before dates need five-digit years. */
const LAST_MOMENT = Date.UTC(9999, 0, 1);
/**
 * Reads a date sent by a server.
 *
 * @param text for example `2026-11-24T03:00:00Z` or `Tue, 24 Nov 2026 03:00:00 GMT`
 * @returns milliseconds since the epoch; undefined if it is not a date, or an absurd one
 */
function readMoment(text) {
    const time = typeof text === 'string' ? Date.parse(text) : Number.NaN;
    return time >= 0 && time <= LAST_MOMENT ? time : undefined;
}
/** ISO 8601 in UTC, to the second, without milliseconds: `2026-11-24T02:44:27Z`. */
function isoDate(date) {
    return `${date.toISOString().slice(0, 19)}Z`;
}

;// CONCATENATED MODULE: ./build/src/github/github-clock.js

/**
 * GitHub's time, taken from its `Date` headers, because a runner's own clock may be an hour off. Between answers, this
 * machine's clock drives it.
 */
class GitHubClock {
    #clock;
    #offset = 0;
    #isTold = false;
    constructor(clock) {
        this.#clock = clock;
    }
    /** Sets the clock by the `Date` header of an answer that has just arrived. */
    heard(date) {
        const time = readMoment(date);
        if (time === undefined)
            return;
        this.#offset = time - this.#clock.now();
        this.#isTold = true;
    }
    /** Whether any answer has set the clock. */
    get isTold() {
        return this.#isTold;
    }
    /** GitHub's time in milliseconds since the epoch. */
    now() {
        return this.#clock.now() + this.#offset;
    }
}

;// CONCATENATED MODULE: ./build/src/errors/network-reason.js

/** Our own words for reasons that are not error codes of the network. */
const WORDS = {
    timeout: bilingual_both('no answer in time', '超时未响应'),
    certificate: bilingual_both('the certificate is not trusted', '证书不受信任'),
    proxy: bilingual_both('the proxy cannot be used', '代理无法使用'),
    'proxy-refused': bilingual_both('the proxy refused to connect', '代理拒绝连接'),
    'no-http': bilingual_both('an answer that is not HTTP', '响应不是 HTTP'),
    unreadable: bilingual_both('an answer that cannot be read', '响应无法解读'),
    network: bilingual_both('the connection broke', '连接中断'),
};
/**
 * Why there was no usable answer, in a few words.
 *
 * @param network from the evidence; an error code such as `ECONNRESET` is kept as is
 */
function networkReason(network) {
    if (network === undefined)
        return bilingual_both('no answer', '没有响应');
    return WORDS[network] ?? bilingual_both(network, network);
}

;// CONCATENATED MODULE: ./build/src/errors/remote-text.js

/** Stands in for such a text. */
const WITHHELD = bilingual_both('(withheld, since it may hold a secret)', '（可能含有密钥，不予显示）');
/**
 * Text from a remote server. It may echo a secret or contain control characters or workflow commands, so it stays shut
 * until the report opens it through `printable`.
 */
class RemoteText {
    #raw;
    /** @param raw the text as received */
    constructor(raw) {
        this.#raw = raw;
    }
    /** The text as received, for classification only. */
    get raw() {
        return this.#raw;
    }
    /**
     * The text, made fit to print: withheld as a whole if it would leak a secret, otherwise truncated and escaped.
     *
     * @param quote withholds the text if it would leak a secret
     * @param limit how many characters to keep
     * @returns the same in both languages, unless it is withheld
     */
    printable(quote, limit = 300) {
        const quoted = quote(this.#raw);
        if (quoted === undefined)
            return WITHHELD;
        // By code point, so that no character is cut in half.
        const characters = Array.from(quoted);
        const cut = characters.length > limit ? `${characters.slice(0, limit).join('')}…` : quoted;
        // Line breaks and other control characters could start a workflow command or repaint the log; bidi controls could
        // mislead.
        const printable = cut.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
        return bilingual_both(printable, printable);
    }
    toString() {
        return '[remote text]';
    }
    toJSON() {
        return '[remote text]';
    }
}

;// CONCATENATED MODULE: ./build/src/world.js
/** Whether this is a later attempt of a run, which may be given the first attempt's secrets. */
function isRerun({ context }) {
    return context.runAttempt > 1;
}
/** Resolves after that many milliseconds. */
function world_sleep(clock, milliseconds) {
    return new Promise((resolve) => {
        clock.after(milliseconds, resolve);
    });
}

;// CONCATENATED MODULE: ./build/src/retrying.js


/** The default: retry after no answer, 5xx and rate limits. */
const ifTransient = ({ transient, retryAfter }) => (transient ? (retryAfter ?? 0) : undefined);
/**
 * Retries with backoff while `mayPass` allows it.
 *
 * @param attempt one try; receives the number of tries before it
 * @param mayPass decides about failures of the server
 * @returns what the first success returned
 * @throws the last failure, immediately if the next attempt would miss the deadline
 */
async function retrying(attempt, { clock, random }, deadline, mayPass = ifTransient) {
    for (let tries = 0;; tries += 1) {
        try {
            return await attempt(tries);
        }
        catch (error) {
            const least = isPassing(error) ? mayPass(error) : undefined;
            if (least === undefined)
                throw error;
            const wait = waitBefore(least, backoff(tries, random), deadline.at - clock.now());
            if (wait === undefined)
                throw error;
            await world_sleep(clock, wait);
        }
    }
}
function isPassing(error) {
    return error instanceof Error && 'transient' in error;
}
/**
 * Enforces a deadline: a trickling answer can outlast every timeout of its own.
 *
 * @param work not even started if the deadline has passed
 * @param late gives the result instead when time is up
 */
async function within(deadline, clock, work, late) {
    const left = deadline.at - clock.now();
    if (left <= 0)
        return late();
    let cancel = () => undefined;
    const end = new Promise((resolve) => {
        cancel = clock.after(left, () => resolve('late'));
    });
    const working = work();
    // It may fail after everybody has stopped listening.
    working.catch(() => undefined);
    try {
        const first = await Promise.race([working, end]);
        return first === 'late' ? late() : first;
    }
    finally {
        cancel();
    }
}
/**
 * Asks again, a little later, if the first answer looks doubtful: GitHub's reads lag behind its writes, and a single
 * 404 can be a hiccup.
 *
 * @param isDoubtful whether the first answer warrants asking again
 * @returns the last answer
 */
async function askTwice(ask, isDoubtful, { clock }) {
    const first = await ask();
    if (!isDoubtful(first))
        return first;
    await sleep(clock, ASK_AGAIN_AFTER);
    return ask();
}
/**
 * Exponential backoff with jitter: our own wait before the next attempt, in milliseconds. @param tries earlier retries
 */
function backoff(tries, random, first = patience/* FIRST_WAIT */.tV) {
    const base = Math.min(first * 2 ** tries, patience/* LONGEST_WAIT */.dX);
    return base + (base / 2) * random.fraction();
}
/**
 * The one rule for `retry-after`, from any server: wait as long as it asks, but never less than our own backoff ("0" is
 * no invitation to hurry).
 *
 * @param requested milliseconds, from `readRetryAfter`
 * @param own our own backoff, in milliseconds
 * @param left milliseconds until the deadline
 * @returns the wait, or undefined to give up now because it would miss the deadline
 */
function waitBefore(requested, own, left) {
    const wait = Math.max(requested ?? 0, own);
    return wait < left ? wait : undefined;
}
/**
 * Reads `retry-after`: seconds or a date.
 *
 * @param headers of the answer; a date is relative to its `date`
 * @param now milliseconds since the epoch, for an answer without a `date`
 * @returns milliseconds; undefined if missing or unreadable
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
function readRetryAfter(headers, now) {
    const after = headers.get('retry-after')?.trim() ?? '';
    if (/^\d+$/.test(after))
        return Number(after) * 1000;
    const until = /^[a-z]{3,9}, .* gmt$/i.test(after) ? Date.parse(after) : Number.NaN;
    const told = Date.parse(headers.get('date') ?? '');
    return Number.isNaN(until) ? undefined : Math.max(0, until - (Number.isNaN(told) ? now : told));
}

;// CONCATENATED MODULE: ./build/src/github/github-failure.js






/** The failure of a request for which there is no time left. */
function unansweredInTime() {
    return new GitHubFailure('unanswered', { network: 'timeout' }, { maybeDone: true });
}
/** Throws it: for `within`, if there is no other result to fall back on. @throws {GitHubFailure} */
function tooLate() {
    throw unansweredInTime();
}
/** A request to GitHub that did not succeed. Interpreted once, here; callers decide what to do about it. */
class GitHubFailure extends Error {
    name = 'GitHubFailure';
    kind;
    evidence;
    /** How long GitHub asks us to wait, in milliseconds. */
    retryAfter;
    /** Whether GitHub may have carried out the request all the same. */
    maybeDone;
    constructor(kind, evidence, options = {}) {
        super(`${kind}: ${evidence.request ?? ''}`, { cause: options.cause });
        this.kind = kind;
        this.evidence = evidence;
        this.retryAfter = options.retryAfter;
        this.maybeDone = options.maybeDone ?? false;
    }
    /**
     * Whether GitHub certainly has not carried out the request: it was not sent, or GitHub itself refused it. A proxy may
     * refuse after GitHub has carried it out, but has no reason to say 422.
     */
    get isUndone() {
        const isGitHubs = this.kind === 'invalid' || this.evidence.requestId !== undefined;
        return !this.maybeDone && (this.kind === 'unanswered' || isGitHubs);
    }
    /** Whether the same request may succeed later. */
    get transient() {
        if (this.cause instanceof ConnectionError && this.cause.isLasting)
            return false;
        return this.kind === 'unanswered' || this.kind === 'server' || this.kind === 'limited';
    }
}
/**
 * Interprets an answer that is not a success.
 *
 * @param request the request, for example `PUT /repos/acme/crm/actions/secrets/NAME`
 * @param answer status, headers and body
 * @param now GitHub's time in milliseconds, for limits that name a time
 * @param serverUrl of GitHub's website, where any single sign-on page must be
 */
function readGitHubFailure(request, answer, now, serverUrl) {
    const { status } = answer;
    const header = (name) => answer.headers.get(name);
    const data = parsed(answer.body);
    const message = messageOf(data);
    const requestId = header('x-github-request-id');
    const reason = reasonOf(status, message, requestId !== undefined || !isPage(data));
    const evidence = {
        request,
        status,
        said: new RemoteText(message),
        ...(reason !== undefined && { reason }),
    };
    if (requestId !== undefined && REQUEST_ID.test(requestId))
        evidence.requestId = requestId;
    if (status === 401)
        return new GitHubFailure('rejected', evidence);
    if (status === 404)
        return new GitHubFailure('not-found', evidence);
    if (status === 422)
        return new GitHubFailure('invalid', evidence);
    if (status >= 500)
        return new GitHubFailure('server', evidence, {
            retryAfter: retryAfter(answer.headers, now),
            maybeDone: true,
        });
    if (status === 408 || status === 409 || status === 425)
        return new GitHubFailure('server', evidence, { retryAfter: retryAfter(answer.headers, now) });
    if (status === 429 || (status === 403 && isLimit(header, message)))
        return new GitHubFailure('limited', evidence, {
            retryAfter: retryAfter(answer.headers, now) ?? patience/* SECONDARY_LIMIT_WAIT */.lV,
        });
    if (status === 403) {
        const sso = SSO_PAGE.exec(header('x-github-sso') ?? '')?.[1];
        if (header('x-github-sso') !== undefined || message.includes('SAML'))
            return new GitHubFailure('sso', {
                ...evidence,
                ...(sso?.startsWith(`${serverUrl}/`) === true && { ssoUrl: sso }),
            });
        const accepted = header('x-accepted-github-permissions') ?? '';
        return new GitHubFailure('forbidden', {
            ...evidence,
            ...(PERMISSIONS.test(accepted) && { acceptedPermissions: accepted }),
        });
    }
    return new GitHubFailure('unexpected', evidence);
}
/**
 * Values generated by GitHub have a known format. Anything else is not printed, because anybody may have written it.
 */
const REQUEST_ID = /^[0-9A-F]{1,16}(?::[0-9A-F]{1,16}){1,6}$/i;
const PERMISSIONS = /^(?:[a-z_]{2,40}=(?:read|write|admin)(?:[,;] ?)?){1,8}$/;
const SSO_PAGE = /url=(https:\/\/[\w.-]+\/(?:orgs|enterprises)\/[\w-]+\/sso(?:\?[\w=&-]+)?)/;
function isLimit(header, message) {
    return (header('retry-after') !== undefined ||
        header('x-ratelimit-remaining') === '0' ||
        /rate limit|abuse detection/i.test(message));
}
/** The wait that the answer asks for: `retry-after`, in seconds or as a date, or the reset of the primary limit. */
function retryAfter(headers, now) {
    const reset = Number(headers.get('x-ratelimit-reset'));
    const ofLimit = headers.get('x-ratelimit-remaining') === '0' && reset > 0;
    return readRetryAfter(headers, now) ?? (ofLimit ? Math.max(0, reset * 1000 - now) : undefined);
}
/** Whether the body is neither JSON nor empty, so that GitHub did not send it. */
function isPage(data) {
    return typeof data === 'string' && data.trim() !== '';
}
/** Why GitHub refused, if the status alone does not say. @param isGitHubs whether GitHub itself answered */
function reasonOf(status, message, isGitHubs) {
    if (!isGitHubs && status >= 300 && status < 500)
        return 'intercepted';
    if (status === 451)
        return 'blocked';
    if (status !== 403)
        return undefined;
    if (/\bIP allow list\b/i.test(message))
        return 'ip-allow-list';
    return /login attempts exceeded/i.test(message) ? 'locked-out' : undefined;
}
/**
 * GitHub says what is wrong in `message`, and about which fields in `errors`. Nothing else is quoted, because proxies
 * in front of GitHub answer with HTML pages.
 *
 * @see https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#validation-failed
 */
function messageOf(data) {
    const { message, errors } = (data ?? {});
    const details = (Array.isArray(errors) ? errors : []).map((error) => typeof error === 'string' ? error : detailOf(error));
    return [typeof message === 'string' ? message : '', ...details].filter((part) => part !== '').join('; ');
}
function detailOf(error) {
    const { resource, field, code, message } = (error ?? {});
    return [resource, field, code, message].filter((part) => typeof part === 'string').join(' ');
}
/** The body parsed as JSON, or unchanged if it is not JSON. */
function parsed(body) {
    try {
        return JSON.parse(body);
    }
    catch {
        return body;
    }
}
/** Why a request failed, in a few printable words. @param quote withholds text that would leak a secret */
function failureReason({ evidence }, quote) {
    const { status, said, network } = evidence;
    const what = status === undefined ? networkReason(network) : bilingual_both(`HTTP ${status}`, `HTTP ${status}`);
    const { en, zh } = said?.printable(quote, 120) ?? bilingual_both('', '');
    return en === '' ? what : bilingual_both(`${what.en}: ${en}`, `${what.zh}：${zh}`);
}

;// CONCATENATED MODULE: ./build/src/github/limiter.js
/** Limits how many tasks run at once; the rest wait in line. */
class Limiter {
    #atOnce;
    #waiting = [];
    #running = 0;
    /** @param atOnce how many tasks may run at the same time */
    constructor(atOnce) {
        this.#atOnce = atOnce;
    }
    /** Runs the task when its turn comes. */
    async run(task) {
        if (this.#running >= this.#atOnce)
            await new Promise((resolve) => this.#waiting.push(resolve));
        else
            this.#running += 1;
        try {
            return await task();
        }
        finally {
            const next = this.#waiting.shift();
            if (next)
                next();
            else
                this.#running -= 1;
        }
    }
}

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(24);
;// CONCATENATED MODULE: ./build/src/github/load-toolkit.js

let loading;
/**
 * Loads `@actions/github`, once, on demand. On import it reads the event file: it throws if the file is not JSON, and
 * prints the path unescaped if the file is missing. Such a file tells us nothing, so hide it from the toolkit.
 */
function loadToolkit() {
    if (loading === undefined && !isJson(process.env['GITHUB_EVENT_PATH']))
        delete process.env['GITHUB_EVENT_PATH'];
    loading ??= __webpack_require__.e(/* import() */ 793).then(__webpack_require__.bind(__webpack_require__, 793));
    return loading;
}
function isJson(path = '') {
    try {
        JSON.parse((0,external_node_fs_.readFileSync)(path, 'utf8'));
        return true;
    }
    catch {
        return false;
    }
}

;// CONCATENATED MODULE: ./build/src/github/github-api.js






/** GitHub asks clients to limit concurrency; this many are enough to be fast. */
const AT_ONCE = 8;
/**
 * The API version whose answers we read. Both github.com and GitHub Enterprise Server support it. GitHub retires it on
 * 10 March 2028 (its header `sunset`): move to the next version before then, as soon as the oldest supported Enterprise
 * Server has it.
 *
 * @see https://docs.github.com/en/rest/about-the-rest-api/api-versions
 */
const API_VERSION = '2022-11-28';
/** Octokit logs deprecation headers from the server, and the runner interprets whatever is printed. */
const ignore = () => undefined;
const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore };
/**
 * Opens GitHub's REST API.
 *
 * @param baseUrl without a trailing slash
 * @param token authorizes the requests
 * @param world sends them, and logs each one in debug runs
 */
function openGitHubApi(baseUrl, token, world) {
    return new RestApi(baseUrl, token, world);
}
class RestApi {
    time;
    #world;
    #limiter = new Limiter(AT_ONCE);
    #baseUrl;
    #token;
    #octokit;
    #tokenExpiration;
    constructor(baseUrl, token, world) {
        this.time = new GitHubClock(world.clock);
        this.#world = world;
        this.#baseUrl = baseUrl.href.replace(/\/$/, '');
        this.#token = token;
    }
    get tokenExpiration() {
        return this.#tokenExpiration;
    }
    async ask(request, about) {
        const octokit = (this.#octokit ??= await this.#open());
        try {
            return await this.#limiter.run(() => request(octokit));
        }
        catch (error) {
            // Octokit wraps whatever its fetch throws.
            const cause = error instanceof Error && error.name === 'HttpError' ? error.cause : error;
            if (cause instanceof GitHubFailure && about)
                cause.evidence.placeKind = about.kind;
            throw cause;
        }
    }
    async #open() {
        const { getOctokit } = await loadToolkit();
        const octokit = getOctokit(this.#token.reveal(), {
            baseUrl: this.#baseUrl,
            userAgent: 'fxiaoke-refresh-action',
            log: SILENT,
        });
        octokit.hook.before('request', (options) => {
            options.headers['x-github-api-version'] = API_VERSION;
            const { answerWithin = patience/* GITHUB_ANSWER_WITHIN */.tu } = options.request;
            const fetch = (url, init) => this.#fetch(url, init, answerWithin);
            options.request = { ...options.request, fetch, log: SILENT };
        });
        return octokit;
    }
    /** The `fetch` that Octokit uses. */
    async #fetch(url, init, answerWithin) {
        const { method, headers, body } = init;
        const { runner, clock, http, context } = this.#world;
        const request = `${method} ${url.slice(this.#baseUrl.length).replace(/\?.*$/, '')}`;
        const started = clock.now();
        const trace = (outcome) => {
            runner.debug(`GitHub: ${request} -> ${outcome} in ${clock.now() - started} ms`);
        };
        try {
            const answer = await http({
                method,
                url: new URL(url),
                headers,
                ...(body !== undefined && { body }),
                connectWithin: patience/* GITHUB_CONNECT_WITHIN */.$A,
                // Reads, deletes, and writes of the same value are all idempotent.
                repeatable: true,
                answerWithin,
            });
            if (!answer.complete)
                throw new ConnectionError('cut', true);
            this.#listen(answer);
            trace(`${answer.status}, ${answer.headers.get('x-github-request-id') ?? 'no request id'}`);
            if (answer.status >= 300)
                throw readGitHubFailure(request, answer, this.time.now(), context.serverUrl);
            if (!isSuccess(method, answer))
                throw new GitHubFailure('unanswered', { request, status: answer.status, network: 'unreadable' }, { maybeDone: method !== 'GET' });
            return asFetched(url, answer);
        }
        catch (error) {
            // A bug of ours must not look like silence from GitHub.
            if (!(error instanceof ConnectionError))
                throw error;
            trace(`no answer (${error.reason})`);
            const { reason: network, proxyStatus } = error;
            const host = new URL(this.#baseUrl).host;
            const evidence = { request, host, network, ...(proxyStatus !== undefined && { proxyStatus }) };
            throw new GitHubFailure('unanswered', evidence, { maybeDone: error.maybeSent, cause: error });
        }
    }
    #listen({ headers }) {
        this.time.heard(headers.get('date'));
        this.#tokenExpiration = headers.get('github-authentication-token-expiration') ?? this.#tokenExpiration;
    }
}
/** A proxy, a captive portal or an outage may answer 200 too. */
function isSuccess(method, { status, body }) {
    if (method !== 'GET')
        return status === 201 || status === 204;
    const data = status === 200 ? parsed(body) : undefined;
    return typeof data === 'object' && data !== null;
}
function asFetched(url, { status, headers, body }) {
    return {
        status,
        url,
        // GitHub speaks JSON, and Octokit throws for any other content type.
        headers: new Map([...headers, ['content-type', 'application/json']]),
        text: () => Promise.resolve(body),
        arrayBuffer: () => Promise.resolve(new TextEncoder().encode(body).buffer),
    };
}

;// CONCATENATED MODULE: ./build/src/github/place.js

const repositoryOf = ({ owner, repo }) => `${owner}/${repo}`;
const inEnvironment = ({ owner, repo, environment }) => ({
    owner,
    repo,
    environment_name: environment,
});
const formsIn = (settings) => ({
    secrets: (place) => `${repositoryOf(place)}/settings/secrets/${settings}`,
    newSecret: (place) => `${repositoryOf(place)}/settings/secrets/${settings}/new`,
});
const KINDS = {
    repository: {
        secrets: ({ actions }, { owner, repo }) => ({
            list: (page) => actions.listRepoSecrets({ owner, repo, ...page }),
            publicKey: () => actions.getRepoPublicKey({ owner, repo }),
            read: (secret) => actions.getRepoSecret({ owner, repo, ...secret }),
            write: (secret) => actions.createOrUpdateRepoSecret({ owner, repo, ...secret }),
            remove: (secret) => actions.deleteRepoSecret({ owner, repo, ...secret }),
        }),
        variables: ({ actions }, { owner, repo }) => ({
            read: (variable) => actions.getRepoVariable({ owner, repo, ...variable }),
            create: (variable) => actions.createRepoVariable({ owner, repo, ...variable }),
            update: (variable) => actions.updateRepoVariable({ owner, repo, ...variable }),
        }),
        path: ({ owner, repo }) => ['repos', owner, repo, 'actions', 'secrets'],
        line: repositoryOf,
        words: (place) => bilingual_both(repositoryOf(place), `仓库 ${repositoryOf(place)}`),
        pages: {
            ...formsIn('actions'),
            newVariable: (place) => `${repositoryOf(place)}/settings/variables/actions/new`,
        },
        permission: {
            words: bilingual_both('Repository secrets: fine-grained token or GitHub App with the repository permission Secrets: Read and write; classic token with the scope repo.', '仓库 Secret：细粒度 PAT 或 GitHub App 需要仓库权限 Secrets: Read and write；classic PAT 需要 repo。'),
            parameters: ['secrets', 'actions_variables'],
        },
        holds: 100,
    },
    environment: {
        secrets: ({ actions }, place) => ({
            list: (page) => actions.listEnvironmentSecrets({ ...inEnvironment(place), ...page }),
            publicKey: () => actions.getEnvironmentPublicKey(inEnvironment(place)),
            read: (secret) => actions.getEnvironmentSecret({ ...inEnvironment(place), ...secret }),
            write: (secret) => actions.createOrUpdateEnvironmentSecret({ ...inEnvironment(place), ...secret }),
            remove: (secret) => actions.deleteEnvironmentSecret({ ...inEnvironment(place), ...secret }),
        }),
        variables: ({ actions }, place) => ({
            read: (variable) => actions.getEnvironmentVariable({ ...inEnvironment(place), ...variable }),
            create: (variable) => actions.createEnvironmentVariable({ ...inEnvironment(place), ...variable }),
            update: (variable) => actions.updateEnvironmentVariable({ ...inEnvironment(place), ...variable }),
        }),
        path: ({ owner, repo, environment }) => ['repos', owner, repo, 'environments', environment, 'secrets'],
        line: (place) => `${repositoryOf(place)}/environments/${place.environment}`,
        words: (place) => bilingual_both(`environment "${place.environment}" of ${repositoryOf(place)}`, `仓库 ${repositoryOf(place)} 的环境“${place.environment}”`),
        // An environment's secrets and variables are added on its own page, whose address contains an id that we do not
        // know.
        pages: {
            secrets: (place) => `${repositoryOf(place)}/settings/environments`,
            newSecret: (place) => `${repositoryOf(place)}/settings/environments`,
            newVariable: (place) => `${repositoryOf(place)}/settings/environments`,
        },
        permission: {
            words: bilingual_both('Environment secrets: fine-grained token or GitHub App with the repository permission Environments: Read and write ' +
                '(Secrets alone is not enough); classic token with the scope repo.', '环境 Secret：细粒度 PAT 或 GitHub App 需要仓库权限 Environments: Read and write（只有 Secrets 不够）；classic PAT 需要 repo。'),
            parameters: ['environments'],
        },
        holds: 100,
    },
    organization: {
        secrets: ({ actions }, { owner: org }) => ({
            list: (page) => actions.listOrgSecrets({ org, ...page }),
            publicKey: () => actions.getOrgPublicKey({ org }),
            read: (secret) => actions.getOrgSecret({ org, ...secret }),
            write: (secret) => actions.createOrUpdateOrgSecret({ org, visibility: 'private', ...secret }),
            remove: (secret) => actions.deleteOrgSecret({ org, ...secret }),
        }),
        variables: ({ actions }, { owner: org }) => ({
            read: (variable) => actions.getOrgVariable({ org, ...variable }),
            create: (variable) => actions.createOrgVariable({ org, visibility: 'private', ...variable }),
            update: (variable) => actions.updateOrgVariable({ org, ...variable }),
        }),
        path: ({ owner }) => ['orgs', owner, 'actions', 'secrets'],
        line: ({ owner }) => `orgs/${owner}`,
        words: ({ owner }) => bilingual_both(`organization ${owner}`, `组织 ${owner}`),
        pages: {
            secrets: ({ owner }) => `organizations/${owner}/settings/secrets/actions`,
            newSecret: ({ owner }) => `organizations/${owner}/settings/secrets/actions/new`,
            newVariable: ({ owner }) => `organizations/${owner}/settings/variables/actions/new`,
        },
        permission: {
            words: bilingual_both('Organization secrets: fine-grained token or GitHub App with the organization permission Secrets: Read and write; ' +
                'classic token of an owner with the scope admin:org.', '组织 Secret：细粒度 PAT 或 GitHub App 需要组织权限 Secrets: Read and write；classic PAT 需要 admin:org，且持有人是组织所有者。'),
            parameters: ['organization_secrets', 'organization_actions_variables'],
        },
        holds: 1_000,
    },
    dependabot: {
        secrets: ({ dependabot }, { owner, repo }) => ({
            list: (page) => dependabot.listRepoSecrets({ owner, repo, ...page }),
            publicKey: () => dependabot.getRepoPublicKey({ owner, repo }),
            read: (secret) => dependabot.getRepoSecret({ owner, repo, ...secret }),
            write: (secret) => dependabot.createOrUpdateRepoSecret({ owner, repo, ...secret }),
            remove: (secret) => dependabot.deleteRepoSecret({ owner, repo, ...secret }),
        }),
        variables: undefined,
        path: ({ owner, repo }) => ['repos', owner, repo, 'dependabot', 'secrets'],
        line: (place) => `${repositoryOf(place)}/dependabot`,
        words: (place) => bilingual_both(`Dependabot secrets of ${repositoryOf(place)}`, `仓库 ${repositoryOf(place)} 的 Dependabot Secret`),
        pages: formsIn('dependabot'),
        permission: {
            words: bilingual_both('Dependabot secrets: fine-grained token or GitHub App with the repository permission Dependabot secrets: Read and write; classic token with the scope repo.', 'Dependabot Secret：细粒度 PAT 或 GitHub App 需要仓库权限 Dependabot secrets: Read and write；classic PAT 需要 repo。'),
            parameters: ['dependabot_secrets'],
        },
        holds: 100,
    },
    codespaces: {
        secrets: ({ codespaces }, { owner, repo }) => ({
            list: (page) => codespaces.listRepoSecrets({ owner, repo, ...page }),
            publicKey: () => codespaces.getRepoPublicKey({ owner, repo }),
            read: (secret) => codespaces.getRepoSecret({ owner, repo, ...secret }),
            write: (secret) => codespaces.createOrUpdateRepoSecret({ owner, repo, ...secret }),
            remove: (secret) => codespaces.deleteRepoSecret({ owner, repo, ...secret }),
        }),
        variables: undefined,
        path: ({ owner, repo }) => ['repos', owner, repo, 'codespaces', 'secrets'],
        line: (place) => `${repositoryOf(place)}/codespaces`,
        words: (place) => bilingual_both(`Codespaces secrets of ${repositoryOf(place)}`, `仓库 ${repositoryOf(place)} 的 Codespaces Secret`),
        pages: formsIn('codespaces'),
        permission: {
            words: bilingual_both('Codespaces secrets: fine-grained token or GitHub App with the repository permission Codespaces secrets: Read and write; classic token with the scope repo.', 'Codespaces Secret：细粒度 PAT 或 GitHub App 需要仓库权限 Codespaces secrets: Read and write；classic PAT 需要 repo。'),
            parameters: ['codespaces_secrets'],
        },
        holds: 100,
    },
};
/** The table row for a place, a pairing that the compiler cannot infer. */
function kindOf(place) {
    return KINDS[place.kind];
}
/** The routes for the secrets of a place. */
function secretRoutes(place, { rest }) {
    return kindOf(place).secrets(rest, place);
}
/** The routes for the variables of a place. */
function variableRoutes(place, { rest }) {
    const { variables } = KINDS[place.kind];
    return variables(rest, place);
}
/** The path of a secret in the REST API, percent-encoded so that it contains no quotes or spaces. */
function secretPath(place, name) {
    return [...kindOf(place).path(place), name].map(encoded).join('/');
}
function encoded(segment) {
    return encodeURIComponent(segment).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
/** The most secrets that a place can hold. */
function mostSecrets(place) {
    return kindOf(place).holds;
}
/** Whether both are the same place. GitHub ignores case in all of these names. */
function samePlace(one, other) {
    return placePath(one).toLowerCase() === placePath(other).toLowerCase();
}
/** The place as written in `share-access-token-with`. */
function placePath(place) {
    return kindOf(place).line(place);
}
/** The place in words. */
function place_describePlace(place) {
    return kindOf(place).words(place);
}
/** The page of GitHub's settings that lists the secrets of a place. */
function settingsUrl(place, serverUrl) {
    return `${serverUrl}/${kindOf(place).pages.secrets(place)}`;
}
/** GitHub's form for a new secret of the place; for an environment, the list of environments that leads to it. */
function newSecretUrl(place, serverUrl) {
    return `${serverUrl}/${kindOf(place).pages.newSecret(place)}`;
}
/** The same for a new variable; undefined if the place has none. */
function newVariableUrl(place, serverUrl) {
    const page = kindOf(place).pages.newVariable?.(place);
    return page && `${serverUrl}/${page}`;
}
/** The permissions to write secrets and variables here, as named by GitHub's forms for new tokens and Apps. */
function formPermissions(place) {
    return kindOf(place).permission.parameters;
}
/** The permissions to write secrets in this kind of place; by default, in every kind that can hold a refresh token. */
function neededPermissions(kind) {
    if (kind !== undefined)
        return [KINDS[kind].permission.words];
    return Object.values(KINDS)
        .filter(({ variables }) => variables !== undefined)
        .map(({ permission }) => permission.words);
}

;// CONCATENATED MODULE: ./build/src/github/secret-vault.js



/** The secrets of one place. Each method sends its request once, without retrying. */
class SecretVault {
    place;
    /** How many secrets the place can hold. */
    limit;
    #api;
    constructor(api, place) {
        this.place = place;
        this.limit = mostSecrets(place);
        this.#api = api;
    }
    /** @throws {GitHubFailure} */
    async publicKey() {
        const { data } = await this.#ask((secrets) => secrets.publicKey());
        if (!isKeyId(data.key_id) || typeof data.key !== 'string')
            throw unreadable('public-key');
        return data;
    }
    /** @returns undefined if there is no such secret (or no such place) @throws {GitHubFailure} */
    async metadata(name) {
        const answer = await this.#ask((secrets) => secrets.read({ secret_name: name })).catch(absentWhenNotFound);
        if (!answer)
            return undefined;
        const { updated_at: updatedAt } = answer.data;
        const visibility = VISIBILITIES.find((one) => one === answer.data.visibility);
        if (typeof updatedAt !== 'string' ||
            readMoment(updatedAt) === undefined ||
            !/^[\d:TZ.+-]+$/.test(updatedAt) ||
            // A write has to repeat it, and must not expose the secret to more repositories than before.
            (this.place.kind === 'organization' && visibility === undefined))
            throw unreadable(name);
        return { updatedAt, visibility };
    }
    /**
     * Writes a sealed value.
     *
     * @param answerWithin overrides the timeout for the answer, in milliseconds
     * @returns whether the secret is new
     * @throws {GitHubFailure} for everything but 201 and 204
     */
    async write(name, sealed, visibility, answerWithin) {
        const { status } = await this.#ask((secrets) => secrets.write({
            secret_name: name,
            encrypted_value: sealed.encryptedValue,
            key_id: sealed.keyId,
            ...asParameters(visibility),
            ...(answerWithin !== undefined && { request: { answerWithin } }),
        }));
        return status === 201 ? 'created' : 'updated';
    }
    /** @returns whether it existed @throws {GitHubFailure} */
    async remove(name) {
        return ((await this.#ask((secrets) => secrets.remove({ secret_name: name })).catch(absentWhenNotFound)) !==
            undefined);
    }
    /** How many secrets the place holds. @throws {GitHubFailure} */
    async count() {
        const { data } = await this.#ask((secrets) => secrets.list({ per_page: 1 }));
        if (typeof data.total_count !== 'number')
            throw unreadable('secrets');
        return data.total_count;
    }
    /** The repositories that may read an organization secret whose visibility is `selected`. @throws {GitHubFailure} */
    async selectedRepositories(name) {
        const ids = new Set();
        let counted = 0;
        for (let page = 1;; page += 1) {
            const parameters = { org: this.place.owner, secret_name: name, per_page: PAGE, page };
            const { data } = await this.#api.ask(({ rest }) => rest.actions.listSelectedReposForOrgSecret(parameters), this.place);
            const { repositories, total_count: total } = data;
            if (!isListOfIds(repositories) || typeof total !== 'number')
                throw unreadable(`${name}/repositories`);
            const before = ids.size;
            for (const { id } of repositories)
                ids.add(id);
            // If pages disagree, the largest count wins. A full page may be followed by another.
            counted = Math.max(counted, total);
            const isLast = repositories.length < PAGE || ids.size === before;
            if (isLast && ids.size >= counted)
                return [...ids];
            // The token cannot see them all, and a write would revoke access for those it does not name.
            if (ids.size === before)
                throw new GitHubFailure('hidden', { request: `GET ${name}/repositories` });
        }
    }
    #ask(request) {
        return this.#api.ask((octokit) => request(secretRoutes(this.place, octokit)), this.place);
    }
}
function asParameters({ visibility, selected_repository_ids: ids } = {}) {
    return { ...(visibility && { visibility }), ...(ids && { selected_repository_ids: [...ids] }) };
}
const VISIBILITIES = ['all', 'private', 'selected'];
/** GitHub's largest page. */
const PAGE = 100;
/** Strict, because it goes into the recovery command. */
function isKeyId(id) {
    return typeof id === 'string' && /^[\w.:-]{1,100}$/.test(id);
}
/** Strict, because they go into the recovery command. Octokit parses oversized integers as bigint. */
function isListOfIds(list) {
    return (Array.isArray(list) &&
        list.every((one) => Number.isSafeInteger(one?.id) && Number(one?.id) > 0));
}
function absentWhenNotFound(error) {
    if (error instanceof GitHubFailure && error.kind === 'not-found')
        return undefined;
    throw error;
}
/** A 2xx whose body is not what GitHub documents: a proxy, a captive portal, an outage. Transient. */
function unreadable(what) {
    return new GitHubFailure('unanswered', { request: `GET ${what}`, network: 'unreadable' });
}

;// CONCATENATED MODULE: ./build/src/inputs/hosts.js

/**
 * Reads `cloud-domain`: a host, optionally with a port. Tolerates an `https://` prefix and a trailing slash.
 *
 * @param value the input
 * @returns the base URL of the cloud, or what is wrong with it
 */
function readCloudDomain(value) {
    const url = readBaseUrl(value, 'cloud-domain', 'open.fxiaoke.com');
    if (url instanceof URL && url.pathname !== '/')
        return both('cloud-domain must be a host without a path, for example open.fxiaoke.com.', 'cloud-domain 只填域名，不带路径，例如 open.fxiaoke.com。');
    return url;
}
/**
 * Reads `github-api-url`, which on GitHub Enterprise Server has a path (`/api/v3`).
 *
 * @param value the input
 * @returns the base URL without a trailing slash, or what is wrong with it
 */
function readGitHubApiUrl(value) {
    const url = readBaseUrl(value, 'github-api-url', 'https://api.github.com');
    if (url instanceof URL)
        url.pathname = url.pathname.replace(/\/+$/, '');
    return url;
}
function readBaseUrl(value, input, example) {
    const wrong = (en, zh) => bilingual_both(`${input} ${en}, for example ${example}.`, `${input} ${zh}，例如“${example}”。`);
    if (value === '')
        return wrong('is empty; it must be a host', '是空的，应填域名');
    if (/[\s\\]|\p{Cc}/u.test(value))
        return wrong('must not contain spaces, backslashes or control characters', '不能含空格、反斜杠或控制字符');
    const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `https://${value}`;
    if (!URL.canParse(withScheme))
        return wrong('must be a host, optionally with a port', '应填域名，可带端口');
    const url = new URL(withScheme);
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)))
        return wrong('must use https', '必须用 https');
    if (url.username !== '' || url.password !== '')
        return wrong('must not carry a user name or password', '不能带用户名或密码');
    if (url.search !== '' || url.hash !== '' || /[?#]/.test(withScheme))
        return wrong('must not carry a query or a fragment', '不能带查询参数或 # 片段');
    return url;
}
/**
 * Whether a host name can only mean this machine. Subdomains of `localhost` do not count: some resolvers ask DNS for
 * them.
 */
function isLoopback(hostname) {
    return /^(127(\.\d{1,3}){3}|\[::1\]|localhost)$/i.test(hostname);
}

;// CONCATENATED MODULE: ./build/src/inputs/pasted.js
/** Pairs of quotes that people paste around values. */
const QUOTES = [
    ['"', '"'],
    ["'", "'"],
    ['`', '`'],
    ['“', '”'],
    ['‘', '’'],
    ['「', '」'],
    ['<', '>'],
];
/** Strips the quotes around a value: no input starts and ends with one on purpose. */
function pasted_unquoted(value) {
    const trimmed = value.trim();
    const around = QUOTES.some(([left, right]) => trimmed.startsWith(left) && trimmed.endsWith(right));
    return around && trimmed.length > 1 ? pasted_unquoted(trimmed.slice(1, -1)) : trimmed;
}
/** Whether a token may go into a header: visible ASCII only. */
function fitsHeader(token) {
    return /^[\x21-\x7e]*$/.test(token);
}
/** A short word of letters only is a misspelled `start`, not something from Fxiaoke; nor is a parameter without its value. */
const SHORT_WORD = /^(?:[a-z]{1,7}|code=)$/i;
/** `https://` and a bit: a code may repeat itself, but a URL this long does not. */
const SHORTEST_ADDRESS = 16;
/** One-time codes; in public samples, `FSCOD_` is followed by hexadecimal digits. */
const CODE_IN_WORDS = /\bFSCOD_[\w.~-]+/;
/**
 * Finds the one-time code in what somebody pasted: the bare code, `code=…`, or the URL that the browser landed on, with
 * or without its scheme, in quotes, percent-encoded, amid other words, or twice. Amid other words, only an unmistakable code counts; on
 * its own, anything but a short word of letters.
 *
 * @param text the input
 * @param scheme of the redirect URL, for a URL pasted without one
 * @returns undefined if there is none
 */
function readPastedCode(text, scheme = 'https:') {
    const given = pasted_unquoted(text);
    const plain = once(/^https?%3A%2F%2F/i.test(given) ? decoded(given) : given);
    const words = plain.split(/[\s<>"'`“”‘’「」，。；（）]+/).filter((word) => word !== '');
    for (const word of words) {
        // "ok?" is a question, and no address with a query.
        if (words.length > 1 && !word.includes('=') && !word.includes('//'))
            continue;
        const landedUrl = asUrl(word, scheme);
        // A URL without a code counts too: it may carry an error instead.
        if (landedUrl)
            return { code: landedUrl.searchParams.get('code')?.trim() ?? '', landedUrl };
    }
    const inParameter = /(?:^|[\s?&])code=([^\s&#"'<>]+)/.exec(plain)?.[1];
    if (inParameter !== undefined)
        return { code: decoded(inParameter), landedUrl: undefined };
    const [only = '', ...more] = words;
    const isCode = more.length === 0 && !SHORT_WORD.test(only) && /^[\x21-\x7e]+$/.test(only);
    const code = CODE_IN_WORDS.exec(plain)?.[0] ?? (isCode ? only : undefined);
    return code === undefined ? undefined : { code, landedUrl: undefined };
}
/** Undoes pasting the same text twice in a row. */
function once(text) {
    const half = text.slice(0, text.length / 2);
    return half.length >= SHORTEST_ADDRESS && half + half === text ? half : text;
}
/** A URL with a query; without a scheme too, as browsers show it. */
function asUrl(word, scheme) {
    const withScheme = /^https?:\/\//i.test(word);
    if (!withScheme && !/^[\w-]+(\.[\w-]+)*(:\d+)?\/?[^\s=]*\?/.test(word))
        return undefined;
    const address = withScheme ? word : `${scheme}//${word}`;
    return URL.canParse(address) ? new URL(address) : undefined;
}
function decoded(value) {
    try {
        return decodeURIComponent(value);
    }
    catch {
        return value;
    }
}

// EXTERNAL MODULE: ./build/src/journal.js
var journal = __webpack_require__(702);
;// CONCATENATED MODULE: ./build/src/outcome.js


/**
 * Turns whatever ended a run into the error to report. Anything but an `ActionError` is a bug.
 *
 * @param error as caught
 * @param fate of the stored token, if a bug ended the run
 */
function asActionError(error, fate) {
    if (error instanceof action_error_ActionError)
        return error;
    const evidence = { said: new RemoteText(describeBug(error)) };
    return new action_error_ActionError({ id: 'internal-error', cause: 'bug', fate, evidence }, error);
}
/** Enough of an unexpected error to locate it in the code. */
function describeBug(error) {
    return error instanceof Error
        ? (error.stack ?? error.message).split('\n').slice(0, 4).join(' ')
        : typeof error;
}

;// CONCATENATED MODULE: ./build/src/progress-log.js

/**
 * Logs what a run is doing: in the leading language, in collapsible groups, each line with the seconds elapsed. Best
 * effort: an unwritable log must not end a run that may hold the only copy of a token.
 */
class ProgressLog {
    #world;
    #language;
    #startedAt;
    #inGroup = false;
    /** The last command shown, and the key that its value is sealed to. */
    #shown;
    constructor(world, language) {
        this.#world = world;
        this.#language = language;
        this.#startedAt = world.clock.now();
    }
    /** Opens a group for the next phase of the run. */
    begin(title) {
        this.end();
        this.#inGroup = true;
        bestEffort(() => this.#world.runner.startGroup(title[this.#language]));
    }
    /** Closes the open group, if any. */
    end() {
        if (this.#inGroup)
            bestEffort(() => this.#world.runner.endGroup());
        this.#inGroup = false;
    }
    say(line) {
        const { clock, runner } = this.#world;
        const seconds = ((clock.now() - this.#startedAt) / 1000).toFixed(1);
        bestEffort(() => runner.info(`${seconds} s  ${line[this.#language]}`));
    }
    /**
     * Prints the recovery command at once, because this process may not live to write its report. A token resealed to the
     * same key needs no second command.
     *
     * @param keyId of the key that the value is sealed to
     */
    showCommand(recovery, keyId) {
        if (this.#shown?.keyId === keyId)
            return;
        const isFirst = this.#shown === undefined;
        this.#shown = { recovery, keyId };
        // Outside any group: GitHub shows groups collapsed.
        this.end();
        this.say(isFirst
            ? bilingual_both('The new refresh token is not stored yet. If this run does not store it, and nobody else changes the secret, this command does:', '新的刷新令牌还没有存入。如果本次运行最终没能存入，Secret 也没有被别处改动，请执行这条命令：')
            : bilingual_both('GitHub has changed its key. Use this command instead of the one above, which no longer works:', 'GitHub 更换了公钥，上面的命令已失效，请改用这一条：'));
        bestEffort(() => this.#world.runner.info(recovery.command));
    }
    /** The last command shown. */
    get shown() {
        return this.#shown?.recovery;
    }
}
function bestEffort(print) {
    try {
        print();
    }
    catch {
        // There is nobody to tell.
    }
}

;// CONCATENATED MODULE: ./build/src/report/dates.js

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/**
 * For people in Beijing and elsewhere: `2026-11-24 02:44 UTC (10:44 UTC+8)`, `北京时间 2026-11-24 10:44（UTC 02:44）`, with the
 * other date where it is another.
 */
function bothZones(date) {
    const { utc, china, utcShort, chinaShort } = inBothZones(date);
    return bilingual_both(`${utc} UTC (${chinaShort} UTC+8)`, `北京时间 ${china}（UTC ${utcShort}）`);
}
/** A moment, and how far off it is: `…, in 59 days`, `北京时间 …（UTC …，59 天后）`. */
function moment(date, now) {
    const { china, utcShort } = inBothZones(date);
    const distance = date.getTime() - now.getTime();
    const size = duration(Math.abs(distance));
    const [en, zh] = distance >= 0 ? [`in ${size.en}`, `${size.zh}后`] : [`${size.en} ago`, `${size.zh}前`];
    return bilingual_both(`${bothZones(date).en}, ${en}`, `北京时间 ${china}（UTC ${utcShort}，${zh}）`);
}
/** A length of time in its largest unit: `59 days`, `59 天`. Rounds up to the minute, so that a new token has all its days, then down to the unit. */
function duration(milliseconds) {
    const [count, en, zh] = largestUnit(Math.ceil(milliseconds / MINUTE) * MINUTE);
    return bilingual_both(`${count} ${en}${count === 1 ? '' : 's'}`, `${count} ${zh}`);
}
/** Whole days between two moments, rounded down. */
function daysBetween(from, to) {
    return Math.floor((to.getTime() - from.getTime()) / DAY);
}
/** The short form is the time alone where the day is the same. */
function inBothZones(date) {
    const text = (moment) => new Date(moment).toISOString().slice(0, 16).replace('T', ' ');
    const [utc, china] = [text(date.getTime()), text(date.getTime() + 8 * HOUR)];
    const short = (full) => (utc.slice(0, 10) === china.slice(0, 10) ? full.slice(11) : full);
    return { utc, china, utcShort: short(utc), chinaShort: short(china) };
}
function largestUnit(milliseconds) {
    if (milliseconds >= 2 * DAY)
        return [Math.floor(milliseconds / DAY), 'day', '天'];
    if (milliseconds >= 2 * HOUR)
        return [Math.floor(milliseconds / HOUR), 'hour', '小时'];
    return [Math.floor(milliseconds / MINUTE), 'minute', '分钟'];
}

;// CONCATENATED MODULE: ./build/src/report/life.js


/** How long a refresh token lasts, in milliseconds: "two months", says Fxiaoke's manual; 60 days to be safe. */
const REFRESH_TOKEN_LIFE = 60 * 24 * 60 * 60 * 1000;
/** The life of a refresh token. @param since when it was issued, in milliseconds since the epoch */
function lifeSince(since) {
    return { since: new Date(since), until: new Date(since + REFRESH_TOKEN_LIFE) };
}
/** With fewer days left than this, a failure says so before anything else. */
const URGENT_DAYS = 14;
const BAR_LENGTH = 10;
const UNKNOWN = bilingual_both('This run cannot tell how long a stored refresh token still lives: 60 days at most from the last update of its secret, which the settings page shows.', '本次运行无法得知已存的刷新令牌（如果有）还能用多久：最多到 Secret 最后一次更新后第 60 天，更新时间见设置页。');
/** What is left of a token, and until when it lives. */
function lifeSentence(token, until, now) {
    const left = duration(Math.max(0, until.getTime() - now.getTime()));
    return bilingual_both(`${token.en} lives until ${moment(until, now).en}.`, `${token.zh}剩余 ${left.zh}，可用到${bothZones(until).zh}。`);
}
/**
 * How long the stored refresh token still lives, as far as its age and fate tell. Undefined where there is none, or where the fate says all.
 */
function countdown(result) {
    const { refreshTokenLife: life, error, now, hasNoToken } = result;
    if (hasNoToken === true || error?.fate === 'unstored')
        return undefined;
    if (!life)
        return error?.fate === 'discarded' ? undefined : UNKNOWN;
    const until = moment(life.until, now);
    if (life.until <= now)
        return bilingual_both(`By its age, the stored refresh token expired on ${until.en}. If Fxiaoke does not take it any more, authorize again: choose Run workflow and enter start in the field authorization-code.`, `按时间算，已存的刷新令牌已于${until.zh}过期。如果纷享销客不再接受它，请重新授权：Run workflow，在 authorization-code 中填 start。`);
    if (error?.id === 'refresh-token-rejected')
        return bilingual_both(`By its age alone, the stored refresh token would have lived until ${until.en}.`, `单按时间算，已存的刷新令牌本可用到${until.zh}。`);
    if (mayBeSpent(error))
        return bilingual_both(`If it was not spent, the stored refresh token lives until ${until.en}.`, `如果没有被消耗，已存的刷新令牌可用到${until.zh}。`);
    if (error?.id === 'secret-shadowed')
        return lifeSentence(bilingual_both('The refresh token that the organization stores', '组织里已存的刷新令牌'), life.until, now);
    return lifeSentence(bilingual_both('The stored refresh token', '已存的刷新令牌'), life.until, now);
}
/** Whether the stored token may have been exchanged, so that its age says little. */
function mayBeSpent(error) {
    return (error?.fate === 'unknown' ||
        (error?.fate === 'discarded' && ['refreshed', 'recorded'].includes(error.failure.cause)));
}
/** Whether the stored token may be worth nothing, though by its age alone it would live. */
function isDoubtful(error) {
    return error?.id === 'refresh-token-rejected' || mayBeSpent(error);
}
/** Whether the countdown has to come first. */
function isUrgent({ refreshTokenLife: life, now }) {
    return life !== undefined && daysBetween(now, life.until) < URGENT_DAYS;
}
/** What is left of the life of a refresh token, as a bar that is full for a new one. */
function lifeBar({ since, until }, now) {
    const left = Math.min(1, Math.max(0, (until.getTime() - now.getTime()) / (until.getTime() - since.getTime())));
    // Empty only when nothing is left.
    const filled = left > 0 ? Math.max(1, Math.round(left * BAR_LENGTH)) : 0;
    return `${'█'.repeat(filled)}${'░'.repeat(BAR_LENGTH - filled)}`;
}

;// CONCATENATED MODULE: ./build/src/secret.js
/**
 * A value that must not be exposed. It cannot be printed, concatenated or serialised by accident: each of these yields
 * `***`. `reveal` is the only way out; its caller is responsible for where the value goes.
 */
class Secret {
    #value;
    /** @param value the plain value */
    constructor(value) {
        this.#value = value;
    }
    /** The plain value, for the one request, mask or output that needs it. */
    reveal() {
        return this.#value;
    }
    /** Whether both hold the same value. Both sides are ours, so the comparison need not be constant-time. */
    equals(other) {
        return other !== undefined && this.#value === other.#value;
    }
    toString() {
        return '***';
    }
    toJSON() {
        return '***';
    }
    [Symbol.for('nodejs.util.inspect.custom')]() {
        return 'Secret(***)';
    }
}

;// CONCATENATED MODULE: ./build/src/store/guard.js

/** Makes the guard for one of the two secrets, from the last look before the token is sent. */
function guardOf({ spentAt }, { metadata }) {
    return { spentAt, lastRead: metadata?.updatedAt ?? null };
}
/** Whether the secret was written since the token was sent. */
function hasChanged({ spentAt, lastRead }, now) {
    return now !== undefined && now.updatedAt !== lastRead && Date.parse(now.updatedAt) >= toSecond(spentAt);
}
/** Whether a write at that time may be ours. @param from, to when ours was in flight, in GitHub's time */
function isDuring(updatedAt, from, to) {
    const at = Date.parse(updatedAt);
    return at >= toSecond(from) - patience/* GIVE_OR_TAKE */.ok && at <= to + patience/* GIVE_OR_TAKE */.ok;
}
/** GitHub's timestamps are whole seconds. */
function toSecond(milliseconds) {
    return Math.floor(milliseconds / 1000) * 1000;
}

;// CONCATENATED MODULE: ./build/src/github/secret-size.js
/** 48 KB; GitHub refuses longer values. @see https://docs.github.com/en/actions/reference/limits */
const LONGEST_SECRET = 48 * 1024;
/** The overhead of a sealed box: an ephemeral key and a MAC. */
const SEAL_BYTES = 48;
/** Whether GitHub accepts this value. */
function secret_size_fitsIntoSecret(value) {
    return Buffer.byteLength(value.reveal()) <= LONGEST_SECRET;
}
/** Whether GitHub accepts the value in this sealed box. */
function fitsSealed({ encryptedValue }) {
    return Buffer.byteLength(encryptedValue, 'base64') - SEAL_BYTES <= LONGEST_SECRET;
}

;// CONCATENATED MODULE: ./build/src/store/recovery-command.js


/**
 * The command that stores a sealed refresh token by hand: one line for a POSIX shell, every argument in single quotes.
 * It writes only if nobody has stored another token since this run last saw the secret, and otherwise says what it
 * found. Only GitHub's private key opens the value, so the command may be printed
 * (docs/adr/0002-sealed-values-may-be-printed.md).
 *
 * @see https://cli.github.com/manual/gh_api
 */
function recoveryCommand(order) {
    const path = quoted(secretPath(order.place, order.secretName));
    const hostname = ghHostname(order.githubApiUrl, order.serverUrl);
    const gh = hostname === undefined ? 'gh api' : `gh api --hostname ${quoted(hostname)}`;
    const fields = [
        `encrypted_value=${order.sealed.encryptedValue}`,
        `key_id=${order.sealed.keyId}`,
        ...(order.visibility ? [`visibility=${order.visibility.visibility}`] : []),
    ].map((field) => `-f ${quoted(field)}`);
    // -F sends digits as a number; -f would send a string.
    const ids = (order.visibility?.selected_repository_ids ?? []).map((id) => `-F ${quoted(`selected_repository_ids[]=${id}`)}`);
    const { spentAt, lastRead } = order.guard;
    const mayGo = [lastRead, order.seenChange].filter((time) => time !== null && time !== undefined);
    const unchanged = [
        `.updated_at < "${isoDate(new Date(spentAt))}"`,
        ...mayGo.map((time) => `.updated_at == "${time}"`),
    ].join(' or ');
    const look = `${gh} ${path} --jq ${quoted(`if ${unchanged} then "unchanged" else .updated_at end`)} 2>&1`;
    const write = [gh, '--method PUT', path, '--silent', ...fields, ...ids].join(' ');
    // gh may add a notice about its own updates, hence the wildcards. For a missing secret, the 404 is on standard error.
    return `found="$(${look})"; case "$found" in *unchanged*|*'HTTP 404'*) ${write} && echo 'stored' ;; *) echo "not stored: the secret has changed since, or cannot be read: $found" >&2; false ;; esac`;
}
function quoted(argument) {
    return `'${argument.replaceAll("'", `'\\''`)}'`;
}
/**
 * The host to name to `gh`; undefined for github.com, its default. An API host is either `api.` plus the server's host,
 * or the server's host with a path.
 */
function ghHostname(githubApiUrl, serverUrl) {
    const host = apiServer(githubApiUrl) ?? (URL.canParse(serverUrl) ? new URL(serverUrl).host : githubApiUrl.host);
    return host === 'github.com' ? undefined : host;
}
function apiServer({ pathname, hostname, host }) {
    if (pathname.startsWith('/api/'))
        return host;
    return hostname.startsWith('api.') ? hostname.slice('api.'.length) : undefined;
}

;// CONCATENATED MODULE: ./build/src/store/recovery.js



/**
 * How a person stores a new refresh token by hand.
 *
 * @param sealed the new token
 * @param spending what it was exchanged for
 * @param seenChange `updated_at` of a change that this run saw and left alone
 * @returns undefined if the token is too large: GitHub rejects it, however it is sent
 */
function recoveryOf(sealed, spending, seenChange) {
    if (!fitsSealed(sealed))
        return undefined;
    const { place, secretName, visibility, serverUrl } = spending;
    const command = recoveryCommand({
        place,
        secretName,
        sealed,
        guard: spending,
        seenChange,
        visibility,
        githubApiUrl: new URL(spending.githubApiUrl),
        serverUrl,
    });
    return { isChoice: seenChange !== undefined, command, name: secretName, place: place_describePlace(place) };
}

;// CONCATENATED MODULE: ./build/src/store/write-secret.js





/** Whether the secret holds what was to be written, as far as anybody can tell. */
function isWritten({ kind }) {
    return kind === 'created' || kind === 'updated' || kind === 'presumed';
}
/**
 * Writes a secret, with retries until the deadline: after no answer, 5xx and rate limits, and after a 422 with the
 * place's current key. If there is a guard, every retry looks at the secret first, and so does giving up.
 *
 * @param order what to write; only 201 and 204 count as written
 * @param deadline for all attempts
 * @returns what came of it; never throws because of GitHub
 */
async function writeSecret(order, world, deadline) {
    return new Write(order, world, deadline).run();
}
class Write {
    #order;
    #world;
    #deadline;
    #attempts = 0;
    /** When the failed attempts that may have been carried out all the same were in flight, in GitHub's time. */
    #maybeDone = [];
    #sealed;
    #settleUntil;
    constructor(order, world, deadline) {
        this.#order = order;
        this.#world = world;
        this.#deadline = deadline;
        this.#sealed = order.sealed;
    }
    async run() {
        for (let reseals = 0;; reseals += 1) {
            try {
                return await this.#trying(() => this.#attempt());
            }
            catch (error) {
                if (!(error instanceof GitHubFailure))
                    throw error;
                const { reseal } = this.#order;
                if (error.kind !== 'invalid' || !reseal || reseals >= patience/* MOST_RESEALS */.mk)
                    return this.#giveUp(error);
                try {
                    this.#sealed = await this.#trying(reseal);
                }
                catch (keyError) {
                    if (!(keyError instanceof GitHubFailure))
                        throw keyError;
                    return this.#giveUp(keyError);
                }
            }
        }
    }
    async #attempt() {
        const { vault, time, name, visibility, guard, onAttempt } = this.#order;
        const isOld = guard && this.#world.clock.now() - guard.lookedAt > patience/* LOOK_AGAIN_AFTER */.Qb;
        if (this.#attempts > 0 || isOld) {
            const seen = await this.#look();
            if (seen)
                return seen;
        }
        const from = time.now();
        onAttempt?.(from);
        const answerWithin = patience/* WRITE_ANSWER_WITHIN */.PC[this.#attempts === 0 ? 0 : 1];
        this.#attempts += 1;
        try {
            const kind = await vault.write(name, this.#sealed, visibility, answerWithin);
            return { kind, from, to: time.now() };
        }
        catch (error) {
            const isUndone = error instanceof GitHubFailure && error.isUndone;
            if (!isUndone)
                this.#maybeDone.push({ from, to: time.now() });
            throw error;
        }
    }
    /** @returns undefined if the secret has not changed @throws {GitHubFailure} */
    async #look() {
        const { vault, name, guard } = this.#order;
        if (!guard)
            return undefined;
        const metadata = await vault.metadata(name);
        if (!metadata || !hasChanged(guard, metadata))
            return undefined;
        const { updatedAt } = metadata;
        const isOurs = this.#maybeDone.some(({ from, to }) => isDuring(updatedAt, from, to));
        return { kind: isOurs ? 'presumed' : 'changed-meanwhile', updatedAt };
    }
    /** A write that GitHub did not confirm may have succeeded all the same, so look before giving up. */
    async #giveUp(failure) {
        const maybeDone = this.#maybeDone.length > 0;
        if (!this.#order.guard || this.#attempts === 0)
            return { kind: 'failed', failure, maybeDone };
        try {
            // Reads may not show the latest write yet.
            if (maybeDone)
                await world_sleep(this.#world.clock, patience/* READS_LAG */.bn);
            return (await this.#look()) ?? { kind: 'failed', failure, maybeDone: false };
        }
        catch (error) {
            if (!(error instanceof GitHubFailure))
                throw error;
            // We cannot look, so we do not know.
            return { kind: 'failed', failure, maybeDone };
        }
    }
    #trying(attempt) {
        return retrying(attempt, this.#world, this.#deadline, (failure) => this.#mayPass(failure));
    }
    /**
     * The place is proven to be writable, so for a while 401, 403 and 404 count as hiccups. With a token at stake,
     * refusals by a proxy and bad certificates are retried too; a rejected proxy password only rarely, because more
     * attempts could lock the account.
     *
     * @returns the minimum wait in milliseconds, or undefined if a retry is pointless
     */
    #mayPass(failure) {
        if (failure.evidence.proxyStatus === 407) {
            return this.#order.isAtStake === true && !this.#world.proxyLockout.isEnough
                ? patience/* PROXY_REFUSAL_WAIT */.Co
                : undefined;
        }
        if (failure.transient || failure.kind === 'unanswered')
            return failure.retryAfter ?? 0;
        const mayBeHiccup = ['rejected', 'forbidden', 'not-found'].includes(failure.kind);
        if (!mayBeHiccup || !this.#order.guard)
            return undefined;
        const now = this.#world.clock.now();
        this.#settleUntil ??= now + patience/* SETTLE_WRITE_WITHIN */.Mj;
        return now < this.#settleUntil ? 0 : undefined;
    }
}

;// CONCATENATED MODULE: ./build/src/verdict.js




/**
 * Judges an exchange after everything that can be stored is stored. Success is decided here and nowhere else.
 *
 * @param answer what Fxiaoke answered
 * @param stored what became of each secret
 * @returns undefined for success, or the first error in this order: refresh token not stored, access token not stored,
 *   a flaw in the answer, shares not stored
 */
function verdict(answer, stored, ready) {
    const place = describePlace(ready.vault.place);
    if (!isStored(stored.refresh)) {
        const secret = { place, secretName: ready.refresh.name };
        const why = whyUnstored(stored.refresh, answer.refreshToken);
        return new ActionError({ id: 'store-failed', fate: 'unstored', ...secret, ...why });
    }
    if (stored.access && !isStored(stored.access)) {
        const secret = { place, secretName: ready.access?.name ?? '' };
        const answered = answerTo(stored.access);
        return new ActionError({
            id: 'store-failed',
            cause: 'access-token',
            fate: 'replaced',
            ...secret,
            ...answered,
        });
    }
    if (answer.flaw)
        return new ActionError({ ...answer.flaw, fate: 'replaced' });
    return shareError(stored.shares);
}
/** The error for shares that are not stored though all else is; undefined if all are. */
function shareError(shares) {
    const [first, ...others] = shares.filter(({ outcome }) => !isStored(outcome));
    if (!first)
        return undefined;
    return new ActionError({
        id: 'share-failed',
        cause: 'not-written',
        fate: 'replaced',
        failed: [first, ...others].map(({ share }) => describePlace(share.vault.place)),
        ...answerTo(first.outcome),
    });
}
/** Whether the secret holds what it should, as far as anybody can tell. */
function isStored(outcome) {
    return outcome.kind === 'unchanged' || isWritten(outcome);
}
function whyUnstored(outcome, refreshToken) {
    if (outcome.kind === 'changed-meanwhile')
        return { cause: 'changed' };
    if (!fitsIntoSecret(refreshToken))
        return { cause: 'too-large', ...answerTo(outcome) };
    const maybeDone = outcome.kind === 'failed' && outcome.maybeDone && { maybeDone: true };
    return { cause: 'refresh-token', ...answerTo(outcome), ...maybeDone };
}
/** GitHub's last answer, if it gave one. */
function answerTo(outcome) {
    return outcome.kind === 'failed' ? { evidence: outcome.failure.evidence } : {};
}

;// CONCATENATED MODULE: ./build/src/recover.js




















/**
 * The post step of a run whose main step was killed in the middle of an exchange, or could not store the new refresh token. Stores the journaled refresh token if
 * the secret and the key are still the ones it was sealed for; otherwise, or if that fails, prints the command that
 * stores it by hand. It trusts the journal and not the inputs, which the runner evaluates anew, and sometimes not at
 * all.
 *
 * @param raw the inputs; only `secrets-token` is required
 * @param world everything outside; its runner holds the main step's journal
 * @returns the result; never throws
 */
async function recover(raw, world) {
    const entry = (0,journal/* readJournal */.a0)((name) => world.runner.state(name));
    const { spending, sealed } = entry;
    // The journal knows the host even when no inputs arrive.
    const language = leadingLanguage(spending?.host ?? raw['cloud-domain']);
    const result = (known) => ({
        step: 'post',
        language,
        now: new Date(world.clock.now()),
        place: spending && place_describePlace(spending.place),
        settingsUrl: spending && settingsUrl(spending.place, spending.serverUrl),
        secrets: [],
        warnings: [],
        ...known,
        ...(known.error && spending?.grant === 'authorization_code'
            ? { error: known.error.ofCode(known.error.fate === 'unknown' ? 'unknown' : 'redeemed') }
            : {}),
    });
    if (!spending || !sealed)
        return result(interrupted(spending));
    const recovery = recoveryOf(sealed, spending);
    // Show the command first: this process may not live to write its report either.
    if (recovery)
        new ProgressLog(world, language).showCommand(recovery, sealed.keyId);
    try {
        return result(await new Recovering({ raw, entry, spending, sealed, recovery }, world).run());
    }
    catch (error) {
        return result({ error: asActionError(error, 'unstored'), recovery });
    }
}
/** The main step died between sending the token and journaling a new one. */
function interrupted(spending) {
    const host = spending?.host ?? '';
    const error = new action_error_ActionError({
        id: 'fxiaoke-unreachable',
        cause: 'interrupted',
        fate: 'unknown',
        evidence: { host },
    });
    const since = spending?.lastRead;
    return { error, refreshTokenLife: since ? lifeSince(Date.parse(since)) : undefined };
}
function recover_tooLate() {
    // Without reading the secret, nobody knows what the main step's own write has done.
    return { kind: 'failed', failure: unansweredInTime(), maybeDone: true };
}
class Recovering {
    #found;
    #world;
    #deadline;
    /** GitHub's time. */
    #now;
    constructor(found, world) {
        this.#found = found;
        this.#world = world;
        this.#now = world.clock.now();
        this.#deadline = { at: this.#now + patience/* RECOVER_WITHIN */.fI };
    }
    async run() {
        const outcome = await within(this.#deadline, this.#world.clock, () => this.#store(), recover_tooLate);
        return { now: new Date(this.#now), ...this.#report(outcome) };
    }
    async #store() {
        const { raw, entry, spending } = this.#found;
        if (spending.grant === 'authorization_code' && !entry.userConfirmed)
            return { kind: 'unconfirmed' };
        const token = pasted_unquoted(raw['secrets-token']);
        if (token === '' || !fitsHeader(token))
            return { kind: 'no-token' };
        const url = readGitHubApiUrl(spending.githubApiUrl);
        const given = pasted_unquoted(raw['github-api-url']);
        const asked = given === '' ? url : readGitHubApiUrl(given);
        if (!(url instanceof URL) || !(asked instanceof URL) || url.href !== asked.href)
            return { kind: 'elsewhere' };
        const api = openGitHubApi(url, new Secret(token), this.#world);
        try {
            return await this.#storeIn(new SecretVault(api, spending.place), api.time);
        }
        catch (error) {
            if (!(error instanceof GitHubFailure))
                throw error;
            return { kind: 'failed', failure: error, maybeDone: true };
        }
        finally {
            this.#now = api.time.now();
        }
    }
    async #storeIn(vault, time) {
        const { spending, sealed } = this.#found;
        const { secretName: name, visibility } = spending;
        const { writeBegan, proxyRefusals } = this.#found.entry;
        const [world, deadline] = [this.#world, this.#deadline];
        world.proxyLockout.goOnFrom(proxyRefusals);
        // Read the metadata last: while we wait for the key, somebody may store a newer token.
        const publicKey = await retrying(() => vault.publicKey(), world, deadline);
        const isOtherKey = publicKey.key_id !== sealed.keyId;
        const change = async () => {
            const metadata = await retrying(() => vault.metadata(name), world, deadline);
            return metadata && hasChanged(spending, metadata) ? metadata : undefined;
        };
        let changed = await change();
        if (!changed && isOtherKey && writeBegan !== undefined) {
            // Nothing can be written, but the main step's own write may have succeeded without being visible yet.
            await world_sleep(world.clock, patience/* READS_LAG */.bn);
            changed = await change();
        }
        if (changed) {
            const isOurs = writeBegan !== undefined && isDuring(changed.updatedAt, writeBegan, Infinity);
            return { kind: isOurs ? 'presumed' : 'changed-meanwhile', updatedAt: changed.updatedAt };
        }
        if (isOtherKey)
            return { kind: 'key-changed' };
        const guard = { ...spending, lookedAt: world.clock.now() };
        return writeSecret({
            vault,
            time,
            name,
            visibility,
            sealed,
            reseal: undefined,
            guard,
            isAtStake: true,
        }, world, deadline);
    }
    /** Turns the outcome into what to report. */
    #report(outcome) {
        const { spending, sealed, recovery, entry } = this.#found;
        const place = place_describePlace(spending.place);
        const seenChange = 'updatedAt' in outcome ? outcome.updatedAt : undefined;
        const secret = {
            place,
            settingsUrl: settingsUrl(spending.place, spending.serverUrl),
            name: spending.secretName,
            holds: 'refresh-token',
            shared: false,
            outcome: isWriteOutcome(outcome) ? outcome.kind : 'failed',
            ...(outcome.kind === 'failed' && {
                reason: failureReason(outcome.failure, (text) => this.#world.runner.quote(text)),
            }),
        };
        const known = {
            secrets: [secret],
            recovery: seenChange === undefined ? recovery : recoveryOf(sealed, spending, seenChange),
        };
        if (!isWriteOutcome(outcome) || !isStored(outcome))
            return {
                ...known,
                error: errorOf(outcome, spending, entry.writeBegan !== undefined),
            };
        if (outcome.kind !== 'presumed')
            return { secrets: [secret], status: 'refreshed', refreshTokenLife: lifeSince(this.#now) };
        return {
            ...known,
            status: 'refreshed',
            refreshTokenLife: lifeSince(Date.parse(outcome.updatedAt)),
            warnings: [{ id: 'write-presumed', place, name: spending.secretName }],
        };
    }
}
function isWriteOutcome(outcome) {
    return !['key-changed', 'no-token', 'unconfirmed', 'elsewhere'].includes(outcome.kind);
}
function errorOf(outcome, spending, hasBegun) {
    const place = place_describePlace(spending.place);
    const about = { id: 'store-failed', fate: 'unstored', place, secretName: spending.secretName };
    switch (outcome.kind) {
        case 'failed': {
            const { evidence } = outcome.failure;
            const maybeDone = outcome.maybeDone && { maybeDone: true };
            return new action_error_ActionError({ ...about, cause: 'refresh-token', evidence, byPostStep: true, ...maybeDone });
        }
        case 'changed-meanwhile':
            return new action_error_ActionError({ ...about, cause: 'changed' });
        case 'key-changed':
            return new action_error_ActionError({ ...about, cause: 'key-changed' });
        case 'unconfirmed':
            return new action_error_ActionError({ ...about, cause: 'unconfirmed' });
        default:
            // The main step's own write may have succeeded.
            return new action_error_ActionError({ ...about, cause: 'not-tried', ...(hasBegun && { maybeDone: true }) });
    }
}

;// CONCATENATED MODULE: ./build/src/runner/leave.js
/**
 * Ends the process once all output is flushed. Requests that nobody awaits any more, because the run failed for another
 * reason, must not keep the job waiting.
 */
function leave(exitCode) {
    process.exitCode = exitCode;
    process.stdout.write('', () => {
        process.exit(exitCode);
    });
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(598);
// EXTERNAL MODULE: ./build/node_modules/@actions/core/lib/core.js + 9 modules
var core = __webpack_require__(560);
;// CONCATENATED MODULE: ./build/src/inputs/token-shapes.js
/** Whether a value starts like a Fxiaoke or GitHub token and is long enough to be one, so that it cannot be a name. */
function token_shapes_isTokenLike(value) {
    return /^(FSTOK_|FSREFTOK_|FSCOD_|gh[a-z]_|github_pat_).{16}/.test(value);
}
/** Whether `secrets-token` is an installation token of a GitHub App. */
function isAppToken({ secretsToken }) {
    return secretsToken.reveal().startsWith('ghs_');
}
/**
 * Whether `secrets-token` looks like GITHUB_TOKEN, the default of `github-token`. The same App token may have been
 * given for both, so only the write proof decides. A personal access token is ruled out by its prefix.
 */
function looksLikeWorkflowToken({ secretsToken, githubToken }) {
    return secretsToken.equals(githubToken) && !/^(github_pat|gh[pou])_/.test(secretsToken.reveal());
}

;// CONCATENATED MODULE: ./build/src/inputs/raw-inputs.js


/** The inputs of action.yml, by name. */
const INPUT_NAMES = [
    'app-id',
    'app-secret',
    'refresh-token',
    'access-token',
    'min-validity-minutes',
    'authorization-code',
    'redirect-url',
    'expected-open-user-id',
    'cloud-domain',
    'secrets-token',
    'github-token',
    'environment',
    'organization',
    'refresh-token-secret',
    'access-token-secret',
    'record-variable',
    'share-access-token-with',
    'dry-run',
    'github-api-url',
    'job-id',
];
const SECRET_INPUTS = [
    'app-secret',
    'refresh-token',
    'access-token',
    'secrets-token',
    'github-token',
];
/**
 * Masks every secret input. A run does this first, before anything can print.
 *
 * @param raw the inputs, trimmed
 * @param runner masks them
 * @returns the masked values
 */
function maskInputs(raw, runner) {
    const code = raw['authorization-code'];
    const values = SECRET_INPUTS.flatMap((name) => [raw[name], pasted_unquoted(raw[name])]);
    values.push(...codesIn(code));
    // Whichever input they are in: a token given as a name must not be printed either.
    values.push(...INPUT_NAMES.map((name) => raw[name]).filter((value) => token_shapes_isTokenLike(pasted_unquoted(value))));
    const secrets = [...new Set(values)].filter((value) => value !== '');
    for (const value of secrets)
        runner.mask(value);
    return secrets;
}
/** Whether this `authorization-code` asks for a link: its only word is `start`. */
function isStart(code) {
    return /^[^a-z\d_]*start[^a-z\d_]*$/i.test(code);
}
/** Inputs whose values appear in URLs, requests and the report. */
const PLAIN_INPUTS = INPUT_NAMES.filter((name) => name !== 'authorization-code' && !SECRET_INPUTS.some((secret) => secret === name));
/** In these, a secret's value is suspicious however short it is. */
const NAMES = (/* unused pure expression or super */ null && ([
    'environment',
    'refresh-token-secret',
    'access-token-secret',
    'record-variable',
]));
/** A shorter secret may occur in a longer value by chance. */
const SHORTEST_WITHIN = 12;
/**
 * Whether a plain input begins like a token or contains the value of a secret input. Ignores case, because hosts and
 * secret names do.
 */
function holdsSecret(input, raw) {
    const value = raw[input].toLowerCase();
    return (isTokenLike(unquoted(raw[input])) ||
        SECRET_INPUTS.map((name) => raw[name].toLowerCase()).some((secret) => secret.length < SHORTEST_WITHIN
            ? secret !== '' && secret === value && NAMES.includes(input)
            : value.includes(secret)));
}
/** Shorter words without a code in them stand in other texts, too. */
const SHORTEST_HIDDEN = 16;
/**
 * What to mask of what was pasted to authorize: the code, as is and as encoded, and the whole text. A URL without a
 * code is not masked, because that would mangle the link; nor is anything too short, because that would mangle other
 * words.
 */
function codesIn(pasted) {
    const found = readPastedCode(pasted);
    if (isStart(pasted) || found?.code === '')
        return [];
    if (!found)
        return pasted.length < SHORTEST_HIDDEN ? [] : [pasted, pasted_unquoted(pasted)];
    const { code } = found;
    const asWritten = /(?:^|[?&\s])code=([^\s&#"'<>]*)/.exec(pasted)?.[1] ?? '';
    return [pasted, pasted_unquoted(pasted), code, asWritten];
}

// EXTERNAL MODULE: external "node:http"
var external_node_http_ = __webpack_require__(67);
// EXTERNAL MODULE: external "node:https"
var external_node_https_ = __webpack_require__(708);
;// CONCATENATED MODULE: ./build/src/transport/body-text.js
/** In bytes; more than any honest answer of either server. A longer answer counts as cut off. */
const BODY_LIMIT = 4 * 1024 * 1024;
/**
 * Decodes a body piece by piece as it arrives. We ask for no compression, but not every server complies, or admits that
 * it does not: compression is recognized by the first bytes, or by `content-encoding` for formats without a signature.
 */
class BodyText {
    /** The text so far. */
    text = '';
    #size = 0;
    #onText;
    #decoder = new TextDecoder();
    #first = Buffer.alloc(0);
    #unzip;
    #afterEnd;
    #coding;
    /**
     * @param onText called with each piece of text, the last one before `end` calls back
     * @param coding the value of `content-encoding`, once the head has been read
     */
    constructor(onText, coding) {
        this.#onText = onText;
        this.#coding = coding;
    }
    /** Whether the body exceeds the limit. */
    get isTooLong() {
        return this.#size > BODY_LIMIT;
    }
    write(bytes) {
        if (bytes.length === 0)
            return;
        if (!this.#first)
            return this.#pass(bytes);
        const first = Buffer.concat([this.#first, bytes]);
        this.#first = first.length < 2 ? first : undefined;
        if (this.#first)
            return;
        this.#unzip = this.#opened(first);
        this.#pass(first);
    }
    /** Nothing more will arrive. @param then called once everything is decoded */
    end(then) {
        if (this.#first)
            this.#read(this.#first);
        if (!this.#unzip || this.#unzip.closed)
            return then();
        this.#afterEnd = then;
        this.#unzip.end();
    }
    #pass(bytes) {
        if (this.#unzip)
            this.#unzip.write(bytes);
        else
            this.#read(bytes);
    }
    #read(bytes) {
        this.#size += bytes.length;
        const piece = this.#decoder.decode(bytes, { stream: true });
        this.text += piece;
        this.#onText(piece);
    }
    /** @returns the decompressor; undefined for plain text */
    #opened(first) {
        const unzip = decompressor(first, this.#coding() ?? '');
        unzip?.on('data', (bytes) => {
            this.#read(bytes);
            // A few bytes can expand to any length.
            if (this.isTooLong)
                unzip.destroy();
        });
        // Corrupt data: keep what was decoded so far.
        unzip?.on('error', () => undefined);
        unzip?.on('close', () => this.#afterEnd?.());
        return unzip;
    }
}
/** The first two bytes, in hexadecimal, of gzip and of zlib (which HTTP calls deflate); and of Zstandard. */
const ZIPPED = ['1f8b', '7801', '785e', '789c', '78da'];
const ZSTANDARD = '28b5';
/** This is text, whatever the headers say. */
const TEXT = /^[\t\n\r -~]{2}/;
/** @see https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1 */
function decompressor(first, coding) {
    const begins = first.toString('hex', 0, 2);
    const isMarked = ZIPPED.includes(begins) || begins === ZSTANDARD;
    const isTold = /\b(?:br|deflate)\b/i.test(coding) && !TEXT.test(first.toString('latin1'));
    if (!isMarked && !isTold)
        return undefined;
    // Loaded only for answers that ignore what we asked for.
    const zlib = process.getBuiltinModule('node:zlib');
    const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH, ZSTD_e_flush } = zlib.constants;
    if (ZIPPED.includes(begins))
        return zlib.createUnzip({ finishFlush: Z_SYNC_FLUSH });
    if (isMarked)
        return zlib.createZstdDecompress({ finishFlush: ZSTD_e_flush });
    return /\bbr\b/i.test(coding)
        ? zlib.createBrotliDecompress({ finishFlush: BROTLI_OPERATION_FLUSH })
        : zlib.createInflateRaw({ finishFlush: Z_SYNC_FLUSH });
}

// EXTERNAL MODULE: external "node:events"
var external_node_events_ = __webpack_require__(474);
// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __webpack_require__(30);
// EXTERNAL MODULE: external "node:tls"
var external_node_tls_ = __webpack_require__(692);
;// CONCATENATED MODULE: ./build/src/transport/proxy.js


/**
 * The proxy for a URL: `HTTPS_PROXY`, unless `NO_PROXY` lists the host. Both are read as curl, git and the runner read
 * them: lower case wins, a proxy without a scheme speaks HTTP, and a host in `NO_PROXY` covers its subdomains. Plain
 * HTTP is only for loopback and never goes through a proxy.
 *
 * @param env the environment of the step
 * @throws {ConnectionError} for an unusable proxy, such as SOCKS. Bypassing it would look like a wrong allow-list if
 *   only the proxy's address is on it. The error does not quote the address, which may hold a password
 * @see https://docs.github.com/en/actions/how-tos/manage-runners/self-hosted-runners/use-proxy-servers
 */
function proxyFor(url, env) {
    const given = (name) => [env[name], env[name.toUpperCase()]].map((value) => value?.trim()).find(Boolean) ?? '';
    const address = given('https_proxy');
    if (url.protocol !== 'https:' || address === '' || isExcepted(url, given('no_proxy')))
        return undefined;
    const proxy = URL.parse(address.includes('://') ? address : `http://${address}`);
    if (proxy === null || !['http:', 'https:'].includes(proxy.protocol))
        throw new ConnectionError('proxy', false);
    return proxy;
}
/** The host and port of a URL; an IPv6 address loses its brackets. */
function hostAndPort({ hostname, port, protocol }) {
    return { host: withoutBrackets(hostname), port: Number(port || (protocol === 'https:' ? 443 : 80)) };
}
function isExcepted(url, noProxy) {
    const { host, port } = hostAndPort(url);
    return noProxy
        .toLowerCase()
        .split(/[\s,]+/)
        .map(withoutBrackets)
        .some((entry) => {
        if (['*', host, `${host}:${port}`, `[${host}]:${port}`].includes(entry))
            return true;
        const domain = entry.replace(/^\*?\./, '');
        return domain !== '' && (0,external_node_net_.isIP)(domain) === 0 && `.${host}`.endsWith(`.${domain}`);
    });
}
function withoutBrackets(host) {
    return host.replace(/^\[(.+)\]$/, '$1');
}

;// CONCATENATED MODULE: ./build/src/transport/connect.js








/**
 * Options for every connection, including those to a proxy.
 *
 * Certificates are verified whatever `NODE_TLS_REJECT_UNAUTHORIZED` says, because our requests carry secrets. And each
 * address of a host gets more than Node's 250 ms, which is too short for a distant one.
 */
const ALWAYS = {
    rejectUnauthorized: true,
    autoSelectFamilyAttemptTimeout: patience/* ADDRESS_WITHIN */.ji,
};
/**
 * Makes connections on which a request can be written at once: any TLS handshake is complete.
 *
 * @param clock for timeouts
 * @param env for `HTTPS_PROXY` and `NO_PROXY`
 * @param refusals the proxy's refusals, shared by all connections of the process
 * @param lookup resolves names; the system's resolver by default
 */
function connector(clock, env, refusals, lookup) {
    return (url, within) => {
        const parts = [];
        let ended = false;
        let fail;
        const failed = new Promise((_, reject) => (fail = reject));
        const giveUp = (reason) => {
            fail(new ConnectionError(reason, false));
            ended = true;
            for (const part of parts.splice(0))
                part.destroy();
        };
        const begun = (part) => {
            if (ended)
                part.destroy();
            else
                parts.push(part);
        };
        const forget = clock.after(within, () => giveUp('timeout'));
        const made = connect_open(url, env, refusals, lookup ? { ...ALWAYS, lookup } : ALWAYS, begun).catch((error) => {
            throw asConnectionError(error);
        });
        const socket = Promise.race([made, failed]).finally(() => {
            forget();
            parts.length = 0;
        });
        return { socket, abandon: () => giveUp('not needed') };
    };
}
async function connect_open(url, env, refusals, always, begun) {
    const proxy = proxyFor(url, env);
    const tunnel = proxy && (await refusals.asking(url.host, () => openTunnel(proxy, url, always, begun)));
    const { host, port } = hostAndPort(url);
    const secure = url.protocol === 'https:';
    const socket = secure
        ? external_node_tls_.connect({
            ...always,
            host,
            port,
            servername: serverNameOf(host),
            ALPNProtocols: ['http/1.1'],
            ...(tunnel && { socket: tunnel }),
        })
        : external_node_net_.connect({ ...always, host, port });
    begun(socket);
    // Until the connection's user listens, an error only shows as a closed socket.
    socket.on('error', () => undefined);
    await (0,external_node_events_.once)(socket, secure ? 'secureConnect' : 'connect');
    socket.setNoDelay();
    return socket;
}
/** Asks the proxy for a tunnel. @see https://www.rfc-editor.org/rfc/rfc9110#name-connect */
async function openTunnel(proxy, to, always, begun) {
    const { host, port } = hostAndPort(proxy);
    const authority = `${to.hostname}:${hostAndPort(to).port}`;
    const credentials = `${connect_decoded(proxy.username)}:${connect_decoded(proxy.password)}`;
    const outgoing = (proxy.protocol === 'https:' ? external_node_https_ : external_node_http_).request({
        ...always,
        host,
        port,
        // By default Node would use the `host` header, which names the server behind the proxy.
        servername: serverNameOf(host),
        method: 'CONNECT',
        path: authority,
        headers: {
            host: authority,
            ...(credentials !== ':' && {
                'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}`,
            }),
        },
        agent: false,
    });
    begun(outgoing);
    outgoing.on('error', () => undefined);
    outgoing.end();
    const closed = (0,external_node_events_.once)(outgoing, 'close').then(() => {
        throw new ConnectionError('ECONNRESET', false);
    });
    // An error is told by the other one, and what is given up closes without one.
    closed.catch(() => undefined);
    const [{ statusCode = 0 }, socket] = (await Promise.race([(0,external_node_events_.once)(outgoing, 'connect'), closed]));
    socket.on('error', () => undefined);
    if (statusCode >= 200 && statusCode < 300)
        return socket;
    socket.destroy();
    throw new ConnectionError('proxy-refused', false, { proxyStatus: statusCode });
}
/** The server name for TLS, which must not be an IP address (RFC 6066, section 3). */
function serverNameOf(host) {
    return external_node_net_.isIP(host) === 0 ? host : '';
}
function connect_decoded(part) {
    try {
        return decodeURIComponent(part);
    }
    catch {
        throw new ConnectionError('proxy', false);
    }
}
/** Error codes of OpenSSL and Node for a server that cannot prove its identity. */
const CERTIFICATE = /^(CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|ERR_TLS_CERT|ERROR_IN_CERT|PATH_LENGTH|AUTHORITY_)/;
function asConnectionError(error) {
    return error instanceof ConnectionError
        ? error
        : new ConnectionError(connect_reasonOf(error), false, { cause: error });
}
/** Why a connection failed or broke: `certificate`, or the network's code. @param error as Node gives it */
function connect_reasonOf(error) {
    if (error instanceof ConnectionError)
        return error.reason;
    const code = codeOf(error);
    return CERTIFICATE.test(code) ? 'certificate' : code;
}
/** The code of an error, or of the first of several (one for each address that was tried). */
function codeOf(error) {
    if (typeof error === 'object' && error !== null) {
        if ('code' in error && typeof error.code === 'string')
            return error.code;
        if (error instanceof AggregateError && error.errors.length > 0)
            return codeOf(error.errors[0]);
    }
    return 'network';
}

;// CONCATENATED MODULE: ./build/src/transport/raw-answer.js
/** In bytes; generous, because intermediaries may add headers of their own. */
const MOST_HEADER_BYTES = 256 * 1024;
/** Statuses without content, whatever the headers announce. What follows a 101 is another protocol. */
const WITHOUT_CONTENT = [101, 204, 304];
/** A chunk-size line or the beginning of one, and the empty line between chunks. */
const SIZE_LINE = /^(?:[0-9a-f]{1,8}[ \t]*(?:;[\w=;"' .-]{0,200})?)?\r?\n?$/i;
/**
 * Parses an answer from its raw bytes, as far as possible. Node's parser rejects a bad header or a damaged chunk,
 * trusts a length that is too short, and then withholds data that might contain a token. Its strictness protects
 * against mistaking one answer for another, which cannot happen on a connection with a single answer.
 */
class RawAnswer {
    /** Undefined until the status line has arrived. */
    status;
    headers = new Map();
    /** Whether everything announced has arrived. More may follow. */
    hasEnded = false;
    #part = 'head';
    #line = '';
    #headBytes = 0;
    /** Bytes still missing from the body or the chunk. */
    #left = 0;
    #inChunks = false;
    /** Whether the body legitimately ends with the connection. */
    get endsWithConnection() {
        return this.status !== undefined && this.#part !== 'head' && this.#left === 0 && !this.#inChunks;
    }
    /**
     * Parses the next bytes.
     *
     * @returns those that belong to the body
     */
    read(bytes) {
        const body = [];
        for (let at = 0; at < bytes.length;) {
            const newline = bytes.indexOf(0x0a, at);
            const endOfLine = newline < 0 ? bytes.length : newline + 1;
            switch (this.#part) {
                case 'head':
                case 'size': {
                    const isBegun = this.#line.length >= 5;
                    this.#line += bytes.toString('latin1', at, endOfLine);
                    at = endOfLine;
                    const isWhole = newline >= 0;
                    const content = this.#part === 'head' ? this.#readHead(isWhole, isBegun) : this.#readSize(isWhole);
                    if (content)
                        body.push(content);
                    break;
                }
                case 'counted': {
                    const piece = bytes.subarray(at, at + this.#left);
                    body.push(piece);
                    at += piece.length;
                    this.#left -= piece.length;
                    if (this.#left > 0)
                        break;
                    if (this.#inChunks)
                        this.#part = 'size';
                    else
                        this.#endsHere();
                    break;
                }
                case 'overlong': {
                    body.push(withoutEnd(bytes.subarray(at, endOfLine)));
                    at = endOfLine;
                    if (newline >= 0)
                        this.#part = 'size';
                    break;
                }
                case 'rest':
                    body.push(bytes.subarray(at));
                    at = bytes.length;
                    break;
                case 'over':
                    at = bytes.length;
            }
        }
        return Buffer.concat(body);
    }
    /** @returns the line, if it turns out to be part of the body */
    #readHead(isWhole, isBegun) {
        const line = this.#line;
        // If the blank line before the body is missing, the body's first line gives it away. Checked once per line, or a
        // long line would take quadratic time.
        if (!isBegun && !this.#canBeHead(line))
            return this.#takeForBody();
        if (this.#headBytes + line.length > MOST_HEADER_BYTES)
            return this.#takeForBody();
        if (!isWhole)
            return undefined;
        this.#line = '';
        this.#headBytes += line.length;
        const text = line.trim();
        if (this.status === undefined) {
            const status = /^HTTP\/[\d.]+ +(\d{3})/.exec(text)?.[1];
            if (status !== undefined)
                this.status = Number(status);
        }
        else if (text === '')
            this.#beginBody(this.status);
        else
            this.#note(text);
        return undefined;
    }
    #canBeHead(line) {
        if (this.status !== undefined)
            return !/^[{[]/.test(line);
        return 'HTTP/'.startsWith(line.slice(0, 5)) || line.trim() === '';
    }
    #note(header) {
        const colon = header.indexOf(':');
        if (colon < 1)
            return;
        const name = header.slice(0, colon).trim().toLowerCase();
        const value = header.slice(colon + 1).trim();
        const before = this.headers.get(name);
        this.headers.set(name, before === undefined ? value : `${before}, ${value}`);
    }
    #beginBody(status) {
        // Skip interim answers: 100 Continue, 102 Processing, 103 Early Hints.
        if (status < 200 && status !== 101) {
            this.status = undefined;
            this.headers.clear();
            return;
        }
        const length = /^\d{1,15}/.exec(this.headers.get('content-length') ?? '')?.[0];
        const coding = this.headers.get('transfer-encoding') ?? '';
        if (length === undefined || /chunked/i.test(coding))
            this.#part = 'size';
        else {
            this.#part = 'counted';
            this.#left = Number(length);
        }
        if (WITHOUT_CONTENT.includes(status) || (this.#part === 'counted' && this.#left === 0))
            this.#endsHere();
    }
    /**
     * Without a length the body may be chunked, announced or not. If the first line is no chunk size, it is not.
     *
     * @returns the line, if it is part of the body: a chunk may be longer than its stated size
     */
    #readSize(isWhole) {
        const line = this.#line;
        if (!SIZE_LINE.test(line)) {
            if (!this.#inChunks)
                return this.#takeForBody();
            this.#line = '';
            if (!isWhole)
                this.#part = 'overlong';
            return withoutEnd(Buffer.from(line, 'latin1'));
        }
        if (!isWhole)
            return undefined;
        this.#line = '';
        if (line.trim() === '')
            return this.#inChunks ? undefined : Buffer.from(line, 'latin1');
        this.#inChunks = true;
        this.#left = Number.parseInt(line, 16);
        if (this.#left > 0) {
            this.#part = 'counted';
            return undefined;
        }
        this.hasEnded = true;
        this.#part = 'over';
        return undefined;
    }
    #takeForBody() {
        const line = Buffer.from(this.#line, 'latin1');
        this.#line = '';
        this.#part = 'rest';
        // Without headers, nothing says how much will arrive.
        if (this.status === undefined)
            this.hasEnded = true;
        return line;
    }
    #endsHere() {
        this.hasEnded = true;
        this.#part = 'rest';
    }
}
/** Strips the line break after a chunk, which is not part of it. */
function withoutEnd(bytes) {
    const end = bytes.at(-1) === 0x0a ? -1 : bytes.length;
    const line = bytes.subarray(0, end);
    return line.at(-1) === 0x0d ? line.subarray(0, -1) : line;
}

;// CONCATENATED MODULE: ./build/src/transport/own-line.js





/**
 * Opens connections that carry a single request, for requests that must not be repeated. On a reused connection, a
 * request can fail without any way to tell whether it was processed (docs/adr/0011-used-connections-and-one-ahead.md).
 *
 * An answer counts however broken its HTTP is, so we parse the raw bytes.
 */
function dialler(connect, clock) {
    return (request) => {
        let line = new OwnLine(request, connect, clock);
        return {
            hangUp: () => line.hangUp(),
            send(read) {
                if (!line.isReady) {
                    line.hangUp();
                    line = new OwnLine(request, connect, clock);
                }
                return line.send(read);
            },
        };
    };
}
/** One connection and its one request. */
class OwnLine {
    #request;
    #clock;
    #connecting;
    #socket;
    #connectedAt;
    /** Set once `send` is called; until then this is only a connection. */
    #conclude;
    #read;
    #answer = new RawAnswer();
    #body = new BodyText((piece) => this.#judge(piece), () => this.#answer.headers.get('content-encoding'));
    #judgement = 'more';
    #waitsForRest = false;
    /** Whether reading has stopped. */
    #isEnding = false;
    #outcome;
    #cancelPatience = () => undefined;
    #cancelLimit;
    constructor(request, connect, clock) {
        this.#request = request;
        this.#clock = clock;
        this.#connecting = connect(request.url, request.connectWithin);
        this.#connecting.socket.then((socket) => this.#onSocket(socket), (error) => this.#settle(error));
    }
    /** Whether the connection is open or being opened, and young enough that nobody has dropped it. */
    get isReady() {
        if (this.#isEnding)
            return false;
        return this.#connectedAt === undefined || this.#clock.now() - this.#connectedAt <= patience/* HELD_AT_MOST */.sr;
    }
    send(read) {
        this.#read = read;
        return new Promise((resolve, reject) => {
            this.#conclude = (outcome) => (outcome instanceof ConnectionError ? reject(outcome) : resolve(outcome));
            if (this.#outcome)
                this.#conclude(this.#outcome);
            else if (this.#socket)
                this.#write(this.#socket);
        });
    }
    hangUp() {
        if (this.#conclude)
            return;
        this.#connecting.abandon();
        this.#settle(new ConnectionError('not needed', false));
    }
    #onSocket(socket) {
        if (this.#isEnding)
            return void socket.destroy();
        this.#socket = socket;
        this.#connectedAt = this.#clock.now();
        socket.on('data', (bytes) => this.#onBytes(bytes));
        socket.on('end', () => this.#finish('ECONNRESET', this.#answer.endsWithConnection));
        socket.on('error', (error) => this.#finish(connect_reasonOf(error)));
        socket.on('close', () => this.#finish('ECONNRESET'));
        if (socket.destroyed)
            this.#finish('ECONNRESET');
        else if (this.#conclude)
            this.#write(socket);
    }
    #write(socket) {
        const { method, url, headers, body = '' } = this.#request;
        const length = Buffer.byteLength(body);
        const fields = {
            host: url.host,
            ...headers,
            ...(length > 0 && { 'content-length': String(length) }),
            connection: 'close',
        };
        const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
        socket.write([`${method} ${url.pathname}${url.search} HTTP/1.1`, ...lines, '', body].join('\r\n'));
        this.#wait(this.#request.answerWithin);
    }
    #onBytes(bytes) {
        if (this.#isEnding)
            return;
        // A server that speaks first (a 408, a farewell page) must not be taken to answer a request it has not seen.
        if (!this.#conclude)
            return this.hangUp();
        this.#cancelLimit ??= this.#clock.after(patience/* ANSWER_LIMIT */.TA, () => this.#finish('timeout'));
        if (!this.#waitsForRest)
            this.#wait(this.#request.answerWithin);
        this.#body.write(this.#answer.read(bytes));
        if (!this.#answer.hasEnded)
            return;
        // More may follow than was announced, with a token in it.
        if (this.#read && this.#judgement === 'more')
            this.#waitForRest();
        else
            this.#finish('cut');
    }
    #judge(piece) {
        const judgement = this.#read?.(piece) ?? 'more';
        if (judgement !== 'more')
            this.#judgement = judgement;
        if (judgement === 'whole' || this.#body.isTooLong)
            this.#finish('cut');
        else if (judgement === 'enough')
            this.#waitForRest();
    }
    /** Restarts the timeout for the next sign of life. */
    #wait(milliseconds) {
        this.#cancelPatience();
        this.#cancelPatience = this.#clock.after(milliseconds, () => this.#finish('timeout'));
    }
    /** Starts only once, or a trickling server could stall us for ever. */
    #waitForRest() {
        if (this.#waitsForRest || this.#isEnding)
            return;
        this.#waitsForRest = true;
        this.#wait(patience/* REST_WITHIN */.Dy);
    }
    #finish(reason, complete = false) {
        if (this.#isEnding)
            return;
        this.#isEnding = true;
        this.#body.end(() => {
            const { status, headers, hasEnded } = this.#answer;
            const { text } = this.#body;
            const isWhole = complete || hasEnded || this.#judgement === 'whole';
            if (status !== undefined || this.#judgement !== 'more')
                this.#settle({ status: status ?? 0, headers, body: text, complete: isWhole && !this.#body.isTooLong });
            else
                this.#settle(new ConnectionError(text === '' ? reason : 'no-http', this.#conclude !== undefined));
        });
    }
    #settle(outcome) {
        this.#isEnding = true;
        this.#outcome ??= outcome;
        this.#cancelPatience();
        this.#cancelLimit?.();
        this.#socket?.destroy();
        this.#conclude?.(this.#outcome);
    }
}

;// CONCATENATED MODULE: ./build/src/transport/proxy-lockout.js


/**
 * Counts how often a proxy has rejected our credentials, in the main and the post step together. A company's directory
 * locks an account after a few rejections, and a run sends many requests. So one request finds out for all others to
 * its host, and after a rejection nobody asks for a while.
 */
class ProxyLockout {
    #clock;
    #ways = new Map();
    #times = 0;
    #tell = () => undefined;
    /** @param clock times the pause after a refusal */
    constructor(clock) {
        this.#clock = clock;
    }
    /** Continues the main step's count. */
    goOnFrom(times) {
        this.#times = times;
    }
    /** Calls back on each refusal from now on. */
    onRefusal(tell) {
        this.#tell = tell;
    }
    /** Whether the limit is reached, so that nobody asks any more. */
    get isEnough() {
        return this.#times >= patience/* MOST_PROXY_REFUSALS */.Zd;
    }
    /** Counts a rejection of our credentials. */
    noted() {
        this.#times += 1;
        this.#tell(this.#times);
    }
    /**
     * Asks the proxy for a tunnel, unless a recent refusal forbids it.
     *
     * @param host where the tunnel leads
     * @param ask requests the tunnel
     * @throws {ConnectionError} the one from `ask`, or the known refusal
     */
    async asking(host, ask) {
        const way = this.#ways.get(host) ?? { lastRefusal: -Infinity, letsThrough: false, first: undefined };
        this.#ways.set(host, way);
        while (way.first)
            await way.first;
        if (this.isEnough || this.#clock.now() - way.lastRefusal < patience/* PROXY_REFUSAL_WAIT */.Co)
            throw new ConnectionError('proxy-refused', false, { proxyStatus: 407 });
        if (way.letsThrough)
            return this.#asked(way, ask);
        let known = () => undefined;
        way.first = new Promise((resolve) => {
            known = resolve;
        });
        try {
            return await this.#asked(way, ask);
        }
        finally {
            way.first = undefined;
            known();
        }
    }
    async #asked(way, ask) {
        try {
            const tunnel = await ask();
            way.letsThrough = true;
            return tunnel;
        }
        catch (error) {
            if (error instanceof ConnectionError && error.proxyStatus === 407) {
                way.letsThrough = false;
                way.lastRefusal = this.#clock.now();
                this.noted();
            }
            throw error;
        }
    }
}

;// CONCATENATED MODULE: ./build/src/transport/node-http.js









/**
 * An HTTP client on Node's own `http` and `https`. Unlike `fetch`, it says whether a request may have been sent, keeps
 * the part of an answer that arrived before a cut, and honours `HTTPS_PROXY` and `NO_PROXY`. Idempotent requests share
 * connections.
 *
 * @param clock for timeouts
 * @param env for `HTTPS_PROXY` and `NO_PROXY`
 */
function nodeHttpClient(clock, env) {
    const proxyLockout = new ProxyLockout(clock);
    const connect = connector(clock, env, proxyLockout);
    const dial = dialler(connect, clock);
    const agents = { 'http:': sharedAgent(external_node_http_.Agent, connect), 'https:': sharedAgent(external_node_https_.Agent, connect) };
    return {
        dial,
        proxyLockout,
        http(request) {
            if (request.repeatable !== true)
                return dial(request).send();
            return send(request, request.url.protocol === 'http:' ? agents['http:'] : agents['https:'], clock);
        },
    };
}
function sharedAgent(Agent, connect) {
    const agent = new Agent({ keepAlive: true, timeout: patience/* IDLE_AT_MOST */.Rq });
    // Node passes the options of the request through.
    agent.createConnection = (options, callback) => {
        const { url, connectWithin } = options;
        connect(url, connectWithin).socket.then((socket) => callback?.(null, socket), (error) => callback?.(error, undefined));
        return undefined;
    };
    return agent;
}
function send(request, agent, clock) {
    const { method, url, body, connectWithin, answerWithin } = request;
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const destination = { url, connectWithin };
    const outgoing = (url.protocol === 'http:' ? external_node_http_ : external_node_https_).request(url, {
        ...destination,
        method,
        agent,
        headers: { ...request.headers, ...length },
        maxHeaderSize: MOST_HEADER_BYTES,
    });
    return new Promise((resolve, reject) => {
        let isConnected = false;
        let response;
        const text = new BodyText(() => undefined, () => response?.headers['content-encoding']);
        let cancelPatience = () => undefined;
        const signOfLife = () => {
            cancelPatience();
            cancelPatience = clock.after(answerWithin, () => giveUp('timeout'));
        };
        let cancelLimit = () => undefined;
        const stop = () => {
            cancelPatience();
            cancelLimit();
        };
        let isOver = false;
        const finish = ({ statusCode = 0, headers }, complete) => {
            if (isOver)
                return;
            isOver = true;
            stop();
            if (!complete)
                outgoing.destroy();
            text.end(() => resolve({ status: statusCode, headers: flat(headers), body: text.text, complete }));
        };
        const giveUp = (reason, cause) => {
            if (response)
                return finish(response, false);
            stop();
            outgoing.destroy();
            reject(cause instanceof ConnectionError ? cause : new ConnectionError(reason, isConnected, { cause }));
        };
        outgoing.on('socket', () => {
            isConnected = true;
            signOfLife();
        });
        outgoing.on('response', (incoming) => {
            response = incoming;
            cancelLimit = clock.after(patience/* ANSWER_LIMIT */.TA, () => giveUp('timeout'));
            signOfLife();
            incoming.on('data', (bytes) => {
                signOfLife();
                text.write(bytes);
                if (text.isTooLong)
                    finish(incoming, false);
            });
            incoming.on('end', () => finish(incoming, incoming.complete));
            incoming.on('error', () => finish(incoming, false));
        });
        outgoing.on('error', (error) => giveUp(connect_reasonOf(error), error));
        // An answer that switches protocols (101) closes the connection without an error.
        outgoing.on('close', () => giveUp('ECONNRESET'));
        outgoing.end(body);
    });
}
function flat(headers) {
    const entries = Object.entries(headers).map(([name, value = '']) => [
        name,
        Array.isArray(value) ? value.join(', ') : value,
    ]);
    return new Map(entries);
}

;// CONCATENATED MODULE: ./build/src/report/readings.js
/** Rounds of decoding: what is escaped twice is read, what is escaped four times is somebody's joke. */
const ROUNDS = 3;
/** More readings than an honest text has. */
const MOST_READINGS = 256;
/**
 * A text as somebody may read it who undoes its escapes: as JSON, percent and HTML escapes, base64 and hexadecimal digits,
 * and with white space and what cannot be seen taken out.
 *
 * @param text what somebody else's server has sent
 * @returns the text itself and every other reading, those of readings too
 */
function readingsOf(text) {
    const readings = new Set([text]);
    for (let round = 0; round < ROUNDS; round += 1)
        for (const reading of [...readings])
            for (const decode of DECODERS)
                for (const decoded of decode(reading))
                    if (readings.size < MOST_READINGS)
                        readings.add(decoded);
    return [...readings];
}
/** Letters and digits alone, in one case and width: what is left when every separator is taken out. */
function lettersOf(text) {
    return text
        .normalize('NFKC')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]/gu, '');
}
const hexadecimal = (digits) => String.fromCodePoint(Number.parseInt(digits, 16));
/** `\x5f` is JavaScript's, and no JSON. */
const json = (text) => [
    text
        .replace(/\\(?:u([0-9a-f]{4})|x([0-9a-f]{2}))/gi, (_, four, two) => hexadecimal(four ?? two ?? ''))
        .replace(/\\([^ux])/g, '$1'),
];
/** `%u005f` is what JavaScript's `escape` makes. */
const percent = (text) => [
    text.replace(/%(?:u([0-9a-f]{4})|([0-9a-f]{2}))/gi, (_, four, two) => hexadecimal(four ?? two ?? '')),
];
/** Signs that occur in tokens and passwords. */
const ENTITIES = {
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    lowbar: '_',
    equals: '=',
    plus: '+',
    sol: '/',
    hyphen: '-',
    dash: '-',
    period: '.',
};
const html = (text) => [
    text.replace(/&(?:#x([0-9a-f]{1,5})|#(\d{1,6})|([a-z]{2,8}));/gi, (entity, hex, decimal, name) => {
        if (typeof hex === 'string')
            return hexadecimal(hex);
        if (typeof decimal === 'string')
            return String.fromCodePoint(Number(decimal));
        return ENTITIES[String(name).toLowerCase()] ?? entity;
    }),
];
/** White space, controls and what has no width. */
const compact = (text) => [text.replace(/[\s\p{Cc}\p{Cf}\p{Mn}]/gu, '')];
/** At each alignment that a value can have inside a longer text. */
const base64 = (text) => decodedRuns(text, /[a-z0-9+/_-]{12,}/gi, [0, 1, 2, 3], 'base64');
const hex = (text) => decodedRuns(text, /[0-9a-f]{12,}/gi, [0, 1], 'hex');
function decodedRuns(text, runs, skips, encoding) {
    const found = text.match(runs) ?? [];
    if (found.length === 0)
        return [];
    return skips.map((skip) => found.map((run) => Buffer.from(run.slice(skip), encoding).toString('latin1')).join(' '));
}
const DECODERS = [json, percent, html, compact, base64, hex];

;// CONCATENATED MODULE: ./build/src/report/redactor.js

/** A run of letters and digits this long is no coincidence: it is a part of the secret. */
const TELLING = 12;
/** Of a secret, no more is looked for in parts: a longer one fits into no secret of GitHub, and would take seconds. */
const LONGEST_IN_PARTS = 64 * 1024;
/** Of a remote text, no more is read. Nothing near this long is ever printed. */
const LONGEST_QUOTED = 4_000;
/** A shorter form would hide words that only look like a secret. */
const SHORTEST_ENCODED = 6;
/** Hides the secrets of a run in texts that somebody else may have written: plain and in the forms that servers echo. */
class Redactor {
    /** Longest first: a secret that contains another is hidden whole. */
    #forms = [];
    /** Parts of the secrets that give them away, in letters and digits. */
    #telling = new Set();
    /** Secrets that are too short to have such parts. */
    #short = new Set();
    /** Hides this secret from now on. */
    add(secret) {
        const forms = new Set([...this.#forms, ...formsOf(secret.reveal())]);
        this.#forms = [...forms].toSorted((one, other) => other.length - one.length);
        const letters = lettersOf(secret.reveal().slice(0, LONGEST_IN_PARTS));
        if (letters.length < TELLING)
            this.#short.add(letters === '' ? secret.reveal().trim() : letters);
        for (let at = 0; at + TELLING <= letters.length; at += 1)
            this.#telling.add(letters.slice(at, at + TELLING));
    }
    /**
     * What somebody else's server has said, for a quotation.
     *
     * @returns undefined when any reading of it holds a secret or a telling part of one: it is withheld whole then, since
     *   nobody knows in how many ways a secret can be written
     */
    quotable = (text) => {
        const read = text.slice(0, LONGEST_QUOTED);
        return readingsOf(read).some((reading) => this.#gives(reading)) ? undefined : read;
    };
    #gives(reading) {
        const letters = lettersOf(reading);
        for (const short of this.#short)
            if (short !== '' && (letters.includes(short) || reading.includes(short)))
                return true;
        for (let at = 0; at + TELLING <= letters.length; at += 1)
            if (this.#telling.has(letters.slice(at, at + TELLING)))
                return true;
        return false;
    }
    /** Replaces every secret in a text by `***`. Can be handed on by itself. */
    redact = (text) => this.#forms.reduce((redacted, form) => redacted.replaceAll(form, '***'), text);
}
function formsOf(value) {
    const plain = [value, ...value.split(/\r\n|[\n\r]/)]
        .map((line) => line.trim())
        .filter((line) => line !== '');
    const encoded = plain.flatMap((one) => [
        JSON.stringify(one).slice(1, -1),
        JSON.stringify(one).slice(1, -1).replaceAll('/', '\\/'),
        ...percentEncoded(one),
        ...base64Forms(one),
    ]);
    return [...plain, ...encoded.filter((form) => form.length >= SHORTEST_ENCODED)];
}
/** As in a path, as in a form, and with small hexadecimal digits. */
function percentEncoded(value) {
    const path = encodeURIComponent(value.toWellFormed());
    const forms = [path, new URLSearchParams([['', value]]).toString().slice(1)];
    return forms.flatMap((form) => [form, form.replace(/%../g, (escape) => escape.toLowerCase())]);
}
/** At the three alignments that it can have inside a longer text, without what depends on the neighbours. */
function base64Forms(value) {
    const bytes = Buffer.from(value);
    return [0, 1, 2].flatMap((skipped) => {
        const rest = bytes.subarray(skipped);
        const whole = rest.subarray(0, rest.length - (rest.length % 3));
        // Whole, where it is all that was encoded; without the last characters, where something followed it.
        const parts = skipped === 0 ? [bytes, whole] : [whole];
        return parts.flatMap((part) => [part.toString('base64').replace(/=+$/, ''), part.toString('base64url')]);
    });
}

;// CONCATENATED MODULE: ./build/src/runner/actions-runner.js



const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'];
/** GitHub's runner, through `@actions/core`. */
function actionsRunner() {
    const redactor = new Redactor();
    // A broken log (a full disk, a closed pipe) must not cost us a token.
    process.stdout.on('error', () => undefined);
    return {
        mask(value) {
            if (value === '')
                return;
            redactor.add(new Secret(value));
            core.setSecret(value);
        },
        redact: (text) => redactor.redact(text),
        quote: (text) => redactor.quotable(text),
        saveState: core.saveState,
        state: core.getState,
        setOutput: core.setOutput,
        async addSummary(markdown) {
            await core.summary.addRaw(markdown, true).write();
        },
        annotate({ level, title, message }) {
            core[level](inert(redactor.redact(message)), { title: inert(redactor.redact(title)) });
        },
        info(line) {
            core.info(inert(redactor.redact(line)));
        },
        debug(line) {
            core.debug(inert(redactor.redact(line)));
        },
        startGroup(title) {
            core.startGroup(inert(redactor.redact(title)));
        },
        endGroup: core.endGroup,
        holdSignals,
    };
}
/**
 * Defuses workflow commands in a text, wherever its words came from: `##[` anywhere in a line, and `::` at its start or
 * after anything that .NET considers white space.
 *
 * @see https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
function inert(text) {
    return text.replace(/##(?=\[)/g, '##\u200b').replace(/^([\s\u0085\u200b]*):(?=:)/gm, '$1:\u200b');
}
function holdSignals() {
    let first;
    const waiting = [];
    for (const signal of SIGNALS)
        process.on(signal, () => {
            first ??= signal;
            for (const callback of waiting.splice(0))
                callback(first);
        });
    return {
        onFirst(callback) {
            if (first === undefined)
                waiting.push(callback);
            else
                callback(first);
        },
    };
}

;// CONCATENATED MODULE: ./build/src/runner/run-context.js
/**
 * Reads what GitHub says about the run.
 *
 * @param context the toolkit's
 * @param env the step's environment, for what the context lacks
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 */
function readRunContext(context, env) {
    const schedule = eventField(context, 'schedule');
    return {
        ...run_context_repositoryOf(context),
        repositoryId: positiveInteger(env['GITHUB_REPOSITORY_ID']),
        ownerId: positiveInteger(env['GITHUB_REPOSITORY_OWNER_ID']),
        runId: context.runId || 0,
        runAttempt: context.runAttempt || 1,
        runnerName: env['RUNNER_NAME'] ?? '',
        serverUrl: context.serverUrl.replace(/\/+$/, ''),
        takesCode: 'authorization-code' in dispatchInputs(context),
        ref: context.ref || '',
        schedule: typeof schedule === 'string' ? schedule : undefined,
    };
}
/**
 * Reads an input of a `workflow_dispatch` from the event file, which keeps it out of the log: the runner prints
 * everything in `with:` before an action can mask it.
 *
 * @returns the value, trimmed; empty if there is none
 */
function readDispatchInput(context, name) {
    const value = dispatchInputs(context)[name];
    return typeof value === 'string' ? value.trim() : '';
}
/** What a person entered when starting the run by hand. */
function dispatchInputs(context) {
    const inputs = context.eventName === 'workflow_dispatch' ? eventField(context, 'inputs') : undefined;
    return typeof inputs === 'object' && inputs !== null ? inputs : {};
}
/** A field of the event, which may be any JSON value. */
function eventField({ payload }, name) {
    return payload?.[name];
}
/** The context throws if the environment names no repository. */
function run_context_repositoryOf(context) {
    try {
        const { owner, repo } = context.repo;
        return { owner: owner ?? '', repo: repo ?? '' };
    }
    catch {
        return { owner: '', repo: '' };
    }
}
function positiveInteger(value) {
    return value !== undefined && /^[1-9]\d{0,15}$/.test(value) ? Number(value) : undefined;
}

;// CONCATENATED MODULE: ./build/src/runner/real-world.js







const clock = {
    now: () => Date.now(),
    after(milliseconds, callback) {
        const timer = setTimeout(callback, milliseconds);
        return () => {
            clearTimeout(timer);
        };
    },
};
const random = {
    uuid: () => (0,external_node_crypto_.randomUUID)(),
    bytes: (count) => (0,external_node_crypto_.randomBytes)(count),
    fraction: () => Math.random(),
};
/**
 * Gathers the inputs and the world of this process, and masks every secret input before anything can be printed.
 *
 * @param env the environment of the step
 */
async function realWorld(env) {
    const runner = actionsRunner();
    const { context } = await loadToolkit();
    const given = Object.fromEntries(INPUT_NAMES.map((name) => [name, core.getInput(name)]));
    const raw = {
        ...given,
        'authorization-code': given['authorization-code'] || readDispatchInput(context, 'authorization-code'),
    };
    maskInputs(raw, runner);
    return {
        raw,
        world: { ...nodeHttpClient(clock, env), runner, clock, random, context: readRunContext(context, env) },
    };
}

;// CONCATENATED MODULE: ./build/src/fxiaoke/codes.js

/**
 * Every known error code of Fxiaoke, from its published tables and from observed answers. docs/errors.md lists them.
 */
const CODES = new Map([
    [-1, { id: 'fxiaoke-busy', means: bilingual_both('the system is busy', '系统繁忙'), ambiguous: true }],
    [-2, { id: 'fxiaoke-busy', means: bilingual_both('system error', '系统错误'), ambiguous: true }],
    [10001, { id: 'app-credentials-rejected', means: bilingual_both('appId is missing', '缺少 appId') }],
    [10002, { id: 'app-credentials-rejected', means: bilingual_both('appSecret is missing', '缺少 appSecret') }],
    [10004, { id: 'authorization-code-rejected', means: bilingual_both('redirectUri is missing', '缺少 redirectUri') }],
    [10006, { id: undefined, means: bilingual_both('a parameter is missing or wrong', '缺少参数或参数不合法') }],
    [10008, { id: 'authorization-code-rejected', means: bilingual_both('code is missing', '缺少 code') }],
    [11001, { id: 'app-credentials-rejected', means: bilingual_both('appId is wrong', 'appId 不合法') }],
    [11002, { id: 'app-credentials-rejected', means: bilingual_both('appSecret is wrong', 'appSecret 不合法') }],
    [11004, { id: 'authorization-code-rejected', means: bilingual_both('redirectUri is wrong', 'redirectUri 不合法') }],
    [11010, { id: 'authorization-code-rejected', means: bilingual_both('code is wrong', 'code 不合法') }],
    [14001, { id: 'fxiaoke-quota', means: bilingual_both('the call limit is exceeded', '超出调用上限') }],
    [15002, { id: undefined, means: bilingual_both('a parameter is wrong', '参数不合法') }],
    [15003, { id: 'app-not-authorized', means: bilingual_both('the app has no permission', '应用没有权限') }],
    [
        20005,
        { id: 'refresh-token-rejected', means: bilingual_both('the token is missing or expired', '令牌缺失或已过期') },
    ],
    [
        20006,
        { id: 'app-credentials-rejected', means: bilingual_both('appId or appSecret is wrong', 'appId 或 appSecret 错误') },
    ],
    [
        20010,
        { id: 'authorization-code-rejected', means: bilingual_both('the code is missing or expired', 'code 缺失或已过期') },
    ],
    [
        20016,
        { id: 'refresh-token-rejected', means: bilingual_both('the token is missing or expired', '令牌缺失或已过期') },
    ],
    [
        20020,
        { id: 'app-not-authorized', means: bilingual_both('this company may not use the app', '该企业不能使用此应用') },
    ],
    [
        20021,
        { id: 'app-not-authorized', means: bilingual_both('this company has stopped the app', '应用已被该企业停用') },
    ],
    [
        20022,
        {
            id: 'app-not-authorized',
            means: bilingual_both('this company has not authorized the app', '应用未获该企业授权'),
        },
    ],
    [30002, { id: 'fxiaoke-quota', means: bilingual_both("today's quota is used up", '当日配额已用完') }],
    [
        30003,
        {
            id: 'fxiaoke-quota',
            means: bilingual_both('the company has bought no OpenAPI quota', '企业没有购买 OpenAPI 配额'),
        },
    ],
    [30004, { id: 'fxiaoke-busy', means: bilingual_both('too many calls in this second', '这一秒内调用过多') }],
    [32000, { id: undefined, means: bilingual_both('a parameter is wrong', '参数不合法') }],
    [
        50009,
        {
            id: 'fxiaoke-busy',
            means: bilingual_both('the service failed or timed out', '服务异常，例如超时'),
            ambiguous: true,
        },
    ],
]);

;// CONCATENATED MODULE: ./build/src/errors/entry.js

/**
 * Declares causes that carry the same facts: `causesWith<AtPlace>()` is a function that makes one cause of the fates it
 * can come with, the usual one first, and of its words. The type `Failure` is made of these declarations.
 */
function causesWith() {
    return (fates, words) => ({
        fates,
        ...words,
    });
}
/** A value as it was seen, in quotes. It is raw: the report escapes the whole text. */
function cited(value) {
    return `“${value}”`;
}
/** Names listed before the rest is only counted. */
const MOST_NAMES = 10;
/** A list of places in words, cut where it would become longer than a person reads. */
function listed(places) {
    const shown = places.slice(0, MOST_NAMES);
    const left = places.length - shown.length;
    return bilingual_both(`${shown.map(({ en }) => en).join(', ')}${left > 0 ? ` and ${left} more` : ''}`, `${shown.map(({ zh }) => zh).join('、')}${left > 0 ? ` 等 ${places.length} 处` : ''}`);
}

;// CONCATENATED MODULE: ./build/src/errors/wording/exchange.js


/** An exchange that brought no token. A code is not the stored token, which a run that redeems one does not send. */
const EXCHANGE = ['refused', 'unknown', 'not-sent'];
/** The answer may bring a new refresh token all the same, which is stored before the error counts. */
const ANSWERED = [...EXCHANGE, 'replaced'];
/** Causes that come with what Fxiaoke answered. */
const fxiaoke = causesWith();
/** The code of an answer, as it stands behind a sentence. */
function exchange_codeOf({ errorCode }) {
    return errorCode === undefined
        ? bilingual_both('', '')
        : bilingual_both(` (errorCode ${errorCode})`, `（errorCode ${errorCode}）`);
}

;// CONCATENATED MODULE: ./build/src/errors/wording/steps.js



/** How long the preparation may take, and storing. */
const PREPARE_MINUTES = patience/* PREPARE_WITHIN */.qR / 60_000;
const STORE_MINUTES = patience/* STORE_WITHIN */.oF / 60_000;
/** A new run reads the secrets anew; a re-run may get the old ones. */
const START_NEW_RUN = bilingual_both('Start a new run: Actions > the workflow > Run workflow. Do not use Re-run: it may replay the old secrets.', '发起一次新的运行：Actions > 该工作流 > Run workflow。不要点 Re-run（重跑），它可能会沿用旧的 Secret。');
/** Tests everything but the token. */
const TRY_DRY = bilingual_both('Check it with a new run that sets dry-run: true. It checks the address, the IP and the app without touching the refresh token. If it succeeds, start a normal run.', '用一次 dry-run: true 的新运行来验证：它会检查域名、IP 和应用，不会动刷新令牌。通过后再发起正常的运行。');
/** For an address that the organization does not let in. */
const ALLOW_RUNNER_ADDRESS = bilingual_both("Add the runner's address to the IP allow list of the organization or enterprise on GitHub, or run the job where the address is fixed: on a self-hosted runner, or a larger runner with a static IP.", '把 runner 的出口 IP 加进 GitHub 组织或企业的 IP allow list，或让 job 跑在出口 IP 固定的自托管 runner、带静态 IP 的 larger runner 上。');
/** For an answer that a proxy or a firewall gave in GitHub's place. */
const LET_GITHUB_ANSWER = bilingual_both('Check HTTPS_PROXY, NO_PROXY and the firewall: the runner must reach the host in github-api-url. A proxy, a firewall or a sign-in page of the network answered instead.', '检查 HTTPS_PROXY、NO_PROXY 和防火墙：runner 必须能访问 github-api-url 的主机，而这次是网络里的代理、防火墙或登录页代为响应的。');
/** For a login that GitHub has locked for a while. */
const WAIT_FOR_UNLOCK = bilingual_both('Stop whatever keeps sending a bad token for the same user or App, check that secrets-token is valid, and wait an hour.', '找出并停掉用同一用户或 App 的无效令牌反复请求的程序，确认 secrets-token 有效，再等一小时。');
/** For every answer of Fxiaoke that may mean something else than it says. */
const SUSPECT_ALLOW_LIST = bilingual_both('If it keeps failing, suspect the IP allow-list of the app: Fxiaoke does not always say when it blocks an address. GitHub-hosted runners change ' +
    'their address; a self-hosted runner, a larger runner with a static IP, or a proxy (HTTPS_PROXY) has a fixed one that can be allowed.', '如果一直失败，再查应用的 IP 白名单：被白名单拦下时，纷享销客的报错不一定会明说。GitHub 托管 runner 的出口 IP 不固定；请改用自托管 ' +
    'runner、带静态 IP 的 larger runner，或固定出口的代理（HTTPS_PROXY），并把出口 IP 加入白名单。');
/** What to do if the next run finds the token spent. */
const AUTHORIZE_IF_REJECTED = bilingual_both('If that run ends with refresh-token-rejected, authorize again: choose Run workflow and enter start in the field authorization-code.', '如果新的运行以 refresh-token-rejected 失败，就重新授权：Run workflow，在 authorization-code 中填 start。');
/** Each of these starts a run without a code. */
const RUN_AGAIN = [START_NEW_RUN, TRY_DRY, AUTHORIZE_IF_REJECTED];
/** In their place, with a code that was not sent. */
const REDEEM_AGAIN = bilingual_both('Then start a new run (Run workflow, not Re-run) with the same address in the field authorization-code. If more than a few minutes have passed since you approved, enter start instead: it shows a new link.', '然后发起新的运行（点 Run workflow，不要点 Re-run），在 authorization-code 中填同一个网址。如果同意授权已过去好几分钟，就改填 start，得到新的授权链接。');
/** In their place, with a code that is no longer good. */
const TAKE_NEW_CODE = bilingual_both('Then start a new run (Run workflow, not Re-run) with start in the field authorization-code: it shows a new link, for a new code.', '然后发起新的运行（点 Run workflow，不要点 Re-run），在 authorization-code 中填 start，用新的授权链接换一个 code。');
const APPROVE = bilingual_both('Open the link within 24 hours, sign in to Fxiaoke as the user the tokens should belong to, and approve.', '24 小时内在浏览器打开链接，用令牌应归属的那个纷享销客账号登录并同意授权。');
const BRING_BACK = bilingual_both('Copy the full address of the page the browser ends up on (the page itself may show an error), and immediately start a run ' +
    'with it in the field authorization-code: the code in it works only once and expires quickly.', '复制浏览器最后跳转到的完整网址（页面本身打不开也没关系），立即 Run workflow，填入 authorization-code：其中的 code 只能用一次，且很快过期。');
/** Authorizing, from a failed run that shows the link itself. */
const AUTHORIZE_BY_SHOWN_LINK = [
    bilingual_both('Open the authorize link: it is at the top of this run’s summary, and in its log. If there is none, start a new run with start in the field ' +
        'authorization-code: it lists what is still missing, for example redirect-url, and shows the link once nothing is.', '打开授权链接：在本次运行摘要的开头，日志里也有。如果没有，就发起新的运行，在 authorization-code 中填 start：它会列出还缺什么（例如 redirect-url），全部就绪后给出链接。'),
    APPROVE,
    BRING_BACK,
];
/** The same, in few words, where the summary shows link and steps. */
const AUTHORIZE_AS_SHOWN = bilingual_both('Authorize: the link and the steps are at the top of this run’s summary; the link is also in the log.', '重新授权：链接和步骤在本次运行摘要的开头，日志里也有链接。');
/** The same, where no link is shown, since something in the list is wrong. */
const MEND_THEN_AUTHORIZE = bilingual_both('Fix everything that the list marks ❌, then start a new run with start in the field authorization-code: it shows a new link.', '把清单里标 ❌ 的各项都改好，再发起新的运行，在 authorization-code 中填 start，得到新的授权链接。');
/** Authorizing, from the start. */
const AUTHORIZE_ANEW = [
    bilingual_both('Start a new run (Actions > the workflow > Run workflow) with start in the field authorization-code. It shows a new authorize link.', '发起新的运行（Actions > 该工作流 > Run workflow），在 authorization-code 中填 start，得到新的授权链接。'),
    APPROVE,
    BRING_BACK,
];
/** What to fix when GitHub did not take a secret, by the status of its answer. */
function howToFixWrite({ request, status, ssoUrl, reason } = {}) {
    if (reason === 'ip-allow-list')
        return ALLOW_RUNNER_ADDRESS;
    if (reason === 'intercepted')
        return LET_GITHUB_ANSWER;
    if (reason === 'locked-out')
        return WAIT_FOR_UNLOCK;
    if (request === undefined)
        return bilingual_both('If a GitHub status is shown, act on it: for 401, replace secrets-token; for 403 or 404, let it write secrets there; for 5xx or no answer, wait for GitHub to recover ' +
            '(https://www.githubstatus.com).', '如果有 GitHub 的状态码，就按它处理：401 换有效的 secrets-token；403、404 补上它在该处写 Secret 的权限；5xx 或无响应则等 GitHub 恢复（https://www.githubstatus.com ）。');
    if (status === 401)
        return bilingual_both('GitHub no longer accepts secrets-token: it has expired or was revoked. Replace it with a valid one.', 'GitHub 不再接受 secrets-token（过期或被吊销），换一个有效的。');
    if (status === 403 && ssoUrl !== undefined)
        return bilingual_both(`secrets-token is not authorized for single sign-on. Authorize it: ${ssoUrl}`, `secrets-token 还没有做单点登录（SSO）授权，请打开：${ssoUrl}`);
    if (status === 403 || status === 404)
        return bilingual_both('Make sure that the place exists, that secrets-token has access to it, and that it may write secrets there. Permissions: Secrets for ' +
            'repositories and organizations, Environments for environments, Dependabot secrets and Codespaces secrets for those; all Read and write.', '确认目标存在、secrets-token 能访问到它，并且有写权限：仓库和组织用 Secrets，环境用 Environments，Dependabot 和 Codespaces 用各自的 ' +
            'Dependabot secrets、Codespaces secrets，均为 Read and write。');
    if (status === 422)
        return bilingual_both('GitHub rejected the value; see its message. A place takes a limited number of secrets (100 for a repository or ' +
            'an environment, 1,000 for an organization).', 'GitHub 不接受这个值，请看它返回的消息；另外每处的 Secret 数量有上限（仓库、环境各 100 个，组织 1000 个）。');
    if (status === undefined || status >= 500 || status === 429)
        return bilingual_both('GitHub did not answer, failed, or limited the requests. See https://www.githubstatus.com and wait for it to recover.', 'GitHub 无响应、出错或限流。查看 https://www.githubstatus.com ，等它恢复。');
    return bilingual_both('Fix what the status and the message from GitHub point to.', '根据 GitHub 返回的状态码和消息处理。');
}
/** The name of the secret concerned. */
function secretOf({ secretName }) {
    return bilingual_both(`the secret ${cited(secretName)}`, `名为${cited(secretName)}的 Secret`);
}

;// CONCATENATED MODULE: ./build/src/errors/entries/other-answers.js





const CALL_RATE = bilingual_both('If it happens again, find what else asks for tokens of the same app: the endpoint takes about ten calls a minute, one at a time. Spread the schedules.', '如果反复出现，查一查还有谁在用同一个应用换发令牌：该接口约每分钟 10 次、且不能并发，请把定时任务错开。');
function meaningOf({ errorCode }) {
    return errorCode === undefined ? undefined : CODES.get(errorCode)?.means;
}
const account = causesWith();
function tokensOfAnother({ accounts, place }) {
    const [expected, actual] = [cited(accounts.expected), cited(accounts.actual)];
    return bilingual_both(`Fxiaoke returned tokens of ${actual}, but expected-open-user-id is ${expected}. Neither token was stored, so ${place.en} keeps its own login.`, `纷享销客返回的是${actual}的令牌，而 expected-open-user-id 是${expected}。两个令牌都没有写入，以免覆盖${spaced(place.zh)}自己的授权。`);
}
function authorizeOwnAccount(accounts) {
    const actual = cited(accounts.actual);
    return [
        ...AUTHORIZE_BY_SHOWN_LINK,
        bilingual_both(`If ${actual} is the user you want here, correct expected-open-user-id first.`, `如果这里想要的就是${actual}，请先改正 expected-open-user-id。`),
        bilingual_both(`Authorize ${actual} again wherever else the tokens of that account are used: this exchange has probably ended its earlier login.`, `${actual}的令牌如果还用在别处，那里也要重新授权：这次换发很可能已让这个账号之前的授权失效。`),
    ];
}
/** What else Fxiaoke may answer: later, no more, for somebody else, or something unknown. */
const OTHER_ANSWERS = {
    'fxiaoke-busy': {
        title: bilingual_both('Fxiaoke is busy', '纷享销客繁忙'),
        causes: {
            refused: fxiaoke(ANSWERED, {
                happened: ({ evidence }) => bilingual_both(`Fxiaoke said that it is busy or gets too many calls${exchange_codeOf(evidence).en} in several attempts.`, `多次尝试，纷享销客都返回系统繁忙或调用过于频繁${exchange_codeOf(evidence).zh}。`),
                next: () => [
                    bilingual_both('Wait ten minutes, then start a new run: Actions > the workflow > Run workflow, not Re-run. Wait for the next scheduled one only if that comes well before the token expires.', '等十分钟，再发起一次新的运行：Actions > 该工作流 > Run workflow，不要点 Re-run（重跑）。只有下一次定时运行远早于令牌过期时，才可以等它。'),
                    AUTHORIZE_IF_REJECTED,
                    CALL_RATE,
                    SUSPECT_ALLOW_LIST,
                ],
            }),
        },
        about: bilingual_both('Fxiaoke answered every attempt with a code that passes, or with status 429: it is overloaded, or the app makes too many calls.', '每次尝试纷享销客都返回暂时性的错误码或状态码 429：系统过载，或该应用调用太频繁。'),
    },
    'fxiaoke-quota': {
        title: bilingual_both('The Fxiaoke API quota is used up', '纷享销客接口配额已用完'),
        causes: {
            refused: fxiaoke(ANSWERED, {
                happened: ({ evidence }) => {
                    const code = exchange_codeOf(evidence);
                    const why = meaningOf(evidence) ?? bilingual_both('the quota is used up, or none was bought', '配额已用完，或没有购买');
                    return bilingual_both(`Fxiaoke says that the company may make no more API calls${code.en}: ${why.en}.`, `纷享销客称企业不能再调用接口${code.zh}：${why.zh}。`);
                },
                next: ({ evidence: { errorCode } }) => [
                    ...(errorCode === 30003
                        ? []
                        : [
                            bilingual_both('The daily quota resets at 00:00, Fxiaoke’s time. Start a new run after that; wait for the next scheduled one only if that comes well before the token expires.', '每日配额在 00:00（纷享销客时间）重置。之后发起一次新的运行；只有下一次定时运行远早于令牌过期时，才可以等它。'),
                        ]),
                    ...(errorCode === 30002 || errorCode === 14001
                        ? []
                        : [
                            bilingual_both('If the company has no OpenAPI quota (30003), have its Fxiaoke administrator buy one; waiting does not help.', '如果企业没有购买 OpenAPI 配额（30003），请管理员购买；等待没有用。'),
                        ]),
                    bilingual_both('Find what else uses up this company’s API calls: the refresh itself takes one.', '查一查企业里还有什么在大量调用接口：刷新本身只占一次调用。'),
                ],
            }),
        },
        about: bilingual_both('The company may make no more API calls. The daily quota resets at 00:00.', '企业不能再调用接口。每日配额在 00:00 重置。'),
    },
    'wrong-account': {
        title: bilingual_both('The tokens belong to another Fxiaoke user', '令牌属于另一个纷享销客用户'),
        causes: {
            authorized: account(['discarded'], {
                when: bilingual_both('Somebody else authorized', '授权的是别的账号'),
                happened: tokensOfAnother,
                next: ({ accounts }) => [
                    bilingual_both(`Sign out of Fxiaoke in the browser, and authorize again as ${cited(accounts.expected)}.`, `先在浏览器退出纷享销客，再用${cited(accounts.expected)}重新授权。`),
                    ...authorizeOwnAccount(accounts),
                ],
            }),
            refreshed: account(['discarded'], {
                when: bilingual_both('The stored token was that of somebody else', '已存的是别的账号的令牌'),
                happened: tokensOfAnother,
                next: ({ accounts }) => [
                    bilingual_both(`The token that was stored here was that of ${cited(accounts.actual)}. Authorize here as ${cited(accounts.expected)}.`, `这里存的是${cited(accounts.actual)}的令牌。请在这里用${cited(accounts.expected)}重新授权。`),
                    ...authorizeOwnAccount(accounts),
                ],
            }),
            recorded: account(['discarded'], {
                when: bilingual_both('The record says that the stored token is that of somebody else', '记录里写的是另一个账号'),
                happened: ({ accounts, place }) => bilingual_both(`Fxiaoke returned tokens of ${cited(accounts.actual)}, but by the record the login stored in ${place.en} is that of ${cited(accounts.expected)}. Neither token was stored.`, `纷享销客返回的是${cited(accounts.actual)}的令牌，但据记录${spaced(place.zh)}存的是${cited(accounts.expected)}的授权。两个令牌都没有写入。`),
                next: ({ accounts }) => [
                    bilingual_both(`Authorize here as the user who is wanted, ${cited(accounts.expected)} or ${cited(accounts.actual)}; the record takes over whoever authorizes.`, `用这里想要的账号（${cited(accounts.expected)}或${cited(accounts.actual)}）重新授权，谁授权记录就改写为谁。`),
                    ...AUTHORIZE_BY_SHOWN_LINK,
                ],
            }),
            unnamed: account(['discarded'], {
                title: bilingual_both('Fxiaoke did not say whose tokens these are', '纷享销客没有说明令牌属于谁'),
                when: bilingual_both('A code was redeemed, and the answer names no user', '兑换 code 的答复没有说明用户'),
                happened: ({ accounts, place }) => bilingual_both(`Fxiaoke did not say whose tokens the code has brought, and expected-open-user-id is ${cited(accounts.expected)}. A code may be anybody’s, so neither token was stored, and ${place.en} keeps its own login.`, `纷享销客没有说明这个 code 换来的是谁的令牌，而 expected-open-user-id 是${cited(accounts.expected)}。code 可能是任何人的，所以两个令牌都没有写入，${spaced(place.zh)}保留自己的授权。`),
                next: ({ accounts }) => [
                    bilingual_both(`Authorize again as ${cited(accounts.expected)}.`, `请用${cited(accounts.expected)}重新授权。`),
                    ...AUTHORIZE_BY_SHOWN_LINK,
                    bilingual_both('If Fxiaoke names no user again, remove expected-open-user-id from the workflow for this one authorization.', '如果纷享销客仍不说明用户，这次授权时先从工作流里去掉 expected-open-user-id。'),
                ],
            }),
        },
        about: bilingual_both('Fxiaoke returned tokens of a user other than expected-open-user-id, or than the record names, or, for a code, did not say whose they are: somebody authorized with the wrong account, or the token of another ' +
            'tenant was stored here. The tokens are thrown away; the account that they belong to must authorize again.', '返回的令牌不属于 expected-open-user-id 或记录里的用户，或兑换 code 时没有说明用户：授权时登录了别的账号，或这里存了别的租户的令牌。这对令牌会被丢弃，它所属的账号需要重新授权。'),
    },
    'fxiaoke-error': {
        title: bilingual_both('Fxiaoke answered with an unclear error', '纷享销客返回了不明确的错误'),
        causes: {
            refused: fxiaoke(ANSWERED, {
                when: bilingual_both('An error code that says little', '含义不明的错误码'),
                happened: ({ evidence }) => bilingual_both(`Fxiaoke answered with an error${exchange_codeOf(evidence).en} that fits none of the known cases.`, `纷享销客返回了错误${exchange_codeOf(evidence).zh}，不属于任何已知情形。`),
                next: () => [
                    bilingual_both('Read Fxiaoke’s message in this report. Check app-id, app-secret, redirect-url and cloud-domain: Fxiaoke uses one code (10006) for every wrong parameter.', '先看本报告里纷享销客的消息。核对 app-id、app-secret、redirect-url、cloud-domain：任何参数不对，纷享销客都可能返回同一个码（10006）。'),
                    bilingual_both('Check that the app is enabled and its development mode is on.', '确认应用处于启用状态，且已开启开发模式。'),
                    SUSPECT_ALLOW_LIST,
                    TRY_DRY,
                    bilingual_both('If it is still unclear, send the errorCode, message and trace id to Fxiaoke support.', '仍不清楚的话，把 errorCode、消息和 traceId 发给纷享销客支持。'),
                ],
            }),
            unreadable: fxiaoke(EXCHANGE, {
                when: bilingual_both('An answer that cannot be read', '无法解读的响应'),
                happened: () => bilingual_both('Fxiaoke answered, but the answer was cut off or is not valid JSON, and it contains no readable new refresh token.', '纷享销客有响应，但内容不完整或不是合法 JSON，从中读不出新的刷新令牌。'),
                next: () => [
                    START_NEW_RUN,
                    AUTHORIZE_IF_REJECTED,
                    bilingual_both('If it happens again, see whether a proxy on the way changes or cuts answers, and send the trace id to Fxiaoke support.', '如果反复出现，查一查中间的代理是否改动或截断了响应，并把 traceId 发给纷享销客支持。'),
                    SUSPECT_ALLOW_LIST,
                ],
            }),
            incomplete: fxiaoke(ANSWERED, {
                when: bilingual_both('An answer without a token', '响应里缺少令牌'),
                happened: () => bilingual_both('Fxiaoke answered without an error, but a token is missing from the answer. If it held a new refresh token, that one was stored first.', '纷享销客没有报错，但响应里缺少令牌。如果其中有新的刷新令牌，已优先保存。'),
                next: () => [
                    bilingual_both('Check that cloud-domain is the gateway of Fxiaoke and that nothing on the way changes its answers.', '确认 cloud-domain 是纷享销客的网关，且中间没有东西改动响应。'),
                    START_NEW_RUN,
                    AUTHORIZE_IF_REJECTED,
                    SUSPECT_ALLOW_LIST,
                ],
            }),
        },
        about: bilingual_both('Fxiaoke answered with an error that fits nothing else, with something that cannot be read, or without a token. Whatever refresh token could be read in it was stored first.', '纷享销客返回了归不进其他类别的错误、无法解读的内容，或缺少令牌的响应。只要能从中读出刷新令牌，就已优先保存。'),
    },
};

;// CONCATENATED MODULE: ./build/src/errors/wording/proxy.js


/** A proxy that Node would go past without a word, on either side. */
const UNUSABLE_PROXY = {
    when: bilingual_both('The proxy cannot be used', '代理无法使用'),
    happened: () => bilingual_both('HTTPS_PROXY names a proxy that cannot be used, so nothing was sent; the proxy is never bypassed.', 'HTTPS_PROXY 指定的代理无法使用，因此没有发送任何内容，也没有绕过代理直连。'),
    next: () => [
        bilingual_both('Correct the variable in the environment of the step or the runner. It must be http://HOST:PORT or https://HOST:PORT, with special characters in the password percent-encoded. SOCKS is not supported. ' +
            'If the job needs no proxy, remove it.', '在 step 或 runner 的环境变量里改正它：必须以 http:// 或 https:// 开头，后面是主机和端口；密码里的特殊字符要做百分号编码。不支持 SOCKS。如果 job 不需要代理，就去掉这个变量。'),
        START_NEW_RUN,
    ],
};
/** A proxy that answers by itself when it is asked for a tunnel, on either side. */
const PROXY_REFUSES = {
    when: bilingual_both('The proxy refuses the connection', '代理拒绝连接'),
    happened: ({ evidence: { proxyStatus } }) => bilingual_both(`The proxy in HTTPS_PROXY refused to connect to the host${proxyStatus === undefined ? '' : ` (status ${proxyStatus})`}, so nothing was sent.`, `HTTPS_PROXY 指定的代理拒绝连接目标主机${proxyStatus === undefined ? '' : `（状态码 ${proxyStatus}）`}，因此没有发送任何内容。`),
    next: ({ evidence: { proxyStatus } }) => [
        ...(proxyStatus === 407
            ? []
            : [
                bilingual_both('Ask whoever runs the proxy to allow the host on port 443. If the runner can reach it directly, add the host to NO_PROXY.', '请代理管理员放行该主机的 443 端口；如果 runner 可以直连，就把主机加进 NO_PROXY。'),
            ]),
        ...(proxyStatus === undefined || proxyStatus === 407
            ? [
                bilingual_both('If its status is 407, correct the user and the password in HTTPS_PROXY (http://USER:PASSWORD@HOST:PORT, special characters percent-encoded). Wrong passwords can lock the account.', '如果状态码是 407，请改正 HTTPS_PROXY 里的用户名和密码（http://用户:密码@主机:端口，特殊字符要做百分号编码）。多次输错可能会锁定账号。'),
            ]
            : []),
        START_NEW_RUN,
    ],
};

;// CONCATENATED MODULE: ./build/src/errors/entries/reaching-fxiaoke.js







const HOSTS = bilingual_both(`Set cloud-domain to the gateway of your cloud: ${oneOf(CLOUDS.map(({ host, name }) => `${host} (${name.en})`))}.`, `把 cloud-domain 设为你所在云的网关：${CLOUDS.map(({ host, name }) => `${host}（${name.zh}）`).join('、')}。`);
function oneOf(choices) {
    return `${choices.slice(0, -1).join(', ')} or ${choices.at(-1) ?? ''}`;
}
const NOT_THE_WEBSITE = bilingual_both('Do not use the website www.fxiaoke.com: it is not the gateway. On the other clouds the gateway is the domain where you sign in with open- in front, for example open-hwcloud.fxiaoke.com for hwcloud.fxiaoke.com.', '不要填网站 www.fxiaoke.com，它不是网关。其他云的网关是登录域名前面加 open-，例如 hwcloud.fxiaoke.com 对应 open-hwcloud.fxiaoke.com。');
const SOMETHING_IN_FRONT = bilingual_both('If the host is right, see whether a proxy or a firewall of your network answers in its place.', '如果域名没错，查一查是不是你们网络里的代理或防火墙代为响应。');
const IF_A_STRANGER = bilingual_both('If the host does not belong to Fxiaoke, it has been sent app-secret and perhaps the refresh token: reset app-secret in Fxiaoke and authorize again.', '如果这个域名不是纷享销客的，它已经收到 app-secret，可能还有刷新令牌：请在纷享销客重置 app-secret 并重新授权。');
/** A page abroad may see another exit than Fxiaoke does, where routes are split. */
function findAddress(host) {
    const inChina = /\.fxiaoke\.com(?::\d+)?$/.test(host) && !host.startsWith('open-hws.');
    const command = `curl ${inChina ? 'https://myip.ipip.net' : 'https://ifconfig.me'}`;
    const [en, zh] = inChina ? ['in mainland China', '中国大陆'] : ['outside mainland China', '中国大陆以外'];
    return bilingual_both(`Find the address that Fxiaoke sees: on the runner, and through the same proxy, ask a page hosted where the cloud is (${en}), for example: ${command}`, `先查清纷享销客看到的出口 IP：在 runner 上、经同样的代理，访问一个与这个云同在${zh}的查询页，例如：${command}`);
}
/** Errors on the way to Fxiaoke: nothing there, another server, or an address that it does not let in. */
const REACHING_FXIAOKE = {
    'fxiaoke-unreachable': {
        title: bilingual_both('Fxiaoke could not be reached', '连不上纷享销客'),
        causes: {
            network: fxiaoke(EXCHANGE, {
                when: bilingual_both('The network', '网络'),
                happened: ({ evidence: { host, network = 'network' } }) => {
                    const { en, zh } = networkReason(network);
                    return bilingual_both(`${cited(host)} gave no complete answer in several attempts (${en}).`, `多次尝试后，${cited(host)}仍没有给出完整的响应（${zh}）。`);
                },
                next: () => [
                    bilingual_both('Check from the runner that the host in cloud-domain resolves and that port 443 is open; on a self-hosted runner look at DNS, firewall, HTTPS_PROXY and NO_PROXY.', '在 runner 上确认 cloud-domain 的域名能解析、443 端口可达；自托管 runner 请检查 DNS、防火墙、HTTPS_PROXY 和 NO_PROXY。'),
                    START_NEW_RUN,
                    AUTHORIZE_IF_REJECTED,
                    SUSPECT_ALLOW_LIST,
                ],
            }),
            'unknown-host': fxiaoke(EXCHANGE, {
                when: bilingual_both('The host does not exist', '域名不存在'),
                title: bilingual_both('There is no host of the name in cloud-domain', 'cloud-domain 的域名不存在'),
                happened: ({ evidence: { host } }) => bilingual_both(`The runner finds no address for ${cited(host)}: the name is misspelled, or the runner’s DNS does not know it.`, `runner 解析不到 ${cited(host)} 的地址：域名写错了，或者 runner 的 DNS 不认识它。`),
                next: () => [
                    HOSTS,
                    NOT_THE_WEBSITE,
                    bilingual_both('If the host is right, check DNS on the runner, and HTTPS_PROXY where only a proxy reaches the internet.', '如果域名没错，检查 runner 的 DNS；如果只有经代理才能访问外网，检查 HTTPS_PROXY。'),
                    START_NEW_RUN,
                ],
            }),
            proxy: fxiaoke(EXCHANGE, UNUSABLE_PROXY),
            'proxy-refused': fxiaoke(EXCHANGE, PROXY_REFUSES),
            certificate: fxiaoke(EXCHANGE, {
                when: bilingual_both('The certificate is not trusted', '证书不受信任'),
                happened: ({ evidence: { host } }) => bilingual_both(`${cited(host)} presented a TLS certificate that this runner does not trust, so the request was not sent.`, `runner 不信任${cited(host)}的 TLS 证书，请求没有发出。`),
                next: () => [
                    bilingual_both('If a proxy intercepts TLS, put its CA into a PEM file on the runner and set NODE_EXTRA_CA_CERTS to its path in the environment of the runner.', '如果代理会拆解 TLS，把它的 CA 存成 runner 上的 PEM 文件，并在 runner 的环境变量里用 NODE_EXTRA_CA_CERTS 指向它。'),
                    bilingual_both('Check cloud-domain for a typo, and the clock of the runner. Do not disable certificate checks: the request carries the refresh token.', '检查 cloud-domain 是否写错、runner 时间是否正确。不要关闭证书校验：请求里带着刷新令牌。'),
                    TRY_DRY,
                ],
            }),
            timeout: fxiaoke(EXCHANGE, {
                when: bilingual_both('No answer in time', '超时'),
                happened: ({ evidence: { host } }) => bilingual_both(`${cited(host)} did not answer in time in several attempts.`, `多次尝试后，${cited(host)}仍未在时限内响应。`),
                next: () => [
                    bilingual_both('Check from the runner that the host in cloud-domain can be reached on port 443; a firewall that drops packets looks like this.', '在 runner 上确认 cloud-domain 的 443 端口可达；防火墙丢包就是这种表现。'),
                    START_NEW_RUN,
                    AUTHORIZE_IF_REJECTED,
                    SUSPECT_ALLOW_LIST,
                ],
            }),
            interrupted: fxiaoke(['unknown'], {
                when: bilingual_both('The main step was ended before an answer came', '主步骤在收到响应前被终止'),
                title: bilingual_both('The run was ended while Fxiaoke was asked for new tokens', '换发令牌途中运行被终止'),
                happened: ({ evidence: { host } }) => bilingual_both(`The main step was ended while it asked ${cited(host)} for new tokens, before it saw an answer, or without keeping what it saw. Its journal holds no new refresh token, so there is none to store.`, `主步骤向${cited(host)}换发令牌时被终止，没有收到响应，或没能把收到的内容暂存下来。暂存区里没有新的刷新令牌，也就没有可保存的内容。`),
                next: () => [
                    bilingual_both('If the log of the main step shows a recovery command, run that first.', '如果主步骤的日志里有恢复命令，请先执行它。'),
                    START_NEW_RUN,
                    bilingual_both('If the exchange had not been carried out, that run refreshes as usual; if it had, Fxiaoke refuses the stored token and the run shows the link to authorize again.', '如果当时没有换发成功，新的运行会照常刷新；如果已经换发，纷享销客会拒绝已存的令牌，运行会给出重新授权的链接。'),
                    bilingual_both('Do not cancel this workflow while it runs, keep cancel-in-progress off in its concurrency group, and give the job a timeout-minutes of at least 30.', '运行期间不要取消这个工作流，concurrency 里不要开 cancel-in-progress，并把 job 的 timeout-minutes 设为至少 30。'),
                ],
            }),
            server: fxiaoke(EXCHANGE, {
                when: bilingual_both('Fxiaoke failed (5xx)', '纷享销客出错（5xx）'),
                happened: ({ evidence: { host, status } }) => bilingual_both(`${cited(host)} kept failing${status === undefined ? '' : ` (status ${status})`} in several attempts.`, `多次尝试后，${cited(host)}仍然出错${status === undefined ? '' : `（状态码 ${status}）`}。`),
                next: () => [
                    bilingual_both('Wait a few minutes. If it persists, contact Fxiaoke support with the trace id, if there is one.', '等几分钟；如果持续，联系纷享销客支持，并附上 traceId（如果有）。'),
                    START_NEW_RUN,
                    AUTHORIZE_IF_REJECTED,
                    SUSPECT_ALLOW_LIST,
                ],
            }),
        },
        about: bilingual_both('Fxiaoke gave no answer, or failed with 5xx, in up to four attempts with the same token: network, proxy, certificate, time-out, or an outage. A request that was sent and ' +
            'not answered may have been carried out, so the fate of the token is then unknown.', '用同一个令牌最多尝试四次，纷享销客仍无响应或返回 5xx：网络、代理、证书、超时或故障。请求若已发出却没有响应，也可能已经执行，此时令牌状态未知。'),
    },
    'wrong-cloud-domain': {
        title: bilingual_both('The host in cloud-domain does not answer like the Fxiaoke gateway', 'cloud-domain 不像是纷享销客的网关'),
        causes: {
            refused: fxiaoke(ANSWERED, {
                when: bilingual_both('It does not know the path', '没有这个路径'),
                happened: ({ evidence }) => bilingual_both(`${cited(evidence.host)} is a gateway of Fxiaoke, but does not know the path /oauth2.0/token${exchange_codeOf(evidence).en}.`, `${cited(evidence.host)} 是纷享销客的网关，但没有 /oauth2.0/token 这个路径${exchange_codeOf(evidence).zh}。`),
                next: () => [HOSTS, NOT_THE_WEBSITE, TRY_DRY, SUSPECT_ALLOW_LIST],
            }),
            redirect: fxiaoke(EXCHANGE, {
                when: bilingual_both('It redirects', '返回重定向'),
                happened: ({ evidence: { host } }) => bilingual_both(`${cited(host)} answered with a redirect. The gateway does not redirect, and the action does not follow with secrets in the request.`, `${cited(host)}返回了重定向。网关不会重定向，action 也不会带着密钥跟随重定向。`),
                next: () => [HOSTS, NOT_THE_WEBSITE, IF_A_STRANGER, TRY_DRY, SUSPECT_ALLOW_LIST],
            }),
            'client-error': fxiaoke(EXCHANGE, {
                when: bilingual_both('It answers 4xx', '返回 4xx'),
                happened: ({ evidence: { host, status } }) => bilingual_both(`${cited(host)} answered with ${status === undefined ? 'a client error (4xx)' : `status ${status}`}; the gateway reports its errors with 200. It may be another server, or a proxy or firewall in front of it.`, `${cited(host)}返回了 ${status === undefined ? '4xx' : `状态码 ${status}`}，而网关报错时用的是 200。它可能是别的服务器，或前面有代理、防火墙。`),
                next: () => [HOSTS, NOT_THE_WEBSITE, SOMETHING_IN_FRONT, IF_A_STRANGER, TRY_DRY, SUSPECT_ALLOW_LIST],
            }),
            'no-json': fxiaoke(EXCHANGE, {
                when: bilingual_both('It does not answer with JSON', '返回的不是 JSON'),
                happened: ({ evidence: { host } }) => bilingual_both(`${cited(host)} did not answer with JSON, but most likely with a web page. It may be another server, or a proxy or firewall in front of it.`, `${cited(host)}返回的不是 JSON，多半是网页。它可能是别的服务器，或前面有代理、防火墙。`),
                next: () => [
                    HOSTS,
                    NOT_THE_WEBSITE,
                    SOMETHING_IN_FRONT,
                    IF_A_STRANGER,
                    TRY_DRY,
                    START_NEW_RUN,
                    AUTHORIZE_IF_REJECTED,
                    SUSPECT_ALLOW_LIST,
                ],
            }),
        },
        about: bilingual_both('The host answers with a redirect, with 4xx or without JSON, or says that the path does not exist, none of which the right gateway does: cloud-domain is the website (www.fxiaoke.com), belongs to ' +
            'another cloud, or a proxy answers in its place.', '对方返回重定向、4xx、非 JSON，或报告路径不存在，而正确的网关不会这样：cloud-domain 填成了网站（www.fxiaoke.com）、选错了云，或被代理代答。'),
    },
    'ip-not-allowed': {
        title: bilingual_both('Fxiaoke does not allow this IP address', '出口 IP 不在纷享销客的白名单里'),
        causes: {
            refused: fxiaoke(ANSWERED, {
                happened: ({ evidence }) => {
                    const code = exchange_codeOf(evidence);
                    const address = evidence.address === undefined ? undefined : cited(evidence.address);
                    return address === undefined
                        ? bilingual_both(`Fxiaoke says that this runner's address is not allowed${code.en}. The app has an IP allow-list, and the egress address of the runner is not on it.`, `纷享销客称 runner 的 IP 不被允许${code.zh}：应用设了 IP 白名单，而 runner 的出口 IP 不在其中。`)
                        : bilingual_both(`Fxiaoke sees this runner as ${address}, and the IP allow-list of the app does not have that address${code.en}.`, `纷享销客看到的 runner 出口 IP 是${address}，而应用的 IP 白名单里没有它${code.zh}。`);
                },
                next: ({ evidence: { address, host } }) => [
                    ...(address === undefined ? [findAddress(host)] : []),
                    bilingual_both(`Have a Fxiaoke administrator add ${address === undefined ? 'that address' : cited(address)} to the IP allow-list in the app’s settings in the admin console.`, `请纷享销客管理员在管理后台该应用的设置里，把${address === undefined ? '这个 IP' : cited(address)}加进白名单。`),
                    bilingual_both('If the address is not fixed, move the job: to a self-hosted runner, a larger runner with a static IP, or behind a proxy with a fixed address (HTTPS_PROXY). ' +
                        'Standard GitHub-hosted runners get a new one with every job.', '如果出口 IP 不固定，就换个地方跑 job：自托管 runner、带静态 IP 的 larger runner，或经固定出口的代理（HTTPS_PROXY）。普通 GitHub 托管 runner 每次的 IP 都不同。'),
                    TRY_DRY,
                ],
            }),
        },
        about: bilingual_both('Fxiaoke’s message mentions an IP address or a white list. The app has an IP allow-list, and GitHub-hosted runners have changing addresses.', '纷享销客的报错提到 IP 或白名单。应用设了 IP 白名单，而 GitHub 托管 runner 的出口 IP 不固定。'),
    },
};

;// CONCATENATED MODULE: ./build/src/errors/entries/reaching-github.js





/** GitHub is silent, or fails. */
const SEE_STATUS_PAGE = bilingual_both('See https://www.githubstatus.com. If GitHub has an incident, wait until it is over; wait for the next scheduled run only if that comes well before the token expires.', '查看 https://www.githubstatus.com 。如果 GitHub 有故障，等它恢复；只有下一次定时运行远早于令牌过期时，才可以等到那时。');
const ADD_REPOSITORY = bilingual_both('Open the settings of secrets-token and add this repository: Repository access of a fine-grained token, Install App > Configure of a GitHub App. ' +
    'A token from actions/create-github-app-token only covers what its inputs owner and repositories name.', '打开 secrets-token 的设置，把本仓库加进去：细粒度 PAT 在 Repository access，GitHub App 在 Install App > Configure。用 ' +
    'actions/create-github-app-token 生成的令牌只覆盖它的 owner、repositories 指定的仓库。');
const STILL_ALLOWED = bilingual_both('Check that the owner of the token still has access to the repository, and that the organization has approved the token.', '确认令牌的持有人仍能访问本仓库，并且组织已批准该令牌。');
const SAME_IN_JOB = bilingual_both('Name the same environment in the job too: environment: NAME. Without it the job does not receive the secrets.', 'job 上也要声明同一个环境：environment: 环境名，否则 job 拿不到里面的 Secret。');
const github = causesWith();
/** GitHub gives no usable answer, or knows no such place. */
const REACHING_GITHUB = {
    'target-not-found': {
        title: bilingual_both('GitHub does not find the place of the secrets', 'GitHub 找不到存放 Secret 的位置'),
        causes: {
            repository: github(['not-sent'], {
                when: bilingual_both('The repository', '仓库'),
                happened: ({ place }) => bilingual_both(`GitHub cannot find ${place.en} with secrets-token. GitHub gives the same answer for a repository that the token may not see; a redirect means that it was renamed or moved.`, `用 secrets-token 访问时，GitHub 找不到${place.zh}。令牌无权访问时也返回同样的结果；如果是重定向，说明仓库改过名或迁移过。`),
                next: () => [ADD_REPOSITORY, STILL_ALLOWED, START_NEW_RUN],
            }),
            'hidden-repository': github(['not-sent'], {
                when: bilingual_both('secrets-token does not see the repository', 'secrets-token 看不到仓库'),
                title: bilingual_both('secrets-token does not see the repository', 'secrets-token 看不到仓库'),
                happened: ({ place }) => bilingual_both(`secrets-token does not see ${place.en}, in which this workflow runs: the token was not given this repository, or the organization has not approved the token yet.`, `secrets-token 看不到本工作流所在的${place.zh}：令牌没有包含本仓库，或组织还没有批准该令牌。`),
                next: () => [ADD_REPOSITORY, STILL_ALLOWED, START_NEW_RUN],
            }),
            'no-environment': github(['not-sent'], {
                when: bilingual_both('The environment does not exist', '环境不存在'),
                title: bilingual_both('The environment does not exist', '环境不存在'),
                happened: ({ place }) => bilingual_both(`There is no ${place.en}. GitHub says so to the workflow’s own token, which does see this repository.`, `${place.zh}不存在：工作流自带的令牌看得到本仓库，用它访问同样返回不存在。`),
                next: () => [
                    bilingual_both('Compare the input environment with the name under Settings > Environments, letter by letter. If it is missing there, create it with New environment.', '逐字核对输入参数 environment 与 Settings > Environments 里的名字；没有就点 New environment 新建。'),
                    SAME_IN_JOB,
                    START_NEW_RUN,
                ],
            }),
            environment: github(['not-sent'], {
                when: bilingual_both('The environment', '环境'),
                happened: ({ place }) => bilingual_both(`GitHub cannot find ${place.en} with secrets-token. Either the environment does not exist, or the token may not see it.`, `用 secrets-token 访问时，GitHub 找不到${place.zh}：环境不存在，或令牌无权访问。`),
                next: () => [
                    bilingual_both('Compare the input environment with the name under Settings > Environments. If it is missing there, create it with New environment.', '核对输入参数 environment 与 Settings > Environments 里的名字；没有就点 New environment 新建。'),
                    bilingual_both('Give secrets-token this repository and the permission Environments: Read and write (Secrets alone is not enough); a classic token needs the scope repo.', '让 secrets-token 能访问本仓库，并有 Environments: Read and write 权限（只有 Secrets 不够）；classic PAT 需要 repo。'),
                    SAME_IN_JOB,
                    START_NEW_RUN,
                ],
            }),
            blocked: github(['not-sent'], {
                when: bilingual_both('GitHub has blocked the repository (451)', 'GitHub 已封锁该仓库（451）'),
                happened: ({ place }) => bilingual_both(`GitHub does not serve ${place.en} to anybody, for legal reasons (status 451).`, `GitHub 因法律原因不再提供对${spaced(place.zh)}的访问（状态码 451）。`),
                next: () => [
                    bilingual_both('Open the repository in a browser: GitHub shows why it is blocked and whom to ask. Keep the tokens in another repository if this one stays blocked.', '在浏览器里打开该仓库，页面会说明封锁原因和申诉方式。如果无法恢复，请把令牌改存到另一个仓库。'),
                ],
            }),
            organization: github(['not-sent'], {
                when: bilingual_both('The organization', '组织'),
                happened: ({ place }) => bilingual_both(`GitHub cannot find ${place.en} with secrets-token. Either the owner of this repository is a user and not an organization, or the token may not see its secrets.`, `用 secrets-token 访问时，GitHub 找不到${place.zh}：仓库所有者是个人账号而不是组织，或令牌无权访问组织的 Secret。`),
                next: () => [
                    bilingual_both('If the repository belongs to a user account, remove organization: true.', '如果仓库属于个人账号，去掉 organization: true。'),
                    bilingual_both('Otherwise give secrets-token the organization permission Secrets: Read and write, with the organization as its resource owner; ' +
                        'a classic token needs the scope admin:org and an owner of the organization.', '否则给 secrets-token 加上组织权限 Secrets: Read and write，resource owner 选该组织；classic PAT 需要 admin:org，且持有人是组织所有者。'),
                    START_NEW_RUN,
                ],
            }),
        },
        about: bilingual_both('GitHub answers 404 for the repository, the environment or the organization that is to keep the secrets: it does not exist, was renamed ' +
            'or moved, or secrets-token may not see it. GitHub does not tell these apart.', 'GitHub 对存放 Secret 的仓库、环境或组织返回 404：不存在、改名或迁移过，或 secrets-token 无权访问。GitHub 不区分这几种情况。'),
    },
    'github-unreachable': {
        title: bilingual_both('GitHub could not be reached', '无法访问 GitHub'),
        causes: {
            network: github(['not-sent'], {
                when: bilingual_both('No answer', '没有响应'),
                happened: ({ evidence: { network } }) => {
                    const { en, zh } = networkReason(network);
                    return bilingual_both(`The GitHub API did not answer (${en}). The run stopped before the refresh token was spent.`, `GitHub API 没有响应（${zh}）。运行在消耗刷新令牌之前停止。`);
                },
                next: () => [
                    SEE_STATUS_PAGE,
                    bilingual_both('On a self-hosted runner, check DNS, firewall, and HTTPS_PROXY and NO_PROXY: the runner must reach the host in github-api-url.', '自托管 runner 请检查 DNS、防火墙、HTTPS_PROXY 和 NO_PROXY：要能访问 github-api-url 的主机。'),
                    START_NEW_RUN,
                ],
            }),
            proxy: github(['not-sent'], UNUSABLE_PROXY),
            'proxy-refused': github(['not-sent'], PROXY_REFUSES),
            intercepted: github(['not-sent'], {
                when: bilingual_both('Something else answered in its place', '响应的不是 GitHub'),
                happened: ({ evidence: { status } }) => bilingual_both(`The answer (status ${status ?? 'unknown'}) did not come from GitHub: it has neither GitHub's request id nor its form. A proxy, a firewall or a sign-in page stands in between.`, `收到的响应（状态码 ${status ?? '未知'}）不是 GitHub 的：既没有 GitHub 的请求 id，格式也不对。中间有代理、防火墙或登录页。`),
                next: () => [LET_GITHUB_ANSWER, START_NEW_RUN],
            }),
            certificate: github(['not-sent'], {
                when: bilingual_both('The certificate is not trusted', '证书不受信任'),
                happened: () => bilingual_both('The TLS certificate of the GitHub API is not trusted by this runner, so nothing was sent to it. The usual cause is a private CA, or a proxy that intercepts TLS.', 'runner 不信任 GitHub API 的 TLS 证书，因此没有发送任何内容。通常是私有 CA，或代理拆解了 TLS。'),
                next: () => [
                    bilingual_both('Put the CA of the GitHub Enterprise Server or of the proxy into a PEM file on the runner, and set NODE_EXTRA_CA_CERTS to its path in the environment of the runner.', '把 GitHub Enterprise Server 或代理的 CA 存成 runner 上的 PEM 文件，并在 runner 的环境变量里用 NODE_EXTRA_CA_CERTS 指向它。'),
                    bilingual_both('Check that the clock of the runner is right and that the certificate has not expired. Do not disable certificate checks: these requests carry tokens.', '确认 runner 的时间正确、证书没有过期。不要关闭证书校验：这些请求带着令牌。'),
                    START_NEW_RUN,
                ],
            }),
            server: github(['not-sent'], {
                when: bilingual_both('GitHub failed (5xx, or an answer nobody expects)', 'GitHub 出错（5xx 或意外的响应）'),
                happened: ({ evidence: { status } }) => bilingual_both(`GitHub kept failing${status === undefined ? '' : ` (status ${status})`}, or gave an answer that the action cannot use. The run stopped before the refresh token was spent.`, `GitHub 持续出错${status === undefined ? '' : `（状态码 ${status}）`}，或返回了无法使用的内容。运行在消耗刷新令牌之前停止。`),
                next: () => [
                    SEE_STATUS_PAGE,
                    bilingual_both('If github-api-url is set by hand, check that it is the REST API: https://api.github.com, or https://HOST/api/v3 on GitHub Enterprise Server.', '如果手动设过 github-api-url，确认它是 REST API 地址：https://api.github.com ，或 GitHub Enterprise Server 的 https://主机/api/v3 。'),
                    START_NEW_RUN,
                ],
            }),
            'github-token-limited': github(['not-sent'], {
                when: bilingual_both('Too many requests of github-token', 'github-token 的请求过多'),
                happened: () => bilingual_both(`GitHub limits the requests of github-token, with which the times of this run are read, for longer than the run waits (${PREPARE_MINUTES} minutes). secrets-token is not limited.`, `GitHub 对 github-token（用来读取本次运行的时间）限流，超出了运行愿意等待的 ${PREPARE_MINUTES} 分钟。secrets-token 没有被限流。`),
                next: () => [
                    bilingual_both('Wait an hour, then start a new run. GITHUB_TOKEN has 1,000 requests an hour for the whole repository: find the workflow that uses them up.', '等一小时再发起一次新的运行。整个仓库的 GITHUB_TOKEN 每小时共 1000 次请求：找出用掉它们的工作流。'),
                ],
            }),
            limited: github(['not-sent'], {
                when: bilingual_both('Too many requests', '请求过多'),
                happened: () => bilingual_both(`GitHub limits the requests of this token, for longer than the run waits (${PREPARE_MINUTES} minutes). The run stopped before the refresh token was spent.`, `GitHub 对该令牌限流，超出了运行愿意等待的 ${PREPARE_MINUTES} 分钟。运行在消耗刷新令牌之前停止。`),
                next: () => [
                    bilingual_both('Wait an hour, then start a new run; wait for the next scheduled one only if that comes well before the token expires.', '等一小时再发起一次新的运行；只有下一次定时运行远早于令牌过期时，才可以等它。'),
                    bilingual_both('If it happens again, find what else uses secrets-token, give this workflow its own token, and do not schedule it on the hour.', '如果反复出现，查一查还有谁在用 secrets-token，给这个工作流单独配令牌，并把定时错开整点。'),
                ],
            }),
        },
        about: bilingual_both(`The API of GitHub gave no usable answer within ${PREPARE_MINUTES} minutes: network, proxy, certificate, an outage, or a rate limit. This is found before anything is spent; ` +
            `once a new token exists, the action waits for GitHub for up to ${STORE_MINUTES} minutes.`, `${PREPARE_MINUTES} 分钟内 GitHub API 没有可用的响应：网络、代理、证书、故障或限流。这发生在消耗令牌之前；一旦新令牌已产生，action 会等待更久（最多 ${STORE_MINUTES} 分钟）。`),
    },
};

;// CONCATENATED MODULE: ./build/src/errors/entries/refusals.js




/** The address that the browser landed on, before Fxiaoke is asked. */
const address = causesWith();
/** What Fxiaoke refuses: the app, the token, or the code. */
const REFUSALS = {
    'app-credentials-rejected': {
        title: bilingual_both('Fxiaoke refused the app ID or the app secret', '纷享销客不接受 appId 或 appSecret'),
        causes: {
            refused: fxiaoke(ANSWERED, {
                happened: ({ evidence }) => bilingual_both(`Fxiaoke says that appId or appSecret is missing or wrong${exchange_codeOf(evidence).en}.`, `纷享销客称 appId 或 appSecret 缺失或不正确${exchange_codeOf(evidence).zh}。`),
                next: () => [
                    bilingual_both('Open the app in the Fxiaoke admin console and compare: app-id and app-secret must belong to the same app, and app-secret must be the current one. If it was reset, store the new one.', '在纷享销客管理后台打开该应用核对：app-id 和 app-secret 要来自同一个应用，app-secret 要与当前值一致；如果重置过，请存入新值。'),
                    bilingual_both('Check that cloud-domain is the cloud where the app was created; other clouds do not know it.', '确认 cloud-domain 就是创建应用的那个云；应用在别的云里是不存在的。'),
                    bilingual_both('Check that the app’s development mode is on.', '确认应用已开启开发模式。'),
                    TRY_DRY,
                    SUSPECT_ALLOW_LIST,
                ],
            }),
        },
        about: bilingual_both('The code or the message of Fxiaoke names appId or appSecret: one of them is wrong, the secret was reset, or the app belongs to another cloud.', '纷享销客的错误码或报错指向 appId 或 appSecret：填错了、appSecret 重置过，或应用属于别的云。'),
    },
    'app-not-authorized': {
        title: bilingual_both('The Fxiaoke app is not authorized for this company', '该应用没有得到企业授权'),
        causes: {
            refused: fxiaoke(ANSWERED, {
                happened: ({ evidence }) => bilingual_both(`Fxiaoke says that the app has no permission, is stopped, or is not authorized by this company${exchange_codeOf(evidence).en}.`, `纷享销客称应用没有权限、已停用，或未获该企业授权${exchange_codeOf(evidence).zh}。`),
                next: () => [
                    bilingual_both('Have a Fxiaoke administrator of the company open the app in the admin console: it must be enabled, with development mode on.', '请企业的纷享销客管理员在管理后台打开该应用：要处于启用状态，并开启开发模式。'),
                    bilingual_both('Check that the user who authorized may use the app and is not disabled, and that the app has the API permissions it needs.', '确认授权用户在应用的可用范围内、没有被停用，且应用开通了所需接口权限。'),
                    TRY_DRY,
                    SUSPECT_ALLOW_LIST,
                ],
            }),
        },
        about: bilingual_both('The app has no permission, or the company does not let it act: it is stopped, or was never authorized.', '应用没有权限，或企业不允许它使用：已停用，或从未授权。'),
    },
    'refresh-token-rejected': {
        title: bilingual_both('Fxiaoke refused the refresh token: a person has to authorize again', '刷新令牌被拒绝，需要重新授权'),
        causes: {
            refused: fxiaoke(['refused', 'unknown'], {
                happened: ({ evidence, afterUnansweredAttempt }) => {
                    const code = exchange_codeOf(evidence);
                    return afterUnansweredAttempt
                        ? bilingual_both(`Fxiaoke refused the refresh token${code.en}, after an earlier attempt of this run got no answer. That attempt may have spent it, and the new token was lost on the way.`, `纷享销客拒绝了刷新令牌${code.zh}，而本次运行之前有一次尝试没有得到响应。令牌可能已被那次尝试消耗，换来的新令牌随之丢失。`)
                        : bilingual_both(`Fxiaoke refused the refresh token${code.en}. It expired (after two months), was spent by somebody else, was revoked, or belongs to another app or cloud.`, `纷享销客拒绝了刷新令牌${code.zh}：已过期（两个月）、被别处用掉、被撤销，或属于别的应用、别的云。`);
                },
                next: () => [
                    ...AUTHORIZE_BY_SHOWN_LINK,
                    bilingual_both('To prevent this: let nothing but this workflow use the refresh token, and put all its runs into one concurrency group with cancel-in-progress: false.', '避免再次发生：刷新令牌只能由这个工作流使用，所有运行放进同一个 concurrency group，并设 cancel-in-progress: false。'),
                    bilingual_both('If authorizing fails as well, or the token was young and used nowhere else, check app-id, cloud-domain and the IP allow-list of the app: Fxiaoke does not always name the real reason.', '如果授权也失败，或者令牌本来很新、别处也没用过，就查 app-id、cloud-domain 和应用的 IP 白名单：纷享销客报的原因不一定准确。'),
                ],
            }),
        },
        about: bilingual_both('The code or the message of Fxiaoke names the refresh token: it expired after two months, was spent elsewhere, was revoked, or belongs to another app or cloud. If an ' +
            'earlier attempt of the same run got no answer, that attempt may have spent it. The stored secret is read again first: if it has changed, the run is stale and does not fail with this error.', '纷享销客的错误码或报错指向刷新令牌：满两个月过期、被别处用掉、被撤销，或属于别的应用、别的云。如果同一次运行之前有尝试没有得到响应，也可能是那次消耗的。' +
            '报错前会再查一次 Secret：如果已被更新，按 stale 处理，不报此错。'),
    },
    'authorization-code-rejected': {
        title: bilingual_both('The authorization code cannot be used', '授权码无法使用'),
        causes: {
            refused: fxiaoke(ANSWERED, {
                when: bilingual_both('Fxiaoke refused the code', '纷享销客拒绝了 code'),
                happened: ({ evidence }) => bilingual_both(`Fxiaoke did not redeem the code${exchange_codeOf(evidence).en}. A code works only once, for a short time, and only with the redirect URL it was issued for.`, `纷享销客没有兑换这个 code${exchange_codeOf(evidence).zh}。code 只能用一次、很快过期，而且必须配上申请它时的回调地址。`),
                next: () => [
                    bilingual_both('Take a new code: this one was used before, or came too late. Each landed address is good for one run.', '换一个新的 code：这一个已经用过，或者过期了。浏览器跳转到的每个网址只能用于一次运行。'),
                    ...AUTHORIZE_BY_SHOWN_LINK,
                    bilingual_both('If a fresh code is refused too, make redirect-url exactly equal to the redirect URL registered for the app.', '如果新的 code 也被拒绝，让 redirect-url 与应用登记的回调地址逐字一致。'),
                    SUSPECT_ALLOW_LIST,
                ],
            }),
            'redirect-url': fxiaoke(ANSWERED, {
                when: bilingual_both('Fxiaoke refused the redirect URL', '纷享销客拒绝了回调地址'),
                happened: ({ evidence }) => bilingual_both(`Fxiaoke did not redeem the code, because redirect-url is not the one that it was issued for, or not the one registered for the app${exchange_codeOf(evidence).en}.`, `纷享销客没有兑换这个 code：redirect-url 与申请它时的不同，或与应用登记的不同${exchange_codeOf(evidence).zh}。`),
                next: () => [
                    bilingual_both('Make redirect-url exactly equal to the redirect URL registered for the app; its domain must also be the login authorization domain of the app (“登录授权发起页域名”).', '让 redirect-url 与应用登记的回调地址逐字一致；其域名也要与应用的“登录授权发起页域名”一致。'),
                    bilingual_both('If you change redirect-url, start a new run with start in the field authorization-code: the link shown here has the old one.', '如果改了 redirect-url，就发起新的运行，在 authorization-code 中填 start：这里给出的链接用的还是旧地址。'),
                    ...AUTHORIZE_BY_SHOWN_LINK,
                    SUSPECT_ALLOW_LIST,
                ],
            }),
            'state-missing': address(['not-sent'], {
                when: bilingual_both('The address has no whole state', '网址里没有完整的 state'),
                happened: () => bilingual_both('The address that was given has no state, or only a part of it: it was not copied completely, or did not come from one of this action’s authorize links.', '给出的网址里没有 state，或 state 不全：没有复制完整，或不是由本 action 的授权链接产生的。'),
                next: () => [
                    bilingual_both('Copy the address again from the address bar, whole, with everything after the question mark. If that is not possible, authorize again.', '从地址栏重新复制完整网址，包括问号后面的全部内容。如果做不到，就重新授权。'),
                    ...AUTHORIZE_BY_SHOWN_LINK,
                ],
            }),
            'state-old': address(['not-sent'], {
                when: bilingual_both('The link is older than 24 hours', '链接已超过 24 小时'),
                happened: () => bilingual_both('The authorize link that led to this address is older than 24 hours.', '产生这个网址的授权链接已超过 24 小时。'),
                next: () => AUTHORIZE_BY_SHOWN_LINK,
            }),
            'state-foreign': address(['not-sent'], {
                when: bilingual_both('The state belongs to another app or place', 'state 不属于这个应用或位置'),
                happened: () => bilingual_both('The state in the address was not made with this app-id, app-secret and redirect-url for this place of secrets. One of them was changed after the link was shown, or this is somebody else’s login.', '网址里的 state 与当前的 app-id、app-secret、redirect-url 或存放位置对不上：给出链接之后改过其中一项，或者这是别人发起的授权。'),
                next: () => [
                    bilingual_both('If you changed app-id, app-secret, redirect-url, environment or organization, a new link is all it takes. Do not use an address that somebody sent you.', '如果改过 app-id、app-secret、redirect-url、environment 或 organization，换用新的授权链接即可。不要使用别人发来的网址。'),
                    ...AUTHORIZE_BY_SHOWN_LINK,
                ],
            }),
            'landed-error': address(['not-sent'], {
                when: bilingual_both('The address carries an error from Fxiaoke', '网址里带着纷享销客的错误'),
                happened: () => bilingual_both('Fxiaoke sent the browser back with an error instead of a code: the user did not approve, may not use the app, or the redirect URL is not the registered one.', '纷享销客把浏览器带回来时给的是错误而不是 code：用户没有同意、没有应用的使用权限，或回调地址与登记的不一致。'),
                next: () => [
                    bilingual_both('Check in the Fxiaoke admin console that the user may use the app and that its registered redirect URL equals redirect-url.', '在纷享销客管理后台确认用户在应用的可用范围内，且登记的回调地址与 redirect-url 一致。'),
                    ...AUTHORIZE_BY_SHOWN_LINK,
                ],
            }),
            'authorize-link': address(['not-sent'], {
                when: bilingual_both('The address is the authorize link itself', '网址是授权链接本身'),
                happened: () => bilingual_both('The address that was given is the authorize link itself. It has to be opened in a browser: the address that counts is the one where the browser lands after approving.', '给出的是授权链接本身。应先在浏览器里打开它，要填的是同意授权后浏览器跳转到的网址。'),
                next: () => AUTHORIZE_BY_SHOWN_LINK,
            }),
            'landed-elsewhere': causesWith()(['not-sent'], {
                when: bilingual_both('The address is not on redirect-url', '网址不在 redirect-url 上'),
                happened: ({ landedOn, redirectUrl }) => bilingual_both(`The address that was given is on ${cited(landedOn)}, and redirect-url is ${cited(redirectUrl)}: scheme, host, port or path differ.`, `给出的网址在 ${cited(landedOn)} 上，而 redirect-url 是 ${cited(redirectUrl)} ：协议、域名、端口或路径不同。`),
                next: () => [
                    bilingual_both('If redirect-url is not what is registered for the app, correct it and start a new run with start in the field authorization-code: the link of this run has the wrong one.', '如果 redirect-url 与应用登记的不同，先改正，再发起新的运行，在 authorization-code 中填 start：本次运行给出的链接用的是错的地址。'),
                    bilingual_both('Otherwise copy the address of the page where the browser lands after approving. If your site forwards from there to another, choose a redirect URL that does not, and set it both for the app and in redirect-url.', '否则请复制同意授权后浏览器跳转到的那个网址。如果你的站点会从那里再跳走，换一个不跳转的回调地址，在应用和 redirect-url 两处都改。'),
                    ...AUTHORIZE_BY_SHOWN_LINK,
                ],
            }),
            'code-missing': address(['not-sent'], {
                when: bilingual_both('The address has no code', '网址里没有 code'),
                happened: () => bilingual_both('The address that was given has no code: it was not copied completely, or the page has removed it.', '给出的网址里没有 code：没有复制完整，或被页面去掉了。'),
                next: () => [
                    bilingual_both('Copy the address again from the address bar, whole, with everything after the question mark. If the page has changed it, authorize again.', '从地址栏重新复制完整网址，包括问号后面的全部内容。如果页面已改动它，就重新授权。'),
                    ...AUTHORIZE_BY_SHOWN_LINK,
                ],
            }),
        },
        about: bilingual_both('The code or the message of Fxiaoke names the authorization code or redirectUrl; or the address that was given is not on redirect-url, carries an error, or its state is missing, older than 24 hours, or ' +
            'made for another app or place. A code works once and not for long.', '纷享销客的错误码或报错指向 code 或 redirectUrl；或者给出的网址不在 redirect-url 上、带着错误，或其中的 state 缺失、超过 24 小时、属于别的应用或位置。code 只能用一次，且很快过期。'),
    },
};

;// CONCATENATED MODULE: ./build/src/errors/entries/secrets-token.js




/** A request that reads names the level for reading, which is not enough here. */
const NAMES_ACCEPTED_PERMISSIONS = /^(?!.*=read)[\w=,; -]+$/;
const secrets_token_github = causesWith();
/** What is wrong with the token that writes the secrets. */
const SECRETS_TOKEN = {
    'secrets-token-rejected': {
        title: bilingual_both('GitHub does not accept secrets-token', 'GitHub 不接受 secrets-token'),
        causes: {
            'bad-credentials': secrets_token_github(['not-sent'], {
                when: bilingual_both('The token is not valid (401)', '令牌无效（401）'),
                happened: () => bilingual_both('GitHub rejected secrets-token (401). The token has expired, was revoked, or was not copied completely.', 'GitHub 对 secrets-token 返回 401：令牌已过期、被吊销，或没有复制完整。'),
                next: () => [
                    bilingual_both('Look the token up in GitHub under Settings > Developer settings > Personal access tokens. If it is expired or missing, make a new one or press Regenerate token.', '在 GitHub 的 Settings > Developer settings > Personal access tokens 里找到该令牌；已过期或不存在就新建，或点 Regenerate token。'),
                    bilingual_both('Put it into the secret that the input secrets-token reads, whole and without spaces.', '把新令牌完整地（不带空格）存入 secrets-token 所用的 Secret。'),
                    bilingual_both('If it comes from a GitHub App, mint it in the same job as this step: such a token lasts one hour.', '如果由 GitHub App 生成，请在同一个 job 里生成后再用：这种令牌只有一小时有效。'),
                    bilingual_both('If this is GitHub Enterprise Server, make sure that the token was made there and not on github.com.', '如果用的是 GitHub Enterprise Server，确认令牌是在那里生成的，不是 github.com 上的。'),
                    START_NEW_RUN,
                ],
            }),
            'locked-out': secrets_token_github(['not-sent'], {
                when: bilingual_both('Too many attempts with bad credentials', '无效凭据的尝试过多'),
                happened: () => bilingual_both('GitHub refuses every login of this user or App for a while, because it has seen too many bad credentials (“Maximum number of login attempts exceeded”).', 'GitHub 收到的无效凭据过多，暂时拒绝该用户或 App 的所有登录（“Maximum number of login attempts exceeded”）。'),
                next: () => [WAIT_FOR_UNLOCK, START_NEW_RUN],
            }),
            sso: secrets_token_github(['not-sent'], {
                when: bilingual_both('The token is not authorized for single sign-on', '令牌没有做 SSO 授权'),
                happened: () => bilingual_both('The organization requires SAML single sign-on, and secrets-token is not authorized for it.', '组织启用了 SAML 单点登录（SSO），而 secrets-token 还没有为它授权。'),
                next: ({ evidence: { ssoUrl } }) => [
                    ssoUrl === undefined
                        ? bilingual_both('As the owner of the token open Settings > Developer settings > Personal access tokens, press Configure SSO beside it, and authorize the organization.', '由令牌持有人打开 Settings > Developer settings > Personal access tokens，点令牌旁的 Configure SSO，授权该组织。')
                        : bilingual_both(`As the owner of the token open this page within an hour and authorize it: ${ssoUrl}`, `由令牌持有人在一小时内打开此页面完成授权：${ssoUrl}`),
                    bilingual_both('To avoid this for good, use a GitHub App: its tokens need no single sign-on.', '想一劳永逸，可改用 GitHub App：它的令牌不需要 SSO 授权。'),
                    START_NEW_RUN,
                ],
            }),
        },
        about: bilingual_both('GitHub answers 401 to secrets-token (expired, revoked, cut off in copying), or the organization wants the token to be authorized for single sign-on.', 'GitHub 对 secrets-token 返回 401（过期、被吊销、复制不全），或组织要求令牌先做单点登录（SSO）授权。'),
    },
    'secrets-token-cannot-write': {
        title: bilingual_both('secrets-token may not write the secrets', 'secrets-token 没有写 Secret 的权限'),
        causes: {
            'workflow-token': secrets_token_github(['not-sent'], {
                when: bilingual_both('It is the GITHUB_TOKEN of the workflow', '用的是工作流自带的 GITHUB_TOKEN'),
                happened: () => bilingual_both('The input secrets-token is the GITHUB_TOKEN of the workflow. GitHub never lets that token write secrets, whatever permissions: says.', '输入 secrets-token 用的是工作流自带的 GITHUB_TOKEN。无论 permissions: 怎么写，GitHub 都不允许它写 Secret。'),
                next: () => [
                    bilingual_both('Make another token: a GitHub App installed on this repository (best), or a fine-grained personal access token for this repository only.', '另外准备一个令牌：推荐在本仓库安装 GitHub App，或用只限本仓库的细粒度 PAT。'),
                    ...neededPermissions(),
                    bilingual_both('Store it as a secret, for example SECRETS_TOKEN, and set secrets-token: ${{ secrets.SECRETS_TOKEN }}. A GitHub App token comes from actions/create-github-app-token.', '把它存成 Secret，例如 SECRETS_TOKEN，并设 secrets-token: ${{ secrets.SECRETS_TOKEN }}。GitHub App 的令牌用 actions/create-github-app-token 生成。'),
                    START_NEW_RUN,
                ],
            }),
            forbidden: secrets_token_github(['not-sent'], {
                when: bilingual_both('A permission is missing (403, or 404 to the write)', '缺少权限（403，或写入时返回 404）'),
                happened: ({ place }) => bilingual_both(`GitHub does not let secrets-token write the secrets of ${place.en}. Permission to read them is not enough.`, `GitHub 不允许 secrets-token 写${spaced(place.zh)}的 Secret，只有读权限是不够的。`),
                next: ({ evidence }) => {
                    const { acceptedPermissions, placeKind } = evidence;
                    return [
                        ...(placeKind === 'repository'
                            ? [
                                bilingual_both('If the secrets are to be kept in an environment, set the input environment of the step too, as on the job: without it the repository’s own secrets are meant.', '如果 Secret 要存在环境里，step 的输入 environment 也要像 job 一样写上环境名：没有它，指的就是仓库自己的 Secret。'),
                            ]
                            : []),
                        ...neededPermissions(evidence.placeKind).map(({ en, zh }) => bilingual_both(`Give secrets-token this permission. ${en}`, `给 secrets-token 加上权限。${zh}`)),
                        ...(acceptedPermissions !== undefined && NAMES_ACCEPTED_PERMISSIONS.test(acceptedPermissions)
                            ? [
                                bilingual_both(`GitHub says it would accept: “${acceptedPermissions}”.`, `GitHub 给出的可接受权限：“${acceptedPermissions}”。`),
                            ]
                            : []),
                        bilingual_both('After changing a GitHub App’s permissions, accept them in its installation; the token needs the permission too ' +
                            '(permission-secrets, permission-environments or permission-organization-secrets: write of actions/create-github-app-token, where you list permissions).', 'GitHub App 改权限后要在安装页重新同意；如果 actions/create-github-app-token 里列了权限，也要加 ' +
                            'permission-secrets、permission-environments 或 permission-organization-secrets: write。'),
                        bilingual_both('Check that the owner of a personal token may administer the place, and that the organization does not restrict such tokens or wait to approve this one.', '个人令牌的持有人要有管理该处 Secret 的权限，并确认组织没有限制此类令牌，也没有待审批。'),
                        START_NEW_RUN,
                    ];
                },
            }),
            'ip-allow-list': secrets_token_github(['not-sent'], {
                when: bilingual_both('The organization allows only some IP addresses', '组织限制了可访问的 IP'),
                happened: ({ place }) => bilingual_both(`The organization or enterprise of ${place.en} has an IP allow list, and this runner's address is not on it. The permissions of secrets-token do not matter here.`, `${place.zh}所属的组织或企业启用了 IP allow list，而 runner 的出口 IP 不在其中。这与 secrets-token 的权限无关。`),
                next: () => [ALLOW_RUNNER_ADDRESS, START_NEW_RUN],
            }),
            'hidden-repositories': secrets_token_github(['not-sent'], {
                when: bilingual_both('Repositories that may read the secret are hidden from the token', '令牌看不到能读取该 Secret 的全部仓库'),
                happened: ({ place }) => bilingual_both(`A secret of ${place.en} is visible to selected repositories, and secrets-token cannot see all of them. Writing it would take it from those that are hidden, so nothing was sent.`, `${place.zh}的 Secret 只对选定的仓库可见，而 secrets-token 看不到其中的全部仓库。写入会让看不到的那些仓库失去它，因此没有发送任何内容。`),
                next: () => [
                    bilingual_both('Give secrets-token access to all repositories of the organization: an owner with the scope admin:org, or a GitHub App that is installed on all repositories.', '让 secrets-token 能访问组织的全部仓库：用有 admin:org 的所有者令牌，或安装到全部仓库的 GitHub App。'),
                    START_NEW_RUN,
                ],
            }),
            'probe-refused': secrets_token_github(['not-sent'], {
                when: bilingual_both('The write probe was refused', '写入探测被拒绝'),
                happened: ({ place }) => bilingual_both(`To prove that ${place.en} can be written, the run tried to store a throw-away secret, and GitHub refused it. The real secrets were not touched.`, `为确认${place.zh}可写，本次运行试着写入一个临时 Secret，被 GitHub 拒绝。真正的 Secret 没有动过。`),
                next: ({ evidence }) => [
                    bilingual_both('Read GitHub’s message in this report. A place takes a limited number of secrets (100 for a repository or an environment, 1,000 for an ' +
                        'organization), and the probe needs one more: delete the ones nobody uses.', '先看本报告里 GitHub 的消息。每处的 Secret 数量有上限（仓库、环境各 100 个，组织 1000 个），探测需要占一个名额：删掉没人用的。'),
                    ...neededPermissions(evidence.placeKind),
                    START_NEW_RUN,
                ],
            }),
        },
        about: bilingual_both('secrets-token is valid, but may not write secrets in this place: a permission is missing, it is the GITHUB_TOKEN of the workflow, or GitHub refused the ' +
            'write probe. The action finds this out before it spends the refresh token.', 'secrets-token 有效，但不能在此处写 Secret：缺权限、用的是工作流自带的 GITHUB_TOKEN，或 GitHub 拒绝了写入探测。这些都在消耗刷新令牌之前检查。'),
    },
};

;// CONCATENATED MODULE: ./build/src/errors/entries/before-spending.js



const secret = causesWith();
/** Errors of how the workflow and its secrets are set up, found before anything is spent. */
const BEFORE_SPENDING = {
    'invalid-input': {
        title: bilingual_both('The inputs of the action are not usable', '输入参数有问题'),
        causes: {
            inputs: causesWith()(['not-sent'], {
                happened: ({ problems, listed }) => {
                    const [en, zh] = listed
                        ? [
                            'What does not depend on them was checked all the same: the list has all of it.',
                            '与它们无关的项目照样检查过了，结果都在清单里。',
                        ]
                        : ['The run ended before it sent any request.', '运行在发出任何请求之前就结束了。'];
                    return problems.length > 1
                        ? bilingual_both(`${problems.length} things are wrong with the inputs. ${en}`, `输入参数有 ${problems.length} 处问题。${zh}`)
                        : bilingual_both(`An input is missing or wrong. ${en}`, `有输入参数缺失或不正确。${zh}`);
                },
                next: ({ problems }) => [
                    ...(problems.length > 0
                        ? problems
                        : [
                            bilingual_both('Correct the inputs that the message lists, in the with: block of the step.', '按报错列出的内容，修改该 step 的 with: 部分。'),
                            bilingual_both('If a secret arrives empty, check its name, the environment: of the job, and whether the run comes from a fork or from Dependabot.', '如果某个 Secret 传进来是空的，检查它的名字、job 的 environment:，以及运行是否来自 fork 或 Dependabot。'),
                        ]),
                    START_NEW_RUN,
                ],
            }),
        },
        about: bilingual_both('An input is missing, malformed, or does not go with another one. All problems are listed at once. Secrets that arrive empty ' +
            'are the usual cause: a misspelled name, a job without its environment, a run of a fork or of Dependabot.', '输入参数缺失、格式不对或互相矛盾，所有问题会一次列出。最常见的是 Secret 传进来为空：名字写错、job 没有声明 environment、运行来自 fork 或 Dependabot。'),
    },
    'authorization-required': {
        title: bilingual_both('No refresh token yet: a person has to authorize the app', '还没有刷新令牌，需要人工授权一次'),
        causes: {
            'none-stored': secret(['not-sent'], {
                happened: (known) => {
                    const [secret, place] = [secretOf(known), known.place];
                    return bilingual_both(`The run was given no refresh token, and ${place.en} does not have ${secret.en}. To get the first one, a Fxiaoke user has to approve the app in a browser.`, `本次运行没有收到刷新令牌，${spaced(place.zh)}中也没有${secret.zh}。第一个令牌需要由纷享销客用户在浏览器里授权得到。`);
                },
                next: () => [
                    ...AUTHORIZE_BY_SHOWN_LINK,
                    bilingual_both('If you have authorized before, check that environment, organization and refresh-token-secret name the place where the token is kept.', '如果以前已授权过，检查 environment、organization、refresh-token-secret 是否指向令牌实际存放的位置。'),
                ],
            }),
        },
        about: bilingual_both('No refresh token was given and none is stored: the first set-up, or inputs that point to another place than the one that holds the token.', '既没有传入刷新令牌，也没有已存的：首次配置，或者输入参数指向了别的位置。'),
    },
    'refresh-token-not-passed': {
        title: bilingual_both('The refresh token is stored, but this job does not receive it', '刷新令牌已存，但这个 job 没有拿到'),
        causes: {
            empty: secret(['not-sent'], {
                happened: (known) => {
                    const [secret, place] = [secretOf(known), known.place];
                    return bilingual_both(`The input refresh-token is empty, although ${place.en} has ${secret.en}. The job that runs this step does not get its value.`, `${spaced(place.zh)}中有${secret.zh}，但输入 refresh-token 是空的：运行这个 step 的 job 没有拿到它的值。`);
                },
                next: ({ secretName }) => {
                    return [
                        bilingual_both(`Check the line refresh-token: \${{ secrets.${secretName} }} in the with: block of the step, letter by letter.`, `逐字核对该 step 的 with: 中这一行：refresh-token: \${{ secrets.${secretName} }}。`),
                        bilingual_both('If the secret is kept in an environment, name it in the job too (environment: NAME): the input environment alone does not open it.', '如果 Secret 存在环境里，job 上也要声明 environment: 环境名；只写输入参数 environment 是读不到值的。'),
                        bilingual_both('If it is kept in the organization, give this repository access to it: organization Settings > Secrets and variables > Actions.', '如果存在组织里，要让本仓库可以访问：组织 Settings > Secrets and variables > Actions。'),
                        bilingual_both('If this is a reusable workflow, the calling job has to pass the secret: secrets: inherit. For an environment secret, the job of the called workflow names the environment besides.', '如果是可复用工作流（reusable workflow），调用方的 job 要传入 Secret：secrets: inherit。环境 Secret 还要在被调用工作流的 job 上声明 environment。'),
                        bilingual_both('Runs of forks and of Dependabot get no Actions secrets. Run this on schedule and workflow_dispatch only.', '来自 fork 和 Dependabot 的运行拿不到 Actions Secret，请只用 schedule 和 workflow_dispatch 触发。'),
                        START_NEW_RUN,
                    ];
                },
            }),
        },
        about: bilingual_both('The input refresh-token is empty, although the secret exists: the job does not name its environment, the name in the workflow is ' +
            'misspelled, or the run comes from a fork or from Dependabot, which get no secrets.', '输入 refresh-token 为空，但 Secret 是存在的：job 没有声明 environment、工作流里名字写错，或运行来自拿不到 Secret 的 fork、Dependabot。'),
    },
    'secret-not-found': {
        title: bilingual_both('The secret to renew does not exist where this run would write', '要更新的 Secret 不在将要写入的位置'),
        causes: {
            missing: secret(['not-sent'], {
                happened: (known) => {
                    const [secret, place] = [secretOf(known), known.place];
                    return bilingual_both(`A refresh token was given, but ${place.en} does not have ${secret.en}. A new token would be stored where the next run does not read.`, `收到了刷新令牌，但${spaced(place.zh)}中没有${secret.zh}。如果继续，新令牌会写到下次运行读不到的地方。`);
                },
                next: ({ secretName }) => {
                    return [
                        bilingual_both(`Make refresh-token-secret and the name in refresh-token: \${{ secrets.NAME }} the same; by the inputs, the action would write ${cited(secretName)}.`, `让 refresh-token-secret 与 refresh-token: \${{ secrets.NAME }} 中的名字一致；按输入参数，将写入的是 ${cited(secretName)}。`),
                        bilingual_both('Find where the secret is kept: repository and organization under Settings > Secrets and variables > Actions, environments under Settings > Environments.', '找到 Secret 实际所在：仓库和组织在 Settings > Secrets and variables > Actions，环境在 Settings > Environments。'),
                        bilingual_both('In an environment: set the input environment and the environment: of the job to its name. In the organization: set organization: true. In the repository: set neither.', '在环境里：输入参数 environment 和 job 的 environment: 都填环境名；在组织里：organization: true；在仓库里：两者都不填。'),
                        START_NEW_RUN,
                    ];
                },
            }),
        },
        about: bilingual_both('The run was given a refresh token, but the secret named by refresh-token-secret does not exist in the place named by environment and ' +
            'organization. The next run would read another secret than this one writes, so nothing is spent.', '收到了刷新令牌，但 environment、organization 指定的位置里没有 refresh-token-secret 指定的 Secret。继续下去会写一个、读另一个，因此不消耗令牌。'),
    },
    'secret-shadowed': {
        title: bilingual_both('A repository secret hides the organization secret', '仓库 Secret 遮住了同名的组织 Secret'),
        causes: {
            'repository-secret': secret(['not-sent'], {
                happened: ({ place, secretName }) => bilingual_both(`The input organization is true, but ${place.en} has a secret ${cited(secretName)} of its own, and workflows read that one. This run would renew one secret and the next run would read the other.`, `organization 为 true，但${spaced(place.zh)}自己也有${cited(secretName)}，工作流读到的是仓库的那个。继续的话，会更新一个、下次读另一个。`),
                next: ({ secretName }) => [
                    bilingual_both('Find out which one is in use: both settings pages show when a secret was last updated (Settings > Secrets and variables > Actions).', '先确认在用的是哪一个：两边的设置页都有最后更新时间（Settings > Secrets and variables > Actions）。'),
                    bilingual_both('To keep the token in the repository, remove organization: true.', '如果要把令牌放在仓库里：去掉 organization: true。'),
                    bilingual_both(`To keep it in the organization, delete the repository secret ${cited(secretName)}. Its value cannot be read back: if it was the newer one, authorize again afterwards.`, `如果要放在组织里：删除仓库里的 Secret${cited(secretName)}。它的值删了就取不回来；如果它才是较新的，删后要重新授权。`),
                    START_NEW_RUN,
                ],
            }),
        },
        about: bilingual_both('The input organization is true, and the repository has a secret of the same name, which hides the one of the organization from workflows.', 'organization 为 true，而仓库里有同名 Secret，工作流只会读到仓库的那个。'),
    },
    'wrong-place': {
        title: bilingual_both('The token that was passed is not the one that is stored here', '传入的刷新令牌不是这里存的那个'),
        causes: {
            'another-token': causesWith()(['not-sent'], {
                happened: (known) => {
                    const { en, zh } = secretOf(known);
                    return bilingual_both(`This job was given another refresh token than ${en} of ${known.place.en} holds, by the record in the variable ${cited(known.variable)}, and that secret has not changed since this run read its secrets. Most likely the job reads one place and the step writes another: nothing was sent, so neither login is harmed.`, `据变量${cited(known.variable)}的记录，本 job 拿到的刷新令牌与${spaced(known.place.zh)}中${zh}里存的不是同一个，而这个 Secret 在本次运行读取之后没有变过。很可能 job 读的是一处，而 step 写的是另一处。没有发送任何内容，两边的授权都没有受影响。`);
                },
                next: (known) => [
                    bilingual_both(`Compare environment: of the job with the input environment of the step. They have to name the same one, and the step has to name it too: ${known.place.en} is where it would write.`, `核对 job 的 environment: 与 step 的输入 environment：两者必须是同一个，step 上也要写。本 step 会写入${known.place.zh}。`),
                    bilingual_both('Look for a secret of the same name in the repository, left over from before: a job without environment: gets that one. Delete it.', '看看仓库里是不是还留着同名的 Secret：没有声明 environment: 的 job 拿到的就是它。请删掉。'),
                    bilingual_both(`If both are the same place, start a new run: this copy may be old. If that run says the same, delete the variable ${cited(known.variable)}; the next rotation writes it anew.`, `如果确认是同一处，发起一次新的运行：本次拿到的令牌可能是旧的。如果新的运行仍这样报错，删除变量${cited(known.variable)}，下一次刷新会重新写入。`),
                ],
            }),
        },
        about: bilingual_both('The record says that the stored refresh token is another one than this job was given, and the secret has not changed since the job read it. A job ' +
            'reads one place and the step writes another: another environment, or a left-over repository secret of the same name. Nothing is sent.', '记录表明已存的刷新令牌与本 job 拿到的不是同一个，而 Secret 在 job 读取之后没有变过：job 读的是一处，step 写的是另一处（别的环境，或仓库里留下的同名 Secret）。没有发送任何内容。'),
    },
    'stale-refresh-token': {
        title: bilingual_both('This run holds an old copy of the refresh token', '本次运行拿到的是旧的刷新令牌'),
        causes: {
            'changed-since': secret(['not-sent', 'refused', 'unknown'], {
                when: bilingual_both('The secret was changed after this run read it', '读取之后 Secret 又被更新过'),
                happened: () => bilingual_both('The stored refresh token was changed after GitHub gave this run its secrets, so this copy may already be spent. The run was asked for an access token and cannot provide one.', 'GitHub 把 Secret 交给本次运行之后，已存的刷新令牌又被更新过，手里这份可能已经用掉。本次运行需要提供访问令牌，但无法提供。'),
                next: () => [
                    bilingual_both('Start a new run: Actions > the workflow > Run workflow. Do not use Re-run: it may get the old secrets again.', '发起一次新的运行：Actions > 该工作流 > Run workflow。不要点 Re-run（重跑），它可能又拿到旧 Secret。'),
                    bilingual_both('If it happens again, give every workflow that uses this token the same concurrency group (cancel-in-progress: false).', '如果反复出现，让所有用到这个令牌的工作流使用同一个 concurrency group（cancel-in-progress: false）。'),
                    bilingual_both('If runs wait in that group, keep the secrets in an environment: those are read when the job starts, repository and organization secrets when the run is queued.', '如果运行常在该 group 里排队，把 Secret 放进环境：环境 Secret 在 job 启动时读取，仓库和组织 Secret 在运行排队时就读了。'),
                ],
            }),
            'rerun-unreadable': secret(['not-sent'], {
                when: bilingual_both('A re-run whose times cannot be read', '重跑，且读不到运行时间'),
                happened: () => bilingual_both('This is a re-run, and re-runs may be given the old secrets. The times that would tell cannot be read, so the refresh token was taken for an old copy.', '这是一次重跑（Re-run），可能沿用旧 Secret；又读不到能用来判断的运行时间，所以把这份刷新令牌按旧的处理。'),
                next: () => [
                    bilingual_both('Start a new run instead: Actions > the workflow > Run workflow.', '改为发起一次新的运行：Actions > 该工作流 > Run workflow。'),
                    bilingual_both('Add actions: read to the permissions: of the job (and contents: read if it checks out code), so that the next re-run can be judged.', '在 job 的 permissions: 里加上 actions: read（需要 checkout 时再加 contents: read），以后就能判断重跑。'),
                ],
            }),
        },
        about: bilingual_both('The run was asked for an access token, but its copy of the refresh token is older than the stored one, or this is a re-run and cannot prove otherwise. ' +
            'Without the input access-token this is a warning only, and the status is stale.', '运行需要提供访问令牌，但它手里的刷新令牌比已存的旧，或重跑时无法证明不旧。如果没有传 access-token，则只是警告，status 为 stale。'),
    },
};

;// CONCATENATED MODULE: ./build/src/errors/entries/internal.js



/** What is wrong with the action itself, or with the machine that it runs on. */
const INTERNAL = {
    'internal-error': {
        title: bilingual_both('The action has a bug', 'action 自身出错'),
        causes: {
            bug: causesWith()(['not-sent', 'refused', 'unknown', 'replaced', 'unstored'], {
                when: bilingual_both('A bug', '程序缺陷'),
                happened: () => bilingual_both('Something unexpected happened. This is a bug in the action, not a problem with your set-up.', '出现了 action 没有预料到的情况。这是 action 的缺陷，不是你的配置问题。'),
                next: () => [
                    bilingual_both('If the log or the summary shows a recovery command, run it before you start a new run.', '如果日志或摘要里有恢复命令，先执行它，在此之前不要发起新的运行。'),
                    START_NEW_RUN,
                    AUTHORIZE_IF_REJECTED,
                    bilingual_both('Please report it: open an issue in the repository of the action, with its version, this message and the log of the step. The log holds no tokens.', '请反馈：在 action 的仓库里提 issue，附上版本、这条消息和该 step 的日志。日志里没有令牌。'),
                ],
            }),
            'no-webassembly': causesWith()(['not-sent'], {
                when: bilingual_both('The machine has no WebAssembly', '机器不支持 WebAssembly'),
                title: bilingual_both('This machine cannot run WebAssembly', '这台机器不支持 WebAssembly'),
                happened: () => bilingual_both('Sealing secrets takes libsodium, which is WebAssembly, and the Node.js of this runner cannot run it.', '加密 Secret 需要 libsodium，它是 WebAssembly 程序，而 runner 的 Node.js 无法运行它。'),
                next: () => [
                    bilingual_both('Remove --jitless and similar options from NODE_OPTIONS on the runner, or run the job on another runner.', '去掉 runner 上 NODE_OPTIONS 里的 --jitless 之类的选项，或换一台 runner 运行该 job。'),
                    START_NEW_RUN,
                ],
            }),
        },
        about: bilingual_both('A bug in the action, or a machine that lacks what it needs. The stored token is treated as carefully as in any other failure; the error says what is known about it.', 'action 自身的缺陷，或机器缺少运行所需的条件。对已存令牌的处理与其他失败一样谨慎，报错会说明目前所知的状态。'),
    },
};

;// CONCATENATED MODULE: ./build/src/errors/entries/storing.js



const storing_secret = causesWith();
const written = causesWith();
const share = causesWith();
function howToFixShares({ evidence }) {
    return [
        bilingual_both('Check the spelling of each of these lines in share-access-token-with: owner/repo, owner/repo/environments/NAME, owner/repo/dependabot, owner/repo/codespaces or orgs/NAME.', '逐行核对 share-access-token-with 的写法：owner/repo、owner/repo/environments/NAME、owner/repo/dependabot、owner/repo/codespaces 或 orgs/NAME。'),
        howToFixWrite(evidence),
        bilingual_both('Then start a new run that refreshes, not a re-run. Until then these places hold an older access token, which lasts two hours at most.', '然后发起一次会刷新的新运行（不要 Re-run）。在此之前，这些位置里是旧的访问令牌，最多两小时有效。'),
    ];
}
/** Errors after an exchange. */
const STORING = {
    'store-failed': {
        title: bilingual_both('Fxiaoke issued new tokens, and not all of them are stored', '新令牌已换发，但没有全部存好'),
        causes: {
            'refresh-token': causesWith()(['unstored'], {
                when: bilingual_both('The refresh token is not stored', '刷新令牌没有存入'),
                happened: (known) => {
                    const [secret, place] = [secretOf(known), known.place];
                    const took = known.maybeDone
                        ? bilingual_both('did not confirm that it wrote', '没有确认已把它写入')
                        : bilingual_both('did not write', '没能把它写入');
                    return bilingual_both(`Fxiaoke issued a new refresh token, and GitHub ${took.en} ${secret.en} of ${place.en}. A recovery command with the sealed token is in the log and at the top of the summary.`, `纷享销客已换发新的刷新令牌，但 GitHub ${took.zh}${spaced(place.zh)}中${secret.zh}。加密后的令牌在恢复命令里，见日志和摘要开头。`);
                },
                next: (known) => [
                    known.byPostStep
                        ? bilingual_both('Start no new run yet: the token in the secret counts as spent. The post step could not store the new one either. Run the recovery command at once:', '先不要发起新的运行：Secret 里现有的令牌应视为已消耗。post 步骤也没能存入新令牌。请立即执行恢复命令：')
                        : bilingual_both('Start no new run yet: the token in the secret counts as spent. If the post step at the end of the log says that it stored the new one, just fix the cause. Otherwise run the recovery command at once:', '先不要发起新的运行：Secret 里现有的令牌应视为已消耗。如果日志末尾的 post 步骤说已存好新令牌，只需排除原因。否则请立即执行恢复命令：'),
                    bilingual_both('Paste the recovery command into a POSIX shell (Linux, macOS, Git Bash) where the GitHub CLI is logged in (gh auth login) as somebody who may write the secret. On success it prints “stored”.', '先用有写权限的账号登录 GitHub CLI（gh auth login），再在 POSIX shell（Linux、macOS、Git Bash）里粘贴执行恢复命令。成功时会输出“stored”。'),
                    bilingual_both('If the command prints “not stored”, run the part in $(…) alone to see why. An error (no gh, no login, 401, 403, 404, 5xx): nothing is lost yet, so fix that and paste the command again. Another date: somebody has stored a newer token, so start a new run. Only if that ends with refresh-token-rejected, authorize again.', '如果命令输出“not stored”，先单独执行其中 $(…) 里的部分看原因。报错（没有 gh、没登录、401、403、404、5xx）：令牌还没丢，排除后再粘贴一次命令。时间不同：Secret 里已有较新的令牌，发起新的运行；只有它以 refresh-token-rejected 失败，才需要重新授权。'),
                    howToFixWrite(known.evidence),
                ],
            }),
            'access-token': written(['replaced'], {
                when: bilingual_both('Only the access token is not stored', '只有访问令牌没有存入'),
                happened: (known) => {
                    const [secret, place] = [secretOf(known), known.place];
                    return bilingual_both(`The new refresh token is stored, but the new access token is not: GitHub did not write ${secret.en} of ${place.en}, or somebody else changed that secret in the meantime.`, `新的刷新令牌已存好，但访问令牌没有：GitHub 没能写入${spaced(place.zh)}中${secret.zh}，或它在此期间被别处改过。`);
                },
                next: (known) => [
                    howToFixWrite(known.evidence),
                    bilingual_both('Then start a new run, not a re-run: it refreshes and stores both. Until then the output access-token of this step is good for later steps of this job, ' +
                        'and the secret holds an older access token.', '然后发起新的运行（不要 Re-run），会重新刷新并存好两个令牌。在此之前，本 job 的后续 step 可用本 step 的输出 access-token，Secret 里则是旧的访问令牌。'),
                ],
            }),
            changed: storing_secret(['unstored'], {
                when: bilingual_both('The secret changed while this run wanted to write it', '写入期间 Secret 已发生变化'),
                happened: (known) => {
                    const [secret, place] = [secretOf(known), known.place];
                    return bilingual_both(`Fxiaoke issued a new refresh token, but ${secret.en} of ${place.en} changed while this run was storing it, so the run left it alone. Either ` +
                        'GitHub carried out a write of this run without answering, or somebody else stored a newer token.', `纷享销客已换发新的刷新令牌，但存入期间${spaced(place.zh)}中${secret.zh} 发生了变化，所以没有再动它。这个变化要么是本次运行未得到响应的那次写入，要么是别处存入的更新的令牌。`);
                },
                next: () => [
                    bilingual_both('Start a new run, not a re-run. If it succeeds, all is well, and the recovery command is of no use.', '发起新的运行（不要 Re-run）。如果成功，就没事了，恢复命令也用不上。'),
                    bilingual_both('If that run is refused, and nobody has authorized in the meantime, run the recovery command: it puts the token of this run in the place of the one that was stored meanwhile.', '如果那次运行被拒绝，且其间没有人重新授权，就执行恢复命令：它会用本次运行的令牌替换其间存入的那个。'),
                    AUTHORIZE_IF_REJECTED,
                    bilingual_both('Put every workflow that uses this token into one concurrency group (cancel-in-progress: false), and let nobody edit the secret by hand.', '让所有用到这个令牌的工作流使用同一个 concurrency group（cancel-in-progress: false），也不要手动改这个 Secret。'),
                ],
            }),
            unconfirmed: storing_secret(['unstored'], {
                when: bilingual_both('The main step ended before it knew whose tokens these are', '主步骤还没确认令牌属于谁就结束了'),
                happened: (known) => {
                    const { en, zh } = secretOf(known);
                    return bilingual_both(`Fxiaoke redeemed the code, and the main step ended before it had checked to whom the new tokens belong. So the post step did not store them in ${en} of ${known.place.en}: that would replace the login that is there.`, `纷享销客已兑换 code，但主步骤在核对令牌归属之前就结束了。为避免覆盖现有的授权，post 步骤没有把它存入${spaced(known.place.zh)}中${zh}。`);
                },
                next: () => [
                    bilingual_both('If it was you who authorized just now, run the recovery command: it stores the new login.', '如果刚才是你本人授权的，执行恢复命令即可存入新的令牌。'),
                    ...AUTHORIZE_ANEW,
                ],
            }),
            'not-tried': causesWith()(['unstored'], {
                when: bilingual_both('The post step could not use GitHub', 'post 步骤无法访问 GitHub'),
                happened: (known) => {
                    const { en, zh } = secretOf(known);
                    return bilingual_both(`Fxiaoke issued a new refresh token, and the main step ended before GitHub had confirmed that it is stored in ${en} of ${known.place.en}. The post step got no usable secrets-token from the runner (as in a composite action inside another), or one for another server than the main step talked to.`, `纷享销客已换发新的刷新令牌，但在 GitHub 确认已存入${spaced(known.place.zh)}中${zh}之前，主步骤就结束了。runner 没有把可用的 secrets-token 交给 post 步骤（嵌套的 composite action 会这样），或者它指向的服务器与主步骤的不同。`);
                },
                next: (known) => [
                    bilingual_both('Start no new run yet: the token that the secret holds counts as spent. Paste the recovery command into a POSIX shell (Linux, macOS, Git Bash) where the GitHub CLI is logged in as somebody who may write the secret.', '先不要发起新的运行：Secret 里现有的令牌应视为已消耗。用有写权限的账号登录 GitHub CLI，在 POSIX shell（Linux、macOS、Git Bash）里粘贴执行恢复命令。'),
                    ...(known.maybeDone
                        ? [
                            bilingual_both('If the command finds a newer value and writes nothing, the main step has probably stored the token after all.', '如果命令发现 Secret 已被更新而没有写入，说明主步骤很可能已经把令牌存好了。'),
                        ]
                        : []),
                    START_NEW_RUN,
                    AUTHORIZE_IF_REJECTED,
                ],
            }),
            'key-changed': storing_secret(['unstored'], {
                when: bilingual_both('GitHub has changed the key of the place', 'GitHub 更换了公钥'),
                happened: (known) => {
                    const [secret, place] = [secretOf(known), known.place];
                    return bilingual_both(`Fxiaoke issued a new refresh token and the main step ended before it was stored. In the meantime GitHub changed the public key of ${place.en}, and the token was sealed with the old one, so the post step did not write it into ${secret.en}.`, `纷享销客已换发新的刷新令牌，但主步骤在存入之前结束了。其间 GitHub 更换了${spaced(place.zh)}的公钥，而令牌是用旧公钥加密的，所以 post 步骤没有写入${secret.zh}。`);
                },
                next: () => [
                    bilingual_both('Run the recovery command at once, in a POSIX shell (Linux, macOS, Git Bash) where the GitHub CLI is logged in (gh auth login) as somebody who may write the secret: GitHub may still accept what was sealed with the old key. On success it prints “stored”. If it does not, authorize again:', '立即执行恢复命令：先用有写权限的账号登录 GitHub CLI（gh auth login），再在 POSIX shell（Linux、macOS、Git Bash）里粘贴执行。GitHub 可能暂时还认旧公钥；成功时会输出“stored”。如果不成功，就重新授权：'),
                    ...AUTHORIZE_ANEW,
                ],
            }),
            'too-large': written(['unstored'], {
                when: bilingual_both('The refresh token is larger than a secret may be', '刷新令牌超过 Secret 的大小上限'),
                happened: (known) => {
                    const secret = secretOf(known);
                    return bilingual_both(`The refresh token that Fxiaoke issued is larger than the 48 KB that GitHub takes, so ${secret.en} cannot hold it. No recovery command can help here.`, `纷享销客换发的刷新令牌超过了 GitHub 的 48 KB 上限，${secret.zh}放不下。恢复命令也无法解决。`);
                },
                next: () => [
                    bilingual_both('A token of this size is not normal. Check that cloud-domain is the gateway of Fxiaoke, and send the trace id to Fxiaoke support.', '这么大的令牌不正常。确认 cloud-domain 是纷享销客的网关，并把 traceId 发给纷享销客支持。'),
                    ...AUTHORIZE_ANEW,
                ],
            }),
        },
        about: bilingual_both(`Fxiaoke has exchanged the token, and a secret of the place is not stored although the action tried for up to ${STORE_MINUTES} minutes. If it is the refresh token, the log and the summary show a recovery command; ` +
            'the post step tries once more by itself.', `纷享销客已换发令牌，但尝试了最多 ${STORE_MINUTES} 分钟仍有 Secret 没有存好。如果是刷新令牌，日志和摘要会给出恢复命令；post 步骤也会自动再试一次。`),
    },
    'share-failed': {
        title: bilingual_both('The access token cannot be shared with every place', '访问令牌没能共享到所有位置'),
        causes: {
            'not-written': share(['replaced'], {
                when: bilingual_both('Everything is stored except a share', '除共享位置外都已存好'),
                happened: ({ failed }) => bilingual_both(`These places did not take the access token: ${listed(failed).en}. The run’s own two secrets are not affected.`, `以下位置没有写入访问令牌：${listed(failed).zh}。本次运行自己的两个 Secret 不受影响。`),
                next: howToFixShares,
            }),
            'not-writable': share(['not-sent'], {
                when: bilingual_both('Found by a dry run', '试运行时发现'),
                happened: ({ failed }) => bilingual_both(`These places would not take the access token: ${listed(failed).en}. The run’s own two secrets are not affected.`, `以下位置无法写入访问令牌：${listed(failed).zh}。本次运行自己的两个 Secret 不受影响。`),
                next: howToFixShares,
            }),
        },
        about: bilingual_both('Everything of the place itself is stored, but one or more places of share-access-token-with did not take the access token. In a dry run: they would not take it.', '自己的 Secret 都已存好，但 share-access-token-with 中有位置没能写入访问令牌。dry-run 时表示将无法写入。'),
    },
};

;// CONCATENATED MODULE: ./build/src/errors/wording/fates.js

/** The texts hold for a run that redeems a code as well, which never sends the stored token. */
const FATES = {
    'not-sent': bilingual_both('Not sent: this run did not send the refresh token to Fxiaoke.', '未发送：本次运行没有把刷新令牌发给纷享销客。'),
    refused: bilingual_both('Refused: Fxiaoke answered and exchanged nothing. This run did not change the stored secret.', '被拒绝：收到了响应，但没有换发新令牌。本次运行没有改动已存的 Secret。'),
    unknown: bilingual_both('Unknown: this run sent a request and got no conclusive answer. Fxiaoke may have exchanged the token, and the new one would be lost. This run did not change the stored secret; only the next run can show whether Fxiaoke accepts its token.', '未知：请求已发出，但没有收到能确定结果的响应。换发可能已经成功，而新令牌已丢失。本次运行没有改动已存的 Secret，其中的令牌是否还能用，要等下一次运行才知道。'),
    replaced: bilingual_both('Stored: the refresh token from Fxiaoke’s answer is in its secret.', '已保存：纷享销客返回的刷新令牌已存好。'),
    unstored: bilingual_both('Not stored: Fxiaoke issued a new refresh token, and this run could not store it. Treat the token in the secret as spent.', '未保存：纷享销客已换发新的刷新令牌，但本次运行没能存好。Secret 里现有的令牌应视为已消耗。'),
    discarded: bilingual_both('Discarded: the new tokens belong to another Fxiaoke user and were deliberately thrown away. The stored secret was not changed; if this run sent its token, treat it as spent.', '已丢弃：新令牌属于另一个纷享销客用户，已主动丢弃。已存的 Secret 未改动；如果本次运行发送的就是其中的令牌，应视为已消耗。'),
};
const UNKNOWN_AFTER_SILENCE = bilingual_both('Unknown: one attempt of this run got no conclusive answer. Whatever was answered to a later attempt, Fxiaoke may have exchanged the token in that one, and the new one would be lost. This run did not change the stored secret; only the next run can show whether Fxiaoke accepts its token.', '未知：本次运行有一次尝试没有得到能确定结果的响应。无论后来的尝试结果如何，那一次都可能已经换发成功，而新令牌已丢失。本次运行没有改动已存的 Secret，其中的令牌是否还能用，要等下一次运行才知道。');
const UNKNOWN_AFTER_END = bilingual_both('Unknown: the run was ended when the request may already have been sent. Fxiaoke may have exchanged the token, and the new one would be lost. The stored secret was not changed; only the next run can show whether Fxiaoke accepts its token.', '未知：运行被终止时，请求可能已经发出。换发可能已经成功，而新令牌已丢失。已存的 Secret 没有改动，其中的令牌是否还能用，要等下一次运行才知道。');
const PERHAPS_STORED = bilingual_both('Not known to be stored: Fxiaoke issued a new refresh token, but the secret changed in the meantime. It holds either that token or one that somebody else stored.', '不确定是否已保存：纷享销客已换发新的刷新令牌，但 Secret 在此期间发生了变化。里面要么是这个新令牌，要么是别处存入的令牌。');
const PERHAPS_STORED_UNCONFIRMED = bilingual_both('Not known to be stored: Fxiaoke issued a new refresh token, and GitHub did not confirm the write, which may have succeeded. The secret holds either that token or the old one; treat the old one as spent.', '不确定是否已保存：纷享销客已换发新的刷新令牌，但有一次写入没有得到 GitHub 的确认，可能已经成功。Secret 里要么是这个新令牌，要么还是原来的内容；后者应视为已消耗。');
const DISCARDED_AUTHORIZATION = bilingual_both('Discarded: the new tokens belong to another Fxiaoke user and were deliberately thrown away. The stored secret was not changed, and its token was not used.', '已丢弃：新令牌属于另一个纷享销客用户，已主动丢弃。已存的 Secret 没有改动，其中的令牌也没有用到。');
const DISCARDED_UNNAMED = bilingual_both('Discarded: nothing shows whose the new tokens are, so they were deliberately thrown away. The stored secret was not changed, and its token was not used.', '已丢弃：无法确认新令牌属于谁，已主动丢弃。已存的 Secret 没有改动，其中的令牌也没有用到。');
const DISCARDED_REFRESH = bilingual_both('Discarded: the stored refresh token belonged to another Fxiaoke user. It was exchanged, so treat it as spent. The new tokens were deliberately thrown away.', '已丢弃：已存的刷新令牌属于另一个纷享销客用户。它已被换发，应视为已消耗；换来的新令牌已主动丢弃。');
/**
 * The fate of the stored refresh token in words. Says no more than the run knows: in particular it never says that
 * a token is good.
 *
 * @param fate as far as the run knows
 * @param failure that it comes with; without one, what can be said in general
 */
function fateSentence(fate, failure) {
    if (failure === undefined)
        return FATES[fate];
    const { cause } = failure;
    if (fate === 'unknown' && 'afterUnansweredAttempt' in failure)
        return UNKNOWN_AFTER_SILENCE;
    if (fate === 'unknown' && cause === 'interrupted')
        return UNKNOWN_AFTER_END;
    if (fate === 'unstored' && cause === 'changed')
        return PERHAPS_STORED;
    if (fate === 'unstored' && 'maybeDone' in failure)
        return PERHAPS_STORED_UNCONFIRMED;
    if (fate === 'discarded' && cause === 'authorized')
        return DISCARDED_AUTHORIZATION;
    if (fate === 'discarded' && cause === 'unnamed')
        return DISCARDED_UNNAMED;
    if (fate === 'discarded' && cause === 'refreshed')
        return DISCARDED_REFRESH;
    return FATES[fate];
}
const CODE_FATES = {
    'not-sent': bilingual_both('The code: not sent to Fxiaoke, so it is not used up. It lives for a few minutes after approving.', 'code：没有发给纷享销客，还没有用掉。但从同意授权算起，它只有几分钟有效。'),
    refused: bilingual_both('The code: refused. It is used up or expired, or will be in a few minutes.', 'code：被拒绝。它已经用过或过期；即使没有，几分钟后也会过期。'),
    unknown: bilingual_both('The code: unknown. It was sent, and no conclusive answer came. It may be used up, and what it brought is lost.', 'code：未知。已经发出，但没有收到能确定结果的响应；可能已经用掉，而换来的令牌已丢失。'),
    redeemed: bilingual_both('The code: redeemed, so it is used up.', 'code：已兑换，不能再用。'),
};
/** What has become of the code of an authorization, in words. */
function codeSentence(code) {
    return CODE_FATES[code];
}

;// CONCATENATED MODULE: ./build/src/errors/catalogue.js









/**
 * Every way in which a run can fail, in the order in which a run can meet it, with all its texts in English and in
 * Chinese. The log, the summary, docs/errors.md and the type `Failure` derive from this alone.
 */
const CATALOGUE = {
    ...BEFORE_SPENDING,
    ...SECRETS_TOKEN,
    ...REACHING_GITHUB,
    ...REACHING_FXIAOKE,
    ...REFUSALS,
    ...OTHER_ANSWERS,
    ...STORING,
    ...INTERNAL,
};
/** The ids, in the same order. */
const ERROR_IDS = Object.keys(CATALOGUE);
/** Looks up the text for a failure. */
function wordsOf(failure) {
    const entry = CATALOGUE[failure.id];
    // The type `Failure` guarantees that the cause is declared and accepts the facts that the failure carries.
    const cause = entry.causes[failure.cause];
    return {
        title: cause.title ?? entry.title,
        happened: cause.happened(failure),
        next: cause.next(failure),
    };
}
/**
 * The page about an error, relative to the root of this repository.
 *
 * @param id the error
 * @param language the page's language
 * @returns for example `docs/errors.md#invalid-input`
 */
function docsPath(id, language = 'en') {
    return `docs/errors${language === 'zh' ? '.zh-CN' : ''}.md#${id}`;
}

;// CONCATENATED MODULE: ./build/src/report/headline.js

/** Success is only claimed where `status` is set. */
const HEADLINES = {
    refreshed: {
        sign: '✅',
        text: bilingual_both('Fxiaoke tokens refreshed and stored', '纷享销客令牌已刷新并保存'),
    },
    authorized: {
        sign: '✅',
        text: bilingual_both('Fxiaoke authorized, and both tokens stored', '纷享销客授权完成，令牌已保存'),
    },
    reused: {
        sign: '✅',
        text: bilingual_both('The stored access token is still valid; nothing was spent', '已存的访问令牌仍然有效，没有消耗刷新令牌'),
    },
    stale: {
        sign: '⚠️',
        text: bilingual_both('Stale run: the stored refresh token was left alone', '本次运行拿到的令牌已过时，已存的刷新令牌未受影响'),
    },
    checked: {
        sign: '✅',
        text: bilingual_both('Dry run: checked, nothing was spent', '试运行：检查通过，没有消耗令牌'),
    },
    'authorization-started': {
        sign: '🔗',
        text: bilingual_both('Authorize this app in Fxiaoke', '请在纷享销客完成授权'),
    },
};
/** Where no access token is kept, none is stored. */
const WITHOUT_ACCESS_TOKEN = {
    refreshed: bilingual_both('Fxiaoke tokens refreshed, and the refresh token stored', '纷享销客令牌已刷新，刷新令牌已保存'),
    authorized: bilingual_both('Fxiaoke authorized, and the refresh token stored', '纷享销客授权完成，刷新令牌已保存'),
};
const RESCUED = {
    sign: '✅',
    text: bilingual_both('The post step stored the new refresh token', 'post 步骤已保存新的刷新令牌'),
};
/** What a success of the post step means. Whether the main step stored the access token is not in the journal. */
const RESCUE = bilingual_both('The main step ended before it had stored the new refresh token. The post step has stored it now: there is nothing to do by hand. If the access token of that run was not stored, the next run that needs one gets a new one.', '主步骤结束时还没有存入新的刷新令牌，post 步骤已补存，无需人工处理。那次运行的访问令牌如果没有保存，下一次需要它的运行会重新获取。');
/** A change of the secret that may be main's own write. */
const PROBABLY_RESCUED = {
    sign: '⚠️',
    text: bilingual_both('The new refresh token is probably stored', '新的刷新令牌很可能已经保存'),
};
/** The verdict of a run that did not fail. */
function headline({ status, step, secrets, recovery }) {
    if (status === undefined)
        return { sign: '', text: bilingual_both('The run has ended', '运行已结束') };
    if (step === 'post')
        return recovery ? PROBABLY_RESCUED : RESCUED;
    const keepsBoth = secrets.some(({ holds }) => holds === 'access-token');
    const { sign, text } = HEADLINES[status];
    return { sign, text: (keepsBoth ? undefined : WITHOUT_ACCESS_TOKEN[status]) ?? text };
}

;// CONCATENATED MODULE: ./build/src/report/warning.js


/**
 * A warning in words.
 *
 * @param warning what was noticed
 * @param now GitHub's time
 * @param context hides secrets, and withholds what others have said where it gives one away
 */
function warningText(warning, now, { redact, quote }) {
    const { title, what, next } = textOf(warning, now, quote);
    return { title, what: bilingual_both(redact(what.en), redact(what.zh)), next };
}
function textOf(warning, now, quote) {
    switch (warning.id) {
        case 'secrets-token-expires': {
            const at = moment(warning.at, now);
            return {
                title: bilingual_both('secrets-token expires soon', 'secrets-token 即将过期'),
                what: bilingual_both(`secrets-token ${warning.at <= now ? 'has expired' : 'expires'} on ${at.en}. Without it no new token can be stored.`, `secrets-token ${warning.at <= now ? '已' : '将'}于${at.zh}过期。过期后无法再保存新令牌。`),
                next: bilingual_both('Create a new token with the same permissions and update the secret that secrets-token reads. GitHub App tokens do not have this problem.', '用同样的权限新建一个令牌，更新 secrets-token 引用的那个 Secret；改用 GitHub App 就没有这个问题。'),
            };
        }
        case 'schedule-too-rare': {
            const next = warning.next && moment(warning.next, now);
            return {
                title: bilingual_both('The schedule runs too rarely', '定时运行间隔过长'),
                what: warning.runs === 0
                    ? bilingual_both(`The cron line "${warning.cron}" does not run at all in the 60 days that a refresh token lives${next ? ` (next on ${next.en})` : ''}: the login will be lost.`, `按 cron “${warning.cron}”，在刷新令牌的 60 天有效期内一次也不会运行${next ? `（下一次：${next.zh}）` : ''}，届时令牌过期，需要重新授权。`)
                    : bilingual_both(`The cron line "${warning.cron}" runs only once in the 60 days that a refresh token lives${next ? `, next on ${next.en}` : ''}. If it misses one run, the login is lost.`, `按 cron “${warning.cron}”，在刷新令牌的 60 天有效期内只运行一次${next ? `（下一次：${next.zh}）` : ''}，错过一次就需要重新授权。`),
                next: bilingual_both('Run it at least once a week.', '至少每周运行一次。'),
            };
        }
        case 'refresh-token-old': {
            const [since, until] = [bothZones(warning.since), moment(warning.expiresAt, now)];
            return {
                title: bilingual_both('The stored refresh token is old', '已存的刷新令牌很久没有更新'),
                what: bilingual_both(`The stored refresh token is ${warning.daysOld} days old, from ${since.en}. This run does not renew it, and it expires on ${until.en}.`, `已存的刷新令牌存入于${since.zh}，已有 ${warning.daysOld} 天。本次运行没有更新它，它将于${until.zh}过期。`),
                next: bilingual_both('Check that the scheduled workflow is enabled, and start it once by hand.', '确认定时工作流已启用，并手动运行一次。'),
            };
        }
        case 'repository-quiet': {
            const [pushed, disabled] = [moment(warning.pushedAt, now), moment(warning.disabledAt, now)];
            const title = bilingual_both('GitHub disables schedules in inactive repositories', '仓库长期没有活动，GitHub 会停用定时任务');
            if (warning.disabledAt <= now)
                return {
                    title,
                    what: bilingual_both(`The repository is public and was last pushed on ${pushed.en}. GitHub may have disabled its schedules already, after 60 days without activity, on about ${disabled.en}.`, `仓库是公开的，最近一次推送在${pushed.zh}。连续 60 天没有活动，GitHub 就会停用定时任务，大约在${disabled.zh}，可能已经停用。`),
                    next: bilingual_both('Push something, then see that Actions > the workflow does not say “disabled” (Enable workflow); or run this workflow from a private repository.', '推送一次，再到 Actions > 该工作流确认没有被停用（Enable workflow）；或者把这个工作流放到私有仓库里运行。'),
                };
            return {
                title,
                what: bilingual_both(`The repository is public and was last pushed on ${pushed.en}. GitHub disables its schedules after 60 days without activity, on about ${disabled.en}.`, `仓库是公开的，最近一次推送在${pushed.zh}。连续 60 天没有活动，GitHub 会停用定时任务，大约在${disabled.zh}。`),
                next: bilingual_both('Push something before that day, or run this workflow from a private repository.', '在此之前推送一次，或者把这个工作流放到私有仓库里运行。'),
            };
        }
        case 'run-times-unreadable': {
            const said = warning.said?.printable(quote) ?? bilingual_both('', '');
            const [en, zh] = warning.status === undefined
                ? ['', '']
                : [
                    ` (HTTP ${warning.status}${said.en === '' ? '' : `: ${said.en}`})`,
                    `（HTTP ${warning.status}${said.zh === '' ? '' : `：${said.zh}`}）`,
                ];
            return {
                title: bilingual_both('The times of this run cannot be read', '读不到本次运行的时间'),
                what: bilingual_both(`github-token cannot read when this run got its secrets${en}, so nothing proves that its refresh token is the newest.`, `github-token 读不到本次运行取得 Secret 的时间${zh}，无法确认手里的刷新令牌是最新的。`),
                next: bilingual_both('Add actions: read to the permissions: of the job (and contents: read if it checks out code). Until then every re-run counts as stale.', '在 job 的 permissions: 里加上 actions: read（需要 checkout 时再加 contents: read）。在此之前，重跑（Re-run）一律按过时处理。'),
            };
        }
        case 'stale': {
            const stored = warning.updatedAt && bothZones(warning.updatedAt);
            const use = {
                'not-sent': bilingual_both('The old copy was not used for anything.', '旧令牌没有用到。'),
                refused: bilingual_both('Fxiaoke refused the old copy.', '纷享销客拒绝了旧令牌。'),
                unknown: bilingual_both('This run sent its copy, and one attempt got no conclusive answer. The secret has changed since, so it was left alone.', '本次运行发送了手里的令牌，其中一次没有得到能确定结果的响应。Secret 在此之后已被更新，本次运行没有再改动它。'),
            }[warning.fate];
            return {
                title: bilingual_both("This run's copy of the refresh token is stale", '本次运行拿到的刷新令牌已过时'),
                what: bilingual_both(`The stored refresh token${stored ? `, from ${stored.en},` : ''} may be newer than the copy that this run was given. ${warning.rerun ? 'A re-run may get the secrets of the first attempt. ' : ''}${use.en}`, `已存的刷新令牌${stored ? `存入于${stored.zh}，` : ''}可能比本次运行拿到的那份新。${warning.rerun ? '重跑（Re-run）可能沿用首次运行时的 Secret。' : ''}${use.zh}`),
                next: warning.rerun
                    ? bilingual_both('Start a new run (Actions > the workflow > Run workflow); do not re-run this one.', '发起一次新的运行（Actions > 该工作流 > Run workflow），不要重跑（Re-run）。')
                    : isRecordAlone(warning)
                        ? bilingual_both('If another run stored the newer token, there is nothing to do. If every run says this, either the job reads the secrets of another place than the step writes to, or the record is wrong: make them the same place, or delete the variable of the record; the next run writes a new one.', '如果是另一次运行存入了较新的令牌，无需处理。如果每次运行都这样提示，要么 job 读取的 Secret 与该 step 写入的不在同一个位置，要么记录变量有误：请改为同一个位置；位置没有问题就删除记录变量，下一次运行会重新写入。')
                        : bilingual_both('If another run stored the newer token, there is nothing to do. To renew it now, start a new run; do not re-run this one.', '如果是另一次运行存入了较新的令牌，无需处理。想现在就刷新，请发起一次新的运行，不要重跑（Re-run）。'),
            };
        }
        case 'refresh-token-unchanged': {
            const since = warning.since && bothZones(warning.since);
            return {
                title: bilingual_both('Fxiaoke did not change the refresh token', '纷享销客没有更换刷新令牌'),
                what: bilingual_both(`Fxiaoke returned no new refresh token, so the stored one${since ? `, from ${since.en},` : ''} stays. It was not written again: the date of the secret still shows its age. Its two months may not have started over.`, `纷享销客没有返回新的刷新令牌，因此继续使用已存的那个${since ? `（存入于${since.zh}）` : ''}，也没有重写 Secret，好让它的更新时间仍反映令牌的实际年龄。两个月的有效期可能没有重新计算。`),
                next: bilingual_both('If Fxiaoke refuses the token two months after that date, authorize again.', '如果从那天起两个月后令牌被拒绝，请重新授权。'),
            };
        }
        case 'probe-left-behind':
            return {
                title: bilingual_both('A write probe may be left behind', '写入探测可能留下了临时 Secret'),
                what: bilingual_both(`GitHub did not confirm that the write probe ${warning.name} in ${warning.place.en} is gone. It holds nothing.`, `GitHub 没有确认写入探测 ${warning.name}（${warning.place.zh}）已被删除。里面没有任何内容。`),
                next: bilingual_both('If that secret is there, delete it.', '如果这个 Secret 还在，请删除。'),
            };
        case 'answer-cut':
            return {
                title: bilingual_both("Fxiaoke's answer was cut off", '纷享销客的响应被截断'),
                what: bilingual_both('The answer broke off after the tokens. Both were read in full and are used.', '响应在令牌之后中断，两个令牌都已完整读到并使用。'),
                next: bilingual_both('Nothing to do; if it happens again, look at the proxy or network of the runner.', '无需处理；如果反复出现，请检查 runner 的代理或网络。'),
            };
        case 'account-unknown':
            return {
                title: bilingual_both('The account could not be checked', '无法核对账号'),
                what: bilingual_both(`The answer does not say who owns the tokens, so nothing proves that they belong to ${warning.expected}.`, `响应没有说明令牌属于谁，无法确认属于 ${warning.expected}。`),
                next: bilingual_both('Check the account with a request that uses the access token.', '用访问令牌调用一次接口，确认账号。'),
            };
        case 'journal-unwritable':
            return {
                title: bilingual_both("The runner's state could not be written", '无法写入 runner 的状态'),
                what: bilingual_both('The sealed refresh token could not be saved for the post step. If this run had been killed, the post step could not have stored it.', '加密后的刷新令牌没能交给 post 步骤。如果本次运行被强制终止，post 步骤无法补存。'),
                next: bilingual_both('Check the free disk space of the runner.', '检查 runner 的磁盘空间。'),
            };
        case 'input-quoted': {
            const inputs = warning.inputs.join(', ');
            return {
                title: bilingual_both('Inputs were given in quotes', '输入参数带了引号'),
                what: bilingual_both(`The quotes around ${inputs} were taken off.`, `${inputs} 的值两端带有引号，已去掉。`),
                next: bilingual_both('Store the value without quotes.', '存入时不要带引号。'),
            };
        }
        case 'write-presumed':
            return {
                title: bilingual_both('GitHub did not confirm a write', 'GitHub 没有确认写入'),
                what: bilingual_both(`GitHub did not confirm that it stored ${warning.name} in ${warning.place.en}, but that secret changed just when this run wrote it. So it most probably holds the new refresh token.`, `GitHub 没有确认已把 ${warning.name} 存入${warning.place.zh}，但这个 Secret 恰好在本次运行写入时发生了变化，里面基本可以肯定是新的刷新令牌。`),
                next: bilingual_both('Nothing to do, unless somebody else stored that secret at the same moment and the next run is refused: then the recovery command stores the token of this run.', '一般无需处理。如果当时恰好有别人存入了这个 Secret，且下一次运行被拒绝，可用恢复命令存入本次运行的令牌。'),
            };
        case 'link-masked':
            return {
                title: bilingual_both('The authorize link is masked', '授权链接被脱敏'),
                what: bilingual_both('The runner shows *** inside the authorize link, because app-id or redirect-url is kept as a secret.', '授权链接里出现 ***，因为 app-id 或 redirect-url 存成了 Secret。'),
                next: bilingual_both('Keep both in vars instead of secrets.', '请把它们放到 vars，而不是 secrets。'),
            };
    }
}
/** Whether only the record calls a copy stale: by its dates, the copy was read after the stored token was written. */
function isRecordAlone({ updatedAt, readAt }) {
    return updatedAt !== undefined && readAt !== undefined && readAt > updatedAt;
}

;// CONCATENATED MODULE: ./build/src/report/annotations.js



/** Of an annotation, GitHub shows no more characters; its title counted in, to be safe. */
const LONGEST = 4_096;
/** A language of which no more than this is left is left out. */
const SHORTEST = 40;
/** What GitHub shows on the page of the run: plain text in the leading language, and one line in the other. */
function annotations(result, failure, context) {
    const { language, error, step, warnings, recovery, now } = result;
    const told = (level, title, message) => annotation(level, title, message, language, context.redact);
    return [
        ...(failure && error ? [told('error', failure.title, { ...ofFailure(failure), id: error.id })] : []),
        ...warnings.map((warning) => {
            const { title, what, next } = warningText(warning, now, context);
            return told('warning', title, { lines: [what, next], next });
        }),
        // A main step that was killed leaves a red job. Where a command is shown as a choice, the warning beside it says more.
        ...(step === 'post' && !error && !recovery ? [told('notice', annotations_RESCUED.title, annotations_RESCUED)] : []),
    ];
}
const annotations_RESCUED = {
    title: bilingual_both('The new refresh token is stored after all', '新的刷新令牌已补存'),
    lines: [RESCUE],
    next: bilingual_both('Nothing to do: the refresh token is stored.', '无需处理，刷新令牌已保存。'),
};
function ofFailure({ urgent, countdown, happened, seen, fate, code, next, docs }) {
    const lines = [
        urgent ? countdown : undefined,
        happened,
        code,
        seen && bilingual_both(`Seen: ${seen.en}.`, `依据：${seen.zh}。`),
        fate,
        urgent ? undefined : countdown,
        ...next.map(({ en, zh }, index) => bilingual_both(`${index + 1}. ${en}`, `${index + 1}. ${zh}`)),
    ].filter((line) => line !== undefined);
    const [first = bilingual_both('', '')] = next;
    // A step that leads on to the next one ends with a colon, and here is no next one.
    const alone = bilingual_both(first.en.replace(/:$/, '; see the job summary.'), first.zh.replace(/：$/, '，详见运行摘要。'));
    return { lines, next: alone, more: bilingual_both(`More: ${docs.en}`, `详见：${docs.zh}`) };
}
function annotation(level, titleInBoth, { id, lines, next, more }, language, redact) {
    const title = redact(`${titleInBoth[language]}${id === undefined ? '' : ` (${id})`}`);
    const [en, zh] = [`English: ${titleInBoth.en}. ${next.en}`, `中文：${titleInBoth.zh}。${next.zh}`];
    const other = redact(bilingual_both(en, zh)[otherLanguage(language)]);
    const last = more === undefined ? '' : `\n${redact(more[language])}`;
    const room = LONGEST - title.length - last.length;
    const body = cut(redact(lines.map((line) => line[language]).join('\n')), room) + last;
    // The other language gives way first.
    const left = LONGEST - title.length - body.length - 1;
    return { level, title, message: left < SHORTEST ? body : `${body}\n${cut(other, left)}` };
}
/** A text of at most so many characters, as GitHub counts them, and a sign that there was more. */
function cut(text, most) {
    return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

;// CONCATENATED MODULE: ./build/src/errors/failure.js
/** What is known about the answer behind a failure; empty if there is no such answer. */
function evidenceOf(failure) {
    return 'evidence' in failure ? failure.evidence : {};
}

;// CONCATENATED MODULE: ./build/src/report/markdown.js
/**
 * A text as Markdown that shows just that text, in a paragraph or in a cell of a table: no name can become markup, a
 * mention, a link or another column.
 */
function plain(text) {
    return (oneLine(text)
        .replace(/[&<>\\`*{}[\]|~]/g, entity)
        // Inside a word an underscore is one; and names of secrets are full of them.
        .replace(/(?<![a-z0-9])_|_(?![a-z0-9])/gi, entity)
        // GitHub looks for addresses, mentions, issues, emoji and formulas after it has resolved entities; not across elements.
        .replace(/[@$]|:(?=\/\/|[\w+-]+:)|(?<!&)#(?=\d)|w(?=ww\.)/gi, apart)
        // Headings, lists and rulers.
        .replace(/^(?:[#+=-](?!>)|\d+(?=[.)]))/, (start) => start.replace(/./, entity)));
}
function entity(sign) {
    return `&#${sign.charCodeAt(0)};`;
}
function apart(sign) {
    return `<span>${sign}</span>`;
}
/** Cuts a text to so many characters, and marks the cut. Call it before escaping, so that no escape is cut in half. */
function shortened(text, most) {
    if (text.length <= most)
        return text;
    const characters = Array.from(text);
    return characters.length > most ? `${characters.slice(0, most).join('')}…` : text;
}
/** A text in a monospaced font. An element, since backticks cannot hold every text, least of all in a table. */
function code(text) {
    return `<code>${plain(text)}</code>`;
}
/** A link. Only `http` and `https`; for any other address, the text alone. */
function markdown_link(text, url) {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
        return plain(text);
    return `<a href="${new URL(url).href.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/\|/g, '%7C')}">${plain(text)}</a>`;
}
/** A block of code, whatever the code holds. */
function fenced(text, language = '') {
    const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
    const fence = '`'.repeat(Math.max(3, longest + 1));
    return `${fence}${language}\n${text}\n${fence}`;
}
/** A table. Cells are Markdown already. */
function table(header, rows) {
    const line = (cells) => `| ${cells.join(' | ')} |`;
    return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}
/** Line breaks would end a cell; format controls (bidi) could show another name than there is. */
function oneLine(text) {
    return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
/** A text in which these addresses, and no others, are links. */
function linked(text, urls) {
    const [url, ...others] = urls;
    if (url === undefined)
        return plain(text);
    const parts = text.split(url);
    return parts
        .map((part, index) => {
        const before = index < parts.length - 1 && part.endsWith(' ') ? ' ' : '';
        // In plain text a space ends an address, also before a Chinese comma; a link ends by itself.
        const after = index > 0 && /^ [^，。）]/.test(part) ? ' ' : '';
        return `${after}${linked(part, others)}${before}`;
    })
        .join(markdown_link(url, url));
}

;// CONCATENATED MODULE: ./build/src/report/failure.js







/** Named by several errors of GitHub. */
const STATUS_PAGE = 'https://www.githubstatus.com';
/** Wrong inputs are one step each; nobody reads more of them. */
const MOST_STEPS = 20;
/** Characters of one text: what is quoted in it can be of any length. */
const LONGEST_TEXT = 1_000;
/**
 * Reads the catalogue for an error. Everything is redacted here, before it is escaped: an escaped secret is not
 * recognized any more.
 */
function failureText({ failure }, result, context) {
    const { id, fate, code } = failure;
    const { title, happened, next } = wordsOf(failure);
    const { ssoUrl } = evidenceOf(failure);
    const clean = ({ en, zh }) => bilingual_both(shortened(context.redact(en), LONGEST_TEXT), shortened(context.redact(zh), LONGEST_TEXT));
    const steps = inFewWords(withCode(next, failure, result), result);
    const more = steps.length - MOST_STEPS;
    return {
        title,
        happened: clean(happened),
        seen: seen(failure, context),
        fate: result.hasNoToken ? undefined : fateSentence(fate, failure),
        code: code && codeSentence(code),
        countdown: countdown(result),
        urgent: isUrgent(result),
        next: [
            ...steps.slice(0, MOST_STEPS).map(clean),
            ...(more > 0 ? [bilingual_both(`And ${more} more.`, `另有 ${more} 项。`)] : []),
        ],
        links: [STATUS_PAGE, ...(ssoUrl === undefined ? [] : [ssoUrl])],
        docs: bilingual_both(`${context.docsUrl}/${docsPath(id)}`, `${context.docsUrl}/${docsPath(id, 'zh')}`),
    };
}
/** To run again takes a code, in a run that was given one: the same while it is good, else a new one. */
function withCode(steps, { code }, { authorizeLink }) {
    const [first] = AUTHORIZE_BY_SHOWN_LINK;
    if (code === undefined || code === 'redeemed' || steps.some((step) => step === first))
        return steps;
    const next = code === 'not-sent' ? REDEEM_AGAIN : TAKE_NEW_CODE;
    const again = authorizeLink === undefined ? next : AUTHORIZE_AS_SHOWN;
    const at = steps.findIndex((step) => RUN_AGAIN.includes(step));
    const others = steps.filter((step) => !RUN_AGAIN.includes(step));
    return at < 0 ? [...others, again] : others.toSpliced(at, 0, again);
}
/** Where the summary shows how to authorize, or what has to be fixed before, nobody has to read it twice. */
function inFewWords(steps, { authorizeLink, setUp = [] }) {
    const isWrong = setUp.some(({ state }) => state === 'wrong');
    if (authorizeLink === undefined && !isWrong)
        return steps;
    const [first] = AUTHORIZE_BY_SHOWN_LINK;
    const short = authorizeLink === undefined ? MEND_THEN_AUTHORIZE : AUTHORIZE_AS_SHOWN;
    return steps
        .map((step) => (step === first ? short : step))
        .filter((step) => !AUTHORIZE_BY_SHOWN_LINK.includes(step));
}
/** The evidence on one line: what was asked, what was answered, and the ids that a support team asks for. */
function seen(failure, { redact, quote }) {
    const { request, host, status, network, proxyStatus, errorCode, said, traceId, requestId } = evidenceOf(failure);
    const message = said?.printable(quote) ?? bilingual_both('', '');
    const reason = networkReason(network);
    const same = (known, text) => (known === undefined ? [] : [bilingual_both(text, text)]);
    const answer = [
        ...same(status, `HTTP ${status ?? ''}`),
        ...(network === undefined
            ? []
            : [bilingual_both(`no usable answer (${reason.en})`, `没有可用的响应（${reason.zh}）`)]),
        ...(proxyStatus === undefined
            ? []
            : [bilingual_both(`status ${proxyStatus} of the proxy`, `代理返回状态码 ${proxyStatus}`)]),
        ...same(errorCode, `errorCode ${errorCode ?? ''}`),
        ...(message.en === '' ? [] : [bilingual_both(`"${message.en}"`, `“${message.zh}”`)]),
        ...same(traceId, `trace id ${traceId ?? ''}`),
        ...same(requestId, `request id ${requestId ?? ''}`),
    ];
    if (answer.length === 0)
        return undefined;
    const asked = [request, host === undefined ? undefined : `at ${host}`].filter((part) => part !== undefined);
    const hostZh = request === undefined ? host : `（${host ?? ''}）`;
    const askedZh = [request, host === undefined ? undefined : hostZh].filter((part) => part !== undefined);
    return bilingual_both(redact(`${asked.length === 0 ? '' : `${asked.join(' ')}: `}${answer.map(({ en }) => en).join(', ')}`), redact(`${asked.length === 0 ? '' : `${askedZh.join('')}：`}${answer.map(({ zh }) => zh).join('，')}`));
}

;// CONCATENATED MODULE: ./build/src/report/outputs.js


/** What action.yml promises to later steps; what is not known is empty. Only here may the access token stand. */
function outputs(result, { redact }) {
    const { status, error, accessToken, accessTokenExpiresAt, refreshTokenLife, openUserId, traceId } = result;
    return {
        ...(error ? { 'error-code': error.id } : status === undefined ? {} : { status }),
        'access-token': accessToken?.reveal() ?? '',
        'access-token-expires-at': accessTokenExpiresAt ? isoDate(accessTokenExpiresAt) : '',
        'refresh-token-expires-at': refreshTokenLife && !isDoubtful(error) ? isoDate(refreshTokenLife.until) : '',
        // Both are Fxiaoke's words, which may echo a secret.
        'open-user-id': redact(openUserId ?? ''),
        'trace-id': redact(traceId ?? ''),
    };
}

;// CONCATENATED MODULE: ./build/src/report/record-line.js


/** Fxiaoke's ids have no bound. */
const LONGEST_USER = 100;
/** Whose login was stored before, and whose is now, where authorizing has put one user's in the place of another's. */
function replacedLine({ openUserId, formerOpenUserId }) {
    if (formerOpenUserId === undefined)
        return undefined;
    const was = shortened(formerOpenUserId, LONGEST_USER);
    const is = openUserId && shortened(openUserId, LONGEST_USER);
    return bilingual_both(`Before, this was the login of the Fxiaoke user ${was}. ${is ? `Now it is that of ${is}.` : 'Whose it is now, Fxiaoke did not say.'}`, `这里原来是纷享销客用户 ${was} 的授权，${is ? `现在是 ${is} 的。` : '纷享销客没有说明现在是谁的。'}`);
}
/** What became of the record, on one line; what it would give where it could not be written. */
function recordLine({ name, reason, isForbidden }) {
    if (reason === undefined)
        return bilingual_both(`The variable ${name} records what the secrets hold and when the tokens expire.`, `变量 ${name} 已更新，记录着 Secret 里的令牌及其有效期。`);
    const permission = isForbidden
        ? bilingual_both(' Give secrets-token the permission to write variables there (Environments: Read and write for an environment, else Variables: Read and write).', '请给 secrets-token 加上写变量的权限（环境用 Environments: Read and write，其他用 Variables: Read and write）。')
        : bilingual_both('', '');
    return bilingual_both(`The variable ${name} was not written (${reason.en}). It tells jobs and people when the tokens expire, and lets a run notice that its copy is old or from another place.${permission.en}`, `变量 ${name} 没有写入（${reason.zh}）。它能让其他 job 和人看到令牌的有效期，也能让运行识别出手里的令牌过时或来自别处。${permission.zh}`);
}

;// CONCATENATED MODULE: ./build/src/report/secret-words.js

/** What became of a secret, and the sign that goes before it. */
const OUTCOMES = {
    created: { sign: '✅', text: bilingual_both('created', '已新建') },
    updated: { sign: '✅', text: bilingual_both('updated', '已更新') },
    unchanged: { sign: '✅', text: bilingual_both('unchanged, not written', '未变，未重写') },
    presumed: { sign: '✅', text: bilingual_both('probably updated', '很可能已更新') },
    failed: { sign: '❌', text: bilingual_both('not stored', '未存入') },
    'changed-meanwhile': { sign: '⚠️', text: bilingual_both('changed meanwhile, left alone', '其间已变化，未改动') },
};
/** What a secret keeps. */
const HOLDS = {
    'refresh-token': bilingual_both('refresh token', '刷新令牌'),
    'access-token': bilingual_both('access token', '访问令牌'),
};

;// CONCATENATED MODULE: ./build/src/report/set-up-list.js


/** More items than anybody reads: shares have one each. The log has them all. */
const MOST_ITEMS = 40;
/** Characters of one item: what is quoted in it can be of any length. */
const LONGEST_ITEM = 400;
const SIGNS = { done: '✅', wrong: '❌', open: '⚠️' };
const TITLE = bilingual_both('Set-up: ✅ done, ❌ a run fails for it, ⚠️ open', '配置清单：✅ 就绪，❌ 有误（运行会失败），⚠️ 待办');
/**
 * The list of what is done and what is open, with the pages that fix it, for the summary. Beside a link, which is what
 * there is to do, what is done takes one item, below what is open.
 */
function setUpSection({ setUp, authorizeLink }, { redact }, language) {
    if (!setUp)
        return undefined;
    const shown = setUp.slice(0, MOST_ITEMS);
    const text = ({ says, fix }) => [says, ...(fix ? [fix] : [])]
        .map((one) => plain(shortened(redact(one[language]), LONGEST_ITEM)))
        .join(bilingual_both(' ', '')[language]);
    const item = (one) => {
        const links = one.pages.map(({ title, url }) => markdown_link(title[language], url));
        return `- ${SIGNS[one.state]} ${text(one)}${links.length === 0 ? '' : ` → ${links.join(' · ')}`}`;
    };
    const left = setUp.length - shown.length;
    const more = left > 0 ? [`- ${bilingual_both(`and ${left} more`, `另有 ${left} 项`)[language]}`] : [];
    if (authorizeLink === undefined)
        return `### ${TITLE[language]}\n\n${[...shown.map(item), ...more].join('\n')}`;
    const done = shown.filter(({ state }) => state === 'done').map(text);
    const others = shown.filter(({ state }) => state !== 'done').map(item);
    return [...others, `- ${SIGNS.done} ${done.join(bilingual_both(' ', '')[language])}`, ...more].join('\n');
}
/** The same for the log: one line each, with the first page. */
function setUpLines({ setUp = [] }) {
    return setUp.map(({ state, says, fix, pages }) => {
        const [first] = pages;
        const line = (language) => {
            const where = first ? ` → ${first.title[language]}: ${first.url}` : '';
            const how = fix ? `${bilingual_both(' ', '')[language]}${fix[language]}` : '';
            return `${SIGNS[state]} ${says[language]}${how}${where}`;
        };
        return bilingual_both(line('en'), line('zh'));
    });
}

;// CONCATENATED MODULE: ./build/src/report/authorize-section.js


/**
 * How to authorize with the link of this result. In Markdown, its address stands in the summary as it is: what made it has
 * percent-encoded everything that would end it.
 *
 * @returns undefined if the result has no link
 */
function authorizeSection({ authorizeLink: url, warnings }, language) {
    if (url === undefined)
        return undefined;
    const of = (en, zh) => bilingual_both(en, zh)[language];
    const input = code('authorization-code');
    // Where this run knows it, a warning says so.
    const masked = warnings.some(({ id }) => id === 'link-masked')
        ? bilingual_both('', '')
        : bilingual_both(' If its address holds `***`, move app-id and redirect-url from `secrets` to `vars`.', '如果链接里有 `***`，请把 app-id 和 redirect-url 从 `secrets` 移到 `vars`。');
    return [
        `### ${of('Authorize', '授权')}`,
        of(`1. [Open the authorize page](${url}) within 24 hours, sign in as the Fxiaoke user the tokens should belong to, and approve. The link is in the log too.${masked.en}\n` +
            `2. Copy the full address of the page the browser ends up on; the page itself may show an error.\n` +
            `3. Right away, start this workflow again (Run workflow, not Re-run) with that address in ${input}: the code in it works only once and expires quickly.`, `1. 24 小时内[打开授权页](${url})，用令牌应归属的那个纷享销客账号登录并同意授权。日志里也有这个链接。${masked.zh}\n` +
            `2. 复制浏览器最后跳转到的完整网址；页面打不开也没关系。\n` +
            `3. 立即再次运行本工作流（点 Run workflow，不要点 Re-run），把网址填入 ${input}：其中的 code 只能用一次，且很快过期。`),
    ].join('\n\n');
}

;// CONCATENATED MODULE: ./build/src/report/summary.js











/** More rows than anybody reads; the log has them all. */
const MOST_ROWS = 100;
/** Characters of one name: GitHub takes environments of 255, and Fxiaoke's ids have no bound at all. */
const LONGEST_NAME = 100;
/** Characters of what GitHub said of one place. */
const LONGEST_SENTENCE = 160;
/** GitHub refuses a summary of more than 1 MiB. A section that would come near is left out of its language, in bytes. */
const LARGEST = 256 * 1024;
const summary_NAMES = bilingual_both('English', '中文');
/**
 * The job summary, in the leading language, with the other one folded below it: on a success, what is stored and until
 * when it lives; on a failure, the page that a person works from.
 *
 * @param failure what there is to say of `result.error`
 */
function summary(result, failure, context) {
    const other = otherLanguage(result.language);
    const page = (language) => new Page(result, failure, context, language).text();
    return `${page(result.language)}\n\n<details>\n<summary>${summary_NAMES[other]}</summary>\n\n${page(other)}\n\n</details>\n`;
}
/** The summary in one language. */
class Page {
    #result;
    #failure;
    #context;
    #language;
    constructor(result, failure, context, language) {
        this.#result = result;
        this.#failure = failure;
        this.#context = context;
        this.#language = language;
    }
    text() {
        let size = 0;
        const sections = this.#failure ? this.#failed(this.#failure) : this.#succeeded();
        return sections
            .filter((section) => {
            if (section === undefined || section === '')
                return false;
            const larger = size + Buffer.byteLength(section);
            if (larger > LARGEST)
                return false;
            size = larger;
            return true;
        })
            .join('\n\n');
    }
    #succeeded() {
        const { sign, text } = headline(this.#result);
        return [
            `## ${sign} ${plain(this.#in(text))}`,
            this.#about(),
            this.#replaced(),
            this.#rescued(),
            this.#warnings(),
            this.#recovery(),
            this.#authorize(),
            this.#lives(),
            this.#secrets(),
            this.#record(),
            this.#setUp(),
            this.#schedule(),
        ];
    }
    /** The verdict, what to do, then what is known. */
    #failed({ title, happened, urgent, next, links, fate, code }) {
        const isChoice = this.#result.recovery?.isChoice === true;
        return [
            `## ❌ ${plain(this.#in(title))}`,
            this.#about(),
            urgent ? `> [!WARNING]\n> ${this.#lives() ?? ''}` : undefined,
            [happened, ...(code ? [code] : [])].map((text) => plain(this.#in(text))).join('<br>\n'),
            // Running the command at once does no harm: it is guarded. Where it is only a choice, it is not the first thing to do.
            isChoice ? undefined : this.#recovery(),
            this.#authorize(),
            this.#setUp(),
            ...this.#steps(next, links),
            isChoice ? this.#recovery() : undefined,
            `**${this.#of('What is known', '目前所知')}**`,
            fate && plain(this.#in(fate)),
            urgent ? undefined : this.#lives(),
            this.#secrets(),
            this.#record(),
            this.#evidence(),
            this.#warnings(),
        ];
    }
    /** What to do, but for what the section about authorizing says. */
    #steps(next, links) {
        const steps = next.filter(({ en }) => en !== AUTHORIZE_AS_SHOWN.en);
        if (steps.length === 0)
            return [];
        return [
            `**${this.#of('What to do', '怎么办')}**`,
            steps.map((step, index) => `${index + 1}. ${linked(this.#in(step), links)}`).join('\n'),
        ];
    }
    #of(en, zh) {
        return bilingual_both(en, zh)[this.#language];
    }
    #in(text) {
        return text[this.#language];
    }
    #named(text) {
        return shortened(this.#context.redact(text), LONGEST_NAME);
    }
    /** Where the secrets live, which is all there is to say of the place where none was written; and whose words these are. */
    #about() {
        const { place, settingsUrl, step, openUserId, error } = this.#result;
        const where = place && this.#named(this.#in(place));
        const shown = where && (settingsUrl === undefined ? plain(where) : markdown_link(where, settingsUrl));
        const user = openUserId === undefined || error ? undefined : code(this.#named(openUserId));
        const parts = [
            step === 'post' ? this.#of('Reported by the post step', '来自 post 步骤') : undefined,
            shown && this.#of(`Secrets of ${shown}`, `Secret 存放位置：${shown}`),
            user && this.#of(`Fxiaoke user ${user}`, `纷享销客用户 ${user}`),
        ].filter((part) => part !== undefined);
        return parts.length === 0 ? undefined : parts.join(' · ');
    }
    #replaced() {
        const line = replacedLine(this.#result);
        return line && plain(this.#in(line));
    }
    /** A main step that failed leaves a red job; this says that nothing has to be done about the token. */
    #rescued() {
        const { step, recovery } = this.#result;
        // Where a command is shown as a choice, the warning beside it says that the token is probably stored.
        if (step !== 'post' || recovery)
            return undefined;
        return this.#in(RESCUE);
    }
    #authorize() {
        return authorizeSection(this.#result, this.#language);
    }
    #recovery() {
        const { recovery } = this.#result;
        if (!recovery)
            return undefined;
        const [title, text] = recovery.isChoice ? this.#recoveryAsChoice() : this.#recoveryAtOnce(recovery);
        return [`### ${title}`, text, fenced(recovery.command, 'sh')].join('\n\n');
    }
    #recoveryAsChoice() {
        return [
            this.#of('The recovery command', '恢复命令'),
            this.#of('Only if the next run is refused and nobody has authorized in the meantime: it replaces what the secret holds now with the token of this run.', '只有下一次运行被拒绝、且其间没有人重新授权时才需要执行：它会用本次运行的令牌替换 Secret 里现有的那个。'),
        ];
    }
    #recoveryAtOnce(recovery) {
        const [name, gh] = [code(this.#named(recovery.name)), code('gh')];
        const place = plain(this.#named(this.#in(recovery.place)));
        return [
            this.#of('Store the new refresh token by hand', '手动保存新的刷新令牌'),
            this.#of(`This command stores it as ${name} in ${place}. Paste it into a POSIX shell (Linux, macOS, Git Bash) where ${gh} is logged in with permission to write that secret. ` +
                'The value is sealed: only GitHub can open it, and only while it keeps that key, so do it now. It writes nothing if the secret has changed since.', `下面的命令把它保存为 ${name}（${place}）。先用有写权限的账号登录 ${gh}，再在 POSIX shell（Linux、macOS、Git Bash）里粘贴执行。内容已加密，只有 GitHub 能解开；GitHub 更换公钥后即失效，请立即执行。如果 Secret 已被改动，命令不会写入。`),
        ];
    }
    #secrets() {
        const { secrets, place: main } = this.#result;
        if (secrets.length === 0)
            return undefined;
        const rows = secrets
            .slice(0, MOST_ROWS)
            .map(({ name, settingsUrl, place, holds, shared, outcome, reason }) => {
            const { sign, text } = OUTCOMES[outcome];
            const token = this.#in(HOLDS[holds]);
            const lines = [
                `${sign} ${markdown_link(this.#named(name), settingsUrl)} ${plain(this.#in(text))}`,
                // Where it is another than that of the run.
                place.en === main?.en ? '' : plain(this.#named(this.#in(place))),
                reason === undefined
                    ? ''
                    : plain(shortened(this.#context.redact(this.#in(reason)), LONGEST_SENTENCE)),
            ];
            return [
                plain(shared ? this.#of(`${token}, shared`, `${token}（共享）`) : token),
                lines.filter((line) => line !== '').join('<br>'),
            ];
        });
        const header = [this.#of('Token', '令牌'), 'Secret'];
        const left = secrets.length - MOST_ROWS;
        const more = left > 0 ? `\n\n${this.#of(`and ${left} more`, `另有 ${left} 项`)}` : '';
        return `${table(header, rows)}${more}`;
    }
    /** What is left of the tokens, and until when; of the refresh token with a bar, where its age says so. */
    #lives() {
        const { refreshTokenLife, accessTokenExpiresAt, now } = this.#result;
        const access = accessTokenExpiresAt && lifeSentence(bilingual_both('The access token', '访问令牌'), accessTokenExpiresAt, now);
        const lines = [
            this.#failure || refreshTokenLife ? this.#countdown() : undefined,
            access && plain(this.#in(access)),
        ].filter((line) => line !== undefined);
        return lines.length === 0 ? undefined : lines.join('<br>\n');
    }
    #countdown() {
        const { refreshTokenLife: life, error, now } = this.#result;
        const text = countdown(this.#result);
        if (!text)
            return undefined;
        const bar = life && !isDoubtful(error) ? `${code(lifeBar(life, now))} ` : '';
        return `${bar}${plain(this.#in(text))}`;
    }
    #evidence() {
        const { docs, seen } = this.#failure ?? {};
        const { error } = this.#result;
        const more = docs && markdown_link(this.#of('more about it', '详细说明'), this.#in(docs));
        const report = error?.id === 'internal-error'
            ? ` · ${markdown_link(this.#of('report it', '反馈问题'), this.#context.issuesUrl)}`
            : '';
        return [
            ...(seen ? [`${this.#of('Seen: ', '依据：')}${code(this.#in(seen))}`] : []),
            `${this.#of('Error ', '错误 ')}${code(error?.id ?? '')}${this.#of(': ', '：')}${more ?? ''}${report}`,
        ].join('<br>\n');
    }
    #record() {
        const { record } = this.#result;
        return record && plain(this.#in(recordLine(record)));
    }
    #setUp() {
        return setUpSection(this.#result, this.#context, this.#language);
    }
    #schedule() {
        const { schedule, now } = this.#result;
        if (!schedule)
            return undefined;
        const { cron, runsInTokenLife: runs, next } = schedule;
        const line = code(this.#named(cron));
        const at = next && plain(this.#in(moment(next, now)));
        // GitHub tells the cron line, and not the time zone that a schedule may carry.
        const zone = code('timezone');
        return this.#of(`Schedule: ${line} runs ${runs} ${runs === 1 ? 'time' : 'times'} in the 60 days of a new refresh token.${at === undefined ? '' : ` Next on ${at}, unless the schedule sets a ${zone}.`}`, `定时：${line} 在新刷新令牌的 60 天内运行 ${runs} 次。${at === undefined ? '' : `下一次：${at}；如果定时设置了 ${zone}，以它为准。`}`);
    }
    #warnings() {
        const { warnings, now } = this.#result;
        if (warnings.length === 0)
            return undefined;
        const items = warnings.map((warning) => {
            const { title, what, next } = warningText(warning, now, this.#context);
            const text = [what, next].map((one) => plain(this.#in(one))).join(this.#of(' ', ''));
            return `- ⚠️ **${plain(this.#in(title))}**<br>${text}`;
        });
        return items.join('\n');
    }
}

;// CONCATENATED MODULE: ./build/src/report/report.js










/**
 * Puts a result into words.
 *
 * @param result of the main or the post step
 * @param context redacts, and knows where the documentation is
 * @returns texts for the runner; only `outputs` may hold the access token
 */
function report(result, context) {
    const failure = result.error && failureText(result.error, result, context);
    return {
        annotations: annotations(result, failure, context),
        log: log(result).map(context.redact),
        summary: context.redact(summary(result, failure, context)),
        outputs: outputs(result, context),
    };
}
/** The end of the log: what was stored, the verdict, and what has to be copied, each on a line of its own. */
function log(result) {
    const { language, now, error, secrets, accessTokenExpiresAt, refreshTokenLife, recovery, record } = result;
    const { authorizeLink } = result;
    const { sign: verdictSign, text: verdict } = headline(result);
    const said = [
        ...secrets.map(({ name, place, outcome, reason }) => {
            const { sign, text } = OUTCOMES[outcome];
            const why = reason === undefined ? bilingual_both('', '') : bilingual_both(` (${reason.en})`, `（${reason.zh}）`);
            return bilingual_both(`${sign} ${name} in ${place.en}: ${text.en}${why.en}.`, `${sign} ${name}（${place.zh}）：${text.zh}${why.zh}。`);
        }),
        error ? undefined : bilingual_both(`${verdictSign} ${verdict.en}.`, `${verdictSign} ${verdict.zh}。`),
        ...setUpLines(result),
        replacedLine(result),
        accessTokenExpiresAt && lifeSentence(bilingual_both('The access token', '访问令牌'), accessTokenExpiresAt, now),
        error || !refreshTokenLife ? undefined : countdown(result),
        record && recordLine(record),
        recovery &&
            (recovery.isChoice
                ? bilingual_both('If the next run is refused, and nobody has authorized in the meantime, this command puts the token of this run in the place of what the secret holds now:', '如果下一次运行被拒绝，且其间没有人重新授权，这条命令会用本次运行的令牌替换 Secret 里现有的那个：')
                : bilingual_both(`This command stores the new refresh token as ${recovery.name} in ${recovery.place.en}. Only GitHub can open what it holds:`, `这条命令把新的刷新令牌存为 ${recovery.name}（${recovery.place.zh}），内容只有 GitHub 能解开：`)),
        recovery?.command,
        authorizeLink === undefined
            ? undefined
            : bilingual_both('Authorize here, then pass the address that the browser landed on as authorization-code:', '在这里授权，再把浏览器最后跳转到的网址填入 authorization-code：'),
        authorizeLink,
        // Of a failure, the annotation says it.
        error ? undefined : bilingual_both(`English: ${verdict.en}.`, `中文：${verdict.zh}。`)[otherLanguage(language)],
    ];
    return said
        .filter((line) => line !== undefined)
        .map((line) => (typeof line === 'string' ? line : line[language]));
}

;// CONCATENATED MODULE: ./build/src/runner/tell.js



/**
 * Reports a result to the runner: outputs first, because other steps may depend on them, then log, annotations and
 * summary. If one part cannot be written, the others still are.
 *
 * @param env names the repository and the action, for the links
 * @returns the exit code of the step
 */
async function tell(result, runner, env) {
    const told = inWords(result, {
        redact: (text) => runner.redact(text),
        quote: (text) => runner.quote(text),
        ...links(env),
    });
    setOutputs(told, runner);
    for (const line of told.log)
        runner.info(line);
    for (const annotation of told.annotations)
        runner.annotate(annotation);
    await runner.addSummary(told.summary).catch(() => {
        const instead = bilingual_both('The job summary could not be written; the log above says it all.', '运行摘要无法写入，内容都在上面的日志里。');
        runner.info(instead[result.language]);
    });
    return result.error ? 1 : 0;
}
/** Words the result. If that fails, the outputs and the error id still get through. */
function inWords(result, context) {
    try {
        return report(result, context);
    }
    catch (error) {
        const { status, error: failure, accessToken, recovery } = result;
        const bug = error instanceof Error ? error.message : typeof error;
        return {
            outputs: {
                ...(failure ? { 'error-code': failure.id } : status === undefined ? {} : { status }),
                'access-token': accessToken?.reveal() ?? '',
            },
            log: [
                `The report could not be written (${bug}). Please report this: ${context.issuesUrl}`,
                ...(recovery ? [recovery.command] : []),
            ],
            annotations: failure
                ? [{ level: 'error', title: failure.id, message: `${context.docsUrl}/${docsPath(failure.id)}` }]
                : [],
            summary: '',
        };
    }
}
function setOutputs(told, runner) {
    for (const [name, value] of Object.entries(told.outputs)) {
        try {
            runner.setOutput(name, value);
        }
        catch {
            runner.info(`The output ${name} could not be written.`);
        }
    }
}
function links(env) {
    const set = (name) => (env[name] === '' ? undefined : env[name]);
    const server = (set('GITHUB_SERVER_URL') ?? 'https://github.com').replace(/\/+$/, '');
    const repository = set('GITHUB_REPOSITORY') ?? '';
    // Both are empty for an action in the workflow's own repository.
    const action = set('GITHUB_ACTION_REPOSITORY') ?? repository;
    const ref = set('GITHUB_ACTION_REF') ?? 'HEAD';
    return { docsUrl: `${server}/${action}/blob/${ref}`, issuesUrl: `${server}/${action}/issues/new/choose` };
}

;// CONCATENATED MODULE: ./build/src/recover-step.js




/** The post step of a run whose new refresh token may not be stored. */
async function recoverStep(env) {
    const { raw, world } = await realWorld(env);
    leave(await tell(await recover(raw, world), world.runner, env));
}


/***/ })

};
