export const id = 167;
export const ids = [167];
export const modules = {

/***/ 5167:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  recoverStep: () => (/* binding */ recoverStep)
});

;// CONCATENATED MODULE: ./build/src/errors/action-error.js
/** The only error that crosses a door of the run. Its text is made from the catalogue, at the very end. */
class ActionError extends Error {
    name = 'ActionError';
    id;
    fate;
    evidence;
    /**
     * @param id the stable id, see docs/errors.md
     * @param fate what has become of the stored refresh token
     * @param evidence what was seen, for the catalogue to speak of
     * @param cause the error behind it, never printed
     */
    constructor(id, fate, evidence = {}, cause) {
        super(id, { cause });
        this.id = id;
        this.fate = fate;
        this.evidence = evidence;
    }
}

;// CONCATENATED MODULE: ./build/src/errors/remote-text.js
/**
 * Text that somebody else's server sent. It may echo a secret, hold control characters or workflow commands, so it
 * is kept shut until the report opens it through `printable`.
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
     * The text as it may be printed: redacted, then cut (so that no half of a secret survives a cut), then escaped.
     *
     * @param redact hides the secrets of this run
     * @param limit characters to keep
     */
    printable(redact, limit = 300) {
        const redacted = redact(this.#raw);
        // By code point, so that no character is cut in half.
        const characters = Array.from(redacted);
        const cut = characters.length > limit ? `${characters.slice(0, limit).join('')}…` : redacted;
        // Line breaks and other controls could start a workflow command or repaint the log; bidi controls could lie.
        return cut.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
    }
    toString() {
        return '[remote text]';
    }
    toJSON() {
        return '[remote text]';
    }
}

;// CONCATENATED MODULE: ./build/src/transport/http-client.js
/** No answer came. */
class ConnectionError extends Error {
    name = 'ConnectionError';
    /** `certificate`, `timeout`, or the network's error code such as `ECONNRESET`. */
    reason;
    /** Whether the request may have reached the server. False is a promise, true is a possibility. */
    maybeSent;
    constructor(reason, maybeSent, cause) {
        super(`no answer: ${reason}`, { cause });
        this.reason = reason;
        this.maybeSent = maybeSent;
    }
}

;// CONCATENATED MODULE: ./build/src/github/github-clock.js
/**
 * GitHub's time, as its `Date` headers tell it: a runner's own clock may be an hour wrong. Between two answers it
 * goes on at the pace of this machine.
 */
class GitHubClock {
    #clock;
    #offset = 0;
    constructor(clock) {
        this.#clock = clock;
    }
    /** Takes over the `Date` header of an answer that has just come. */
    heard(date) {
        const time = Date.parse(date ?? '');
        if (!Number.isNaN(time))
            this.#offset = time - this.#clock.now();
    }
    /** GitHub's time in milliseconds since the epoch. */
    now() {
        return this.#clock.now() + this.#offset;
    }
}

;// CONCATENATED MODULE: ./build/src/github/github-failure.js

/** A request to GitHub that did not succeed, read once, for others to decide on. */
class GitHubFailure extends Error {
    name = 'GitHubFailure';
    kind;
    evidence;
    /** How long GitHub asks to wait, in milliseconds. */
    retryAfter;
    /** Whether GitHub may have carried the request out all the same. */
    maybeDone;
    constructor(kind, evidence, options = {}) {
        super(`${kind}: ${evidence.request ?? ''}`, { cause: options.cause });
        this.kind = kind;
        this.evidence = evidence;
        this.retryAfter = options.retryAfter;
        this.maybeDone = options.maybeDone ?? false;
    }
    /** Whether the same request may succeed later. */
    get transient() {
        return this.kind === 'unanswered' || this.kind === 'server' || this.kind === 'limited';
    }
}
/** A secondary limit that names no time wants at least a minute. @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
const SECONDARY_LIMIT_WAIT = 60_000;
/**
 * Reads an answer that is not a success.
 *
 * @param request the request, for example `PUT /repos/acme/crm/actions/secrets/NAME`
 * @param answer status, headers and parsed body
 * @param now GitHub's time in milliseconds, for limits that name a moment
 */
function readGitHubFailure(request, answer, now) {
    const { status } = answer;
    const header = (name) => {
        const value = answer.headers[name];
        return typeof value === 'string' || typeof value === 'number' ? `${value}` : undefined;
    };
    const message = messageOf(answer.data);
    const evidence = { request, status, said: new RemoteText(message) };
    const requestId = header('x-github-request-id');
    if (requestId !== undefined)
        evidence.traceId = requestId.replace(/[^\w:.-]/g, '').slice(0, 100);
    if (status === 401)
        return new GitHubFailure('rejected', evidence);
    if (status === 404)
        return new GitHubFailure('not-found', evidence);
    if (status === 422)
        return new GitHubFailure('invalid', evidence);
    if (status >= 500)
        return new GitHubFailure('server', evidence, { retryAfter: retryAfter(header, now), maybeDone: true });
    if (status === 408 || status === 409 || status === 425)
        return new GitHubFailure('server', evidence, { retryAfter: retryAfter(header, now) });
    if (status === 429 || (status === 403 && isLimit(header, message)))
        return new GitHubFailure('limited', evidence, {
            retryAfter: retryAfter(header, now) ?? SECONDARY_LIMIT_WAIT,
        });
    if (status === 403) {
        const sso = /url=(https:\/\/[^\s;,"<>]+)/.exec(header('x-github-sso') ?? '')?.[1];
        if (header('x-github-sso') !== undefined || message.includes('SAML'))
            return new GitHubFailure('sso', { ...evidence, ...(sso !== undefined && { ssoUrl: sso }) });
        const accepted = header('x-accepted-github-permissions')?.replace(/[^\w=,; -]/g, '');
        return new GitHubFailure('forbidden', {
            ...evidence,
            ...(accepted && { acceptedPermissions: accepted.slice(0, 200) }),
        });
    }
    return new GitHubFailure('unexpected', evidence);
}
function isLimit(header, message) {
    return (header('retry-after') !== undefined ||
        header('x-ratelimit-remaining') === '0' ||
        /rate limit|abuse detection/i.test(message));
}
/** The wait that the answer asks for: seconds or a date in `retry-after`, or the end of the primary limit. */
function retryAfter(header, now) {
    const after = header('retry-after');
    if (after !== undefined) {
        if (/^\s*\d+\s*$/.test(after))
            return Number(after) * 1000;
        const date = Date.parse(after);
        if (!Number.isNaN(date))
            return Math.max(0, date - now);
    }
    const reset = Number(header('x-ratelimit-reset'));
    if (header('x-ratelimit-remaining') === '0' && reset > 0)
        return Math.max(1000, reset * 1000 - now);
    return undefined;
}
/** GitHub says what is wrong in `message`; what stands in front of GitHub may answer HTML. */
function messageOf(data) {
    if (typeof data === 'object' && data !== null && 'message' in data && typeof data.message === 'string')
        return data.message;
    return typeof data === 'string' ? data : '';
}

;// CONCATENATED MODULE: ./build/src/github/limiter.js
/** Lets so many tasks run at once and the rest wait in line. */
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

;// CONCATENATED MODULE: ./build/src/github/github-api.js




/** GitHub asks for few requests at once; so many are enough to be fast. */
const AT_ONCE = 8;
/** GitHub answers within a second; after this long it will not. Short, so that a first retry comes soon. */
const ANSWER_WITHIN = 8_000;
const CONNECT_WITHIN = 10_000;
/**
 * Opens GitHub's REST API.
 *
 * @param baseUrl without a slash at the end
 * @param token authorizes the requests
 * @param world sends them, and is told of each in debug runs
 */
function openGitHubApi(baseUrl, token, world) {
    return new OctokitApi(baseUrl, token, world);
}
class OctokitApi {
    time;
    #runner;
    #clock;
    #limiter = new Limiter(AT_ONCE);
    #http;
    #baseUrl;
    #token;
    #octokit;
    #tokenExpiration;
    constructor(baseUrl, token, world) {
        this.time = new GitHubClock(world.clock);
        this.#runner = world.runner;
        this.#clock = world.clock;
        this.#http = world.http;
        this.#baseUrl = baseUrl.href.replace(/\/$/, '');
        this.#token = token;
    }
    get tokenExpiration() {
        return this.#tokenExpiration;
    }
    send(route, parameters, answerWithin = ANSWER_WITHIN) {
        return this.#limiter.run(() => this.#send(route, parameters, answerWithin));
    }
    async #send(route, parameters, answerWithin) {
        const octokit = await (this.#octokit ??= this.#open());
        const { method, url } = octokit.request.endpoint(route, parameters);
        const request = `${method} ${url.slice(this.#baseUrl.length).replace(/\?.*$/, '')}`;
        const started = this.#clock.now();
        const trace = (outcome) => {
            this.#runner.debug(`GitHub: ${request} -> ${outcome} in ${this.#clock.now() - started} ms`);
        };
        try {
            const answer = await octokit.request(route, {
                ...parameters,
                request: { fetch: this.#fetch(answerWithin) },
            });
            this.#listen(answer.headers);
            trace(`${answer.status}, ${requestId(answer.headers)}`);
            const { status, data } = answer;
            if (status >= 300)
                throw readGitHubFailure(request, { status, headers: answer.headers, data }, this.time.now());
            return { status, data };
        }
        catch (error) {
            if (error instanceof GitHubFailure)
                throw error;
            const response = responseOf(error);
            if (response) {
                this.#listen(response.headers);
                trace(`${response.status}, ${requestId(response.headers)}`);
                throw readGitHubFailure(request, response, this.time.now());
            }
            const connection = connectionErrorOf(error);
            trace(`no answer (${connection?.reason ?? 'unreadable'})`);
            const evidence = {
                request,
                host: new URL(this.#baseUrl).host,
                network: connection?.reason ?? 'unreadable',
            };
            throw new GitHubFailure('unanswered', evidence, {
                maybeDone: connection?.maybeSent ?? true,
                cause: error,
            });
        }
    }
    #listen(headers) {
        this.time.heard(headers['date']);
        const expiration = headers['github-authentication-token-expiration'];
        if (typeof expiration === 'string')
            this.#tokenExpiration = expiration;
    }
    /** What Octokit calls instead of the global `fetch`, which would cost a start-up of its own and hide what was sent. */
    #fetch(answerWithin) {
        return async (url, init) => {
            const answer = await this.#http({
                method: init.method,
                url: new URL(url),
                headers: init.headers,
                ...(init.body !== undefined && { body: init.body }),
                connectWithin: CONNECT_WITHIN,
                answerWithin,
            });
            if (!answer.complete)
                throw new ConnectionError('cut', true);
            return { ...answer, url, ok: answer.status < 300, text: () => Promise.resolve(answer.body) };
        };
    }
    async #open() {
        const { GitHub, getOctokitOptions } = await __webpack_require__.e(/* import() */ 845).then(__webpack_require__.bind(__webpack_require__, 1845));
        return new GitHub(getOctokitOptions(this.#token.reveal(), {
            baseUrl: this.#baseUrl,
            userAgent: 'fxiaoke-refresh-action',
            log: SILENT,
        }));
    }
}
function requestId(headers) {
    const id = headers['x-github-request-id'];
    return typeof id === 'string' ? id : 'no request id';
}
const quiet = () => undefined;
/** Octokit's own log prints URLs of deprecated routes; ours says what matters. */
const SILENT = { debug: quiet, info: quiet, warn: quiet, error: quiet };
/** The answer inside Octokit's `RequestError`, if there was one. */
function responseOf(error) {
    if (!(error instanceof Error && 'response' in error))
        return undefined;
    return error.response;
}
/** The transport's error that Octokit wrapped. */
function connectionErrorOf(error) {
    if (error instanceof ConnectionError)
        return error;
    return error instanceof Error && error.cause !== undefined ? connectionErrorOf(error.cause) : undefined;
}

;// CONCATENATED MODULE: ./build/src/github/place.js
/** Whether both mean the same place; GitHub ignores case in all of these names. */
function samePlace(one, other) {
    return placePath(one).toLowerCase() === placePath(other).toLowerCase();
}
/** The place as it is written in `share-access-token-with`. */
function placePath(place) {
    if (place.kind === 'organization')
        return `orgs/${place.owner}`;
    const repository = `${place.owner}/${place.repo}`;
    switch (place.kind) {
        case 'repository':
            return repository;
        case 'environment':
            return `${repository}/environments/${place.environment}`;
        case 'dependabot':
        case 'codespaces':
            return `${repository}/${place.kind}`;
    }
}
/** The place in words. */
function describePlace(place) {
    switch (place.kind) {
        case 'repository':
            return `${place.owner}/${place.repo}`;
        case 'environment':
            return `environment "${place.environment}" of ${place.owner}/${place.repo}`;
        case 'dependabot':
            return `Dependabot secrets of ${place.owner}/${place.repo}`;
        case 'codespaces':
            return `Codespaces secrets of ${place.owner}/${place.repo}`;
        case 'organization':
            return `organization ${place.owner}`;
    }
}
/** The page of GitHub's settings where a person sees the secrets of a place. */
function settingsUrl(place, serverUrl) {
    if (place.kind === 'organization')
        return `${serverUrl}/organizations/${place.owner}/settings/secrets/actions`;
    const settings = `${serverUrl}/${place.owner}/${place.repo}/settings`;
    if (place.kind === 'environment')
        return `${settings}/environments`;
    return `${settings}/secrets/${place.kind === 'repository' ? 'actions' : place.kind}`;
}
/** Whether this can be the login of a user or an organization (an underscore marks managed users). */
function isOwnerName(name) {
    return /^[a-z0-9](?:[a-z0-9_-]{0,98})$/i.test(name);
}
/** Whether this can be the name of a repository. */
function isRepositoryName(name) {
    return /^[\w.-]{1,100}$/.test(name) && name !== '.' && name !== '..';
}

;// CONCATENATED MODULE: ./build/src/world.js
/** Resolves after that many milliseconds. */
function sleep(clock, milliseconds) {
    return new Promise((resolve) => {
        clock.after(milliseconds, resolve);
    });
}

;// CONCATENATED MODULE: ./build/src/github/retrying.js


/** First wait, doubled after each attempt up to the longest, plus up to half of it at random. */
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;
/**
 * Tries again while GitHub fails in a way that may pass: no answer, 5xx, limits. Waits as long as GitHub asks for, or
 * gives up at once when that would take longer than there is time.
 *
 * @param attempt one try; it is told how many came before it
 * @returns what the first success returned
 * @throws {GitHubFailure} the last failure
 */
async function retrying(attempt, { clock, random }, deadline) {
    for (let tries = 0;; tries += 1) {
        try {
            return await attempt(tries);
        }
        catch (error) {
            if (!(error instanceof GitHubFailure) || !error.transient)
                throw error;
            const wait = error.retryAfter ?? backoff(tries, random);
            if (clock.now() + wait >= deadline.at)
                throw error;
            await sleep(clock, wait);
        }
    }
}
/** The wait before the next attempt, in milliseconds. @param tries attempts so far, counted from 0 */
function backoff(tries, random) {
    const base = Math.min(FIRST_WAIT * 2 ** tries, LONGEST_WAIT);
    return base + (base / 2) * random.fraction();
}

;// CONCATENATED MODULE: ./build/src/github/secret-routes.js
const ROUTES = {
    repository: {
        publicKey: 'GET /repos/{owner}/{repo}/actions/secrets/public-key',
        read: 'GET /repos/{owner}/{repo}/actions/secrets/{secret_name}',
        write: 'PUT /repos/{owner}/{repo}/actions/secrets/{secret_name}',
        remove: 'DELETE /repos/{owner}/{repo}/actions/secrets/{secret_name}',
    },
    environment: {
        publicKey: 'GET /repos/{owner}/{repo}/environments/{environment_name}/secrets/public-key',
        read: 'GET /repos/{owner}/{repo}/environments/{environment_name}/secrets/{secret_name}',
        write: 'PUT /repos/{owner}/{repo}/environments/{environment_name}/secrets/{secret_name}',
        remove: 'DELETE /repos/{owner}/{repo}/environments/{environment_name}/secrets/{secret_name}',
    },
    organization: {
        publicKey: 'GET /orgs/{org}/actions/secrets/public-key',
        read: 'GET /orgs/{org}/actions/secrets/{secret_name}',
        write: 'PUT /orgs/{org}/actions/secrets/{secret_name}',
        remove: 'DELETE /orgs/{org}/actions/secrets/{secret_name}',
    },
    dependabot: {
        publicKey: 'GET /repos/{owner}/{repo}/dependabot/secrets/public-key',
        read: 'GET /repos/{owner}/{repo}/dependabot/secrets/{secret_name}',
        write: 'PUT /repos/{owner}/{repo}/dependabot/secrets/{secret_name}',
        remove: 'DELETE /repos/{owner}/{repo}/dependabot/secrets/{secret_name}',
    },
    codespaces: {
        publicKey: 'GET /repos/{owner}/{repo}/codespaces/secrets/public-key',
        read: 'GET /repos/{owner}/{repo}/codespaces/secrets/{secret_name}',
        write: 'PUT /repos/{owner}/{repo}/codespaces/secrets/{secret_name}',
        remove: 'DELETE /repos/{owner}/{repo}/codespaces/secrets/{secret_name}',
    },
};
/** The routes for the secrets of a place. */
function secretRoutes(place) {
    return ROUTES[place.kind];
}
/** What fills the place's part of its routes. Octokit percent-encodes each. */
function placeParameters(place) {
    switch (place.kind) {
        case 'organization':
            return { org: place.owner };
        case 'environment':
            return { owner: place.owner, repo: place.repo, environment_name: place.environment };
        case 'repository':
        case 'dependabot':
        case 'codespaces':
            return { owner: place.owner, repo: place.repo };
    }
}

;// CONCATENATED MODULE: ./build/src/github/secret-vault.js


/** The secrets of one place, one request a method, each sent once. */
class SecretVault {
    place;
    #api;
    constructor(api, place) {
        this.place = place;
        this.#api = api;
    }
    /** @throws {GitHubFailure} */
    async publicKey() {
        const { data } = await this.#api.send(secretRoutes(this.place).publicKey, placeParameters(this.place));
        if (!isPublicKey(data))
            throw unreadable('public-key');
        return data;
    }
    /** @returns undefined when there is no such secret (or no such place) @throws {GitHubFailure} */
    async metadata(name) {
        const route = secretRoutes(this.place).read;
        const answer = await this.#api
            .send(route, { ...placeParameters(this.place), secret_name: name })
            .catch(absentWhenNotFound);
        if (!answer)
            return undefined;
        const data = answer.data;
        if (typeof data.updated_at !== 'string' || Number.isNaN(Date.parse(data.updated_at)))
            throw unreadable(name);
        const visibility = VISIBILITIES.find((one) => one === data.visibility);
        return { updatedAt: data.updated_at, visibility };
    }
    /**
     * Writes a sealed value.
     *
     * @returns whether the secret is new
     * @throws {GitHubFailure} for everything but 201 and 204
     */
    async write(name, sealed, visibility, answerWithin) {
        const parameters = {
            ...placeParameters(this.place),
            secret_name: name,
            encrypted_value: sealed.encryptedValue,
            key_id: sealed.keyId,
            ...visibility,
        };
        const { status } = await this.#api.send(secretRoutes(this.place).write, parameters, answerWithin);
        if (status === 201)
            return 'created';
        if (status === 204)
            return 'updated';
        // Something in front of GitHub said that all is well, which proves nothing.
        throw new GitHubFailure('unanswered', { request: `PUT ${name}`, status, network: 'unreadable' }, { maybeDone: true });
    }
    /** @throws {GitHubFailure} */
    async remove(name) {
        const parameters = { ...placeParameters(this.place), secret_name: name };
        await this.#api.send(secretRoutes(this.place).remove, parameters).catch(absentWhenNotFound);
    }
    /** The repositories that may read an organization secret whose visibility is `selected`. @throws {GitHubFailure} */
    async selectedRepositories(name) {
        const ids = [];
        for (let page = 1;; page += 1) {
            const { data } = await this.#api.send('GET /orgs/{org}/actions/secrets/{secret_name}/repositories', {
                ...placeParameters(this.place),
                secret_name: name,
                per_page: PAGE,
                page,
            });
            const { repositories, total_count: total } = data;
            if (!Array.isArray(repositories) || typeof total !== 'number')
                throw unreadable(`${name}/repositories`);
            ids.push(...repositories.map(({ id }) => id));
            if (ids.length >= total || repositories.length === 0)
                return ids;
        }
    }
}
const VISIBILITIES = ['all', 'private', 'selected'];
/** Most that GitHub gives a page. */
const PAGE = 100;
function absentWhenNotFound(error) {
    if (error instanceof GitHubFailure && error.kind === 'not-found')
        return undefined;
    throw error;
}
function isPublicKey(data) {
    return (typeof data === 'object' &&
        data !== null &&
        'key_id' in data &&
        typeof data.key_id === 'string' &&
        'key' in data &&
        typeof data.key === 'string');
}
/** A 2xx whose body is not what GitHub describes: a proxy, a captive portal, an outage. It may pass. */
function unreadable(what) {
    return new GitHubFailure('unanswered', { request: `GET ${what}`, network: 'unreadable' });
}

;// CONCATENATED MODULE: ./build/src/secret.js
/**
 * A value that must not be seen. It cannot be printed, concatenated or serialised by accident: every such way
 * yields `***`. `reveal` is the one door out; who calls it says where the value goes.
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
    /** Whether both hold the same value. Both sides are ours, so no constant time is needed. */
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

;// CONCATENATED MODULE: ./build/src/inputs/hosts.js
/**
 * Reads `cloud-domain`: a host, optionally with a port. An `https://` prefix and a slash at the end are forgiven.
 *
 * @param value the input
 * @returns the base URL of the cloud, or a sentence that says what is wrong
 */
function readCloudDomain(value) {
    const url = readBaseUrl(value, 'cloud-domain', 'open.fxiaoke.com');
    if (typeof url === 'string')
        return url;
    if (url.pathname !== '/')
        return 'cloud-domain must be a host without a path, for example open.fxiaoke.com.';
    return url;
}
/**
 * Reads `github-api-url`, which on GitHub Enterprise Server has a path (`/api/v3`).
 *
 * @param value the input
 * @returns the base URL without a slash at the end of its path, or a sentence that says what is wrong
 */
function readGitHubApiUrl(value) {
    const url = readBaseUrl(value, 'github-api-url', 'https://api.github.com');
    if (typeof url !== 'string')
        url.pathname = url.pathname.replace(/\/+$/, '');
    return url;
}
function readBaseUrl(value, input, example) {
    const wrong = (why) => `${input} ${why}, for example ${example}.`;
    if (value === '')
        return wrong('is empty; it must be a host');
    if (/[\s\\]|\p{Cc}/u.test(value))
        return wrong('must not contain spaces, backslashes or control characters');
    const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `https://${value}`;
    if (!URL.canParse(withScheme))
        return wrong('must be a host, optionally with a port');
    const url = new URL(withScheme);
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname)))
        return wrong('must use https');
    if (url.username !== '' || url.password !== '')
        return wrong('must not carry a user name or password');
    if (url.search !== '' || url.hash !== '' || /[?#]/.test(withScheme))
        return wrong('must not carry a query or a fragment');
    return url;
}
/** Whether a host name can only mean this machine (RFC 6761 for `localhost` and what is below it). */
function isLoopback(hostname) {
    return /^(127(\.\d{1,3}){3}|\[::1\]|localhost|.+\.localhost)$/i.test(hostname);
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
 * Hides every secret input. The first thing a run does: nothing may print before.
 *
 * @param raw the inputs, trimmed
 * @param runner hides them
 * @returns the values that were hidden
 */
function maskInputs(raw, runner) {
    const code = raw['authorization-code'];
    const values = SECRET_INPUTS.map((name) => raw[name]);
    if (code !== '' && !isStart(code))
        values.push(code, ...codeInUrl(code));
    const secrets = values.filter((value) => value !== '');
    for (const value of secrets)
        runner.mask(value);
    return secrets;
}
/** Whether this `authorization-code` asks for a link. */
function isStart(code) {
    return code.toLowerCase() === 'start';
}
/** The code inside a landed URL: the value itself, and as it stands in the URL. */
function codeInUrl(url) {
    if (!URL.canParse(url))
        return [];
    const plain = new URL(url).searchParams.get('code') ?? '';
    const asWritten = /[?&]code=([^&#]*)/.exec(url)?.[1] ?? '';
    return [plain, asWritten];
}

;// CONCATENATED MODULE: ./build/src/inputs/share-places.js

/**
 * Reads `share-access-token-with`: one place a line.
 *
 * @param value the input
 * @returns the places in their order, and one sentence for each line that is wrong
 */
function readSharePlaces(value) {
    const places = [];
    const problems = [];
    const lines = value.split(/\r\n|[\n\r]/).map((line) => line.trim());
    for (const line of lines) {
        if (line === '')
            continue;
        const place = readSharePlace(line);
        if (!place) {
            problems.push(`share-access-token-with: "${line}" is not a place. Write owner/repo, owner/repo/environments/NAME, ` +
                'owner/repo/dependabot, owner/repo/codespaces or orgs/NAME, one a line.');
        }
        else if (places.some((other) => samePlace(other, place))) {
            problems.push(`share-access-token-with: "${line}" is named twice.`);
        }
        else {
            places.push(place);
        }
    }
    return { places, problems };
}
/** One line of `share-access-token-with`, or undefined when it is not a place. */
function readSharePlace(line) {
    const [first = '', second = '', third, ...rest] = line.split('/');
    if (first === 'orgs') {
        if (third !== undefined || !isOwnerName(second))
            return undefined;
        return { kind: 'organization', owner: second };
    }
    if (!isOwnerName(first) || !isRepositoryName(second))
        return undefined;
    const repository = { owner: first, repo: second };
    if (third === undefined)
        return { kind: 'repository', ...repository };
    if (third === 'environments') {
        const environment = rest.join('/').trim();
        return isEnvironmentName(environment) ? { kind: 'environment', ...repository, environment } : undefined;
    }
    if (rest.length > 0)
        return undefined;
    if (third === 'dependabot' || third === 'codespaces')
        return { kind: third, ...repository };
    return undefined;
}
/** GitHub takes nearly any name for an environment, up to 255 characters. */
function isEnvironmentName(name) {
    return name.length > 0 && name.length <= 255 && !/\p{Cc}/u.test(name);
}

;// CONCATENATED MODULE: ./build/src/inputs/read-config.js






/** The write probe is a secret of this name, which exists for no longer than a request. */
function probeName(refreshTokenSecret) {
    return `${refreshTokenSecret}_WRITE_PROBE`;
}
/**
 * Validates all inputs, before any request.
 *
 * @param raw the inputs, trimmed
 * @param context the run, whose repository keeps the secrets
 * @returns the configuration
 * @throws {ActionError} `invalid-input` with every problem at once, or `secrets-token-cannot-write` for GITHUB_TOKEN
 */
function readConfig(raw, context) {
    const reader = new InputReader(raw);
    const cloud = reader.parsed('cloud-domain', readCloudDomain);
    const githubApiUrl = reader.parsed('github-api-url', readGitHubApiUrl);
    const app = {
        appId: reader.required('app-id'),
        appSecret: new Secret(reader.required('app-secret')),
        cloud,
        redirectUrl: readRedirectUrl(reader),
    };
    const refreshTokenSecret = reader.secretName('refresh-token-secret');
    const accessTokenSecret = raw['access-token-secret'] === '' ? undefined : reader.secretName('access-token-secret');
    requireDistinctNames(reader, refreshTokenSecret, accessTokenSecret);
    const place = readPlace(reader, context);
    const config = {
        app,
        intent: readIntent(reader, app.redirectUrl),
        refreshToken: reader.secret('refresh-token'),
        accessToken: reader.secret('access-token'),
        minValidityMinutes: readMinutes(reader),
        expectedOpenUserId: reader.optional('expected-open-user-id'),
        secretsToken: new Secret(reader.headerValue('secrets-token', reader.required('secrets-token'))),
        githubToken: raw['github-token'] === ''
            ? undefined
            : new Secret(reader.headerValue('github-token', raw['github-token'])),
        githubApiUrl,
        place,
        refreshTokenSecret,
        accessTokenSecret,
        shares: readShares(reader, place, accessTokenSecret),
        jobId: /^[1-9]\d{0,15}$/.test(raw['job-id']) ? Number(raw['job-id']) : undefined,
    };
    if (reader.problems.length > 0)
        throw new ActionError('invalid-input', 'not-sent', { problems: reader.problems });
    if (config.secretsToken.equals(config.githubToken))
        throw new ActionError('secrets-token-cannot-write', 'not-sent', { cause: 'workflow-token' });
    return config;
}
/** Collects problems instead of stopping at the first, so that a person mends all of them in one go. */
class InputReader {
    problems = [];
    raw;
    constructor(raw) {
        this.raw = raw;
    }
    optional(name) {
        return this.raw[name] === '' ? undefined : this.raw[name];
    }
    required(name) {
        if (this.raw[name] === '')
            this.problems.push(`${name} is required and is empty. ${EMPTY_HINT}`);
        return this.notAnExpression(name);
    }
    secret(name) {
        return this.raw[name] === '' ? undefined : new Secret(this.notAnExpression(name));
    }
    parsed(name, read) {
        const url = read(this.raw[name]);
        if (typeof url !== 'string')
            return url;
        this.problems.push(url);
        return NOWHERE;
    }
    secretName(name) {
        const value = this.raw[name];
        if (!/^[a-z_][a-z0-9_]*$/i.test(value) || /^github_/i.test(value))
            this.problems.push(`${name} is not a name that GitHub takes for a secret: letters, digits and _ only, not starting with a ` +
                'digit or with GITHUB_.');
        return value;
    }
    boolean(name) {
        // The values of YAML 1.2's core schema, as @actions/core reads them.
        if (/^(true|True|TRUE)$/.test(this.raw[name]))
            return true;
        if (!/^(|false|False|FALSE)$/.test(this.raw[name]))
            this.problems.push(`${name} must be true or false.`);
        return false;
    }
    /** A token goes into a header, where only visible ASCII may stand. */
    headerValue(name, value) {
        if (!/^[\x21-\x7e]*$/.test(value))
            this.problems.push(`${name} contains a space, a line break or another character that no GitHub token has.`);
        return value;
    }
    notAnExpression(name) {
        const value = this.raw[name];
        if (value.startsWith('${{'))
            this.problems.push(`${name} holds an expression that was not evaluated.`);
        return value;
    }
}
const EMPTY_HINT = 'A secret is empty when its name is misspelled, when the job does not name its environment, and in runs of forks ' +
    'and Dependabot.';
/** Stands for a URL that did not parse; the run ends before anything could be sent to it. */
const NOWHERE = new URL('https://invalid.invalid');
function readRedirectUrl(reader) {
    const value = reader.optional('redirect-url');
    if (value === undefined)
        return undefined;
    const url = URL.canParse(value) ? new URL(value) : undefined;
    if (!url ||
        !/^https?:$/.test(url.protocol) ||
        url.hash !== '' ||
        url.username !== '' ||
        url.password !== '')
        reader.problems.push('redirect-url must be the whole URL registered for the app, for example https://example.com/callback.');
    return value;
}
function readIntent(reader, redirectUrl) {
    const code = reader.raw['authorization-code'];
    const dryRun = reader.boolean('dry-run');
    if (code === '')
        return dryRun ? { kind: 'check' } : { kind: 'rotate' };
    if (dryRun)
        reader.problems.push('dry-run does not go with authorization-code: redeeming a code cannot be tried dry.');
    if (redirectUrl === undefined)
        reader.problems.push('redirect-url is needed to authorize: the URL registered for the app.');
    const known = redirectUrl ?? '';
    if (isStart(code))
        return { kind: 'start-authorization', redirectUrl: known };
    if (!/^https?:\/\//i.test(code)) {
        if (/[\s\p{Cc}]/u.test(code))
            reader.problems.push('authorization-code must be start, a code, or the landed URL.');
        return { kind: 'authorize', code: new Secret(code), redirectUrl: known, landedUrl: undefined };
    }
    const landedUrl = URL.canParse(code) ? new URL(code) : undefined;
    if (!landedUrl)
        reader.problems.push('authorization-code looks like a URL and is not one.');
    const codeInUrl = new Secret(landedUrl?.searchParams.get('code') ?? '');
    return { kind: 'authorize', code: codeInUrl, redirectUrl: known, landedUrl };
}
function readMinutes(reader) {
    const value = reader.raw['min-validity-minutes'];
    const minutes = Number(value);
    if (!/^\d{1,3}$/.test(value) || minutes < 1 || minutes > 110)
        reader.problems.push('min-validity-minutes must be a whole number from 1 to 110.');
    return minutes;
}
function requireDistinctNames(reader, refresh, access) {
    if (access === undefined)
        return;
    if (access.toUpperCase() === refresh.toUpperCase())
        reader.problems.push('refresh-token-secret and access-token-secret are the same name; case does not count.');
    if (access.toUpperCase() === probeName(refresh).toUpperCase())
        reader.problems.push(`access-token-secret must not be ${probeName(refresh)}: the write probe uses that name.`);
}
function readPlace(reader, context) {
    const environment = reader.optional('environment');
    const inOrganization = reader.boolean('organization');
    const repository = { owner: context.owner, repo: context.repo };
    if (environment !== undefined && inOrganization)
        reader.problems.push('environment and organization exclude each other: both secrets are kept in one place.');
    if (environment !== undefined && !isEnvironmentName(environment))
        reader.problems.push('environment is not a name that GitHub takes for an environment.');
    if (inOrganization)
        return { kind: 'organization', owner: context.owner };
    if (environment !== undefined)
        return { kind: 'environment', ...repository, environment };
    return { kind: 'repository', ...repository };
}
function readShares(reader, place, accessTokenSecret) {
    const { places, problems } = readSharePlaces(reader.raw['share-access-token-with']);
    reader.problems.push(...problems);
    if (places.length > 0 && accessTokenSecret === undefined)
        reader.problems.push('share-access-token-with needs access-token-secret: the name to share the token under.');
    if (places.some((share) => samePlace(share, place)))
        reader.problems.push('share-access-token-with names the place that keeps both secrets anyway.');
    return places;
}

// EXTERNAL MODULE: ./build/src/journal.js
var journal = __webpack_require__(1702);
;// CONCATENATED MODULE: ./build/src/prepare/visibility.js

/**
 * What to say of visibility when writing an organization secret: what it has, since every write replaces it. A new
 * one is for this repository alone.
 *
 * @returns undefined for places that know no visibility
 * @throws {GitHubFailure}
 */
async function keptVisibility(vault, secretName, metadata, repositoryId, world, deadline) {
    if (vault.place.kind !== 'organization')
        return undefined;
    if (metadata === undefined)
        return onlyThisRepository(repositoryId);
    if (metadata.visibility !== 'selected')
        return { visibility: metadata.visibility ?? 'private' };
    const ids = await retrying(() => vault.selectedRepositories(secretName), world, deadline);
    return { visibility: 'selected', selected_repository_ids: ids };
}
/** A secret that no other repository of the organization may read. */
function onlyThisRepository(repositoryId) {
    return { visibility: 'selected', selected_repository_ids: repositoryId === undefined ? [] : [repositoryId] };
}

;// CONCATENATED MODULE: ./build/src/report/result.js
/** How long a refresh token lasts, in milliseconds: "two months", says Fxiaoke's manual; 60 days to be safe. */
const REFRESH_TOKEN_LIFE = 60 * 24 * 60 * 60 * 1000;

;// CONCATENATED MODULE: ./build/src/store/recovery-command.js
/**
 * The command that stores a sealed refresh token by hand: one line for a POSIX shell, every argument in single quotes.
 * It writes only if the secret is still the one that this run meant to replace. Only GitHub's private key opens the
 * value, so the command may be printed (docs/adr/0002-sealed-values-may-be-printed.md).
 *
 * @see https://cli.github.com/manual/gh_api
 */
function recoveryCommand(order) {
    const path = secretPath(order.place, order.secretName);
    const hostname = ghHostname(order.githubApiUrl, order.serverUrl);
    const gh = hostname === undefined ? 'gh api' : `gh api --hostname ${quoted(hostname)}`;
    const fields = [
        `encrypted_value=${order.sealed.encryptedValue}`,
        `key_id=${order.sealed.keyId}`,
        ...(order.visibility ? [`visibility=${order.visibility.visibility}`] : []),
    ].map((field) => `-f ${quoted(field)}`);
    // -F turns digits into a number, which -f would leave a string.
    const ids = (order.visibility?.selected_repository_ids ?? []).map((id) => `-F ${quoted(`selected_repository_ids[]=${id}`)}`);
    // Where there was no secret, the 404 that says so is on the standard error.
    const [unchanged, errors] = order.replaces === null ? [`*'HTTP 404'*`, '2>&1'] : [quoted(order.replaces), '2>/dev/null'];
    const found = `"$(${gh} ${quoted(path)} --jq .updated_at ${errors})"`;
    const write = [gh, '--method PUT', quoted(path), '--silent', ...fields, ...ids].join(' ');
    return `case ${found} in ${unchanged}) ${write} && echo 'stored' ;; *) echo 'not stored: the secret has changed since, or cannot be read' >&2 ; false ;; esac`;
}
/** The path of a secret in the REST API, percent-encoded so that it holds no quote and no space. */
function secretPath(place, name) {
    if (place.kind === 'organization')
        return `orgs/${encoded(place.owner)}/actions/secrets/${encoded(name)}`;
    const repository = `repos/${encoded(place.owner)}/${encoded(place.repo)}`;
    if (place.kind === 'environment')
        return `${repository}/environments/${encoded(place.environment)}/secrets/${encoded(name)}`;
    return `${repository}/${place.kind === 'repository' ? 'actions' : place.kind}/secrets/${encoded(name)}`;
}
function encoded(segment) {
    return encodeURIComponent(segment).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
function quoted(argument) {
    return `'${argument.replaceAll("'", `'\\''`)}'`;
}
/**
 * The host that `gh` has to be told, which is all but github.com. An API host is either that of the server with `api.`
 * before it, or the server's own with a path.
 */
function ghHostname(githubApiUrl, serverUrl) {
    const api = githubApiUrl.hostname;
    const host = api.startsWith('api.')
        ? api.slice('api.'.length)
        : githubApiUrl.pathname.startsWith('/api/') || !URL.canParse(serverUrl)
            ? githubApiUrl.host
            : new URL(serverUrl).host;
    return host === 'github.com' ? undefined : host;
}

;// CONCATENATED MODULE: ./build/src/store/write-secret.js


/** A retry this long after the last attempt, in milliseconds, could overwrite what another run has stored since. */
const GUARD_AFTER = 10_000;
/** The first attempt is given up early enough for its retry to need no guard; the later ones are given time. */
const write_secret_ANSWER_WITHIN = [8_000, 30_000];
/** GitHub changes a key seldom; twice within one write is something else. */
const MOST_RESEALS = 2;
/**
 * Writes a secret, with patience: no answer, 5xx and limits are tried again until the deadline, a 422 once more with
 * the place's present key.
 *
 * @param order what to write; only 201 and 204 count as written
 * @returns what came of it; never throws for anything that GitHub does
 */
async function writeSecret(order, world, deadline) {
    const { vault, name, visibility, replaces } = order;
    let sealed = order.sealed;
    let maybeDone = false;
    let lastSafe = world.clock.now();
    const writeOnce = async (tries) => {
        if (tries > 0 && replaces !== undefined && world.clock.now() - lastSafe > GUARD_AFTER) {
            const current = await vault.metadata(name);
            if ((current?.updatedAt ?? null) !== replaces.updatedAt)
                return { kind: 'changed-meanwhile', maybeOurs: maybeDone };
        }
        lastSafe = world.clock.now();
        try {
            return { kind: await vault.write(name, sealed, visibility, write_secret_ANSWER_WITHIN[tries] ?? write_secret_ANSWER_WITHIN[1]) };
        }
        catch (error) {
            if (error instanceof GitHubFailure)
                maybeDone ||= error.maybeDone;
            throw error;
        }
    };
    for (let reseals = 0;; reseals += 1) {
        try {
            return await retrying(writeOnce, world, deadline);
        }
        catch (error) {
            if (!(error instanceof GitHubFailure))
                throw error;
            if (error.kind !== 'invalid' || !order.reseal || reseals >= MOST_RESEALS)
                return { kind: 'failed', failure: error, maybeDone };
            try {
                sealed = await retrying(order.reseal, world, deadline);
            }
            catch (keyError) {
                if (!(keyError instanceof GitHubFailure))
                    throw keyError;
                return { kind: 'failed', failure: keyError, maybeDone };
            }
        }
    }
}

;// CONCATENATED MODULE: ./build/src/recover.js













/** The post step of a cancelled job has five minutes; it takes at most this many milliseconds. */
const RECOVER_WITHIN = 120_000;
/**
 * The post step of a run that did not end as it should: stores the journaled refresh token, if the secret and the key
 * are still the ones that it was sealed for. Otherwise, and if that fails, shows the command that does it by hand.
 *
 * @param raw the inputs, the same that main had
 * @param world everything outside; its runner holds what main journaled
 * @returns what there is to say; never throws
 */
async function recover(raw, world) {
    const api = { time: { now: () => world.clock.now() } };
    try {
        const config = readConfig(raw, world.context);
        const entry = (0,journal/* readJournal */.a0)(world.runner);
        const place = describePlace(config.place);
        if (!entry)
            throw new ActionError('fxiaoke-unreachable', 'unknown', {
                cause: 'interrupted',
                host: config.app.cloud.host,
                place,
            });
        const github = openGitHubApi(config.githubApiUrl, config.secretsToken, world);
        api.time = github.time;
        return await storeJournaled(entry, config, github, world);
    }
    catch (error) {
        const known = error instanceof ActionError;
        const bug = () => new ActionError('internal-error', 'unstored', { said: new RemoteText(String(error)) }, error);
        return { error: known ? error : bug(), now: new Date(api.time.now()), secrets: [], warnings: [] };
    }
}
async function storeJournaled(entry, config, api, world) {
    const vault = new SecretVault(api, config.place);
    const deadline = { at: world.clock.now() + RECOVER_WITHIN };
    const { outcome, visibility } = await writeIfUnchanged(entry, config, vault, world, deadline);
    const place = describePlace(config.place);
    const name = config.refreshTokenSecret;
    const now = new Date(api.time.now());
    const base = {
        now,
        place,
        step: 'post',
        secrets: [
            {
                place,
                settingsUrl: settingsUrl(config.place, world.context.serverUrl),
                name,
                holds: 'refresh-token',
                shared: false,
                outcome: outcome.kind,
            },
        ],
        warnings: [],
    };
    if (outcome.kind === 'created' || outcome.kind === 'updated') {
        const refreshTokenLife = { since: now, until: new Date(now.getTime() + REFRESH_TOKEN_LIFE) };
        return { ...base, status: 'refreshed', refreshTokenLife };
    }
    const evidence = outcome.kind === 'failed' ? { ...outcome.failure.evidence, cause: 'refresh-token' } : { cause: 'changed' };
    const command = recoveryCommand({
        place: config.place,
        secretName: name,
        sealed: entry,
        replaces: entry.replaces,
        visibility,
        githubApiUrl: config.githubApiUrl,
        serverUrl: world.context.serverUrl,
    });
    return {
        ...base,
        error: new ActionError('store-failed', 'unstored', { ...evidence, place, secretName: name }),
        recovery: { command, name, place },
    };
}
async function writeIfUnchanged(entry, config, vault, world, deadline) {
    const name = config.refreshTokenSecret;
    let visibility;
    try {
        const [metadata, publicKey] = await Promise.all([
            retrying(() => vault.metadata(name), world, deadline),
            retrying(() => vault.publicKey(), world, deadline),
        ]);
        visibility = await keptVisibility(vault, name, metadata, world.context.repositoryId, world, deadline);
        const replaces = { updatedAt: entry.replaces };
        if ((metadata?.updatedAt ?? null) !== replaces.updatedAt || publicKey.key_id !== entry.keyId)
            return { outcome: { kind: 'changed-meanwhile', maybeOurs: true }, visibility };
        const order = { vault, name, visibility, sealed: entry, reseal: undefined, replaces };
        return { outcome: await writeSecret(order, world, deadline), visibility };
    }
    catch (error) {
        if (!(error instanceof GitHubFailure))
            throw error;
        return { outcome: { kind: 'failed', failure: error, maybeDone: false }, visibility };
    }
}

;// CONCATENATED MODULE: ./build/src/runner/leave.js
/**
 * Ends the process once everything that was printed has been handed over. Requests that nobody waits for any more (the
 * run has failed for another reason) must not keep the job waiting.
 */
function leave(exitCode) {
    process.exitCode = exitCode;
    process.stdout.write('', () => {
        process.exit(exitCode);
    });
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 14 modules
var core = __webpack_require__(6421);
// EXTERNAL MODULE: external "node:http"
var external_node_http_ = __webpack_require__(7067);
// EXTERNAL MODULE: external "node:https"
var external_node_https_ = __webpack_require__(4708);
// EXTERNAL MODULE: external "node:tls"
var external_node_tls_ = __webpack_require__(1692);
;// CONCATENATED MODULE: ./build/src/transport/node-http.js




/** More than any honest answer of either party; past it the answer counts as cut. */
const BODY_LIMIT = 4 * 1024 * 1024;
/** No answer trickles for longer than this, however often a byte arrives. */
const ANSWER_LIMIT = 300_000;
/**
 * An HTTP client on Node's own `http` and `https`: it tells whether a request can have left, gives the part of an
 * answer that came before a cut, and goes through `HTTPS_PROXY` and `NO_PROXY` as Node itself does.
 *
 * Every request has a connection of its own: on a reused one, a server that has just closed it makes a request fail
 * that may or may not have been processed (docs/adr/0005-no-keep-alive.md).
 *
 * @param clock times the waiting
 * @param proxyEnv where `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are looked up
 */
function nodeHttpClient(clock, proxyEnv) {
    return (request) => send(request, clock, proxyEnv);
}
function send(request, clock, proxyEnv) {
    return new Promise((resolve, reject) => {
        const secure = request.url.protocol === 'https:';
        const { Agent, request: open } = secure ? external_node_https_ : external_node_http_;
        const agent = new Agent({ keepAlive: false, proxyEnv });
        const body = request.body === undefined ? undefined : Buffer.from(request.body);
        const outgoing = open(request.url, {
            method: request.method,
            agent,
            headers: { ...request.headers, ...(body && { 'content-length': String(body.length) }) },
        });
        let maybeSent = false;
        let answer;
        let received = [];
        let size = 0;
        let cancelTimer = clock.after(request.connectWithin, () => {
            giveUp('timeout');
        });
        let cancelLimit = () => undefined;
        const settle = (conclude) => {
            cancelTimer();
            cancelLimit();
            conclude();
            outgoing.destroy();
            agent.destroy();
        };
        const finish = (complete) => {
            const soFar = answer;
            if (!soFar)
                return;
            settle(() => {
                resolve({ ...soFar, body: Buffer.concat(received).toString('utf8'), complete });
            });
        };
        const giveUp = (reason, cause) => {
            if (answer)
                finish(false);
            else
                settle(() => {
                    reject(new ConnectionError(reason, maybeSent, cause));
                });
        };
        const awaitBytes = () => {
            cancelTimer();
            cancelTimer = clock.after(request.answerWithin, () => {
                giveUp('timeout');
            });
        };
        const connected = () => {
            maybeSent = true;
            awaitBytes();
        };
        outgoing.on('socket', (socket) => {
            const pending = socket.connecting || (socket instanceof external_node_tls_.TLSSocket && !socketIsSecure(socket));
            if (pending)
                socket.once(secure ? 'secureConnect' : 'connect', connected);
            else
                connected();
        });
        outgoing.on('error', (error) => {
            giveUp(reasonOf(error), error);
        });
        outgoing.on('response', (response) => {
            maybeSent = true;
            awaitBytes();
            cancelLimit = clock.after(ANSWER_LIMIT, () => {
                giveUp('timeout');
            });
            answer = { status: response.statusCode ?? 0, headers: headersOf(response), body: '' };
            received = [];
            response.on('data', (chunk) => {
                received.push(chunk);
                size += chunk.length;
                if (size > BODY_LIMIT)
                    finish(false);
                else
                    awaitBytes();
            });
            response.on('end', () => {
                finish(response.complete);
            });
            response.on('error', () => {
                finish(false);
            });
            response.on('close', () => {
                finish(response.complete);
            });
        });
        outgoing.end(body);
    });
}
/** Whether the TLS handshake is over; `getProtocol` is null or `unknown` before. */
function socketIsSecure(socket) {
    return socket.getFinished() !== undefined && socket.getPeerFinished() !== undefined;
}
function headersOf(response) {
    const headers = new Map();
    for (const [name, value] of Object.entries(response.headers)) {
        if (value !== undefined)
            headers.set(name, Array.isArray(value) ? value.join(', ') : value);
    }
    return headers;
}
/** Error codes of OpenSSL and Node that mean: the server is not who it should be. */
const CERTIFICATE = /^(CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|ERR_TLS_CERT|ERROR_IN_CERT|PATH_LENGTH|AUTHORITY_)/;
function reasonOf(error) {
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

;// CONCATENATED MODULE: ./build/src/report/redactor.js
// @ts-nocheck STUB
class Redactor {
    s = new Set();
    add(x) { this.s.add(x.reveal()); }
    redact(t) { for (const v of this.s)
        t = t.replaceAll(v, '***'); return t; }
}

;// CONCATENATED MODULE: ./build/src/runner/actions-runner.js



const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'];
/** GitHub's runner, through `@actions/core`. */
function actionsRunner() {
    const redactor = new Redactor();
    // A log that nobody can read any more (a full disk, a closed pipe) is no reason to lose a token.
    process.stdout.on('error', () => undefined);
    return {
        mask(value) {
            if (value === '')
                return;
            redactor.add(new Secret(value));
            core.setSecret(value);
        },
        redact: (text) => redactor.redact(text),
        saveState: core.saveState,
        state: core.getState,
        setOutput: core.setOutput,
        async addSummary(markdown) {
            await core.summary.addRaw(markdown, true).write();
        },
        annotate({ level, title, message }) {
            core[level](redactor.redact(message), { title: redactor.redact(title) });
        },
        info(line) {
            core.info(printable(redactor.redact(line)));
        },
        debug(line) {
            core.debug(redactor.redact(line));
        },
        startGroup: core.startGroup,
        endGroup: core.endGroup,
        holdSignals,
    };
}
/** The runner takes a line that begins with `::` or `##[` for a command, wherever its text came from. */
function printable(line) {
    return line.replace(/^(\s*)(::|##\[)/gm, '$1\u200b$2');
}
function holdSignals() {
    let first;
    let callbacks = [];
    for (const signal of SIGNALS)
        process.on(signal, () => {
            if (callbacks.length === 0)
                first ??= signal;
            for (const callback of callbacks.splice(0))
                callback(signal);
        });
    return {
        onFirst(callback) {
            if (first === undefined)
                callbacks = [...callbacks, callback];
            else
                callback(first);
        },
    };
}

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
;// CONCATENATED MODULE: ./build/src/runner/run-context.js

/**
 * Reads what GitHub says of the run, from the environment and the event file.
 *
 * @param env the environment of the step
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 */
function readRunContext(env) {
    const [owner = '', repo = ''] = (env['GITHUB_REPOSITORY'] ?? '').split('/');
    const schedule = eventField(env, 'schedule');
    return {
        owner,
        repo,
        repositoryId: positiveInteger(env['GITHUB_REPOSITORY_ID']),
        runId: positiveInteger(env['GITHUB_RUN_ID']) ?? 0,
        runAttempt: positiveInteger(env['GITHUB_RUN_ATTEMPT']) ?? 1,
        runnerName: env['RUNNER_NAME'] ?? '',
        serverUrl: (env['GITHUB_SERVER_URL'] ?? 'https://github.com').replace(/\/+$/, ''),
        schedule: typeof schedule === 'string' ? schedule : undefined,
    };
}
/**
 * Reads an input of a `workflow_dispatch` from the event file, where it stays out of the log: the runner prints what is
 * passed in `with:` before an action can mask it.
 *
 * @returns trimmed; empty when there is none
 */
function readDispatchInput(env, name) {
    if (env['GITHUB_EVENT_NAME'] !== 'workflow_dispatch')
        return '';
    const inputs = eventField(env, 'inputs');
    const value = typeof inputs === 'object' && inputs !== null ? inputs[name] : undefined;
    return typeof value === 'string' ? value.trim() : '';
}
/** A field of the event. An event file that is missing or no JSON has none. */
function eventField(env, name) {
    try {
        const event = JSON.parse((0,external_node_fs_.readFileSync)(env['GITHUB_EVENT_PATH'] ?? '', 'utf8'));
        return event?.[name];
    }
    catch {
        return undefined;
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
 * Gathers the inputs and the world of this process, and hides every secret input before anything can be printed.
 *
 * @param env the environment of the step
 */
function realWorld(env) {
    const runner = actionsRunner();
    const given = Object.fromEntries(INPUT_NAMES.map((name) => [name, core.getInput(name)]));
    const raw = {
        ...given,
        'authorization-code': given['authorization-code'] || readDispatchInput(env, 'authorization-code'),
    };
    maskInputs(raw, runner);
    return {
        raw,
        world: { http: nodeHttpClient(clock, env), runner, clock, random, context: readRunContext(env) },
    };
}

;// CONCATENATED MODULE: ./build/src/report/report.js
function report(r, c) { return { annotations: r.error ? [{ level: 'error', title: r.error.id, message: JSON.stringify([r.error.fate, r.error.evidence, String(r.error.cause?.stack ?? r.error.cause), r.error.evidence.said?.printable(c.redact)]) }] : [], log: [JSON.stringify({ ...r, error: r.error?.id })], summary: 'x ' + (r.recovery?.command ?? ''), outputs: { ...(r.status && { status: r.status }), ...(r.error && { 'error-code': r.error.id }), 'access-token': r.accessToken?.reveal() ?? '', 'access-token-expires-at': r.accessTokenExpiresAt?.toISOString() ?? '', 'refresh-token-expires-at': r.refreshTokenLife?.until.toISOString() ?? '', 'open-user-id': r.openUserId ?? '', 'trace-id': r.traceId ?? '' } }; }

;// CONCATENATED MODULE: ./build/src/runner/tell.js

/**
 * Tells the runner what a run came to: outputs first, since a job may hang on them, then log, annotations and summary.
 * A part that cannot be told does not keep the others from being told.
 *
 * @param env names the repository and the action, for links
 * @returns the exit code of the step
 */
async function tell(result, runner, env) {
    const told = report(result, { redact: (text) => runner.redact(text), ...links(env) });
    setOutputs(told, runner);
    for (const line of told.log)
        runner.info(line);
    for (const annotation of told.annotations)
        runner.annotate(annotation);
    await runner.addSummary(told.summary).catch(() => {
        runner.info('The job summary could not be written; the log above says it all.');
    });
    return result.error ? 1 : 0;
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
    // Both are empty for an action that is used from the workflow's own repository.
    const action = set('GITHUB_ACTION_REPOSITORY') ?? repository;
    const ref = set('GITHUB_ACTION_REF') ?? 'HEAD';
    return { docsUrl: `${server}/${action}/blob/${ref}`, repositoryUrl: `${server}/${repository}` };
}

;// CONCATENATED MODULE: ./build/src/recover-step.js




/** The post step of a run that did not end as it should. */
async function recoverStep(env) {
    const { raw, world } = realWorld(env);
    leave(await tell(await recover(raw, world), world.runner, env));
}


/***/ })

};
