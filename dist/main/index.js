import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 896:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("fs");

/***/ }),

/***/ 598:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");

/***/ }),

/***/ 30:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:net");

/***/ }),

/***/ 857:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("os");

/***/ }),

/***/ 188:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ HttpClient)
/* harmony export */ });
// Stands in for what is never called: see build.ts.
class HttpClient { getAgent() {} getAgentDispatcher() {} getJson = () => { throw new Error('@actions/http-client is left out of dist/: nothing called it. Take it out of NEVER_CALLED in build.ts.') } }


/***/ }),

/***/ 604:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $s: () => (/* binding */ otherLanguage),
/* harmony export */   WP: () => (/* binding */ both),
/* harmony export */   ji: () => (/* binding */ spaced)
/* harmony export */ });
/**
 * Pairs the two versions of a text.
 *
 * @param en English
 * @param zh Chinese
 */
function both(en, zh) {
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


/***/ }),

/***/ 635:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  HB: () => (/* reexport */ codeSentence),
  P$: () => (/* binding */ docsPath),
  uN: () => (/* reexport */ fateSentence),
  Z9: () => (/* binding */ wordsOf)
});

// UNUSED EXPORTS: CATALOGUE, ERROR_IDS

// EXTERNAL MODULE: ./build/src/bilingual.js
var bilingual = __nccwpck_require__(604);
// EXTERNAL MODULE: ./build/src/fxiaoke/codes.js
var codes = __nccwpck_require__(833);
// EXTERNAL MODULE: ./build/src/errors/entry.js
var entry = __nccwpck_require__(873);
;// CONCATENATED MODULE: ./build/src/errors/wording/exchange.js


/** An exchange that brought no token. A code is not the stored token, which a run that redeems one does not send. */
const EXCHANGE = ['refused', 'unknown', 'not-sent'];
/** The answer may bring a new refresh token all the same, which is stored before the error counts. */
const ANSWERED = [...EXCHANGE, 'replaced'];
/** Causes that come with what Fxiaoke answered. */
const fxiaoke = (0,entry/* causesWith */.N4)();
/** The code of an answer, as it stands behind a sentence. */
function codeOf({ errorCode }) {
    return errorCode === undefined
        ? (0,bilingual/* both */.WP)('', '')
        : (0,bilingual/* both */.WP)(` (errorCode ${errorCode})`, `（errorCode ${errorCode}）`);
}

// EXTERNAL MODULE: ./build/src/errors/wording/steps.js
var steps = __nccwpck_require__(889);
;// CONCATENATED MODULE: ./build/src/errors/entries/other-answers.js





const CALL_RATE = (0,bilingual/* both */.WP)('If it happens again, find what else asks for tokens of the same app: the endpoint takes about ten calls a minute, one at a time. Spread the schedules.', '如果反复出现，查一查还有谁在用同一个应用换发令牌：该接口约每分钟 10 次、且不能并发，请把定时任务错开。');
function meaningOf({ errorCode }) {
    return errorCode === undefined ? undefined : codes/* CODES */.L.get(errorCode)?.means;
}
const account = (0,entry/* causesWith */.N4)();
function tokensOfAnother({ accounts, place }) {
    const [expected, actual] = [(0,entry/* cited */.k4)(accounts.expected), (0,entry/* cited */.k4)(accounts.actual)];
    return (0,bilingual/* both */.WP)(`Fxiaoke returned tokens of ${actual}, but expected-open-user-id is ${expected}. Neither token was stored, so ${place.en} keeps its own login.`, `纷享销客返回的是${actual}的令牌，而 expected-open-user-id 是${expected}。两个令牌都没有写入，以免覆盖${(0,bilingual/* spaced */.ji)(place.zh)}自己的授权。`);
}
function authorizeOwnAccount(accounts) {
    const actual = (0,entry/* cited */.k4)(accounts.actual);
    return [
        ...steps/* AUTHORIZE_BY_SHOWN_LINK */.ht,
        (0,bilingual/* both */.WP)(`If ${actual} is the user you want here, correct expected-open-user-id first.`, `如果这里想要的就是${actual}，请先改正 expected-open-user-id。`),
        (0,bilingual/* both */.WP)(`Authorize ${actual} again wherever else the tokens of that account are used: this exchange has probably ended its earlier login.`, `${actual}的令牌如果还用在别处，那里也要重新授权：这次换发很可能已让这个账号之前的授权失效。`),
    ];
}
/** What else Fxiaoke may answer: later, no more, for somebody else, or something unknown. */
const OTHER_ANSWERS = {
    'fxiaoke-busy': {
        title: (0,bilingual/* both */.WP)('Fxiaoke is busy', '纷享销客繁忙'),
        causes: {
            refused: fxiaoke(ANSWERED, {
                happened: ({ evidence }) => (0,bilingual/* both */.WP)(`Fxiaoke said that it is busy or gets too many calls${codeOf(evidence).en} in several attempts.`, `多次尝试，纷享销客都返回系统繁忙或调用过于频繁${codeOf(evidence).zh}。`),
                next: () => [
                    (0,bilingual/* both */.WP)('Wait ten minutes, then start a new run: Actions > the workflow > Run workflow, not Re-run. Wait for the next scheduled one only if that comes well before the token expires.', '等十分钟，再发起一次新的运行：Actions > 该工作流 > Run workflow，不要点 Re-run（重跑）。只有下一次定时运行远早于令牌过期时，才可以等它。'),
                    steps/* AUTHORIZE_IF_REJECTED */.nD,
                    CALL_RATE,
                    steps/* SUSPECT_ALLOW_LIST */.DF,
                ],
            }),
        },
        about: (0,bilingual/* both */.WP)('Fxiaoke answered every attempt with a code that passes, or with status 429: it is overloaded, or the app makes too many calls.', '每次尝试纷享销客都返回暂时性的错误码或状态码 429：系统过载，或该应用调用太频繁。'),
    },
    'fxiaoke-quota': {
        title: (0,bilingual/* both */.WP)('The Fxiaoke API quota is used up', '纷享销客接口配额已用完'),
        causes: {
            refused: fxiaoke(ANSWERED, {
                happened: ({ evidence }) => {
                    const code = codeOf(evidence);
                    const why = meaningOf(evidence) ?? (0,bilingual/* both */.WP)('the quota is used up, or none was bought', '配额已用完，或没有购买');
                    return (0,bilingual/* both */.WP)(`Fxiaoke says that the company may make no more API calls${code.en}: ${why.en}.`, `纷享销客称企业不能再调用接口${code.zh}：${why.zh}。`);
                },
                next: ({ evidence: { errorCode } }) => [
                    ...(errorCode === 30003
                        ? []
                        : [
                            (0,bilingual/* both */.WP)('The daily quota resets at 00:00, Fxiaoke’s time. Start a new run after that; wait for the next scheduled one only if that comes well before the token expires.', '每日配额在 00:00（纷享销客时间）重置。之后发起一次新的运行；只有下一次定时运行远早于令牌过期时，才可以等它。'),
                        ]),
                    ...(errorCode === 30002 || errorCode === 14001
                        ? []
                        : [
                            (0,bilingual/* both */.WP)('If the company has no OpenAPI quota (30003), have its Fxiaoke administrator buy one; waiting does not help.', '如果企业没有购买 OpenAPI 配额（30003），请管理员购买；等待没有用。'),
                        ]),
                    (0,bilingual/* both */.WP)('Find what else uses up this company’s API calls: the refresh itself takes one.', '查一查企业里还有什么在大量调用接口：刷新本身只占一次调用。'),
                ],
            }),
        },
        about: (0,bilingual/* both */.WP)('The company may make no more API calls. The daily quota resets at 00:00.', '企业不能再调用接口。每日配额在 00:00 重置。'),
    },
    'wrong-account': {
        title: (0,bilingual/* both */.WP)('The tokens belong to another Fxiaoke user', '令牌属于另一个纷享销客用户'),
        causes: {
            authorized: account(['discarded'], {
                when: (0,bilingual/* both */.WP)('Somebody else authorized', '授权的是别的账号'),
                happened: tokensOfAnother,
                next: ({ accounts }) => [
                    (0,bilingual/* both */.WP)(`Sign out of Fxiaoke in the browser, and authorize again as ${(0,entry/* cited */.k4)(accounts.expected)}.`, `先在浏览器退出纷享销客，再用${(0,entry/* cited */.k4)(accounts.expected)}重新授权。`),
                    ...authorizeOwnAccount(accounts),
                ],
            }),
            refreshed: account(['discarded'], {
                when: (0,bilingual/* both */.WP)('The stored token was that of somebody else', '已存的是别的账号的令牌'),
                happened: tokensOfAnother,
                next: ({ accounts }) => [
                    (0,bilingual/* both */.WP)(`The token that was stored here was that of ${(0,entry/* cited */.k4)(accounts.actual)}. Authorize here as ${(0,entry/* cited */.k4)(accounts.expected)}.`, `这里存的是${(0,entry/* cited */.k4)(accounts.actual)}的令牌。请在这里用${(0,entry/* cited */.k4)(accounts.expected)}重新授权。`),
                    ...authorizeOwnAccount(accounts),
                ],
            }),
            recorded: account(['discarded'], {
                when: (0,bilingual/* both */.WP)('The record says that the stored token is that of somebody else', '记录里写的是另一个账号'),
                happened: ({ accounts, place }) => (0,bilingual/* both */.WP)(`Fxiaoke returned tokens of ${(0,entry/* cited */.k4)(accounts.actual)}, but by the record the login stored in ${place.en} is that of ${(0,entry/* cited */.k4)(accounts.expected)}. Neither token was stored.`, `纷享销客返回的是${(0,entry/* cited */.k4)(accounts.actual)}的令牌，但据记录${(0,bilingual/* spaced */.ji)(place.zh)}存的是${(0,entry/* cited */.k4)(accounts.expected)}的授权。两个令牌都没有写入。`),
                next: ({ accounts }) => [
                    (0,bilingual/* both */.WP)(`Authorize here as the user who is wanted, ${(0,entry/* cited */.k4)(accounts.expected)} or ${(0,entry/* cited */.k4)(accounts.actual)}; the record takes over whoever authorizes.`, `用这里想要的账号（${(0,entry/* cited */.k4)(accounts.expected)}或${(0,entry/* cited */.k4)(accounts.actual)}）重新授权，谁授权记录就改写为谁。`),
                    ...steps/* AUTHORIZE_BY_SHOWN_LINK */.ht,
                ],
            }),
            unnamed: account(['discarded'], {
                title: (0,bilingual/* both */.WP)('Fxiaoke did not say whose tokens these are', '纷享销客没有说明令牌属于谁'),
                when: (0,bilingual/* both */.WP)('A code was redeemed, and the answer names no user', '兑换 code 的答复没有说明用户'),
                happened: ({ accounts, place }) => (0,bilingual/* both */.WP)(`Fxiaoke did not say whose tokens the code has brought, and expected-open-user-id is ${(0,entry/* cited */.k4)(accounts.expected)}. A code may be anybody’s, so neither token was stored, and ${place.en} keeps its own login.`, `纷享销客没有说明这个 code 换来的是谁的令牌，而 expected-open-user-id 是${(0,entry/* cited */.k4)(accounts.expected)}。code 可能是任何人的，所以两个令牌都没有写入，${(0,bilingual/* spaced */.ji)(place.zh)}保留自己的授权。`),
                next: ({ accounts }) => [
                    (0,bilingual/* both */.WP)(`Authorize again as ${(0,entry/* cited */.k4)(accounts.expected)}.`, `请用${(0,entry/* cited */.k4)(accounts.expected)}重新授权。`),
                    ...steps/* AUTHORIZE_BY_SHOWN_LINK */.ht,
                    (0,bilingual/* both */.WP)('If Fxiaoke names no user again, remove expected-open-user-id from the workflow for this one authorization.', '如果纷享销客仍不说明用户，这次授权时先从工作流里去掉 expected-open-user-id。'),
                ],
            }),
        },
        about: (0,bilingual/* both */.WP)('Fxiaoke returned tokens of a user other than expected-open-user-id, or than the record names, or, for a code, did not say whose they are: somebody authorized with the wrong account, or the token of another ' +
            'tenant was stored here. The tokens are thrown away; the account that they belong to must authorize again.', '返回的令牌不属于 expected-open-user-id 或记录里的用户，或兑换 code 时没有说明用户：授权时登录了别的账号，或这里存了别的租户的令牌。这对令牌会被丢弃，它所属的账号需要重新授权。'),
    },
    'fxiaoke-error': {
        title: (0,bilingual/* both */.WP)('Fxiaoke answered with an unclear error', '纷享销客返回了不明确的错误'),
        causes: {
            refused: fxiaoke(ANSWERED, {
                when: (0,bilingual/* both */.WP)('An error code that says little', '含义不明的错误码'),
                happened: ({ evidence }) => (0,bilingual/* both */.WP)(`Fxiaoke answered with an error${codeOf(evidence).en} that fits none of the known cases.`, `纷享销客返回了错误${codeOf(evidence).zh}，不属于任何已知情形。`),
                next: () => [
                    (0,bilingual/* both */.WP)('Read Fxiaoke’s message in this report. Check app-id, app-secret, redirect-url and cloud-domain: Fxiaoke uses one code (10006) for every wrong parameter.', '先看本报告里纷享销客的消息。核对 app-id、app-secret、redirect-url、cloud-domain：任何参数不对，纷享销客都可能返回同一个码（10006）。'),
                    (0,bilingual/* both */.WP)('Check that the app is enabled and its development mode is on.', '确认应用处于启用状态，且已开启开发模式。'),
                    steps/* SUSPECT_ALLOW_LIST */.DF,
                    steps/* TRY_DRY */.Uf,
                    (0,bilingual/* both */.WP)('If it is still unclear, send the errorCode, message and trace id to Fxiaoke support.', '仍不清楚的话，把 errorCode、消息和 traceId 发给纷享销客支持。'),
                ],
            }),
            unreadable: fxiaoke(EXCHANGE, {
                when: (0,bilingual/* both */.WP)('An answer that cannot be read', '无法解读的响应'),
                happened: () => (0,bilingual/* both */.WP)('Fxiaoke answered, but the answer was cut off or is not valid JSON, and it contains no readable new refresh token.', '纷享销客有响应，但内容不完整或不是合法 JSON，从中读不出新的刷新令牌。'),
                next: () => [
                    steps/* START_NEW_RUN */.Sq,
                    steps/* AUTHORIZE_IF_REJECTED */.nD,
                    (0,bilingual/* both */.WP)('If it happens again, see whether a proxy on the way changes or cuts answers, and send the trace id to Fxiaoke support.', '如果反复出现，查一查中间的代理是否改动或截断了响应，并把 traceId 发给纷享销客支持。'),
                    steps/* SUSPECT_ALLOW_LIST */.DF,
                ],
            }),
            incomplete: fxiaoke(ANSWERED, {
                when: (0,bilingual/* both */.WP)('An answer without a token', '响应里缺少令牌'),
                happened: () => (0,bilingual/* both */.WP)('Fxiaoke answered without an error, but a token is missing from the answer. If it held a new refresh token, that one was stored first.', '纷享销客没有报错，但响应里缺少令牌。如果其中有新的刷新令牌，已优先保存。'),
                next: () => [
                    (0,bilingual/* both */.WP)('Check that cloud-domain is the gateway of Fxiaoke and that nothing on the way changes its answers.', '确认 cloud-domain 是纷享销客的网关，且中间没有东西改动响应。'),
                    steps/* START_NEW_RUN */.Sq,
                    steps/* AUTHORIZE_IF_REJECTED */.nD,
                    steps/* SUSPECT_ALLOW_LIST */.DF,
                ],
            }),
        },
        about: (0,bilingual/* both */.WP)('Fxiaoke answered with an error that fits nothing else, with something that cannot be read, or without a token. Whatever refresh token could be read in it was stored first.', '纷享销客返回了归不进其他类别的错误、无法解读的内容，或缺少令牌的响应。只要能从中读出刷新令牌，就已优先保存。'),
    },
};

// EXTERNAL MODULE: ./build/src/fxiaoke/clouds.js
var clouds = __nccwpck_require__(901);
// EXTERNAL MODULE: ./build/src/errors/network-reason.js
var network_reason = __nccwpck_require__(948);
;// CONCATENATED MODULE: ./build/src/errors/wording/proxy.js


/** A proxy that Node would go past without a word, on either side. */
const UNUSABLE_PROXY = {
    when: (0,bilingual/* both */.WP)('The proxy cannot be used', '代理无法使用'),
    happened: () => (0,bilingual/* both */.WP)('HTTPS_PROXY names a proxy that cannot be used, so nothing was sent; the proxy is never bypassed.', 'HTTPS_PROXY 指定的代理无法使用，因此没有发送任何内容，也没有绕过代理直连。'),
    next: () => [
        (0,bilingual/* both */.WP)('Correct the variable in the environment of the step or the runner. It must be http://HOST:PORT or https://HOST:PORT, with special characters in the password percent-encoded. SOCKS is not supported. ' +
            'If the job needs no proxy, remove it.', '在 step 或 runner 的环境变量里改正它：必须以 http:// 或 https:// 开头，后面是主机和端口；密码里的特殊字符要做百分号编码。不支持 SOCKS。如果 job 不需要代理，就去掉这个变量。'),
        steps/* START_NEW_RUN */.Sq,
    ],
};
/** A proxy that answers by itself when it is asked for a tunnel, on either side. */
const PROXY_REFUSES = {
    when: (0,bilingual/* both */.WP)('The proxy refuses the connection', '代理拒绝连接'),
    happened: ({ evidence: { proxyStatus } }) => (0,bilingual/* both */.WP)(`The proxy in HTTPS_PROXY refused to connect to the host${proxyStatus === undefined ? '' : ` (status ${proxyStatus})`}, so nothing was sent.`, `HTTPS_PROXY 指定的代理拒绝连接目标主机${proxyStatus === undefined ? '' : `（状态码 ${proxyStatus}）`}，因此没有发送任何内容。`),
    next: ({ evidence: { proxyStatus } }) => [
        ...(proxyStatus === 407
            ? []
            : [
                (0,bilingual/* both */.WP)('Ask whoever runs the proxy to allow the host on port 443. If the runner can reach it directly, add the host to NO_PROXY.', '请代理管理员放行该主机的 443 端口；如果 runner 可以直连，就把主机加进 NO_PROXY。'),
            ]),
        ...(proxyStatus === undefined || proxyStatus === 407
            ? [
                (0,bilingual/* both */.WP)('If its status is 407, correct the user and the password in HTTPS_PROXY (http://USER:PASSWORD@HOST:PORT, special characters percent-encoded). Wrong passwords can lock the account.', '如果状态码是 407，请改正 HTTPS_PROXY 里的用户名和密码（http://用户:密码@主机:端口，特殊字符要做百分号编码）。多次输错可能会锁定账号。'),
            ]
            : []),
        steps/* START_NEW_RUN */.Sq,
    ],
};

;// CONCATENATED MODULE: ./build/src/errors/entries/reaching-fxiaoke.js







const HOSTS = (0,bilingual/* both */.WP)(`Set cloud-domain to the gateway of your cloud: ${oneOf(clouds/* CLOUDS */.J.map(({ host, name }) => `${host} (${name.en})`))}.`, `把 cloud-domain 设为你所在云的网关：${clouds/* CLOUDS */.J.map(({ host, name }) => `${host}（${name.zh}）`).join('、')}。`);
function oneOf(choices) {
    return `${choices.slice(0, -1).join(', ')} or ${choices.at(-1) ?? ''}`;
}
const NOT_THE_WEBSITE = (0,bilingual/* both */.WP)('Do not use the website www.fxiaoke.com: it is not the gateway. On the other clouds the gateway is the domain where you sign in with open- in front, for example open-hwcloud.fxiaoke.com for hwcloud.fxiaoke.com.', '不要填网站 www.fxiaoke.com，它不是网关。其他云的网关是登录域名前面加 open-，例如 hwcloud.fxiaoke.com 对应 open-hwcloud.fxiaoke.com。');
const SOMETHING_IN_FRONT = (0,bilingual/* both */.WP)('If the host is right, see whether a proxy or a firewall of your network answers in its place.', '如果域名没错，查一查是不是你们网络里的代理或防火墙代为响应。');
const IF_A_STRANGER = (0,bilingual/* both */.WP)('If the host does not belong to Fxiaoke, it has been sent app-secret and perhaps the refresh token: reset app-secret in Fxiaoke and authorize again.', '如果这个域名不是纷享销客的，它已经收到 app-secret，可能还有刷新令牌：请在纷享销客重置 app-secret 并重新授权。');
/** A page abroad may see another exit than Fxiaoke does, where routes are split. */
function findAddress(host) {
    const inChina = /\.fxiaoke\.com(?::\d+)?$/.test(host) && !host.startsWith('open-hws.');
    const command = `curl ${inChina ? 'https://myip.ipip.net' : 'https://ifconfig.me'}`;
    const [en, zh] = inChina ? ['in mainland China', '中国大陆'] : ['outside mainland China', '中国大陆以外'];
    return (0,bilingual/* both */.WP)(`Find the address that Fxiaoke sees: on the runner, and through the same proxy, ask a page hosted where the cloud is (${en}), for example: ${command}`, `先查清纷享销客看到的出口 IP：在 runner 上、经同样的代理，访问一个与这个云同在${zh}的查询页，例如：${command}`);
}
/** Errors on the way to Fxiaoke: nothing there, another server, or an address that it does not let in. */
const REACHING_FXIAOKE = {
    'fxiaoke-unreachable': {
        title: (0,bilingual/* both */.WP)('Fxiaoke could not be reached', '连不上纷享销客'),
        causes: {
            network: fxiaoke(EXCHANGE, {
                when: (0,bilingual/* both */.WP)('The network', '网络'),
                happened: ({ evidence: { host, network = 'network' } }) => {
                    const { en, zh } = (0,network_reason/* networkReason */.d)(network);
                    return (0,bilingual/* both */.WP)(`${(0,entry/* cited */.k4)(host)} gave no complete answer in several attempts (${en}).`, `多次尝试后，${(0,entry/* cited */.k4)(host)}仍没有给出完整的响应（${zh}）。`);
                },
                next: () => [
                    (0,bilingual/* both */.WP)('Check from the runner that the host in cloud-domain resolves and that port 443 is open; on a self-hosted runner look at DNS, firewall, HTTPS_PROXY and NO_PROXY.', '在 runner 上确认 cloud-domain 的域名能解析、443 端口可达；自托管 runner 请检查 DNS、防火墙、HTTPS_PROXY 和 NO_PROXY。'),
                    steps/* START_NEW_RUN */.Sq,
                    steps/* AUTHORIZE_IF_REJECTED */.nD,
                    steps/* SUSPECT_ALLOW_LIST */.DF,
                ],
            }),
            'unknown-host': fxiaoke(EXCHANGE, {
                when: (0,bilingual/* both */.WP)('The host does not exist', '域名不存在'),
                title: (0,bilingual/* both */.WP)('There is no host of the name in cloud-domain', 'cloud-domain 的域名不存在'),
                happened: ({ evidence: { host } }) => (0,bilingual/* both */.WP)(`The runner finds no address for ${(0,entry/* cited */.k4)(host)}: the name is misspelled, or the runner’s DNS does not know it.`, `runner 解析不到 ${(0,entry/* cited */.k4)(host)} 的地址：域名写错了，或者 runner 的 DNS 不认识它。`),
                next: () => [
                    HOSTS,
                    NOT_THE_WEBSITE,
                    (0,bilingual/* both */.WP)('If the host is right, check DNS on the runner, and HTTPS_PROXY where only a proxy reaches the internet.', '如果域名没错，检查 runner 的 DNS；如果只有经代理才能访问外网，检查 HTTPS_PROXY。'),
                    steps/* START_NEW_RUN */.Sq,
                ],
            }),
            proxy: fxiaoke(EXCHANGE, UNUSABLE_PROXY),
            'proxy-refused': fxiaoke(EXCHANGE, PROXY_REFUSES),
            certificate: fxiaoke(EXCHANGE, {
                when: (0,bilingual/* both */.WP)('The certificate is not trusted', '证书不受信任'),
                happened: ({ evidence: { host } }) => (0,bilingual/* both */.WP)(`${(0,entry/* cited */.k4)(host)} presented a TLS certificate that this runner does not trust, so the request was not sent.`, `runner 不信任${(0,entry/* cited */.k4)(host)}的 TLS 证书，请求没有发出。`),
                next: () => [
                    (0,bilingual/* both */.WP)('If a proxy intercepts TLS, put its CA into a PEM file on the runner and set NODE_EXTRA_CA_CERTS to its path in the environment of the runner.', '如果代理会拆解 TLS，把它的 CA 存成 runner 上的 PEM 文件，并在 runner 的环境变量里用 NODE_EXTRA_CA_CERTS 指向它。'),
                    (0,bilingual/* both */.WP)('Check cloud-domain for a typo, and the clock of the runner. Do not disable certificate checks: the request carries the refresh token.', '检查 cloud-domain 是否写错、runner 时间是否正确。不要关闭证书校验：请求里带着刷新令牌。'),
                    steps/* TRY_DRY */.Uf,
                ],
            }),
            timeout: fxiaoke(EXCHANGE, {
                when: (0,bilingual/* both */.WP)('No answer in time', '超时'),
                happened: ({ evidence: { host } }) => (0,bilingual/* both */.WP)(`${(0,entry/* cited */.k4)(host)} did not answer in time in several attempts.`, `多次尝试后，${(0,entry/* cited */.k4)(host)}仍未在时限内响应。`),
                next: () => [
                    (0,bilingual/* both */.WP)('Check from the runner that the host in cloud-domain can be reached on port 443; a firewall that drops packets looks like this.', '在 runner 上确认 cloud-domain 的 443 端口可达；防火墙丢包就是这种表现。'),
                    steps/* START_NEW_RUN */.Sq,
                    steps/* AUTHORIZE_IF_REJECTED */.nD,
                    steps/* SUSPECT_ALLOW_LIST */.DF,
                ],
            }),
            interrupted: fxiaoke(['unknown'], {
                when: (0,bilingual/* both */.WP)('The main step was ended before an answer came', '主步骤在收到响应前被终止'),
                title: (0,bilingual/* both */.WP)('The run was ended while Fxiaoke was asked for new tokens', '换发令牌途中运行被终止'),
                happened: ({ evidence: { host } }) => (0,bilingual/* both */.WP)(`The main step was ended while it asked ${(0,entry/* cited */.k4)(host)} for new tokens, before it saw an answer, or without keeping what it saw. Its journal holds no new refresh token, so there is none to store.`, `主步骤向${(0,entry/* cited */.k4)(host)}换发令牌时被终止，没有收到响应，或没能把收到的内容暂存下来。暂存区里没有新的刷新令牌，也就没有可保存的内容。`),
                next: () => [
                    (0,bilingual/* both */.WP)('If the log of the main step shows a recovery command, run that first.', '如果主步骤的日志里有恢复命令，请先执行它。'),
                    steps/* START_NEW_RUN */.Sq,
                    (0,bilingual/* both */.WP)('If the exchange had not been carried out, that run refreshes as usual; if it had, Fxiaoke refuses the stored token and the run shows the link to authorize again.', '如果当时没有换发成功，新的运行会照常刷新；如果已经换发，纷享销客会拒绝已存的令牌，运行会给出重新授权的链接。'),
                    (0,bilingual/* both */.WP)('Do not cancel this workflow while it runs, keep cancel-in-progress off in its concurrency group, and give the job a timeout-minutes of at least 30.', '运行期间不要取消这个工作流，concurrency 里不要开 cancel-in-progress，并把 job 的 timeout-minutes 设为至少 30。'),
                ],
            }),
            server: fxiaoke(EXCHANGE, {
                when: (0,bilingual/* both */.WP)('Fxiaoke failed (5xx)', '纷享销客出错（5xx）'),
                happened: ({ evidence: { host, status } }) => (0,bilingual/* both */.WP)(`${(0,entry/* cited */.k4)(host)} kept failing${status === undefined ? '' : ` (status ${status})`} in several attempts.`, `多次尝试后，${(0,entry/* cited */.k4)(host)}仍然出错${status === undefined ? '' : `（状态码 ${status}）`}。`),
                next: () => [
                    (0,bilingual/* both */.WP)('Wait a few minutes. If it persists, contact Fxiaoke support with the trace id, if there is one.', '等几分钟；如果持续，联系纷享销客支持，并附上 traceId（如果有）。'),
                    steps/* START_NEW_RUN */.Sq,
                    steps/* AUTHORIZE_IF_REJECTED */.nD,
                    steps/* SUSPECT_ALLOW_LIST */.DF,
                ],
            }),
        },
        about: (0,bilingual/* both */.WP)('Fxiaoke gave no answer, or failed with 5xx, in up to four attempts with the same token: network, proxy, certificate, time-out, or an outage. A request that was sent and ' +
            'not answered may have been carried out, so the fate of the token is then unknown.', '用同一个令牌最多尝试四次，纷享销客仍无响应或返回 5xx：网络、代理、证书、超时或故障。请求若已发出却没有响应，也可能已经执行，此时令牌状态未知。'),
    },
    'wrong-cloud-domain': {
        title: (0,bilingual/* both */.WP)('The host in cloud-domain does not answer like the Fxiaoke gateway', 'cloud-domain 不像是纷享销客的网关'),
        causes: {
            refused: fxiaoke(ANSWERED, {
                when: (0,bilingual/* both */.WP)('It does not know the path', '没有这个路径'),
                happened: ({ evidence }) => (0,bilingual/* both */.WP)(`${(0,entry/* cited */.k4)(evidence.host)} is a gateway of Fxiaoke, but does not know the path /oauth2.0/token${codeOf(evidence).en}.`, `${(0,entry/* cited */.k4)(evidence.host)} 是纷享销客的网关，但没有 /oauth2.0/token 这个路径${codeOf(evidence).zh}。`),
                next: () => [HOSTS, NOT_THE_WEBSITE, steps/* TRY_DRY */.Uf, steps/* SUSPECT_ALLOW_LIST */.DF],
            }),
            redirect: fxiaoke(EXCHANGE, {
                when: (0,bilingual/* both */.WP)('It redirects', '返回重定向'),
                happened: ({ evidence: { host } }) => (0,bilingual/* both */.WP)(`${(0,entry/* cited */.k4)(host)} answered with a redirect. The gateway does not redirect, and the action does not follow with secrets in the request.`, `${(0,entry/* cited */.k4)(host)}返回了重定向。网关不会重定向，action 也不会带着密钥跟随重定向。`),
                next: () => [HOSTS, NOT_THE_WEBSITE, IF_A_STRANGER, steps/* TRY_DRY */.Uf, steps/* SUSPECT_ALLOW_LIST */.DF],
            }),
            'client-error': fxiaoke(EXCHANGE, {
                when: (0,bilingual/* both */.WP)('It answers 4xx', '返回 4xx'),
                happened: ({ evidence: { host, status } }) => (0,bilingual/* both */.WP)(`${(0,entry/* cited */.k4)(host)} answered with ${status === undefined ? 'a client error (4xx)' : `status ${status}`}; the gateway reports its errors with 200. It may be another server, or a proxy or firewall in front of it.`, `${(0,entry/* cited */.k4)(host)}返回了 ${status === undefined ? '4xx' : `状态码 ${status}`}，而网关报错时用的是 200。它可能是别的服务器，或前面有代理、防火墙。`),
                next: () => [HOSTS, NOT_THE_WEBSITE, SOMETHING_IN_FRONT, IF_A_STRANGER, steps/* TRY_DRY */.Uf, steps/* SUSPECT_ALLOW_LIST */.DF],
            }),
            'no-json': fxiaoke(EXCHANGE, {
                when: (0,bilingual/* both */.WP)('It does not answer with JSON', '返回的不是 JSON'),
                happened: ({ evidence: { host } }) => (0,bilingual/* both */.WP)(`${(0,entry/* cited */.k4)(host)} did not answer with JSON, but most likely with a web page. It may be another server, or a proxy or firewall in front of it.`, `${(0,entry/* cited */.k4)(host)}返回的不是 JSON，多半是网页。它可能是别的服务器，或前面有代理、防火墙。`),
                next: () => [
                    HOSTS,
                    NOT_THE_WEBSITE,
                    SOMETHING_IN_FRONT,
                    IF_A_STRANGER,
                    steps/* TRY_DRY */.Uf,
                    steps/* START_NEW_RUN */.Sq,
                    steps/* AUTHORIZE_IF_REJECTED */.nD,
                    steps/* SUSPECT_ALLOW_LIST */.DF,
                ],
            }),
        },
        about: (0,bilingual/* both */.WP)('The host answers with a redirect, with 4xx or without JSON, or says that the path does not exist, none of which the right gateway does: cloud-domain is the website (www.fxiaoke.com), belongs to ' +
            'another cloud, or a proxy answers in its place.', '对方返回重定向、4xx、非 JSON，或报告路径不存在，而正确的网关不会这样：cloud-domain 填成了网站（www.fxiaoke.com）、选错了云，或被代理代答。'),
    },
    'ip-not-allowed': {
        title: (0,bilingual/* both */.WP)('Fxiaoke does not allow this IP address', '出口 IP 不在纷享销客的白名单里'),
        causes: {
            refused: fxiaoke(ANSWERED, {
                happened: ({ evidence }) => {
                    const code = codeOf(evidence);
                    const address = evidence.address === undefined ? undefined : (0,entry/* cited */.k4)(evidence.address);
                    return address === undefined
                        ? (0,bilingual/* both */.WP)(`Fxiaoke says that this runner's address is not allowed${code.en}. The app has an IP allow-list, and the egress address of the runner is not on it.`, `纷享销客称 runner 的 IP 不被允许${code.zh}：应用设了 IP 白名单，而 runner 的出口 IP 不在其中。`)
                        : (0,bilingual/* both */.WP)(`Fxiaoke sees this runner as ${address}, and the IP allow-list of the app does not have that address${code.en}.`, `纷享销客看到的 runner 出口 IP 是${address}，而应用的 IP 白名单里没有它${code.zh}。`);
                },
                next: ({ evidence: { address, host } }) => [
                    ...(address === undefined ? [findAddress(host)] : []),
                    (0,bilingual/* both */.WP)(`Have a Fxiaoke administrator add ${address === undefined ? 'that address' : (0,entry/* cited */.k4)(address)} to the IP allow-list in the app’s settings in the admin console.`, `请纷享销客管理员在管理后台该应用的设置里，把${address === undefined ? '这个 IP' : (0,entry/* cited */.k4)(address)}加进白名单。`),
                    (0,bilingual/* both */.WP)('If the address is not fixed, move the job: to a self-hosted runner, a larger runner with a static IP, or behind a proxy with a fixed address (HTTPS_PROXY). ' +
                        'Standard GitHub-hosted runners get a new one with every job.', '如果出口 IP 不固定，就换个地方跑 job：自托管 runner、带静态 IP 的 larger runner，或经固定出口的代理（HTTPS_PROXY）。普通 GitHub 托管 runner 每次的 IP 都不同。'),
                    steps/* TRY_DRY */.Uf,
                ],
            }),
        },
        about: (0,bilingual/* both */.WP)('Fxiaoke’s message mentions an IP address or a white list. The app has an IP allow-list, and GitHub-hosted runners have changing addresses.', '纷享销客的报错提到 IP 或白名单。应用设了 IP 白名单，而 GitHub 托管 runner 的出口 IP 不固定。'),
    },
};

;// CONCATENATED MODULE: ./build/src/errors/entries/reaching-github.js





/** GitHub is silent, or fails. */
const SEE_STATUS_PAGE = (0,bilingual/* both */.WP)('See https://www.githubstatus.com. If GitHub has an incident, wait until it is over; wait for the next scheduled run only if that comes well before the token expires.', '查看 https://www.githubstatus.com 。如果 GitHub 有故障，等它恢复；只有下一次定时运行远早于令牌过期时，才可以等到那时。');
const ADD_REPOSITORY = (0,bilingual/* both */.WP)('Open the settings of secrets-token and add this repository: Repository access of a fine-grained token, Install App > Configure of a GitHub App. ' +
    'A token from actions/create-github-app-token only covers what its inputs owner and repositories name.', '打开 secrets-token 的设置，把本仓库加进去：细粒度 PAT 在 Repository access，GitHub App 在 Install App > Configure。用 ' +
    'actions/create-github-app-token 生成的令牌只覆盖它的 owner、repositories 指定的仓库。');
const STILL_ALLOWED = (0,bilingual/* both */.WP)('Check that the owner of the token still has access to the repository, and that the organization has approved the token.', '确认令牌的持有人仍能访问本仓库，并且组织已批准该令牌。');
const SAME_IN_JOB = (0,bilingual/* both */.WP)('Name the same environment in the job too: environment: NAME. Without it the job does not receive the secrets.', 'job 上也要声明同一个环境：environment: 环境名，否则 job 拿不到里面的 Secret。');
const github = (0,entry/* causesWith */.N4)();
/** GitHub gives no usable answer, or knows no such place. */
const REACHING_GITHUB = {
    'target-not-found': {
        title: (0,bilingual/* both */.WP)('GitHub does not find the place of the secrets', 'GitHub 找不到存放 Secret 的位置'),
        causes: {
            repository: github(['not-sent'], {
                when: (0,bilingual/* both */.WP)('The repository', '仓库'),
                happened: ({ place }) => (0,bilingual/* both */.WP)(`GitHub cannot find ${place.en} with secrets-token. GitHub gives the same answer for a repository that the token may not see; a redirect means that it was renamed or moved.`, `用 secrets-token 访问时，GitHub 找不到${place.zh}。令牌无权访问时也返回同样的结果；如果是重定向，说明仓库改过名或迁移过。`),
                next: () => [ADD_REPOSITORY, STILL_ALLOWED, steps/* START_NEW_RUN */.Sq],
            }),
            'hidden-repository': github(['not-sent'], {
                when: (0,bilingual/* both */.WP)('secrets-token does not see the repository', 'secrets-token 看不到仓库'),
                title: (0,bilingual/* both */.WP)('secrets-token does not see the repository', 'secrets-token 看不到仓库'),
                happened: ({ place }) => (0,bilingual/* both */.WP)(`secrets-token does not see ${place.en}, in which this workflow runs: the token was not given this repository, or the organization has not approved the token yet.`, `secrets-token 看不到本工作流所在的${place.zh}：令牌没有包含本仓库，或组织还没有批准该令牌。`),
                next: () => [ADD_REPOSITORY, STILL_ALLOWED, steps/* START_NEW_RUN */.Sq],
            }),
            'no-environment': github(['not-sent'], {
                when: (0,bilingual/* both */.WP)('The environment does not exist', '环境不存在'),
                title: (0,bilingual/* both */.WP)('The environment does not exist', '环境不存在'),
                happened: ({ place }) => (0,bilingual/* both */.WP)(`There is no ${place.en}. GitHub says so to the workflow’s own token, which does see this repository.`, `${place.zh}不存在：工作流自带的令牌看得到本仓库，用它访问同样返回不存在。`),
                next: () => [
                    (0,bilingual/* both */.WP)('Compare the input environment with the name under Settings > Environments, letter by letter. If it is missing there, create it with New environment.', '逐字核对输入参数 environment 与 Settings > Environments 里的名字；没有就点 New environment 新建。'),
                    SAME_IN_JOB,
                    steps/* START_NEW_RUN */.Sq,
                ],
            }),
            environment: github(['not-sent'], {
                when: (0,bilingual/* both */.WP)('The environment', '环境'),
                happened: ({ place }) => (0,bilingual/* both */.WP)(`GitHub cannot find ${place.en} with secrets-token. Either the environment does not exist, or the token may not see it.`, `用 secrets-token 访问时，GitHub 找不到${place.zh}：环境不存在，或令牌无权访问。`),
                next: () => [
                    (0,bilingual/* both */.WP)('Compare the input environment with the name under Settings > Environments. If it is missing there, create it with New environment.', '核对输入参数 environment 与 Settings > Environments 里的名字；没有就点 New environment 新建。'),
                    (0,bilingual/* both */.WP)('Give secrets-token this repository and the permission Environments: Read and write (Secrets alone is not enough); a classic token needs the scope repo.', '让 secrets-token 能访问本仓库，并有 Environments: Read and write 权限（只有 Secrets 不够）；classic PAT 需要 repo。'),
                    SAME_IN_JOB,
                    steps/* START_NEW_RUN */.Sq,
                ],
            }),
            blocked: github(['not-sent'], {
                when: (0,bilingual/* both */.WP)('GitHub has blocked the repository (451)', 'GitHub 已封锁该仓库（451）'),
                happened: ({ place }) => (0,bilingual/* both */.WP)(`GitHub does not serve ${place.en} to anybody, for legal reasons (status 451).`, `GitHub 因法律原因不再提供对${(0,bilingual/* spaced */.ji)(place.zh)}的访问（状态码 451）。`),
                next: () => [
                    (0,bilingual/* both */.WP)('Open the repository in a browser: GitHub shows why it is blocked and whom to ask. Keep the tokens in another repository if this one stays blocked.', '在浏览器里打开该仓库，页面会说明封锁原因和申诉方式。如果无法恢复，请把令牌改存到另一个仓库。'),
                ],
            }),
            organization: github(['not-sent'], {
                when: (0,bilingual/* both */.WP)('The organization', '组织'),
                happened: ({ place }) => (0,bilingual/* both */.WP)(`GitHub cannot find ${place.en} with secrets-token. Either the owner of this repository is a user and not an organization, or the token may not see its secrets.`, `用 secrets-token 访问时，GitHub 找不到${place.zh}：仓库所有者是个人账号而不是组织，或令牌无权访问组织的 Secret。`),
                next: () => [
                    (0,bilingual/* both */.WP)('If the repository belongs to a user account, remove organization: true.', '如果仓库属于个人账号，去掉 organization: true。'),
                    (0,bilingual/* both */.WP)('Otherwise give secrets-token the organization permission Secrets: Read and write, with the organization as its resource owner; ' +
                        'a classic token needs the scope admin:org and an owner of the organization.', '否则给 secrets-token 加上组织权限 Secrets: Read and write，resource owner 选该组织；classic PAT 需要 admin:org，且持有人是组织所有者。'),
                    steps/* START_NEW_RUN */.Sq,
                ],
            }),
        },
        about: (0,bilingual/* both */.WP)('GitHub answers 404 for the repository, the environment or the organization that is to keep the secrets: it does not exist, was renamed ' +
            'or moved, or secrets-token may not see it. GitHub does not tell these apart.', 'GitHub 对存放 Secret 的仓库、环境或组织返回 404：不存在、改名或迁移过，或 secrets-token 无权访问。GitHub 不区分这几种情况。'),
    },
    'github-unreachable': {
        title: (0,bilingual/* both */.WP)('GitHub could not be reached', '无法访问 GitHub'),
        causes: {
            network: github(['not-sent'], {
                when: (0,bilingual/* both */.WP)('No answer', '没有响应'),
                happened: ({ evidence: { network } }) => {
                    const { en, zh } = (0,network_reason/* networkReason */.d)(network);
                    return (0,bilingual/* both */.WP)(`The GitHub API did not answer (${en}). The run stopped before the refresh token was spent.`, `GitHub API 没有响应（${zh}）。运行在消耗刷新令牌之前停止。`);
                },
                next: () => [
                    SEE_STATUS_PAGE,
                    (0,bilingual/* both */.WP)('On a self-hosted runner, check DNS, firewall, and HTTPS_PROXY and NO_PROXY: the runner must reach the host in github-api-url.', '自托管 runner 请检查 DNS、防火墙、HTTPS_PROXY 和 NO_PROXY：要能访问 github-api-url 的主机。'),
                    steps/* START_NEW_RUN */.Sq,
                ],
            }),
            proxy: github(['not-sent'], UNUSABLE_PROXY),
            'proxy-refused': github(['not-sent'], PROXY_REFUSES),
            intercepted: github(['not-sent'], {
                when: (0,bilingual/* both */.WP)('Something else answered in its place', '响应的不是 GitHub'),
                happened: ({ evidence: { status } }) => (0,bilingual/* both */.WP)(`The answer (status ${status ?? 'unknown'}) did not come from GitHub: it has neither GitHub's request id nor its form. A proxy, a firewall or a sign-in page stands in between.`, `收到的响应（状态码 ${status ?? '未知'}）不是 GitHub 的：既没有 GitHub 的请求 id，格式也不对。中间有代理、防火墙或登录页。`),
                next: () => [steps/* LET_GITHUB_ANSWER */.H, steps/* START_NEW_RUN */.Sq],
            }),
            certificate: github(['not-sent'], {
                when: (0,bilingual/* both */.WP)('The certificate is not trusted', '证书不受信任'),
                happened: () => (0,bilingual/* both */.WP)('The TLS certificate of the GitHub API is not trusted by this runner, so nothing was sent to it. The usual cause is a private CA, or a proxy that intercepts TLS.', 'runner 不信任 GitHub API 的 TLS 证书，因此没有发送任何内容。通常是私有 CA，或代理拆解了 TLS。'),
                next: () => [
                    (0,bilingual/* both */.WP)('Put the CA of the GitHub Enterprise Server or of the proxy into a PEM file on the runner, and set NODE_EXTRA_CA_CERTS to its path in the environment of the runner.', '把 GitHub Enterprise Server 或代理的 CA 存成 runner 上的 PEM 文件，并在 runner 的环境变量里用 NODE_EXTRA_CA_CERTS 指向它。'),
                    (0,bilingual/* both */.WP)('Check that the clock of the runner is right and that the certificate has not expired. Do not disable certificate checks: these requests carry tokens.', '确认 runner 的时间正确、证书没有过期。不要关闭证书校验：这些请求带着令牌。'),
                    steps/* START_NEW_RUN */.Sq,
                ],
            }),
            server: github(['not-sent'], {
                when: (0,bilingual/* both */.WP)('GitHub failed (5xx, or an answer nobody expects)', 'GitHub 出错（5xx 或意外的响应）'),
                happened: ({ evidence: { status } }) => (0,bilingual/* both */.WP)(`GitHub kept failing${status === undefined ? '' : ` (status ${status})`}, or gave an answer that the action cannot use. The run stopped before the refresh token was spent.`, `GitHub 持续出错${status === undefined ? '' : `（状态码 ${status}）`}，或返回了无法使用的内容。运行在消耗刷新令牌之前停止。`),
                next: () => [
                    SEE_STATUS_PAGE,
                    (0,bilingual/* both */.WP)('If github-api-url is set by hand, check that it is the REST API: https://api.github.com, or https://HOST/api/v3 on GitHub Enterprise Server.', '如果手动设过 github-api-url，确认它是 REST API 地址：https://api.github.com ，或 GitHub Enterprise Server 的 https://主机/api/v3 。'),
                    steps/* START_NEW_RUN */.Sq,
                ],
            }),
            'github-token-limited': github(['not-sent'], {
                when: (0,bilingual/* both */.WP)('Too many requests of github-token', 'github-token 的请求过多'),
                happened: () => (0,bilingual/* both */.WP)(`GitHub limits the requests of github-token, with which the times of this run are read, for longer than the run waits (${steps/* PREPARE_MINUTES */.uR} minutes). secrets-token is not limited.`, `GitHub 对 github-token（用来读取本次运行的时间）限流，超出了运行愿意等待的 ${steps/* PREPARE_MINUTES */.uR} 分钟。secrets-token 没有被限流。`),
                next: () => [
                    (0,bilingual/* both */.WP)('Wait an hour, then start a new run. GITHUB_TOKEN has 1,000 requests an hour for the whole repository: find the workflow that uses them up.', '等一小时再发起一次新的运行。整个仓库的 GITHUB_TOKEN 每小时共 1000 次请求：找出用掉它们的工作流。'),
                ],
            }),
            limited: github(['not-sent'], {
                when: (0,bilingual/* both */.WP)('Too many requests', '请求过多'),
                happened: () => (0,bilingual/* both */.WP)(`GitHub limits the requests of this token, for longer than the run waits (${steps/* PREPARE_MINUTES */.uR} minutes). The run stopped before the refresh token was spent.`, `GitHub 对该令牌限流，超出了运行愿意等待的 ${steps/* PREPARE_MINUTES */.uR} 分钟。运行在消耗刷新令牌之前停止。`),
                next: () => [
                    (0,bilingual/* both */.WP)('Wait an hour, then start a new run; wait for the next scheduled one only if that comes well before the token expires.', '等一小时再发起一次新的运行；只有下一次定时运行远早于令牌过期时，才可以等它。'),
                    (0,bilingual/* both */.WP)('If it happens again, find what else uses secrets-token, give this workflow its own token, and do not schedule it on the hour.', '如果反复出现，查一查还有谁在用 secrets-token，给这个工作流单独配令牌，并把定时错开整点。'),
                ],
            }),
        },
        about: (0,bilingual/* both */.WP)(`The API of GitHub gave no usable answer within ${steps/* PREPARE_MINUTES */.uR} minutes: network, proxy, certificate, an outage, or a rate limit. This is found before anything is spent; ` +
            `once a new token exists, the action waits for GitHub for up to ${steps/* STORE_MINUTES */.An} minutes.`, `${steps/* PREPARE_MINUTES */.uR} 分钟内 GitHub API 没有可用的响应：网络、代理、证书、故障或限流。这发生在消耗令牌之前；一旦新令牌已产生，action 会等待更久（最多 ${steps/* STORE_MINUTES */.An} 分钟）。`),
    },
};

;// CONCATENATED MODULE: ./build/src/errors/entries/refusals.js




/** The address that the browser landed on, before Fxiaoke is asked. */
const address = (0,entry/* causesWith */.N4)();
/** What Fxiaoke refuses: the app, the token, or the code. */
const REFUSALS = {
    'app-credentials-rejected': {
        title: (0,bilingual/* both */.WP)('Fxiaoke refused the app ID or the app secret', '纷享销客不接受 appId 或 appSecret'),
        causes: {
            refused: fxiaoke(ANSWERED, {
                happened: ({ evidence }) => (0,bilingual/* both */.WP)(`Fxiaoke says that appId or appSecret is missing or wrong${codeOf(evidence).en}.`, `纷享销客称 appId 或 appSecret 缺失或不正确${codeOf(evidence).zh}。`),
                next: () => [
                    (0,bilingual/* both */.WP)('Open the app in the Fxiaoke admin console and compare: app-id and app-secret must belong to the same app, and app-secret must be the current one. If it was reset, store the new one.', '在纷享销客管理后台打开该应用核对：app-id 和 app-secret 要来自同一个应用，app-secret 要与当前值一致；如果重置过，请存入新值。'),
                    (0,bilingual/* both */.WP)('Check that cloud-domain is the cloud where the app was created; other clouds do not know it.', '确认 cloud-domain 就是创建应用的那个云；应用在别的云里是不存在的。'),
                    (0,bilingual/* both */.WP)('Check that the app’s development mode is on.', '确认应用已开启开发模式。'),
                    steps/* TRY_DRY */.Uf,
                    steps/* SUSPECT_ALLOW_LIST */.DF,
                ],
            }),
        },
        about: (0,bilingual/* both */.WP)('The code or the message of Fxiaoke names appId or appSecret: one of them is wrong, the secret was reset, or the app belongs to another cloud.', '纷享销客的错误码或报错指向 appId 或 appSecret：填错了、appSecret 重置过，或应用属于别的云。'),
    },
    'app-not-authorized': {
        title: (0,bilingual/* both */.WP)('The Fxiaoke app is not authorized for this company', '该应用没有得到企业授权'),
        causes: {
            refused: fxiaoke(ANSWERED, {
                happened: ({ evidence }) => (0,bilingual/* both */.WP)(`Fxiaoke says that the app has no permission, is stopped, or is not authorized by this company${codeOf(evidence).en}.`, `纷享销客称应用没有权限、已停用，或未获该企业授权${codeOf(evidence).zh}。`),
                next: () => [
                    (0,bilingual/* both */.WP)('Have a Fxiaoke administrator of the company open the app in the admin console: it must be enabled, with development mode on.', '请企业的纷享销客管理员在管理后台打开该应用：要处于启用状态，并开启开发模式。'),
                    (0,bilingual/* both */.WP)('Check that the user who authorized may use the app and is not disabled, and that the app has the API permissions it needs.', '确认授权用户在应用的可用范围内、没有被停用，且应用开通了所需接口权限。'),
                    steps/* TRY_DRY */.Uf,
                    steps/* SUSPECT_ALLOW_LIST */.DF,
                ],
            }),
        },
        about: (0,bilingual/* both */.WP)('The app has no permission, or the company does not let it act: it is stopped, or was never authorized.', '应用没有权限，或企业不允许它使用：已停用，或从未授权。'),
    },
    'refresh-token-rejected': {
        title: (0,bilingual/* both */.WP)('Fxiaoke refused the refresh token: a person has to authorize again', '刷新令牌被拒绝，需要重新授权'),
        causes: {
            refused: fxiaoke(['refused', 'unknown'], {
                happened: ({ evidence, afterUnansweredAttempt }) => {
                    const code = codeOf(evidence);
                    return afterUnansweredAttempt
                        ? (0,bilingual/* both */.WP)(`Fxiaoke refused the refresh token${code.en}, after an earlier attempt of this run got no answer. That attempt may have spent it, and the new token was lost on the way.`, `纷享销客拒绝了刷新令牌${code.zh}，而本次运行之前有一次尝试没有得到响应。令牌可能已被那次尝试消耗，换来的新令牌随之丢失。`)
                        : (0,bilingual/* both */.WP)(`Fxiaoke refused the refresh token${code.en}. It expired (after two months), was spent by somebody else, was revoked, or belongs to another app or cloud.`, `纷享销客拒绝了刷新令牌${code.zh}：已过期（两个月）、被别处用掉、被撤销，或属于别的应用、别的云。`);
                },
                next: () => [
                    ...steps/* AUTHORIZE_BY_SHOWN_LINK */.ht,
                    (0,bilingual/* both */.WP)('To prevent this: let nothing but this workflow use the refresh token, and put all its runs into one concurrency group with cancel-in-progress: false.', '避免再次发生：刷新令牌只能由这个工作流使用，所有运行放进同一个 concurrency group，并设 cancel-in-progress: false。'),
                    (0,bilingual/* both */.WP)('If authorizing fails as well, or the token was young and used nowhere else, check app-id, cloud-domain and the IP allow-list of the app: Fxiaoke does not always name the real reason.', '如果授权也失败，或者令牌本来很新、别处也没用过，就查 app-id、cloud-domain 和应用的 IP 白名单：纷享销客报的原因不一定准确。'),
                ],
            }),
        },
        about: (0,bilingual/* both */.WP)('The code or the message of Fxiaoke names the refresh token: it expired after two months, was spent elsewhere, was revoked, or belongs to another app or cloud. If an ' +
            'earlier attempt of the same run got no answer, that attempt may have spent it. The stored secret is read again first: if it has changed, the run is stale and does not fail with this error.', '纷享销客的错误码或报错指向刷新令牌：满两个月过期、被别处用掉、被撤销，或属于别的应用、别的云。如果同一次运行之前有尝试没有得到响应，也可能是那次消耗的。' +
            '报错前会再查一次 Secret：如果已被更新，按 stale 处理，不报此错。'),
    },
    'authorization-code-rejected': {
        title: (0,bilingual/* both */.WP)('The authorization code cannot be used', '授权码无法使用'),
        causes: {
            refused: fxiaoke(ANSWERED, {
                when: (0,bilingual/* both */.WP)('Fxiaoke refused the code', '纷享销客拒绝了 code'),
                happened: ({ evidence }) => (0,bilingual/* both */.WP)(`Fxiaoke did not redeem the code${codeOf(evidence).en}. A code works only once, for a short time, and only with the redirect URL it was issued for.`, `纷享销客没有兑换这个 code${codeOf(evidence).zh}。code 只能用一次、很快过期，而且必须配上申请它时的回调地址。`),
                next: () => [
                    (0,bilingual/* both */.WP)('Take a new code: this one was used before, or came too late. Each landed address is good for one run.', '换一个新的 code：这一个已经用过，或者过期了。浏览器跳转到的每个网址只能用于一次运行。'),
                    ...steps/* AUTHORIZE_BY_SHOWN_LINK */.ht,
                    (0,bilingual/* both */.WP)('If a fresh code is refused too, make redirect-url exactly equal to the redirect URL registered for the app.', '如果新的 code 也被拒绝，让 redirect-url 与应用登记的回调地址逐字一致。'),
                    steps/* SUSPECT_ALLOW_LIST */.DF,
                ],
            }),
            'redirect-url': fxiaoke(ANSWERED, {
                when: (0,bilingual/* both */.WP)('Fxiaoke refused the redirect URL', '纷享销客拒绝了回调地址'),
                happened: ({ evidence }) => (0,bilingual/* both */.WP)(`Fxiaoke did not redeem the code, because redirect-url is not the one that it was issued for, or not the one registered for the app${codeOf(evidence).en}.`, `纷享销客没有兑换这个 code：redirect-url 与申请它时的不同，或与应用登记的不同${codeOf(evidence).zh}。`),
                next: () => [
                    (0,bilingual/* both */.WP)('Make redirect-url exactly equal to the redirect URL registered for the app; its domain must also be the login authorization domain of the app (“登录授权发起页域名”).', '让 redirect-url 与应用登记的回调地址逐字一致；其域名也要与应用的“登录授权发起页域名”一致。'),
                    (0,bilingual/* both */.WP)('If you change redirect-url, start a new run with start in the field authorization-code: the link shown here has the old one.', '如果改了 redirect-url，就发起新的运行，在 authorization-code 中填 start：这里给出的链接用的还是旧地址。'),
                    ...steps/* AUTHORIZE_BY_SHOWN_LINK */.ht,
                    steps/* SUSPECT_ALLOW_LIST */.DF,
                ],
            }),
            'state-missing': address(['not-sent'], {
                when: (0,bilingual/* both */.WP)('The address has no whole state', '网址里没有完整的 state'),
                happened: () => (0,bilingual/* both */.WP)('The address that was given has no state, or only a part of it: it was not copied completely, or did not come from one of this action’s authorize links.', '给出的网址里没有 state，或 state 不全：没有复制完整，或不是由本 action 的授权链接产生的。'),
                next: () => [
                    (0,bilingual/* both */.WP)('Copy the address again from the address bar, whole, with everything after the question mark. If that is not possible, authorize again.', '从地址栏重新复制完整网址，包括问号后面的全部内容。如果做不到，就重新授权。'),
                    ...steps/* AUTHORIZE_BY_SHOWN_LINK */.ht,
                ],
            }),
            'state-old': address(['not-sent'], {
                when: (0,bilingual/* both */.WP)('The link is older than 24 hours', '链接已超过 24 小时'),
                happened: () => (0,bilingual/* both */.WP)('The authorize link that led to this address is older than 24 hours.', '产生这个网址的授权链接已超过 24 小时。'),
                next: () => steps/* AUTHORIZE_BY_SHOWN_LINK */.ht,
            }),
            'state-foreign': address(['not-sent'], {
                when: (0,bilingual/* both */.WP)('The state belongs to another app or place', 'state 不属于这个应用或位置'),
                happened: () => (0,bilingual/* both */.WP)('The state in the address was not made with this app-id, app-secret and redirect-url for this place of secrets. One of them was changed after the link was shown, or this is somebody else’s login.', '网址里的 state 与当前的 app-id、app-secret、redirect-url 或存放位置对不上：给出链接之后改过其中一项，或者这是别人发起的授权。'),
                next: () => [
                    (0,bilingual/* both */.WP)('If you changed app-id, app-secret, redirect-url, environment or organization, a new link is all it takes. Do not use an address that somebody sent you.', '如果改过 app-id、app-secret、redirect-url、environment 或 organization，换用新的授权链接即可。不要使用别人发来的网址。'),
                    ...steps/* AUTHORIZE_BY_SHOWN_LINK */.ht,
                ],
            }),
            'landed-error': address(['not-sent'], {
                when: (0,bilingual/* both */.WP)('The address carries an error from Fxiaoke', '网址里带着纷享销客的错误'),
                happened: () => (0,bilingual/* both */.WP)('Fxiaoke sent the browser back with an error instead of a code: the user did not approve, may not use the app, or the redirect URL is not the registered one.', '纷享销客把浏览器带回来时给的是错误而不是 code：用户没有同意、没有应用的使用权限，或回调地址与登记的不一致。'),
                next: () => [
                    (0,bilingual/* both */.WP)('Check in the Fxiaoke admin console that the user may use the app and that its registered redirect URL equals redirect-url.', '在纷享销客管理后台确认用户在应用的可用范围内，且登记的回调地址与 redirect-url 一致。'),
                    ...steps/* AUTHORIZE_BY_SHOWN_LINK */.ht,
                ],
            }),
            'authorize-link': address(['not-sent'], {
                when: (0,bilingual/* both */.WP)('The address is the authorize link itself', '网址是授权链接本身'),
                happened: () => (0,bilingual/* both */.WP)('The address that was given is the authorize link itself. It has to be opened in a browser: the address that counts is the one where the browser lands after approving.', '给出的是授权链接本身。应先在浏览器里打开它，要填的是同意授权后浏览器跳转到的网址。'),
                next: () => steps/* AUTHORIZE_BY_SHOWN_LINK */.ht,
            }),
            'landed-elsewhere': (0,entry/* causesWith */.N4)()(['not-sent'], {
                when: (0,bilingual/* both */.WP)('The address is not on redirect-url', '网址不在 redirect-url 上'),
                happened: ({ landedOn, redirectUrl }) => (0,bilingual/* both */.WP)(`The address that was given is on ${(0,entry/* cited */.k4)(landedOn)}, and redirect-url is ${(0,entry/* cited */.k4)(redirectUrl)}: scheme, host, port or path differ.`, `给出的网址在 ${(0,entry/* cited */.k4)(landedOn)} 上，而 redirect-url 是 ${(0,entry/* cited */.k4)(redirectUrl)} ：协议、域名、端口或路径不同。`),
                next: () => [
                    (0,bilingual/* both */.WP)('If redirect-url is not what is registered for the app, correct it and start a new run with start in the field authorization-code: the link of this run has the wrong one.', '如果 redirect-url 与应用登记的不同，先改正，再发起新的运行，在 authorization-code 中填 start：本次运行给出的链接用的是错的地址。'),
                    (0,bilingual/* both */.WP)('Otherwise copy the address of the page where the browser lands after approving. If your site forwards from there to another, choose a redirect URL that does not, and set it both for the app and in redirect-url.', '否则请复制同意授权后浏览器跳转到的那个网址。如果你的站点会从那里再跳走，换一个不跳转的回调地址，在应用和 redirect-url 两处都改。'),
                    ...steps/* AUTHORIZE_BY_SHOWN_LINK */.ht,
                ],
            }),
            'code-missing': address(['not-sent'], {
                when: (0,bilingual/* both */.WP)('The address has no code', '网址里没有 code'),
                happened: () => (0,bilingual/* both */.WP)('The address that was given has no code: it was not copied completely, or the page has removed it.', '给出的网址里没有 code：没有复制完整，或被页面去掉了。'),
                next: () => [
                    (0,bilingual/* both */.WP)('Copy the address again from the address bar, whole, with everything after the question mark. If the page has changed it, authorize again.', '从地址栏重新复制完整网址，包括问号后面的全部内容。如果页面已改动它，就重新授权。'),
                    ...steps/* AUTHORIZE_BY_SHOWN_LINK */.ht,
                ],
            }),
        },
        about: (0,bilingual/* both */.WP)('The code or the message of Fxiaoke names the authorization code or redirectUrl; or the address that was given is not on redirect-url, carries an error, or its state is missing, older than 24 hours, or ' +
            'made for another app or place. A code works once and not for long.', '纷享销客的错误码或报错指向 code 或 redirectUrl；或者给出的网址不在 redirect-url 上、带着错误，或其中的 state 缺失、超过 24 小时、属于别的应用或位置。code 只能用一次，且很快过期。'),
    },
};

// EXTERNAL MODULE: ./build/src/github/place.js
var place = __nccwpck_require__(486);
;// CONCATENATED MODULE: ./build/src/errors/entries/secrets-token.js




/** A request that reads names the level for reading, which is not enough here. */
const NAMES_ACCEPTED_PERMISSIONS = /^(?!.*=read)[\w=,; -]+$/;
const secrets_token_github = (0,entry/* causesWith */.N4)();
/** What is wrong with the token that writes the secrets. */
const SECRETS_TOKEN = {
    'secrets-token-rejected': {
        title: (0,bilingual/* both */.WP)('GitHub does not accept secrets-token', 'GitHub 不接受 secrets-token'),
        causes: {
            'bad-credentials': secrets_token_github(['not-sent'], {
                when: (0,bilingual/* both */.WP)('The token is not valid (401)', '令牌无效（401）'),
                happened: () => (0,bilingual/* both */.WP)('GitHub rejected secrets-token (401). The token has expired, was revoked, or was not copied completely.', 'GitHub 对 secrets-token 返回 401：令牌已过期、被吊销，或没有复制完整。'),
                next: () => [
                    (0,bilingual/* both */.WP)('Look the token up in GitHub under Settings > Developer settings > Personal access tokens. If it is expired or missing, make a new one or press Regenerate token.', '在 GitHub 的 Settings > Developer settings > Personal access tokens 里找到该令牌；已过期或不存在就新建，或点 Regenerate token。'),
                    (0,bilingual/* both */.WP)('Put it into the secret that the input secrets-token reads, whole and without spaces.', '把新令牌完整地（不带空格）存入 secrets-token 所用的 Secret。'),
                    (0,bilingual/* both */.WP)('If it comes from a GitHub App, mint it in the same job as this step: such a token lasts one hour.', '如果由 GitHub App 生成，请在同一个 job 里生成后再用：这种令牌只有一小时有效。'),
                    (0,bilingual/* both */.WP)('If this is GitHub Enterprise Server, make sure that the token was made there and not on github.com.', '如果用的是 GitHub Enterprise Server，确认令牌是在那里生成的，不是 github.com 上的。'),
                    steps/* START_NEW_RUN */.Sq,
                ],
            }),
            'locked-out': secrets_token_github(['not-sent'], {
                when: (0,bilingual/* both */.WP)('Too many attempts with bad credentials', '无效凭据的尝试过多'),
                happened: () => (0,bilingual/* both */.WP)('GitHub refuses every login of this user or App for a while, because it has seen too many bad credentials (“Maximum number of login attempts exceeded”).', 'GitHub 收到的无效凭据过多，暂时拒绝该用户或 App 的所有登录（“Maximum number of login attempts exceeded”）。'),
                next: () => [steps/* WAIT_FOR_UNLOCK */.RE, steps/* START_NEW_RUN */.Sq],
            }),
            sso: secrets_token_github(['not-sent'], {
                when: (0,bilingual/* both */.WP)('The token is not authorized for single sign-on', '令牌没有做 SSO 授权'),
                happened: () => (0,bilingual/* both */.WP)('The organization requires SAML single sign-on, and secrets-token is not authorized for it.', '组织启用了 SAML 单点登录（SSO），而 secrets-token 还没有为它授权。'),
                next: ({ evidence: { ssoUrl } }) => [
                    ssoUrl === undefined
                        ? (0,bilingual/* both */.WP)('As the owner of the token open Settings > Developer settings > Personal access tokens, press Configure SSO beside it, and authorize the organization.', '由令牌持有人打开 Settings > Developer settings > Personal access tokens，点令牌旁的 Configure SSO，授权该组织。')
                        : (0,bilingual/* both */.WP)(`As the owner of the token open this page within an hour and authorize it: ${ssoUrl}`, `由令牌持有人在一小时内打开此页面完成授权：${ssoUrl}`),
                    (0,bilingual/* both */.WP)('To avoid this for good, use a GitHub App: its tokens need no single sign-on.', '想一劳永逸，可改用 GitHub App：它的令牌不需要 SSO 授权。'),
                    steps/* START_NEW_RUN */.Sq,
                ],
            }),
        },
        about: (0,bilingual/* both */.WP)('GitHub answers 401 to secrets-token (expired, revoked, cut off in copying), or the organization wants the token to be authorized for single sign-on.', 'GitHub 对 secrets-token 返回 401（过期、被吊销、复制不全），或组织要求令牌先做单点登录（SSO）授权。'),
    },
    'secrets-token-cannot-write': {
        title: (0,bilingual/* both */.WP)('secrets-token may not write the secrets', 'secrets-token 没有写 Secret 的权限'),
        causes: {
            'workflow-token': secrets_token_github(['not-sent'], {
                when: (0,bilingual/* both */.WP)('It is the GITHUB_TOKEN of the workflow', '用的是工作流自带的 GITHUB_TOKEN'),
                happened: () => (0,bilingual/* both */.WP)('The input secrets-token is the GITHUB_TOKEN of the workflow. GitHub never lets that token write secrets, whatever permissions: says.', '输入 secrets-token 用的是工作流自带的 GITHUB_TOKEN。无论 permissions: 怎么写，GitHub 都不允许它写 Secret。'),
                next: () => [
                    (0,bilingual/* both */.WP)('Make another token: a GitHub App installed on this repository (best), or a fine-grained personal access token for this repository only.', '另外准备一个令牌：推荐在本仓库安装 GitHub App，或用只限本仓库的细粒度 PAT。'),
                    ...(0,place/* neededPermissions */.We)(),
                    (0,bilingual/* both */.WP)('Store it as a secret, for example SECRETS_TOKEN, and set secrets-token: ${{ secrets.SECRETS_TOKEN }}. A GitHub App token comes from actions/create-github-app-token.', '把它存成 Secret，例如 SECRETS_TOKEN，并设 secrets-token: ${{ secrets.SECRETS_TOKEN }}。GitHub App 的令牌用 actions/create-github-app-token 生成。'),
                    steps/* START_NEW_RUN */.Sq,
                ],
            }),
            forbidden: secrets_token_github(['not-sent'], {
                when: (0,bilingual/* both */.WP)('A permission is missing (403, or 404 to the write)', '缺少权限（403，或写入时返回 404）'),
                happened: ({ place }) => (0,bilingual/* both */.WP)(`GitHub does not let secrets-token write the secrets of ${place.en}. Permission to read them is not enough.`, `GitHub 不允许 secrets-token 写${(0,bilingual/* spaced */.ji)(place.zh)}的 Secret，只有读权限是不够的。`),
                next: ({ evidence }) => {
                    const { acceptedPermissions, placeKind } = evidence;
                    return [
                        ...(placeKind === 'repository'
                            ? [
                                (0,bilingual/* both */.WP)('If the secrets are to be kept in an environment, set the input environment of the step too, as on the job: without it the repository’s own secrets are meant.', '如果 Secret 要存在环境里，step 的输入 environment 也要像 job 一样写上环境名：没有它，指的就是仓库自己的 Secret。'),
                            ]
                            : []),
                        ...(0,place/* neededPermissions */.We)(evidence.placeKind).map(({ en, zh }) => (0,bilingual/* both */.WP)(`Give secrets-token this permission. ${en}`, `给 secrets-token 加上权限。${zh}`)),
                        ...(acceptedPermissions !== undefined && NAMES_ACCEPTED_PERMISSIONS.test(acceptedPermissions)
                            ? [
                                (0,bilingual/* both */.WP)(`GitHub says it would accept: “${acceptedPermissions}”.`, `GitHub 给出的可接受权限：“${acceptedPermissions}”。`),
                            ]
                            : []),
                        (0,bilingual/* both */.WP)('After changing a GitHub App’s permissions, accept them in its installation; the token needs the permission too ' +
                            '(permission-secrets, permission-environments or permission-organization-secrets: write of actions/create-github-app-token, where you list permissions).', 'GitHub App 改权限后要在安装页重新同意；如果 actions/create-github-app-token 里列了权限，也要加 ' +
                            'permission-secrets、permission-environments 或 permission-organization-secrets: write。'),
                        (0,bilingual/* both */.WP)('Check that the owner of a personal token may administer the place, and that the organization does not restrict such tokens or wait to approve this one.', '个人令牌的持有人要有管理该处 Secret 的权限，并确认组织没有限制此类令牌，也没有待审批。'),
                        steps/* START_NEW_RUN */.Sq,
                    ];
                },
            }),
            'ip-allow-list': secrets_token_github(['not-sent'], {
                when: (0,bilingual/* both */.WP)('The organization allows only some IP addresses', '组织限制了可访问的 IP'),
                happened: ({ place }) => (0,bilingual/* both */.WP)(`The organization or enterprise of ${place.en} has an IP allow list, and this runner's address is not on it. The permissions of secrets-token do not matter here.`, `${place.zh}所属的组织或企业启用了 IP allow list，而 runner 的出口 IP 不在其中。这与 secrets-token 的权限无关。`),
                next: () => [steps/* ALLOW_RUNNER_ADDRESS */.kG, steps/* START_NEW_RUN */.Sq],
            }),
            'hidden-repositories': secrets_token_github(['not-sent'], {
                when: (0,bilingual/* both */.WP)('Repositories that may read the secret are hidden from the token', '令牌看不到能读取该 Secret 的全部仓库'),
                happened: ({ place }) => (0,bilingual/* both */.WP)(`A secret of ${place.en} is visible to selected repositories, and secrets-token cannot see all of them. Writing it would take it from those that are hidden, so nothing was sent.`, `${place.zh}的 Secret 只对选定的仓库可见，而 secrets-token 看不到其中的全部仓库。写入会让看不到的那些仓库失去它，因此没有发送任何内容。`),
                next: () => [
                    (0,bilingual/* both */.WP)('Give secrets-token access to all repositories of the organization: an owner with the scope admin:org, or a GitHub App that is installed on all repositories.', '让 secrets-token 能访问组织的全部仓库：用有 admin:org 的所有者令牌，或安装到全部仓库的 GitHub App。'),
                    steps/* START_NEW_RUN */.Sq,
                ],
            }),
            'probe-refused': secrets_token_github(['not-sent'], {
                when: (0,bilingual/* both */.WP)('The write probe was refused', '写入探测被拒绝'),
                happened: ({ place }) => (0,bilingual/* both */.WP)(`To prove that ${place.en} can be written, the run tried to store a throw-away secret, and GitHub refused it. The real secrets were not touched.`, `为确认${place.zh}可写，本次运行试着写入一个临时 Secret，被 GitHub 拒绝。真正的 Secret 没有动过。`),
                next: ({ evidence }) => [
                    (0,bilingual/* both */.WP)('Read GitHub’s message in this report. A place takes a limited number of secrets (100 for a repository or an environment, 1,000 for an ' +
                        'organization), and the probe needs one more: delete the ones nobody uses.', '先看本报告里 GitHub 的消息。每处的 Secret 数量有上限（仓库、环境各 100 个，组织 1000 个），探测需要占一个名额：删掉没人用的。'),
                    ...(0,place/* neededPermissions */.We)(evidence.placeKind),
                    steps/* START_NEW_RUN */.Sq,
                ],
            }),
        },
        about: (0,bilingual/* both */.WP)('secrets-token is valid, but may not write secrets in this place: a permission is missing, it is the GITHUB_TOKEN of the workflow, or GitHub refused the ' +
            'write probe. The action finds this out before it spends the refresh token.', 'secrets-token 有效，但不能在此处写 Secret：缺权限、用的是工作流自带的 GITHUB_TOKEN，或 GitHub 拒绝了写入探测。这些都在消耗刷新令牌之前检查。'),
    },
};

;// CONCATENATED MODULE: ./build/src/errors/entries/before-spending.js



const secret = (0,entry/* causesWith */.N4)();
/** Errors of how the workflow and its secrets are set up, found before anything is spent. */
const BEFORE_SPENDING = {
    'invalid-input': {
        title: (0,bilingual/* both */.WP)('The inputs of the action are not usable', '输入参数有问题'),
        causes: {
            inputs: (0,entry/* causesWith */.N4)()(['not-sent'], {
                happened: ({ problems, listed }) => {
                    const [en, zh] = listed
                        ? [
                            'What does not depend on them was checked all the same: the list has all of it.',
                            '与它们无关的项目照样检查过了，结果都在清单里。',
                        ]
                        : ['The run ended before it sent any request.', '运行在发出任何请求之前就结束了。'];
                    return problems.length > 1
                        ? (0,bilingual/* both */.WP)(`${problems.length} things are wrong with the inputs. ${en}`, `输入参数有 ${problems.length} 处问题。${zh}`)
                        : (0,bilingual/* both */.WP)(`An input is missing or wrong. ${en}`, `有输入参数缺失或不正确。${zh}`);
                },
                next: ({ problems }) => [
                    ...(problems.length > 0
                        ? problems
                        : [
                            (0,bilingual/* both */.WP)('Correct the inputs that the message lists, in the with: block of the step.', '按报错列出的内容，修改该 step 的 with: 部分。'),
                            (0,bilingual/* both */.WP)('If a secret arrives empty, check its name, the environment: of the job, and whether the run comes from a fork or from Dependabot.', '如果某个 Secret 传进来是空的，检查它的名字、job 的 environment:，以及运行是否来自 fork 或 Dependabot。'),
                        ]),
                    steps/* START_NEW_RUN */.Sq,
                ],
            }),
        },
        about: (0,bilingual/* both */.WP)('An input is missing, malformed, or does not go with another one. All problems are listed at once. Secrets that arrive empty ' +
            'are the usual cause: a misspelled name, a job without its environment, a run of a fork or of Dependabot.', '输入参数缺失、格式不对或互相矛盾，所有问题会一次列出。最常见的是 Secret 传进来为空：名字写错、job 没有声明 environment、运行来自 fork 或 Dependabot。'),
    },
    'authorization-required': {
        title: (0,bilingual/* both */.WP)('No refresh token yet: a person has to authorize the app', '还没有刷新令牌，需要人工授权一次'),
        causes: {
            'none-stored': secret(['not-sent'], {
                happened: (known) => {
                    const [secret, place] = [(0,steps/* secretOf */.OM)(known), known.place];
                    return (0,bilingual/* both */.WP)(`The run was given no refresh token, and ${place.en} does not have ${secret.en}. To get the first one, a Fxiaoke user has to approve the app in a browser.`, `本次运行没有收到刷新令牌，${(0,bilingual/* spaced */.ji)(place.zh)}中也没有${secret.zh}。第一个令牌需要由纷享销客用户在浏览器里授权得到。`);
                },
                next: () => [
                    ...steps/* AUTHORIZE_BY_SHOWN_LINK */.ht,
                    (0,bilingual/* both */.WP)('If you have authorized before, check that environment, organization and refresh-token-secret name the place where the token is kept.', '如果以前已授权过，检查 environment、organization、refresh-token-secret 是否指向令牌实际存放的位置。'),
                ],
            }),
        },
        about: (0,bilingual/* both */.WP)('No refresh token was given and none is stored: the first set-up, or inputs that point to another place than the one that holds the token.', '既没有传入刷新令牌，也没有已存的：首次配置，或者输入参数指向了别的位置。'),
    },
    'refresh-token-not-passed': {
        title: (0,bilingual/* both */.WP)('The refresh token is stored, but this job does not receive it', '刷新令牌已存，但这个 job 没有拿到'),
        causes: {
            empty: secret(['not-sent'], {
                happened: (known) => {
                    const [secret, place] = [(0,steps/* secretOf */.OM)(known), known.place];
                    return (0,bilingual/* both */.WP)(`The input refresh-token is empty, although ${place.en} has ${secret.en}. The job that runs this step does not get its value.`, `${(0,bilingual/* spaced */.ji)(place.zh)}中有${secret.zh}，但输入 refresh-token 是空的：运行这个 step 的 job 没有拿到它的值。`);
                },
                next: ({ secretName }) => {
                    return [
                        (0,bilingual/* both */.WP)(`Check the line refresh-token: \${{ secrets.${secretName} }} in the with: block of the step, letter by letter.`, `逐字核对该 step 的 with: 中这一行：refresh-token: \${{ secrets.${secretName} }}。`),
                        (0,bilingual/* both */.WP)('If the secret is kept in an environment, name it in the job too (environment: NAME): the input environment alone does not open it.', '如果 Secret 存在环境里，job 上也要声明 environment: 环境名；只写输入参数 environment 是读不到值的。'),
                        (0,bilingual/* both */.WP)('If it is kept in the organization, give this repository access to it: organization Settings > Secrets and variables > Actions.', '如果存在组织里，要让本仓库可以访问：组织 Settings > Secrets and variables > Actions。'),
                        (0,bilingual/* both */.WP)('If this is a reusable workflow, the calling job has to pass the secret: secrets: inherit. For an environment secret, the job of the called workflow names the environment besides.', '如果是可复用工作流（reusable workflow），调用方的 job 要传入 Secret：secrets: inherit。环境 Secret 还要在被调用工作流的 job 上声明 environment。'),
                        (0,bilingual/* both */.WP)('Runs of forks and of Dependabot get no Actions secrets. Run this on schedule and workflow_dispatch only.', '来自 fork 和 Dependabot 的运行拿不到 Actions Secret，请只用 schedule 和 workflow_dispatch 触发。'),
                        steps/* START_NEW_RUN */.Sq,
                    ];
                },
            }),
        },
        about: (0,bilingual/* both */.WP)('The input refresh-token is empty, although the secret exists: the job does not name its environment, the name in the workflow is ' +
            'misspelled, or the run comes from a fork or from Dependabot, which get no secrets.', '输入 refresh-token 为空，但 Secret 是存在的：job 没有声明 environment、工作流里名字写错，或运行来自拿不到 Secret 的 fork、Dependabot。'),
    },
    'secret-not-found': {
        title: (0,bilingual/* both */.WP)('The secret to renew does not exist where this run would write', '要更新的 Secret 不在将要写入的位置'),
        causes: {
            missing: secret(['not-sent'], {
                happened: (known) => {
                    const [secret, place] = [(0,steps/* secretOf */.OM)(known), known.place];
                    return (0,bilingual/* both */.WP)(`A refresh token was given, but ${place.en} does not have ${secret.en}. A new token would be stored where the next run does not read.`, `收到了刷新令牌，但${(0,bilingual/* spaced */.ji)(place.zh)}中没有${secret.zh}。如果继续，新令牌会写到下次运行读不到的地方。`);
                },
                next: ({ secretName }) => {
                    return [
                        (0,bilingual/* both */.WP)(`Make refresh-token-secret and the name in refresh-token: \${{ secrets.NAME }} the same; by the inputs, the action would write ${(0,entry/* cited */.k4)(secretName)}.`, `让 refresh-token-secret 与 refresh-token: \${{ secrets.NAME }} 中的名字一致；按输入参数，将写入的是 ${(0,entry/* cited */.k4)(secretName)}。`),
                        (0,bilingual/* both */.WP)('Find where the secret is kept: repository and organization under Settings > Secrets and variables > Actions, environments under Settings > Environments.', '找到 Secret 实际所在：仓库和组织在 Settings > Secrets and variables > Actions，环境在 Settings > Environments。'),
                        (0,bilingual/* both */.WP)('In an environment: set the input environment and the environment: of the job to its name. In the organization: set organization: true. In the repository: set neither.', '在环境里：输入参数 environment 和 job 的 environment: 都填环境名；在组织里：organization: true；在仓库里：两者都不填。'),
                        steps/* START_NEW_RUN */.Sq,
                    ];
                },
            }),
        },
        about: (0,bilingual/* both */.WP)('The run was given a refresh token, but the secret named by refresh-token-secret does not exist in the place named by environment and ' +
            'organization. The next run would read another secret than this one writes, so nothing is spent.', '收到了刷新令牌，但 environment、organization 指定的位置里没有 refresh-token-secret 指定的 Secret。继续下去会写一个、读另一个，因此不消耗令牌。'),
    },
    'secret-shadowed': {
        title: (0,bilingual/* both */.WP)('A repository secret hides the organization secret', '仓库 Secret 遮住了同名的组织 Secret'),
        causes: {
            'repository-secret': secret(['not-sent'], {
                happened: ({ place, secretName }) => (0,bilingual/* both */.WP)(`The input organization is true, but ${place.en} has a secret ${(0,entry/* cited */.k4)(secretName)} of its own, and workflows read that one. This run would renew one secret and the next run would read the other.`, `organization 为 true，但${(0,bilingual/* spaced */.ji)(place.zh)}自己也有${(0,entry/* cited */.k4)(secretName)}，工作流读到的是仓库的那个。继续的话，会更新一个、下次读另一个。`),
                next: ({ secretName }) => [
                    (0,bilingual/* both */.WP)('Find out which one is in use: both settings pages show when a secret was last updated (Settings > Secrets and variables > Actions).', '先确认在用的是哪一个：两边的设置页都有最后更新时间（Settings > Secrets and variables > Actions）。'),
                    (0,bilingual/* both */.WP)('To keep the token in the repository, remove organization: true.', '如果要把令牌放在仓库里：去掉 organization: true。'),
                    (0,bilingual/* both */.WP)(`To keep it in the organization, delete the repository secret ${(0,entry/* cited */.k4)(secretName)}. Its value cannot be read back: if it was the newer one, authorize again afterwards.`, `如果要放在组织里：删除仓库里的 Secret${(0,entry/* cited */.k4)(secretName)}。它的值删了就取不回来；如果它才是较新的，删后要重新授权。`),
                    steps/* START_NEW_RUN */.Sq,
                ],
            }),
        },
        about: (0,bilingual/* both */.WP)('The input organization is true, and the repository has a secret of the same name, which hides the one of the organization from workflows.', 'organization 为 true，而仓库里有同名 Secret，工作流只会读到仓库的那个。'),
    },
    'wrong-place': {
        title: (0,bilingual/* both */.WP)('The token that was passed is not the one that is stored here', '传入的刷新令牌不是这里存的那个'),
        causes: {
            'another-token': (0,entry/* causesWith */.N4)()(['not-sent'], {
                happened: (known) => {
                    const { en, zh } = (0,steps/* secretOf */.OM)(known);
                    return (0,bilingual/* both */.WP)(`This job was given another refresh token than ${en} of ${known.place.en} holds, by the record in the variable ${(0,entry/* cited */.k4)(known.variable)}, and that secret has not changed since this run read its secrets. Most likely the job reads one place and the step writes another: nothing was sent, so neither login is harmed.`, `据变量${(0,entry/* cited */.k4)(known.variable)}的记录，本 job 拿到的刷新令牌与${(0,bilingual/* spaced */.ji)(known.place.zh)}中${zh}里存的不是同一个，而这个 Secret 在本次运行读取之后没有变过。很可能 job 读的是一处，而 step 写的是另一处。没有发送任何内容，两边的授权都没有受影响。`);
                },
                next: (known) => [
                    (0,bilingual/* both */.WP)(`Compare environment: of the job with the input environment of the step. They have to name the same one, and the step has to name it too: ${known.place.en} is where it would write.`, `核对 job 的 environment: 与 step 的输入 environment：两者必须是同一个，step 上也要写。本 step 会写入${known.place.zh}。`),
                    (0,bilingual/* both */.WP)('Look for a secret of the same name in the repository, left over from before: a job without environment: gets that one. Delete it.', '看看仓库里是不是还留着同名的 Secret：没有声明 environment: 的 job 拿到的就是它。请删掉。'),
                    (0,bilingual/* both */.WP)(`If both are the same place, start a new run: this copy may be old. If that run says the same, delete the variable ${(0,entry/* cited */.k4)(known.variable)}; the next rotation writes it anew.`, `如果确认是同一处，发起一次新的运行：本次拿到的令牌可能是旧的。如果新的运行仍这样报错，删除变量${(0,entry/* cited */.k4)(known.variable)}，下一次刷新会重新写入。`),
                ],
            }),
        },
        about: (0,bilingual/* both */.WP)('The record says that the stored refresh token is another one than this job was given, and the secret has not changed since the job read it. A job ' +
            'reads one place and the step writes another: another environment, or a left-over repository secret of the same name. Nothing is sent.', '记录表明已存的刷新令牌与本 job 拿到的不是同一个，而 Secret 在 job 读取之后没有变过：job 读的是一处，step 写的是另一处（别的环境，或仓库里留下的同名 Secret）。没有发送任何内容。'),
    },
    'stale-refresh-token': {
        title: (0,bilingual/* both */.WP)('This run holds an old copy of the refresh token', '本次运行拿到的是旧的刷新令牌'),
        causes: {
            'changed-since': secret(['not-sent', 'refused', 'unknown'], {
                when: (0,bilingual/* both */.WP)('The secret was changed after this run read it', '读取之后 Secret 又被更新过'),
                happened: () => (0,bilingual/* both */.WP)('The stored refresh token was changed after GitHub gave this run its secrets, so this copy may already be spent. The run was asked for an access token and cannot provide one.', 'GitHub 把 Secret 交给本次运行之后，已存的刷新令牌又被更新过，手里这份可能已经用掉。本次运行需要提供访问令牌，但无法提供。'),
                next: () => [
                    (0,bilingual/* both */.WP)('Start a new run: Actions > the workflow > Run workflow. Do not use Re-run: it may get the old secrets again.', '发起一次新的运行：Actions > 该工作流 > Run workflow。不要点 Re-run（重跑），它可能又拿到旧 Secret。'),
                    (0,bilingual/* both */.WP)('If it happens again, give every workflow that uses this token the same concurrency group (cancel-in-progress: false).', '如果反复出现，让所有用到这个令牌的工作流使用同一个 concurrency group（cancel-in-progress: false）。'),
                    (0,bilingual/* both */.WP)('If runs wait in that group, keep the secrets in an environment: those are read when the job starts, repository and organization secrets when the run is queued.', '如果运行常在该 group 里排队，把 Secret 放进环境：环境 Secret 在 job 启动时读取，仓库和组织 Secret 在运行排队时就读了。'),
                ],
            }),
            'rerun-unreadable': secret(['not-sent'], {
                when: (0,bilingual/* both */.WP)('A re-run whose times cannot be read', '重跑，且读不到运行时间'),
                happened: () => (0,bilingual/* both */.WP)('This is a re-run, and re-runs may be given the old secrets. The times that would tell cannot be read, so the refresh token was taken for an old copy.', '这是一次重跑（Re-run），可能沿用旧 Secret；又读不到能用来判断的运行时间，所以把这份刷新令牌按旧的处理。'),
                next: () => [
                    (0,bilingual/* both */.WP)('Start a new run instead: Actions > the workflow > Run workflow.', '改为发起一次新的运行：Actions > 该工作流 > Run workflow。'),
                    (0,bilingual/* both */.WP)('Add actions: read to the permissions: of the job (and contents: read if it checks out code), so that the next re-run can be judged.', '在 job 的 permissions: 里加上 actions: read（需要 checkout 时再加 contents: read），以后就能判断重跑。'),
                ],
            }),
        },
        about: (0,bilingual/* both */.WP)('The run was asked for an access token, but its copy of the refresh token is older than the stored one, or this is a re-run and cannot prove otherwise. ' +
            'Without the input access-token this is a warning only, and the status is stale.', '运行需要提供访问令牌，但它手里的刷新令牌比已存的旧，或重跑时无法证明不旧。如果没有传 access-token，则只是警告，status 为 stale。'),
    },
};

;// CONCATENATED MODULE: ./build/src/errors/entries/internal.js



/** What is wrong with the action itself, or with the machine that it runs on. */
const INTERNAL = {
    'internal-error': {
        title: (0,bilingual/* both */.WP)('The action has a bug', 'action 自身出错'),
        causes: {
            bug: (0,entry/* causesWith */.N4)()(['not-sent', 'refused', 'unknown', 'replaced', 'unstored'], {
                when: (0,bilingual/* both */.WP)('A bug', '程序缺陷'),
                happened: () => (0,bilingual/* both */.WP)('Something unexpected happened. This is a bug in the action, not a problem with your set-up.', '出现了 action 没有预料到的情况。这是 action 的缺陷，不是你的配置问题。'),
                next: () => [
                    (0,bilingual/* both */.WP)('If the log or the summary shows a recovery command, run it before you start a new run.', '如果日志或摘要里有恢复命令，先执行它，在此之前不要发起新的运行。'),
                    steps/* START_NEW_RUN */.Sq,
                    steps/* AUTHORIZE_IF_REJECTED */.nD,
                    (0,bilingual/* both */.WP)('Please report it: open an issue in the repository of the action, with its version, this message and the log of the step. The log holds no tokens.', '请反馈：在 action 的仓库里提 issue，附上版本、这条消息和该 step 的日志。日志里没有令牌。'),
                ],
            }),
            'no-webassembly': (0,entry/* causesWith */.N4)()(['not-sent'], {
                when: (0,bilingual/* both */.WP)('The machine has no WebAssembly', '机器不支持 WebAssembly'),
                title: (0,bilingual/* both */.WP)('This machine cannot run WebAssembly', '这台机器不支持 WebAssembly'),
                happened: () => (0,bilingual/* both */.WP)('Sealing secrets takes libsodium, which is WebAssembly, and the Node.js of this runner cannot run it.', '加密 Secret 需要 libsodium，它是 WebAssembly 程序，而 runner 的 Node.js 无法运行它。'),
                next: () => [
                    (0,bilingual/* both */.WP)('Remove --jitless and similar options from NODE_OPTIONS on the runner, or run the job on another runner.', '去掉 runner 上 NODE_OPTIONS 里的 --jitless 之类的选项，或换一台 runner 运行该 job。'),
                    steps/* START_NEW_RUN */.Sq,
                ],
            }),
        },
        about: (0,bilingual/* both */.WP)('A bug in the action, or a machine that lacks what it needs. The stored token is treated as carefully as in any other failure; the error says what is known about it.', 'action 自身的缺陷，或机器缺少运行所需的条件。对已存令牌的处理与其他失败一样谨慎，报错会说明目前所知的状态。'),
    },
};

;// CONCATENATED MODULE: ./build/src/errors/entries/storing.js



const storing_secret = (0,entry/* causesWith */.N4)();
const written = (0,entry/* causesWith */.N4)();
const share = (0,entry/* causesWith */.N4)();
function howToFixShares({ evidence }) {
    return [
        (0,bilingual/* both */.WP)('Check the spelling of each of these lines in share-access-token-with: owner/repo, owner/repo/environments/NAME, owner/repo/dependabot, owner/repo/codespaces or orgs/NAME.', '逐行核对 share-access-token-with 的写法：owner/repo、owner/repo/environments/NAME、owner/repo/dependabot、owner/repo/codespaces 或 orgs/NAME。'),
        (0,steps/* howToFixWrite */.Qg)(evidence),
        (0,bilingual/* both */.WP)('Then start a new run that refreshes, not a re-run. Until then these places hold an older access token, which lasts two hours at most.', '然后发起一次会刷新的新运行（不要 Re-run）。在此之前，这些位置里是旧的访问令牌，最多两小时有效。'),
    ];
}
/** Errors after an exchange. */
const STORING = {
    'store-failed': {
        title: (0,bilingual/* both */.WP)('Fxiaoke issued new tokens, and not all of them are stored', '新令牌已换发，但没有全部存好'),
        causes: {
            'refresh-token': (0,entry/* causesWith */.N4)()(['unstored'], {
                when: (0,bilingual/* both */.WP)('The refresh token is not stored', '刷新令牌没有存入'),
                happened: (known) => {
                    const [secret, place] = [(0,steps/* secretOf */.OM)(known), known.place];
                    const took = known.maybeDone
                        ? (0,bilingual/* both */.WP)('did not confirm that it wrote', '没有确认已把它写入')
                        : (0,bilingual/* both */.WP)('did not write', '没能把它写入');
                    return (0,bilingual/* both */.WP)(`Fxiaoke issued a new refresh token, and GitHub ${took.en} ${secret.en} of ${place.en}. A recovery command with the sealed token is in the log and at the top of the summary.`, `纷享销客已换发新的刷新令牌，但 GitHub ${took.zh}${(0,bilingual/* spaced */.ji)(place.zh)}中${secret.zh}。加密后的令牌在恢复命令里，见日志和摘要开头。`);
                },
                next: (known) => [
                    known.byPostStep
                        ? (0,bilingual/* both */.WP)('Start no new run yet: the token in the secret counts as spent. The post step could not store the new one either. Run the recovery command at once:', '先不要发起新的运行：Secret 里现有的令牌应视为已消耗。post 步骤也没能存入新令牌。请立即执行恢复命令：')
                        : (0,bilingual/* both */.WP)('Start no new run yet: the token in the secret counts as spent. If the post step at the end of the log says that it stored the new one, just fix the cause. Otherwise run the recovery command at once:', '先不要发起新的运行：Secret 里现有的令牌应视为已消耗。如果日志末尾的 post 步骤说已存好新令牌，只需排除原因。否则请立即执行恢复命令：'),
                    (0,bilingual/* both */.WP)('Paste the recovery command into a POSIX shell (Linux, macOS, Git Bash) where the GitHub CLI is logged in (gh auth login) as somebody who may write the secret. On success it prints “stored”.', '先用有写权限的账号登录 GitHub CLI（gh auth login），再在 POSIX shell（Linux、macOS、Git Bash）里粘贴执行恢复命令。成功时会输出“stored”。'),
                    (0,bilingual/* both */.WP)('If the command prints “not stored”, run the part in $(…) alone to see why. An error (no gh, no login, 401, 403, 404, 5xx): nothing is lost yet, so fix that and paste the command again. Another date: somebody has stored a newer token, so start a new run. Only if that ends with refresh-token-rejected, authorize again.', '如果命令输出“not stored”，先单独执行其中 $(…) 里的部分看原因。报错（没有 gh、没登录、401、403、404、5xx）：令牌还没丢，排除后再粘贴一次命令。时间不同：Secret 里已有较新的令牌，发起新的运行；只有它以 refresh-token-rejected 失败，才需要重新授权。'),
                    (0,steps/* howToFixWrite */.Qg)(known.evidence),
                ],
            }),
            'access-token': written(['replaced'], {
                when: (0,bilingual/* both */.WP)('Only the access token is not stored', '只有访问令牌没有存入'),
                happened: (known) => {
                    const [secret, place] = [(0,steps/* secretOf */.OM)(known), known.place];
                    return (0,bilingual/* both */.WP)(`The new refresh token is stored, but the new access token is not: GitHub did not write ${secret.en} of ${place.en}, or somebody else changed that secret in the meantime.`, `新的刷新令牌已存好，但访问令牌没有：GitHub 没能写入${(0,bilingual/* spaced */.ji)(place.zh)}中${secret.zh}，或它在此期间被别处改过。`);
                },
                next: (known) => [
                    (0,steps/* howToFixWrite */.Qg)(known.evidence),
                    (0,bilingual/* both */.WP)('Then start a new run, not a re-run: it refreshes and stores both. Until then the output access-token of this step is good for later steps of this job, ' +
                        'and the secret holds an older access token.', '然后发起新的运行（不要 Re-run），会重新刷新并存好两个令牌。在此之前，本 job 的后续 step 可用本 step 的输出 access-token，Secret 里则是旧的访问令牌。'),
                ],
            }),
            changed: storing_secret(['unstored'], {
                when: (0,bilingual/* both */.WP)('The secret changed while this run wanted to write it', '写入期间 Secret 已发生变化'),
                happened: (known) => {
                    const [secret, place] = [(0,steps/* secretOf */.OM)(known), known.place];
                    return (0,bilingual/* both */.WP)(`Fxiaoke issued a new refresh token, but ${secret.en} of ${place.en} changed while this run was storing it, so the run left it alone. Either ` +
                        'GitHub carried out a write of this run without answering, or somebody else stored a newer token.', `纷享销客已换发新的刷新令牌，但存入期间${(0,bilingual/* spaced */.ji)(place.zh)}中${secret.zh} 发生了变化，所以没有再动它。这个变化要么是本次运行未得到响应的那次写入，要么是别处存入的更新的令牌。`);
                },
                next: () => [
                    (0,bilingual/* both */.WP)('Start a new run, not a re-run. If it succeeds, all is well, and the recovery command is of no use.', '发起新的运行（不要 Re-run）。如果成功，就没事了，恢复命令也用不上。'),
                    (0,bilingual/* both */.WP)('If that run is refused, and nobody has authorized in the meantime, run the recovery command: it puts the token of this run in the place of the one that was stored meanwhile.', '如果那次运行被拒绝，且其间没有人重新授权，就执行恢复命令：它会用本次运行的令牌替换其间存入的那个。'),
                    steps/* AUTHORIZE_IF_REJECTED */.nD,
                    (0,bilingual/* both */.WP)('Put every workflow that uses this token into one concurrency group (cancel-in-progress: false), and let nobody edit the secret by hand.', '让所有用到这个令牌的工作流使用同一个 concurrency group（cancel-in-progress: false），也不要手动改这个 Secret。'),
                ],
            }),
            unconfirmed: storing_secret(['unstored'], {
                when: (0,bilingual/* both */.WP)('The main step ended before it knew whose tokens these are', '主步骤还没确认令牌属于谁就结束了'),
                happened: (known) => {
                    const { en, zh } = (0,steps/* secretOf */.OM)(known);
                    return (0,bilingual/* both */.WP)(`Fxiaoke redeemed the code, and the main step ended before it had checked to whom the new tokens belong. So the post step did not store them in ${en} of ${known.place.en}: that would replace the login that is there.`, `纷享销客已兑换 code，但主步骤在核对令牌归属之前就结束了。为避免覆盖现有的授权，post 步骤没有把它存入${(0,bilingual/* spaced */.ji)(known.place.zh)}中${zh}。`);
                },
                next: () => [
                    (0,bilingual/* both */.WP)('If it was you who authorized just now, run the recovery command: it stores the new login.', '如果刚才是你本人授权的，执行恢复命令即可存入新的令牌。'),
                    ...steps/* AUTHORIZE_ANEW */._R,
                ],
            }),
            'not-tried': (0,entry/* causesWith */.N4)()(['unstored'], {
                when: (0,bilingual/* both */.WP)('The post step could not use GitHub', 'post 步骤无法访问 GitHub'),
                happened: (known) => {
                    const { en, zh } = (0,steps/* secretOf */.OM)(known);
                    return (0,bilingual/* both */.WP)(`Fxiaoke issued a new refresh token, and the main step ended before GitHub had confirmed that it is stored in ${en} of ${known.place.en}. The post step got no usable secrets-token from the runner (as in a composite action inside another), or one for another server than the main step talked to.`, `纷享销客已换发新的刷新令牌，但在 GitHub 确认已存入${(0,bilingual/* spaced */.ji)(known.place.zh)}中${zh}之前，主步骤就结束了。runner 没有把可用的 secrets-token 交给 post 步骤（嵌套的 composite action 会这样），或者它指向的服务器与主步骤的不同。`);
                },
                next: (known) => [
                    (0,bilingual/* both */.WP)('Start no new run yet: the token that the secret holds counts as spent. Paste the recovery command into a POSIX shell (Linux, macOS, Git Bash) where the GitHub CLI is logged in as somebody who may write the secret.', '先不要发起新的运行：Secret 里现有的令牌应视为已消耗。用有写权限的账号登录 GitHub CLI，在 POSIX shell（Linux、macOS、Git Bash）里粘贴执行恢复命令。'),
                    ...(known.maybeDone
                        ? [
                            (0,bilingual/* both */.WP)('If the command finds a newer value and writes nothing, the main step has probably stored the token after all.', '如果命令发现 Secret 已被更新而没有写入，说明主步骤很可能已经把令牌存好了。'),
                        ]
                        : []),
                    steps/* START_NEW_RUN */.Sq,
                    steps/* AUTHORIZE_IF_REJECTED */.nD,
                ],
            }),
            'key-changed': storing_secret(['unstored'], {
                when: (0,bilingual/* both */.WP)('GitHub has changed the key of the place', 'GitHub 更换了公钥'),
                happened: (known) => {
                    const [secret, place] = [(0,steps/* secretOf */.OM)(known), known.place];
                    return (0,bilingual/* both */.WP)(`Fxiaoke issued a new refresh token and the main step ended before it was stored. In the meantime GitHub changed the public key of ${place.en}, and the token was sealed with the old one, so the post step did not write it into ${secret.en}.`, `纷享销客已换发新的刷新令牌，但主步骤在存入之前结束了。其间 GitHub 更换了${(0,bilingual/* spaced */.ji)(place.zh)}的公钥，而令牌是用旧公钥加密的，所以 post 步骤没有写入${secret.zh}。`);
                },
                next: () => [
                    (0,bilingual/* both */.WP)('Run the recovery command at once, in a POSIX shell (Linux, macOS, Git Bash) where the GitHub CLI is logged in (gh auth login) as somebody who may write the secret: GitHub may still accept what was sealed with the old key. On success it prints “stored”. If it does not, authorize again:', '立即执行恢复命令：先用有写权限的账号登录 GitHub CLI（gh auth login），再在 POSIX shell（Linux、macOS、Git Bash）里粘贴执行。GitHub 可能暂时还认旧公钥；成功时会输出“stored”。如果不成功，就重新授权：'),
                    ...steps/* AUTHORIZE_ANEW */._R,
                ],
            }),
            'too-large': written(['unstored'], {
                when: (0,bilingual/* both */.WP)('The refresh token is larger than a secret may be', '刷新令牌超过 Secret 的大小上限'),
                happened: (known) => {
                    const secret = (0,steps/* secretOf */.OM)(known);
                    return (0,bilingual/* both */.WP)(`The refresh token that Fxiaoke issued is larger than the 48 KB that GitHub takes, so ${secret.en} cannot hold it. No recovery command can help here.`, `纷享销客换发的刷新令牌超过了 GitHub 的 48 KB 上限，${secret.zh}放不下。恢复命令也无法解决。`);
                },
                next: () => [
                    (0,bilingual/* both */.WP)('A token of this size is not normal. Check that cloud-domain is the gateway of Fxiaoke, and send the trace id to Fxiaoke support.', '这么大的令牌不正常。确认 cloud-domain 是纷享销客的网关，并把 traceId 发给纷享销客支持。'),
                    ...steps/* AUTHORIZE_ANEW */._R,
                ],
            }),
        },
        about: (0,bilingual/* both */.WP)(`Fxiaoke has exchanged the token, and a secret of the place is not stored although the action tried for up to ${steps/* STORE_MINUTES */.An} minutes. If it is the refresh token, the log and the summary show a recovery command; ` +
            'the post step tries once more by itself.', `纷享销客已换发令牌，但尝试了最多 ${steps/* STORE_MINUTES */.An} 分钟仍有 Secret 没有存好。如果是刷新令牌，日志和摘要会给出恢复命令；post 步骤也会自动再试一次。`),
    },
    'share-failed': {
        title: (0,bilingual/* both */.WP)('The access token cannot be shared with every place', '访问令牌没能共享到所有位置'),
        causes: {
            'not-written': share(['replaced'], {
                when: (0,bilingual/* both */.WP)('Everything is stored except a share', '除共享位置外都已存好'),
                happened: ({ failed }) => (0,bilingual/* both */.WP)(`These places did not take the access token: ${(0,entry/* listed */.KE)(failed).en}. The run’s own two secrets are not affected.`, `以下位置没有写入访问令牌：${(0,entry/* listed */.KE)(failed).zh}。本次运行自己的两个 Secret 不受影响。`),
                next: howToFixShares,
            }),
            'not-writable': share(['not-sent'], {
                when: (0,bilingual/* both */.WP)('Found by a dry run', '试运行时发现'),
                happened: ({ failed }) => (0,bilingual/* both */.WP)(`These places would not take the access token: ${(0,entry/* listed */.KE)(failed).en}. The run’s own two secrets are not affected.`, `以下位置无法写入访问令牌：${(0,entry/* listed */.KE)(failed).zh}。本次运行自己的两个 Secret 不受影响。`),
                next: howToFixShares,
            }),
        },
        about: (0,bilingual/* both */.WP)('Everything of the place itself is stored, but one or more places of share-access-token-with did not take the access token. In a dry run: they would not take it.', '自己的 Secret 都已存好，但 share-access-token-with 中有位置没能写入访问令牌。dry-run 时表示将无法写入。'),
    },
};

;// CONCATENATED MODULE: ./build/src/errors/wording/fates.js

/** The texts hold for a run that redeems a code as well, which never sends the stored token. */
const FATES = {
    'not-sent': (0,bilingual/* both */.WP)('Not sent: this run did not send the refresh token to Fxiaoke.', '未发送：本次运行没有把刷新令牌发给纷享销客。'),
    refused: (0,bilingual/* both */.WP)('Refused: Fxiaoke answered and exchanged nothing. This run did not change the stored secret.', '被拒绝：收到了响应，但没有换发新令牌。本次运行没有改动已存的 Secret。'),
    unknown: (0,bilingual/* both */.WP)('Unknown: this run sent a request and got no conclusive answer. Fxiaoke may have exchanged the token, and the new one would be lost. This run did not change the stored secret; only the next run can show whether Fxiaoke accepts its token.', '未知：请求已发出，但没有收到能确定结果的响应。换发可能已经成功，而新令牌已丢失。本次运行没有改动已存的 Secret，其中的令牌是否还能用，要等下一次运行才知道。'),
    replaced: (0,bilingual/* both */.WP)('Stored: the refresh token from Fxiaoke’s answer is in its secret.', '已保存：纷享销客返回的刷新令牌已存好。'),
    unstored: (0,bilingual/* both */.WP)('Not stored: Fxiaoke issued a new refresh token, and this run could not store it. Treat the token in the secret as spent.', '未保存：纷享销客已换发新的刷新令牌，但本次运行没能存好。Secret 里现有的令牌应视为已消耗。'),
    discarded: (0,bilingual/* both */.WP)('Discarded: the new tokens belong to another Fxiaoke user and were deliberately thrown away. The stored secret was not changed; if this run sent its token, treat it as spent.', '已丢弃：新令牌属于另一个纷享销客用户，已主动丢弃。已存的 Secret 未改动；如果本次运行发送的就是其中的令牌，应视为已消耗。'),
};
const UNKNOWN_AFTER_SILENCE = (0,bilingual/* both */.WP)('Unknown: one attempt of this run got no conclusive answer. Whatever was answered to a later attempt, Fxiaoke may have exchanged the token in that one, and the new one would be lost. This run did not change the stored secret; only the next run can show whether Fxiaoke accepts its token.', '未知：本次运行有一次尝试没有得到能确定结果的响应。无论后来的尝试结果如何，那一次都可能已经换发成功，而新令牌已丢失。本次运行没有改动已存的 Secret，其中的令牌是否还能用，要等下一次运行才知道。');
const UNKNOWN_AFTER_END = (0,bilingual/* both */.WP)('Unknown: the run was ended when the request may already have been sent. Fxiaoke may have exchanged the token, and the new one would be lost. The stored secret was not changed; only the next run can show whether Fxiaoke accepts its token.', '未知：运行被终止时，请求可能已经发出。换发可能已经成功，而新令牌已丢失。已存的 Secret 没有改动，其中的令牌是否还能用，要等下一次运行才知道。');
const PERHAPS_STORED = (0,bilingual/* both */.WP)('Not known to be stored: Fxiaoke issued a new refresh token, but the secret changed in the meantime. It holds either that token or one that somebody else stored.', '不确定是否已保存：纷享销客已换发新的刷新令牌，但 Secret 在此期间发生了变化。里面要么是这个新令牌，要么是别处存入的令牌。');
const PERHAPS_STORED_UNCONFIRMED = (0,bilingual/* both */.WP)('Not known to be stored: Fxiaoke issued a new refresh token, and GitHub did not confirm the write, which may have succeeded. The secret holds either that token or the old one; treat the old one as spent.', '不确定是否已保存：纷享销客已换发新的刷新令牌，但有一次写入没有得到 GitHub 的确认，可能已经成功。Secret 里要么是这个新令牌，要么还是原来的内容；后者应视为已消耗。');
const DISCARDED_AUTHORIZATION = (0,bilingual/* both */.WP)('Discarded: the new tokens belong to another Fxiaoke user and were deliberately thrown away. The stored secret was not changed, and its token was not used.', '已丢弃：新令牌属于另一个纷享销客用户，已主动丢弃。已存的 Secret 没有改动，其中的令牌也没有用到。');
const DISCARDED_UNNAMED = (0,bilingual/* both */.WP)('Discarded: nothing shows whose the new tokens are, so they were deliberately thrown away. The stored secret was not changed, and its token was not used.', '已丢弃：无法确认新令牌属于谁，已主动丢弃。已存的 Secret 没有改动，其中的令牌也没有用到。');
const DISCARDED_REFRESH = (0,bilingual/* both */.WP)('Discarded: the stored refresh token belonged to another Fxiaoke user. It was exchanged, so treat it as spent. The new tokens were deliberately thrown away.', '已丢弃：已存的刷新令牌属于另一个纷享销客用户。它已被换发，应视为已消耗；换来的新令牌已主动丢弃。');
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
    'not-sent': (0,bilingual/* both */.WP)('The code: not sent to Fxiaoke, so it is not used up. It lives for a few minutes after approving.', 'code：没有发给纷享销客，还没有用掉。但从同意授权算起，它只有几分钟有效。'),
    refused: (0,bilingual/* both */.WP)('The code: refused. It is used up or expired, or will be in a few minutes.', 'code：被拒绝。它已经用过或过期；即使没有，几分钟后也会过期。'),
    unknown: (0,bilingual/* both */.WP)('The code: unknown. It was sent, and no conclusive answer came. It may be used up, and what it brought is lost.', 'code：未知。已经发出，但没有收到能确定结果的响应；可能已经用掉，而换来的令牌已丢失。'),
    redeemed: (0,bilingual/* both */.WP)('The code: redeemed, so it is used up.', 'code：已兑换，不能再用。'),
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


/***/ }),

/***/ 873:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   KE: () => (/* binding */ listed),
/* harmony export */   N4: () => (/* binding */ causesWith),
/* harmony export */   k4: () => (/* binding */ cited)
/* harmony export */ });
/* harmony import */ var _bilingual_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(604);

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
    return (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)(`${shown.map(({ en }) => en).join(', ')}${left > 0 ? ` and ${left} more` : ''}`, `${shown.map(({ zh }) => zh).join('、')}${left > 0 ? ` 等 ${places.length} 处` : ''}`);
}


/***/ }),

/***/ 427:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   X: () => (/* binding */ evidenceOf)
/* harmony export */ });
/** What is known about the answer behind a failure; empty if there is no such answer. */
function evidenceOf(failure) {
    return 'evidence' in failure ? failure.evidence : {};
}


/***/ }),

/***/ 948:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ networkReason)
/* harmony export */ });
/* harmony import */ var _bilingual_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(604);

/** Our own words for reasons that are not error codes of the network. */
const WORDS = {
    timeout: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('no answer in time', '超时未响应'),
    certificate: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('the certificate is not trusted', '证书不受信任'),
    proxy: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('the proxy cannot be used', '代理无法使用'),
    'proxy-refused': (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('the proxy refused to connect', '代理拒绝连接'),
    'no-http': (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('an answer that is not HTTP', '响应不是 HTTP'),
    unreadable: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('an answer that cannot be read', '响应无法解读'),
    network: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('the connection broke', '连接中断'),
};
/**
 * Why there was no usable answer, in a few words.
 *
 * @param network from the evidence; an error code such as `ECONNRESET` is kept as is
 */
function networkReason(network) {
    if (network === undefined)
        return (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('no answer', '没有响应');
    return WORDS[network] ?? (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)(network, network);
}


/***/ }),

/***/ 889:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   An: () => (/* binding */ STORE_MINUTES),
/* harmony export */   Bs: () => (/* binding */ RUN_AGAIN),
/* harmony export */   DF: () => (/* binding */ SUSPECT_ALLOW_LIST),
/* harmony export */   H: () => (/* binding */ LET_GITHUB_ANSWER),
/* harmony export */   OM: () => (/* binding */ secretOf),
/* harmony export */   Qg: () => (/* binding */ howToFixWrite),
/* harmony export */   RE: () => (/* binding */ WAIT_FOR_UNLOCK),
/* harmony export */   Sq: () => (/* binding */ START_NEW_RUN),
/* harmony export */   Uf: () => (/* binding */ TRY_DRY),
/* harmony export */   Xg: () => (/* binding */ AUTHORIZE_AS_SHOWN),
/* harmony export */   _R: () => (/* binding */ AUTHORIZE_ANEW),
/* harmony export */   ht: () => (/* binding */ AUTHORIZE_BY_SHOWN_LINK),
/* harmony export */   kG: () => (/* binding */ ALLOW_RUNNER_ADDRESS),
/* harmony export */   nD: () => (/* binding */ AUTHORIZE_IF_REJECTED),
/* harmony export */   rH: () => (/* binding */ MEND_THEN_AUTHORIZE),
/* harmony export */   uR: () => (/* binding */ PREPARE_MINUTES),
/* harmony export */   v5: () => (/* binding */ TAKE_NEW_CODE),
/* harmony export */   wI: () => (/* binding */ REDEEM_AGAIN)
/* harmony export */ });
/* harmony import */ var _bilingual_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(604);
/* harmony import */ var _patience_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(950);
/* harmony import */ var _entry_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(873);



/** How long the preparation may take, and storing. */
const PREPARE_MINUTES = _patience_js__WEBPACK_IMPORTED_MODULE_0__/* .PREPARE_WITHIN */ .qR / 60_000;
const STORE_MINUTES = _patience_js__WEBPACK_IMPORTED_MODULE_0__/* .STORE_WITHIN */ .oF / 60_000;
/** A new run reads the secrets anew; a re-run may get the old ones. */
const START_NEW_RUN = (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_1__/* .both */ .WP)('Start a new run: Actions > the workflow > Run workflow. Do not use Re-run: it may replay the old secrets.', '发起一次新的运行：Actions > 该工作流 > Run workflow。不要点 Re-run（重跑），它可能会沿用旧的 Secret。');
/** Tests everything but the token. */
const TRY_DRY = (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_1__/* .both */ .WP)('Check it with a new run that sets dry-run: true. It checks the address, the IP and the app without touching the refresh token. If it succeeds, start a normal run.', '用一次 dry-run: true 的新运行来验证：它会检查域名、IP 和应用，不会动刷新令牌。通过后再发起正常的运行。');
/** For an address that the organization does not let in. */
const ALLOW_RUNNER_ADDRESS = (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_1__/* .both */ .WP)("Add the runner's address to the IP allow list of the organization or enterprise on GitHub, or run the job where the address is fixed: on a self-hosted runner, or a larger runner with a static IP.", '把 runner 的出口 IP 加进 GitHub 组织或企业的 IP allow list，或让 job 跑在出口 IP 固定的自托管 runner、带静态 IP 的 larger runner 上。');
/** For an answer that a proxy or a firewall gave in GitHub's place. */
const LET_GITHUB_ANSWER = (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_1__/* .both */ .WP)('Check HTTPS_PROXY, NO_PROXY and the firewall: the runner must reach the host in github-api-url. A proxy, a firewall or a sign-in page of the network answered instead.', '检查 HTTPS_PROXY、NO_PROXY 和防火墙：runner 必须能访问 github-api-url 的主机，而这次是网络里的代理、防火墙或登录页代为响应的。');
/** For a login that GitHub has locked for a while. */
const WAIT_FOR_UNLOCK = (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_1__/* .both */ .WP)('Stop whatever keeps sending a bad token for the same user or App, check that secrets-token is valid, and wait an hour.', '找出并停掉用同一用户或 App 的无效令牌反复请求的程序，确认 secrets-token 有效，再等一小时。');
/** For every answer of Fxiaoke that may mean something else than it says. */
const SUSPECT_ALLOW_LIST = (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_1__/* .both */ .WP)('If it keeps failing, suspect the IP allow-list of the app: Fxiaoke does not always say when it blocks an address. GitHub-hosted runners change ' +
    'their address; a self-hosted runner, a larger runner with a static IP, or a proxy (HTTPS_PROXY) has a fixed one that can be allowed.', '如果一直失败，再查应用的 IP 白名单：被白名单拦下时，纷享销客的报错不一定会明说。GitHub 托管 runner 的出口 IP 不固定；请改用自托管 ' +
    'runner、带静态 IP 的 larger runner，或固定出口的代理（HTTPS_PROXY），并把出口 IP 加入白名单。');
/** What to do if the next run finds the token spent. */
const AUTHORIZE_IF_REJECTED = (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_1__/* .both */ .WP)('If that run ends with refresh-token-rejected, authorize again: choose Run workflow and enter start in the field authorization-code.', '如果新的运行以 refresh-token-rejected 失败，就重新授权：Run workflow，在 authorization-code 中填 start。');
/** Each of these starts a run without a code. */
const RUN_AGAIN = [START_NEW_RUN, TRY_DRY, AUTHORIZE_IF_REJECTED];
/** In their place, with a code that was not sent. */
const REDEEM_AGAIN = (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_1__/* .both */ .WP)('Then start a new run (Run workflow, not Re-run) with the same address in the field authorization-code. If more than a few minutes have passed since you approved, enter start instead: it shows a new link.', '然后发起新的运行（点 Run workflow，不要点 Re-run），在 authorization-code 中填同一个网址。如果同意授权已过去好几分钟，就改填 start，得到新的授权链接。');
/** In their place, with a code that is no longer good. */
const TAKE_NEW_CODE = (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_1__/* .both */ .WP)('Then start a new run (Run workflow, not Re-run) with start in the field authorization-code: it shows a new link, for a new code.', '然后发起新的运行（点 Run workflow，不要点 Re-run），在 authorization-code 中填 start，用新的授权链接换一个 code。');
const APPROVE = (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_1__/* .both */ .WP)('Open the link within 24 hours, sign in to Fxiaoke as the user the tokens should belong to, and approve.', '24 小时内在浏览器打开链接，用令牌应归属的那个纷享销客账号登录并同意授权。');
const BRING_BACK = (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_1__/* .both */ .WP)('Copy the full address of the page the browser ends up on (the page itself may show an error), and immediately start a run ' +
    'with it in the field authorization-code: the code in it works only once and expires quickly.', '复制浏览器最后跳转到的完整网址（页面本身打不开也没关系），立即 Run workflow，填入 authorization-code：其中的 code 只能用一次，且很快过期。');
/** Authorizing, from a failed run that shows the link itself. */
const AUTHORIZE_BY_SHOWN_LINK = [
    (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_1__/* .both */ .WP)('Open the authorize link: it is at the top of this run’s summary, and in its log. If there is none, start a new run with start in the field ' +
        'authorization-code: it lists what is still missing, for example redirect-url, and shows the link once nothing is.', '打开授权链接：在本次运行摘要的开头，日志里也有。如果没有，就发起新的运行，在 authorization-code 中填 start：它会列出还缺什么（例如 redirect-url），全部就绪后给出链接。'),
    APPROVE,
    BRING_BACK,
];
/** The same, in few words, where the summary shows link and steps. */
const AUTHORIZE_AS_SHOWN = (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_1__/* .both */ .WP)('Authorize: the link and the steps are at the top of this run’s summary; the link is also in the log.', '重新授权：链接和步骤在本次运行摘要的开头，日志里也有链接。');
/** The same, where no link is shown, since something in the list is wrong. */
const MEND_THEN_AUTHORIZE = (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_1__/* .both */ .WP)('Fix everything that the list marks ❌, then start a new run with start in the field authorization-code: it shows a new link.', '把清单里标 ❌ 的各项都改好，再发起新的运行，在 authorization-code 中填 start，得到新的授权链接。');
/** Authorizing, from the start. */
const AUTHORIZE_ANEW = [
    (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_1__/* .both */ .WP)('Start a new run (Actions > the workflow > Run workflow) with start in the field authorization-code. It shows a new authorize link.', '发起新的运行（Actions > 该工作流 > Run workflow），在 authorization-code 中填 start，得到新的授权链接。'),
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
        return (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_1__/* .both */ .WP)('If a GitHub status is shown, act on it: for 401, replace secrets-token; for 403 or 404, let it write secrets there; for 5xx or no answer, wait for GitHub to recover ' +
            '(https://www.githubstatus.com).', '如果有 GitHub 的状态码，就按它处理：401 换有效的 secrets-token；403、404 补上它在该处写 Secret 的权限；5xx 或无响应则等 GitHub 恢复（https://www.githubstatus.com ）。');
    if (status === 401)
        return (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_1__/* .both */ .WP)('GitHub no longer accepts secrets-token: it has expired or was revoked. Replace it with a valid one.', 'GitHub 不再接受 secrets-token（过期或被吊销），换一个有效的。');
    if (status === 403 && ssoUrl !== undefined)
        return (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_1__/* .both */ .WP)(`secrets-token is not authorized for single sign-on. Authorize it: ${ssoUrl}`, `secrets-token 还没有做单点登录（SSO）授权，请打开：${ssoUrl}`);
    if (status === 403 || status === 404)
        return (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_1__/* .both */ .WP)('Make sure that the place exists, that secrets-token has access to it, and that it may write secrets there. Permissions: Secrets for ' +
            'repositories and organizations, Environments for environments, Dependabot secrets and Codespaces secrets for those; all Read and write.', '确认目标存在、secrets-token 能访问到它，并且有写权限：仓库和组织用 Secrets，环境用 Environments，Dependabot 和 Codespaces 用各自的 ' +
            'Dependabot secrets、Codespaces secrets，均为 Read and write。');
    if (status === 422)
        return (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_1__/* .both */ .WP)('GitHub rejected the value; see its message. A place takes a limited number of secrets (100 for a repository or ' +
            'an environment, 1,000 for an organization).', 'GitHub 不接受这个值，请看它返回的消息；另外每处的 Secret 数量有上限（仓库、环境各 100 个，组织 1000 个）。');
    if (status === undefined || status >= 500 || status === 429)
        return (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_1__/* .both */ .WP)('GitHub did not answer, failed, or limited the requests. See https://www.githubstatus.com and wait for it to recover.', 'GitHub 无响应、出错或限流。查看 https://www.githubstatus.com ，等它恢复。');
    return (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_1__/* .both */ .WP)('Fix what the status and the message from GitHub point to.', '根据 GitHub 返回的状态码和消息处理。');
}
/** The name of the secret concerned. */
function secretOf({ secretName }) {
    return (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_1__/* .both */ .WP)(`the secret ${(0,_entry_js__WEBPACK_IMPORTED_MODULE_2__/* .cited */ .k4)(secretName)}`, `名为${(0,_entry_js__WEBPACK_IMPORTED_MODULE_2__/* .cited */ .k4)(secretName)}的 Secret`);
}


/***/ }),

/***/ 901:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ CLOUDS),
/* harmony export */   j: () => (/* binding */ leadingLanguage)
/* harmony export */ });
/* harmony import */ var _bilingual_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(604);

/**
 * Fxiaoke's clouds, the default first. The manual has no list; these are the gateways that its pages mention.
 *
 * @see docs/networks.md
 */
const CLOUDS = [
    { host: 'open.fxiaoke.com', name: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('Fxiaoke, the default', '纷享云，默认'), language: 'zh' },
    { host: 'open-hwcloud.fxiaoke.com', name: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('Huawei', '华为云'), language: 'zh' },
    { host: 'open-ale.fxiaoke.com', name: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('Alibaba', '阿里云'), language: 'zh' },
    { host: 'open-ksc.sharecrm.com', name: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('Hong Kong Huawei', '香港华为云'), language: 'en' },
    { host: 'open-hws.fxiaoke.com', name: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('Frankfurt', '法兰克福'), language: 'en' },
    { host: 'open-na.sharecrm.com', name: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('North America', '北美'), language: 'en' },
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


/***/ }),

/***/ 833:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ CODES)
/* harmony export */ });
/* harmony import */ var _bilingual_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(604);

/**
 * Every known error code of Fxiaoke, from its published tables and from observed answers. docs/errors.md lists them.
 */
const CODES = new Map([
    [-1, { id: 'fxiaoke-busy', means: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('the system is busy', '系统繁忙'), ambiguous: true }],
    [-2, { id: 'fxiaoke-busy', means: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('system error', '系统错误'), ambiguous: true }],
    [10001, { id: 'app-credentials-rejected', means: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('appId is missing', '缺少 appId') }],
    [10002, { id: 'app-credentials-rejected', means: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('appSecret is missing', '缺少 appSecret') }],
    [10004, { id: 'authorization-code-rejected', means: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('redirectUri is missing', '缺少 redirectUri') }],
    [10006, { id: undefined, means: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('a parameter is missing or wrong', '缺少参数或参数不合法') }],
    [10008, { id: 'authorization-code-rejected', means: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('code is missing', '缺少 code') }],
    [11001, { id: 'app-credentials-rejected', means: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('appId is wrong', 'appId 不合法') }],
    [11002, { id: 'app-credentials-rejected', means: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('appSecret is wrong', 'appSecret 不合法') }],
    [11004, { id: 'authorization-code-rejected', means: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('redirectUri is wrong', 'redirectUri 不合法') }],
    [11010, { id: 'authorization-code-rejected', means: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('code is wrong', 'code 不合法') }],
    [14001, { id: 'fxiaoke-quota', means: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('the call limit is exceeded', '超出调用上限') }],
    [15002, { id: undefined, means: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('a parameter is wrong', '参数不合法') }],
    [15003, { id: 'app-not-authorized', means: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('the app has no permission', '应用没有权限') }],
    [
        20005,
        { id: 'refresh-token-rejected', means: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('the token is missing or expired', '令牌缺失或已过期') },
    ],
    [
        20006,
        { id: 'app-credentials-rejected', means: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('appId or appSecret is wrong', 'appId 或 appSecret 错误') },
    ],
    [
        20010,
        { id: 'authorization-code-rejected', means: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('the code is missing or expired', 'code 缺失或已过期') },
    ],
    [
        20016,
        { id: 'refresh-token-rejected', means: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('the token is missing or expired', '令牌缺失或已过期') },
    ],
    [
        20020,
        { id: 'app-not-authorized', means: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('this company may not use the app', '该企业不能使用此应用') },
    ],
    [
        20021,
        { id: 'app-not-authorized', means: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('this company has stopped the app', '应用已被该企业停用') },
    ],
    [
        20022,
        {
            id: 'app-not-authorized',
            means: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('this company has not authorized the app', '应用未获该企业授权'),
        },
    ],
    [30002, { id: 'fxiaoke-quota', means: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)("today's quota is used up", '当日配额已用完') }],
    [
        30003,
        {
            id: 'fxiaoke-quota',
            means: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('the company has bought no OpenAPI quota', '企业没有购买 OpenAPI 配额'),
        },
    ],
    [30004, { id: 'fxiaoke-busy', means: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('too many calls in this second', '这一秒内调用过多') }],
    [32000, { id: undefined, means: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('a parameter is wrong', '参数不合法') }],
    [
        50009,
        {
            id: 'fxiaoke-busy',
            means: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('the service failed or timed out', '服务异常，例如超时'),
            ambiguous: true,
        },
    ],
]);


/***/ }),

/***/ 355:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  f: () => (/* binding */ loadToolkit)
});

;// CONCATENATED MODULE: external "node:fs"
const external_node_fs_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");
;// CONCATENATED MODULE: ./build/src/github/load-toolkit.js

let loading;
/**
 * Loads `@actions/github`, once, on demand. On import it reads the event file: it throws if the file is not JSON, and
 * prints the path unescaped if the file is missing. Such a file tells us nothing, so hide it from the toolkit.
 */
function loadToolkit() {
    if (loading === undefined && !isJson(process.env['GITHUB_EVENT_PATH']))
        delete process.env['GITHUB_EVENT_PATH'];
    loading ??= __nccwpck_require__.e(/* import() */ 793).then(__nccwpck_require__.bind(__nccwpck_require__, 793));
    return loading;
}
function isJson(path = '') {
    try {
        JSON.parse((0,external_node_fs_namespaceObject.readFileSync)(path, 'utf8'));
        return true;
    }
    catch {
        return false;
    }
}


/***/ }),

/***/ 486:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   AU: () => (/* binding */ newVariableUrl),
/* harmony export */   F7: () => (/* binding */ placePath),
/* harmony export */   ND: () => (/* binding */ variableRoutes),
/* harmony export */   V3: () => (/* binding */ mostSecrets),
/* harmony export */   We: () => (/* binding */ neededPermissions),
/* harmony export */   Zb: () => (/* binding */ secretRoutes),
/* harmony export */   df: () => (/* binding */ describePlace),
/* harmony export */   o0: () => (/* binding */ samePlace),
/* harmony export */   p2: () => (/* binding */ formPermissions),
/* harmony export */   s6: () => (/* binding */ secretPath),
/* harmony export */   vb: () => (/* binding */ settingsUrl),
/* harmony export */   wg: () => (/* binding */ newSecretUrl)
/* harmony export */ });
/* harmony import */ var _bilingual_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(604);

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
        words: (place) => (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)(repositoryOf(place), `仓库 ${repositoryOf(place)}`),
        pages: {
            ...formsIn('actions'),
            newVariable: (place) => `${repositoryOf(place)}/settings/variables/actions/new`,
        },
        permission: {
            words: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('Repository secrets: fine-grained token or GitHub App with the repository permission Secrets: Read and write; classic token with the scope repo.', '仓库 Secret：细粒度 PAT 或 GitHub App 需要仓库权限 Secrets: Read and write；classic PAT 需要 repo。'),
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
        words: (place) => (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)(`environment "${place.environment}" of ${repositoryOf(place)}`, `仓库 ${repositoryOf(place)} 的环境“${place.environment}”`),
        // An environment's secrets and variables are added on its own page, whose address contains an id that we do not
        // know.
        pages: {
            secrets: (place) => `${repositoryOf(place)}/settings/environments`,
            newSecret: (place) => `${repositoryOf(place)}/settings/environments`,
            newVariable: (place) => `${repositoryOf(place)}/settings/environments`,
        },
        permission: {
            words: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('Environment secrets: fine-grained token or GitHub App with the repository permission Environments: Read and write ' +
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
        words: ({ owner }) => (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)(`organization ${owner}`, `组织 ${owner}`),
        pages: {
            secrets: ({ owner }) => `organizations/${owner}/settings/secrets/actions`,
            newSecret: ({ owner }) => `organizations/${owner}/settings/secrets/actions/new`,
            newVariable: ({ owner }) => `organizations/${owner}/settings/variables/actions/new`,
        },
        permission: {
            words: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('Organization secrets: fine-grained token or GitHub App with the organization permission Secrets: Read and write; ' +
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
        words: (place) => (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)(`Dependabot secrets of ${repositoryOf(place)}`, `仓库 ${repositoryOf(place)} 的 Dependabot Secret`),
        pages: formsIn('dependabot'),
        permission: {
            words: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('Dependabot secrets: fine-grained token or GitHub App with the repository permission Dependabot secrets: Read and write; classic token with the scope repo.', 'Dependabot Secret：细粒度 PAT 或 GitHub App 需要仓库权限 Dependabot secrets: Read and write；classic PAT 需要 repo。'),
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
        words: (place) => (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)(`Codespaces secrets of ${repositoryOf(place)}`, `仓库 ${repositoryOf(place)} 的 Codespaces Secret`),
        pages: formsIn('codespaces'),
        permission: {
            words: (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)('Codespaces secrets: fine-grained token or GitHub App with the repository permission Codespaces secrets: Read and write; classic token with the scope repo.', 'Codespaces Secret：细粒度 PAT 或 GitHub App 需要仓库权限 Codespaces secrets: Read and write；classic PAT 需要 repo。'),
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
function describePlace(place) {
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


/***/ }),

/***/ 218:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   O: () => (/* binding */ loadSodium),
/* harmony export */   j: () => (/* binding */ openSealer)
/* harmony export */ });
/* harmony import */ var _secret_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(29);

let loading;
/** Loads libsodium, once. That takes a tenth of the whole run, so start it while waiting for GitHub. */
function loadSodium() {
    loading ??= __nccwpck_require__.e(/* import() */ 768).then(__nccwpck_require__.bind(__nccwpck_require__, 768)).then(async ({ default: loaded }) => {
        await loaded.ready;
        return loaded;
    });
    return loading;
}
/**
 * Loads libsodium and seals a trial value, so that nothing is left to fail after the refresh token is spent.
 *
 * @param publicKey the place's public key, as answered by GitHub
 * @throws if the key is not an X25519 public key
 * @see https://docs.github.com/en/rest/guides/encrypting-secrets-for-the-rest-api
 */
async function openSealer(publicKey) {
    const sodium = await loadSodium();
    const { ORIGINAL } = sodium.base64_variants;
    const key = sodium.from_base64(publicKey.key, ORIGINAL);
    const sealer = {
        keyId: publicKey.key_id,
        seal: (value) => ({
            encryptedValue: sodium.to_base64(sodium.crypto_box_seal(value.reveal(), key), ORIGINAL),
            keyId: publicKey.key_id,
        }),
    };
    sealer.seal(new _secret_js__WEBPACK_IMPORTED_MODULE_0__/* .Secret */ .z('trial'));
    return sealer;
}


/***/ }),

/***/ 403:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Fs: () => (/* binding */ fitsSealed),
/* harmony export */   Jv: () => (/* binding */ fitsIntoSecret)
/* harmony export */ });
/* unused harmony export LONGEST_SECRET */
/** 48 KB; GitHub refuses longer values. @see https://docs.github.com/en/actions/reference/limits */
const LONGEST_SECRET = 48 * 1024;
/** The overhead of a sealed box: an ephemeral key and a MAC. */
const SEAL_BYTES = 48;
/** Whether GitHub accepts this value. */
function fitsIntoSecret(value) {
    return Buffer.byteLength(value.reveal()) <= LONGEST_SECRET;
}
/** Whether GitHub accepts the value in this sealed box. */
function fitsSealed({ encryptedValue }) {
    return Buffer.byteLength(encryptedValue, 'base64') - SEAL_BYTES <= LONGEST_SECRET;
}


/***/ }),

/***/ 22:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Oi: () => (/* binding */ fitsHeader),
/* harmony export */   j$: () => (/* binding */ readPastedCode),
/* harmony export */   qZ: () => (/* binding */ unquoted)
/* harmony export */ });
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
function unquoted(value) {
    const trimmed = value.trim();
    const around = QUOTES.some(([left, right]) => trimmed.startsWith(left) && trimmed.endsWith(right));
    return around && trimmed.length > 1 ? unquoted(trimmed.slice(1, -1)) : trimmed;
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
    const given = unquoted(text);
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


/***/ }),

/***/ 675:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Ny: () => (/* binding */ PLAIN_INPUTS),
/* harmony export */   Qh: () => (/* binding */ INPUT_NAMES),
/* harmony export */   aY: () => (/* binding */ maskInputs),
/* harmony export */   hK: () => (/* binding */ holdsSecret),
/* harmony export */   n: () => (/* binding */ isStart)
/* harmony export */ });
/* harmony import */ var _pasted_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(22);
/* harmony import */ var _token_shapes_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(885);


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
    const values = SECRET_INPUTS.flatMap((name) => [raw[name], (0,_pasted_js__WEBPACK_IMPORTED_MODULE_0__/* .unquoted */ .qZ)(raw[name])]);
    values.push(...codesIn(code));
    // Whichever input they are in: a token given as a name must not be printed either.
    values.push(...INPUT_NAMES.map((name) => raw[name]).filter((value) => (0,_token_shapes_js__WEBPACK_IMPORTED_MODULE_1__/* .isTokenLike */ .Hx)((0,_pasted_js__WEBPACK_IMPORTED_MODULE_0__/* .unquoted */ .qZ)(value))));
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
const NAMES = [
    'environment',
    'refresh-token-secret',
    'access-token-secret',
    'record-variable',
];
/** A shorter secret may occur in a longer value by chance. */
const SHORTEST_WITHIN = 12;
/**
 * Whether a plain input begins like a token or contains the value of a secret input. Ignores case, because hosts and
 * secret names do.
 */
function holdsSecret(input, raw) {
    const value = raw[input].toLowerCase();
    return ((0,_token_shapes_js__WEBPACK_IMPORTED_MODULE_1__/* .isTokenLike */ .Hx)((0,_pasted_js__WEBPACK_IMPORTED_MODULE_0__/* .unquoted */ .qZ)(raw[input])) ||
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
    const found = (0,_pasted_js__WEBPACK_IMPORTED_MODULE_0__/* .readPastedCode */ .j$)(pasted);
    if (isStart(pasted) || found?.code === '')
        return [];
    if (!found)
        return pasted.length < SHORTEST_HIDDEN ? [] : [pasted, (0,_pasted_js__WEBPACK_IMPORTED_MODULE_0__/* .unquoted */ .qZ)(pasted)];
    const { code } = found;
    const asWritten = /(?:^|[?&\s])code=([^\s&#"'<>]*)/.exec(pasted)?.[1] ?? '';
    return [pasted, (0,_pasted_js__WEBPACK_IMPORTED_MODULE_0__/* .unquoted */ .qZ)(pasted), code, asWritten];
}


/***/ }),

/***/ 885:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Cv: () => (/* binding */ looksLikeWorkflowToken),
/* harmony export */   Hx: () => (/* binding */ isTokenLike),
/* harmony export */   TD: () => (/* binding */ isAppToken)
/* harmony export */ });
/** Whether a value starts like a Fxiaoke or GitHub token and is long enough to be one, so that it cannot be a name. */
function isTokenLike(value) {
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


/***/ }),

/***/ 702:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   CQ: () => (/* binding */ Journal)
/* harmony export */ });
/* unused harmony exports LONGEST_STATE_VALUE, isUnfinished, readJournal */
/* harmony import */ var _github_secret_size_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(403);
/* harmony import */ var _patience_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(950);


/**
 * The runner hands state to the post step as environment variables. Windows takes at most 32,767 characters in one, and
 * Linux refuses to start a process with one over 128 KiB.
 */
const LONGEST_STATE_VALUE = 29_000;
/** The largest secret and the longest list of repositories need fewer parts. More are not ours. */
const MAX_PARTS = 99;
/** The token as first read, a better one if the end of the answer has it, and each resealed version. */
const MAX_GENERATIONS = _patience_js__WEBPACK_IMPORTED_MODULE_0__/* .MOST_RESEALS */ .mk + 2;
const PROGRESS = 'progress';
const NONCE_BYTES = 12;
/**
 * The main step's journal, kept in the runner's state: what the post step goes by if the main step dies. An earlier
 * step may have planted state of the same name in the environment; it is ignored, because it does not begin with this
 * run's nonce.
 *
 * Nothing here throws: a full disk must not end a run that may hold the only copy of a token.
 */
class Journal {
    #runner;
    #nonce;
    #generation = -1;
    #isSettled = false;
    /** Starts an idle journal. The main step does this first, so that planted state cannot pass for its journal. */
    constructor({ runner, random }) {
        this.#runner = runner;
        this.#nonce = Buffer.from(random.bytes(NONCE_BYTES)).toString('hex');
        this.idle();
    }
    /** The post step has nothing left to do or report. */
    idle() {
        this.#save(PROGRESS, 'idle');
    }
    /** The post step has nothing left to do, but it must report what became of the token unless this step does. */
    settled() {
        this.#isSettled = true;
    }
    /** This step has reported how the run ended. */
    told() {
        if (this.#isSettled)
            this.idle();
    }
    /** The token is about to be sent. */
    spending(spending) {
        this.#saveLong('spending', JSON.stringify(spending));
        this.#save(PROGRESS, `spending ${this.#nonce}`);
    }
    /**
     * Saves a sealed token, synchronously. A resealed token goes under a new name, so that the one before stays whole if
     * the write is cut off. A token that fits into no secret is not saved: that much state would keep the post step from
     * starting.
     */
    keep({ encryptedValue, keyId }) {
        this.#generation += 1;
        const sealed = { encryptedValue, keyId };
        const kept = (0,_github_secret_size_js__WEBPACK_IMPORTED_MODULE_1__/* .fitsSealed */ .Fs)(sealed) && this.#saveLong(`sealed${this.#generation}`, JSON.stringify(sealed));
        return { ...sealed, kept };
    }
    /** The answer names the expected user, or no user is expected. */
    confirmUser() {
        this.#saveLong('user', 'confirmed');
    }
    /** The first write of the token is about to begin. @param at GitHub's time, in milliseconds since the epoch */
    writeBegins(at) {
        this.#saveLong('write_began', String(at));
    }
    /** A proxy has rejected the credentials this many times. */
    proxyRefused(times) {
        this.#saveLong('proxy_refusals', String(times));
    }
    /** Each part states the total, so a value that was cut off is recognized whenever the process dies. */
    #saveLong(name, text) {
        const total = Math.ceil(text.length / LONGEST_STATE_VALUE);
        return Array.from({ length: total }, (_, index) => {
            const part = text.slice(index * LONGEST_STATE_VALUE, (index + 1) * LONGEST_STATE_VALUE);
            return this.#save(`${name}_${index}`, `${this.#nonce} ${total} ${part}`);
        }).every(Boolean);
    }
    #save(name, value) {
        try {
            this.#runner.saveState(name, value);
            return true;
        }
        catch {
            return false;
        }
    }
}
/** Whether the main step sent the token and did not get as far as storing the new one, so that the post step is needed. */
function isUnfinished(state) {
    return nonceOf(state) !== undefined;
}
/** What the main step saved about the token that it was exchanging. */
function readJournal(state) {
    const read = (name) => readLong(name, nonceOf(state) ?? '', state);
    const number = (name) => {
        const text = read(name) ?? '';
        return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
    };
    const generations = Array.from({ length: MAX_GENERATIONS }, (_, index) => `sealed${MAX_GENERATIONS - 1 - index}`);
    return {
        spending: parse(read('spending')),
        sealed: generations.map((name) => parse(read(name))).find(Boolean),
        userConfirmed: read('user') === 'confirmed',
        writeBegan: number('write_began'),
        proxyRefusals: number('proxy_refusals') ?? 0,
    };
}
function nonceOf(state) {
    return /^spending ([0-9a-f]{24})$/.exec(state(PROGRESS))?.[1];
}
function readLong(name, nonce, state) {
    const [first = '', count = ''] = state(`${name}_0`).split(' ', 2);
    const total = first === nonce && /^\d{1,2}$/.test(count) ? Number(count) : 0;
    if (total < 1 || total > MAX_PARTS)
        return undefined;
    const head = `${nonce} ${total} `;
    const parts = Array.from({ length: total }, (_, index) => state(`${name}_${index}`));
    return parts.every((part) => part.startsWith(head))
        ? parts.map((part) => part.slice(head.length)).join('')
        : undefined;
}
/** The nonce has vouched for the text, so its shape is not checked. */
function parse(text) {
    if (text === undefined)
        return undefined;
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}


/***/ }),

/***/ 712:
/***/ ((__webpack_module__, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var _github_sealing_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(218);
/* harmony import */ var _journal_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(702);
/* harmony import */ var _run_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(107);
/* harmony import */ var _runner_leave_js__WEBPACK_IMPORTED_MODULE_6__ = __nccwpck_require__(811);
/* harmony import */ var _runner_real_world_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(687);
/* harmony import */ var _runner_tell_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(70);
/* harmony import */ var _transport_while_waiting_js__WEBPACK_IMPORTED_MODULE_5__ = __nccwpck_require__(164);







const { raw, world } = await (0,_runner_real_world_js__WEBPACK_IMPORTED_MODULE_3__/* .realWorld */ .b)(process.env);
const http = (0,_transport_while_waiting_js__WEBPACK_IMPORTED_MODULE_5__/* .whileWaiting */ .F)(world.http, _github_sealing_js__WEBPACK_IMPORTED_MODULE_0__/* .loadSodium */ .O);
const journal = new _journal_js__WEBPACK_IMPORTED_MODULE_1__/* .Journal */ .CQ(world);
const result = await (0,_run_js__WEBPACK_IMPORTED_MODULE_2__/* .run */ .e)(raw, journal, { ...world, http });
const exitCode = await (0,_runner_tell_js__WEBPACK_IMPORTED_MODULE_4__/* .tell */ .q)(result, world.runner, process.env);
journal.told();
(0,_runner_leave_js__WEBPACK_IMPORTED_MODULE_6__/* .leave */ .q)(exitCode);

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 897:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   K9: () => (/* binding */ LAST_MOMENT),
/* harmony export */   T$: () => (/* binding */ readMoment),
/* harmony export */   _$: () => (/* binding */ isoDate)
/* harmony export */ });
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


/***/ }),

/***/ 950:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $A: () => (/* binding */ GITHUB_CONNECT_WITHIN),
/* harmony export */   $J: () => (/* binding */ FXIAOKE_ANSWER_WITHIN),
/* harmony export */   Co: () => (/* binding */ PROXY_REFUSAL_WAIT),
/* harmony export */   Dy: () => (/* binding */ REST_WITHIN),
/* harmony export */   I7: () => (/* binding */ SETTLE_WITHIN),
/* harmony export */   Mj: () => (/* binding */ SETTLE_WRITE_WITHIN),
/* harmony export */   PC: () => (/* binding */ WRITE_ANSWER_WITHIN),
/* harmony export */   Qb: () => (/* binding */ LOOK_AGAIN_AFTER),
/* harmony export */   Rq: () => (/* binding */ IDLE_AT_MOST),
/* harmony export */   TA: () => (/* binding */ ANSWER_LIMIT),
/* harmony export */   Uz: () => (/* binding */ SHARES_PROVEN_WITHIN),
/* harmony export */   WZ: () => (/* binding */ RECORD_WITHIN),
/* harmony export */   YI: () => (/* binding */ REMOVE_PROBE_WITHIN),
/* harmony export */   Zd: () => (/* binding */ MOST_PROXY_REFUSALS),
/* harmony export */   aI: () => (/* binding */ REUSED_SHARES_WITHIN),
/* harmony export */   b3: () => (/* binding */ FIRST_WAIT_FOR_FXIAOKE),
/* harmony export */   bn: () => (/* binding */ READS_LAG),
/* harmony export */   cw: () => (/* binding */ EXCHANGE_WITHIN),
/* harmony export */   dX: () => (/* binding */ LONGEST_WAIT),
/* harmony export */   ed: () => (/* binding */ LOOK_AFTER_REFUSAL_WITHIN),
/* harmony export */   ji: () => (/* binding */ ADDRESS_WITHIN),
/* harmony export */   kl: () => (/* binding */ ASK_AGAIN_AFTER),
/* harmony export */   lV: () => (/* binding */ SECONDARY_LIMIT_WAIT),
/* harmony export */   mk: () => (/* binding */ MOST_RESEALS),
/* harmony export */   nm: () => (/* binding */ METADATA_FRESH_FOR),
/* harmony export */   oF: () => (/* binding */ STORE_WITHIN),
/* harmony export */   oJ: () => (/* binding */ TRY_APP_WITHIN),
/* harmony export */   ok: () => (/* binding */ GIVE_OR_TAKE),
/* harmony export */   ph: () => (/* binding */ SHOW_COMMAND_AFTER),
/* harmony export */   py: () => (/* binding */ MOST_ATTEMPTS),
/* harmony export */   qR: () => (/* binding */ PREPARE_WITHIN),
/* harmony export */   sr: () => (/* binding */ HELD_AT_MOST),
/* harmony export */   tV: () => (/* binding */ FIRST_WAIT),
/* harmony export */   tu: () => (/* binding */ GITHUB_ANSWER_WITHIN),
/* harmony export */   vN: () => (/* binding */ REPOSITORY_WITHIN),
/* harmony export */   x1: () => (/* binding */ SHARES_PREPARED_WITHIN),
/* harmony export */   xn: () => (/* binding */ FXIAOKE_CONNECT_WITHIN)
/* harmony export */ });
/* unused harmony export RECOVER_WITHIN */
/**
 * Every timeout, wait and retry limit of the action, in milliseconds unless noted. __tests__/docs/patience.test.ts
 * checks the documentation and the error texts against this file.
 */
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
// One request.
/** To connect to GitHub, TLS included. */
const GITHUB_CONNECT_WITHIN = 10 * SECOND;
/** GitHub answers within a second, or not at all. Short, so that the first retry comes soon. */
const GITHUB_ANSWER_WITHIN = 8 * SECOND;
/** The first attempt at a write times out early, so that its retry comes soon; later attempts get more time. */
const WRITE_ANSWER_WITHIN = [GITHUB_ANSWER_WITHIN, 30 * SECOND];
/** To connect to Fxiaoke. Nothing has been sent yet, so giving up costs nothing. */
const FXIAOKE_CONNECT_WITHIN = 20 * SECOND;
/**
 * Once a request has reached Fxiaoke, how long to wait without receiving a byte. A slow success that nobody waits for
 * is a lost token (docs/adr/0004-a-hundred-seconds.md).
 */
const FXIAOKE_ANSWER_WITHIN = 100 * SECOND;
/** For the whole answer, however steadily bytes arrive. */
const ANSWER_LIMIT = 5 * MINUTE;
/** For the rest of an answer, once enough of it has arrived. */
const REST_WITHIN = 2 * SECOND;
// Connections.
/**
 * To connect to one address of a host. Long enough for one lost packet on a slow route, short enough that an address
 * family that leads nowhere does not use up the connect timeout.
 */
const ADDRESS_WITHIN = 3 * SECOND;
/** A connection idle for longer is not reused: the server may be closing it, or a router may have forgotten it. */
const IDLE_AT_MOST = 10 * SECOND;
/** The same for a connection opened ahead of a request that must not be repeated. */
const HELD_AT_MOST = 5 * SECOND;
// Retries. Waits double from the first to the longest, plus up to 50% of jitter.
/** The first wait before retrying GitHub. */
const FIRST_WAIT = SECOND;
/** The first wait before retrying Fxiaoke, which allows ten calls a minute. */
const FIRST_WAIT_FOR_FXIAOKE = 2 * SECOND;
/** The longest wait, unless the server asks for more. */
const LONGEST_WAIT = 30 * SECOND;
/**
 * For a secondary rate limit of GitHub that names no time.
 *
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
const SECONDARY_LIMIT_WAIT = MINUTE;
/** Attempts to exchange the same grant. */
const MOST_ATTEMPTS = 4;
/** No attempt begins later than this after the first: the job still needs time to store the result. */
const EXCHANGE_WITHIN = 10 * MINUTE;
/** For redeeming a made-up code to test the app's credentials. No token depends on the answer. */
const TRY_APP_WITHIN = 2 * MINUTE;
/**
 * How often one write may be resealed. GitHub rarely changes a key; if this is not enough, the key is not the problem.
 */
const MOST_RESEALS = 2;
// Replication lag at GitHub.
/** Before asking again about a 404 for a secret that should exist, or a refused token whose secret seems unchanged. */
const ASK_AGAIN_AFTER = 2 * SECOND;
/** For each check of the secret after a refusal. */
const LOOK_AFTER_REFUSAL_WITHIN = 30 * SECOND;
/** Reads may miss a write for this long. */
const READS_LAG = 5 * SECOND;
/** GitHub's timestamps and `Date` headers are whole seconds. */
const GIVE_OR_TAKE = SECOND;
/**
 * A token minted seconds ago may not have reached all of GitHub's servers.
 *
 * @see https://github.com/octokit/auth-app.js/issues/65
 */
const SETTLE_WITHIN = 10 * SECOND;
/** The same for a write that is proven to be allowed. */
const SETTLE_WRITE_WITHIN = MINUTE;
/** For a proxy that rejects our credentials while a new token is at stake. More attempts could lock the account. */
const MOST_PROXY_REFUSALS = 3;
const PROXY_REFUSAL_WAIT = MINUTE;
/** For the record, all attempts together: a run that has stored its secrets waits no longer for it. */
const RECORD_WITHIN = 10 * SECOND;
// Parts of a run.
/** For everything GitHub is asked before the token is spent. */
const PREPARE_WITHIN = 2 * MINUTE;
/** For removing the write probe: the proof is done by then, and the rest of the run is waiting. */
const REMOVE_PROBE_WITHIN = 10 * SECOND;
/** Metadata older than this is re-read before the token is spent. */
const METADATA_FRESH_FOR = 2 * SECOND;
/** For facts used only in advice: nothing but the report waits for them. */
const REPOSITORY_WITHIN = 30 * SECOND;
/** How long shares may delay the rotation. */
const SHARES_PREPARED_WITHIN = 30 * SECOND;
/** For a dry run to prove that the shares can be written. */
const SHARES_PROVEN_WITHIN = MINUTE;
/**
 * For sitting out GitHub's outages and rate limits once there is a new token, which is safe in the journal meanwhile.
 */
const STORE_WITHIN = 15 * MINUTE;
/** For the shares of an access token that is reused: nothing is lost, the job waits, and the next run writes them. */
const REUSED_SHARES_WITHIN = 2 * MINUTE;
/** If the last look at the secret is older than this, the first write looks again. */
const LOOK_AGAIN_AFTER = 10 * SECOND;
/**
 * A cancelled job whose steps run under `always()` gets no signal and is killed after five minutes. So a store that
 * takes longer than this prints the recovery command while it can.
 */
const SHOW_COMMAND_AFTER = MINUTE;
/** For the post step. In a cancelled job it has five minutes. */
const RECOVER_WITHIN = 2 * MINUTE;


/***/ }),

/***/ 353:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   YM: () => (/* binding */ daysBetween),
/* harmony export */   fl: () => (/* binding */ bothZones),
/* harmony export */   n$: () => (/* binding */ moment),
/* harmony export */   p0: () => (/* binding */ duration)
/* harmony export */ });
/* harmony import */ var _bilingual_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(604);

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/**
 * For people in Beijing and elsewhere: `2026-11-24 02:44 UTC (10:44 UTC+8)`, `北京时间 2026-11-24 10:44（UTC 02:44）`, with the
 * other date where it is another.
 */
function bothZones(date) {
    const { utc, china, utcShort, chinaShort } = inBothZones(date);
    return (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)(`${utc} UTC (${chinaShort} UTC+8)`, `北京时间 ${china}（UTC ${utcShort}）`);
}
/** A moment, and how far off it is: `…, in 59 days`, `北京时间 …（UTC …，59 天后）`. */
function moment(date, now) {
    const { china, utcShort } = inBothZones(date);
    const distance = date.getTime() - now.getTime();
    const size = duration(Math.abs(distance));
    const [en, zh] = distance >= 0 ? [`in ${size.en}`, `${size.zh}后`] : [`${size.en} ago`, `${size.zh}前`];
    return (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)(`${bothZones(date).en}, ${en}`, `北京时间 ${china}（UTC ${utcShort}，${zh}）`);
}
/** A length of time in its largest unit: `59 days`, `59 天`. Rounds up to the minute, so that a new token has all its days, then down to the unit. */
function duration(milliseconds) {
    const [count, en, zh] = largestUnit(Math.ceil(milliseconds / MINUTE) * MINUTE);
    return (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_0__/* .both */ .WP)(`${count} ${en}${count === 1 ? '' : 's'}`, `${count} ${zh}`);
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


/***/ }),

/***/ 772:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Ge: () => (/* binding */ isDoubtful),
/* harmony export */   Gi: () => (/* binding */ isUrgent),
/* harmony export */   R4: () => (/* binding */ REFRESH_TOKEN_LIFE),
/* harmony export */   eT: () => (/* binding */ lifeSentence),
/* harmony export */   qG: () => (/* binding */ lifeBar),
/* harmony export */   qW: () => (/* binding */ countdown),
/* harmony export */   xv: () => (/* binding */ lifeSince)
/* harmony export */ });
/* harmony import */ var _bilingual_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(604);
/* harmony import */ var _dates_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(353);


/** How long a refresh token lasts, in milliseconds: "two months", says Fxiaoke's manual; 60 days to be safe. */
const REFRESH_TOKEN_LIFE = 60 * 24 * 60 * 60 * 1000;
/** The life of a refresh token. @param since when it was issued, in milliseconds since the epoch */
function lifeSince(since) {
    return { since: new Date(since), until: new Date(since + REFRESH_TOKEN_LIFE) };
}
/** With fewer days left than this, a failure says so before anything else. */
const URGENT_DAYS = 14;
const BAR_LENGTH = 10;
const UNKNOWN = (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_1__/* .both */ .WP)('This run cannot tell how long a stored refresh token still lives: 60 days at most from the last update of its secret, which the settings page shows.', '本次运行无法得知已存的刷新令牌（如果有）还能用多久：最多到 Secret 最后一次更新后第 60 天，更新时间见设置页。');
/** What is left of a token, and until when it lives. */
function lifeSentence(token, until, now) {
    const left = (0,_dates_js__WEBPACK_IMPORTED_MODULE_0__/* .duration */ .p0)(Math.max(0, until.getTime() - now.getTime()));
    return (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_1__/* .both */ .WP)(`${token.en} lives until ${(0,_dates_js__WEBPACK_IMPORTED_MODULE_0__/* .moment */ .n$)(until, now).en}.`, `${token.zh}剩余 ${left.zh}，可用到${(0,_dates_js__WEBPACK_IMPORTED_MODULE_0__/* .bothZones */ .fl)(until).zh}。`);
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
    const until = (0,_dates_js__WEBPACK_IMPORTED_MODULE_0__/* .moment */ .n$)(life.until, now);
    if (life.until <= now)
        return (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_1__/* .both */ .WP)(`By its age, the stored refresh token expired on ${until.en}. If Fxiaoke does not take it any more, authorize again: choose Run workflow and enter start in the field authorization-code.`, `按时间算，已存的刷新令牌已于${until.zh}过期。如果纷享销客不再接受它，请重新授权：Run workflow，在 authorization-code 中填 start。`);
    if (error?.id === 'refresh-token-rejected')
        return (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_1__/* .both */ .WP)(`By its age alone, the stored refresh token would have lived until ${until.en}.`, `单按时间算，已存的刷新令牌本可用到${until.zh}。`);
    if (mayBeSpent(error))
        return (0,_bilingual_js__WEBPACK_IMPORTED_MODULE_1__/* .both */ .WP)(`If it was not spent, the stored refresh token lives until ${until.en}.`, `如果没有被消耗，已存的刷新令牌可用到${until.zh}。`);
    if (error?.id === 'secret-shadowed')
        return lifeSentence((0,_bilingual_js__WEBPACK_IMPORTED_MODULE_1__/* .both */ .WP)('The refresh token that the organization stores', '组织里已存的刷新令牌'), life.until, now);
    return lifeSentence((0,_bilingual_js__WEBPACK_IMPORTED_MODULE_1__/* .both */ .WP)('The stored refresh token', '已存的刷新令牌'), life.until, now);
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
    return life !== undefined && (0,_dates_js__WEBPACK_IMPORTED_MODULE_0__/* .daysBetween */ .YM)(now, life.until) < URGENT_DAYS;
}
/** What is left of the life of a refresh token, as a bar that is full for a new one. */
function lifeBar({ since, until }, now) {
    const left = Math.min(1, Math.max(0, (until.getTime() - now.getTime()) / (until.getTime() - since.getTime())));
    // Empty only when nothing is left.
    const filled = left > 0 ? Math.max(1, Math.round(left * BAR_LENGTH)) : 0;
    return `${'█'.repeat(filled)}${'░'.repeat(BAR_LENGTH - filled)}`;
}


/***/ }),

/***/ 107:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  e: () => (/* binding */ run)
});

// EXTERNAL MODULE: ./build/src/report/life.js
var life = __nccwpck_require__(772);
;// CONCATENATED MODULE: ./build/src/advisories.js

const DAY = 24 * 60 * 60 * 1000;
/** Warn this long before `secrets-token` expires. */
const TOKEN_EXPIRES_WITHIN = 14 * DAY;
/** GitHub's expiration header is not always right: ignore one that says "now". */
const NOT_NOW = 10 * 60 * 1000;
/** A stored token this old should have been renewed by now. */
const OLD_TOKEN = 30 * DAY;
/** GitHub disables the schedules of a public repository after 60 days without activity; warn well before. */
const QUIET = 40 * DAY;
const DISABLED = 60 * DAY;
/**
 * Warns of what will break some day if nobody acts. Never a reason to fail.
 *
 * @param ready what GitHub answered; undefined when the run ended before that
 * @param repository what GitHub says about it
 * @param schedule how often the schedule that started the run fires
 * @param now GitHub's time
 * @param life of the stored refresh token
 * @param renewed whether this run has exchanged it
 */
function advisories(ready, repository, schedule, now, life, renewed) {
    const candidates = [
        // A GitHub App's token lives for an hour, and each run mints a new one.
        ready?.isAppToken ? undefined : expiringToken(ready?.api.tokenExpiration, now),
        schedule && schedule.runsInTokenLife < 2
            ? {
                id: 'schedule-too-rare',
                cron: schedule.cron,
                runs: schedule.runsInTokenLife,
                next: schedule.next,
            }
            : undefined,
        renewed ? undefined : oldToken(life, now),
        quietRepository(repository, now),
        timesUnreadable(ready),
    ];
    return candidates.filter((warning) => warning !== undefined);
}
/**
 * Reads `github-authentication-token-expiration`: `2027-10-12 09:00:00 UTC`, with a numeric offset, or ISO 8601.
 *
 * @returns milliseconds since the epoch, or undefined
 */
function readTokenExpiration(header) {
    const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d+)?\s*(?:(Z|UTC|GMT)|([+-]\d\d):?(\d\d))?$/i.exec(header?.trim() ?? '');
    if (!match)
        return undefined;
    const [, date = '', time = '', , hours, minutes] = match;
    const offset = hours === undefined ? 'Z' : `${hours}:${minutes ?? '00'}`;
    const moment = Date.parse(`${date}T${time}${offset}`);
    return Number.isNaN(moment) ? undefined : moment;
}
function expiringToken(header, now) {
    const expiration = readTokenExpiration(header);
    if (expiration === undefined)
        return undefined;
    const left = expiration - now.getTime();
    if (Math.abs(left) <= NOT_NOW || left > TOKEN_EXPIRES_WITHIN)
        return undefined;
    return { id: 'secrets-token-expires', at: new Date(expiration) };
}
function oldToken(life, now) {
    if (!life)
        return undefined;
    const age = now.getTime() - life.since.getTime();
    if (age <= OLD_TOKEN)
        return undefined;
    return { id: 'refresh-token-old', since: life.since, daysOld: Math.floor(age / DAY), expiresAt: life.until };
}
function quietRepository(facts, now) {
    const { isPublic, pushedAt } = facts ?? {};
    if (!isPublic || !pushedAt || now.getTime() - pushedAt.getTime() <= QUIET)
        return undefined;
    return { id: 'repository-quiet', pushedAt, disabledAt: new Date(pushedAt.getTime() + DISABLED) };
}
function timesUnreadable(ready) {
    const read = ready?.secretsRead;
    if (!read || !('unreadable' in read))
        return undefined;
    const { status, said } = read.unreadable?.evidence ?? {};
    return { id: 'run-times-unreadable', status, said };
}
/**
 * Counts how often a cron line fires within the life of a new token.
 *
 * @param cron of the schedule that started the run, if one did
 * @param now GitHub's time
 * @returns undefined also when the library cannot parse the line or cannot be loaded: advice is no reason to fail
 */
async function readSchedule(cron, now) {
    if (cron === undefined || cron === '')
        return undefined;
    try {
        const { Cron } = await __nccwpck_require__.e(/* import() */ 814).then(__nccwpck_require__.bind(__nccwpck_require__, 814));
        const job = new Cron(cron, { utcOffset: 0, paused: true, mode: '5-part' });
        const end = now.getTime() + life/* REFRESH_TOKEN_LIFE */.R4;
        let next = job.nextRun(now);
        const first = next ?? undefined;
        let runs = 0;
        for (; next !== null && next.getTime() <= end && runs < 10_000; next = job.nextRun(next))
            runs += 1;
        return { cron, runsInTokenLife: runs, next: first };
    }
    catch {
        return undefined;
    }
}

// EXTERNAL MODULE: ./build/src/bilingual.js
var bilingual = __nccwpck_require__(604);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __nccwpck_require__(598);
;// CONCATENATED MODULE: ./build/src/record.js

/** The default of `refresh-token-secret`. Another name means another login, with a record of its own. */
const USUAL_SECRET = 'FXIAOKE_REFRESH_TOKEN';
/** Several times the length of any record we write. */
const MAX_LENGTH = 8_192;
/**
 * Identifies the place of a record by ids, because names change.
 *
 * @param ids of the repository that runs the workflow, and of its owner
 * @param secretName of the refresh token
 * @returns undefined if the id is unknown: there is no record then
 */
function recordPlace(place, ids, secretName) {
    const id = place.kind === 'organization' ? ids.ownerId : ids.repositoryId;
    if (id === undefined)
        return undefined;
    const at = place.kind === 'organization' ? `organizations/${id}` : `repositories/${id}`;
    const environment = place.kind === 'environment' ? `/environments/${place.environment.toLowerCase()}` : '';
    const name = secretName.toUpperCase();
    return `${at}${environment}${name === USUAL_SECRET ? '' : `/secrets/${name}`}`;
}
/** A mark shows whether two tokens of a place are the same, and reveals nothing else about them. */
function markOf(kind, token, { appSecret, place }) {
    return hmac(appSecret, `${kind}\n${place}\n${token.reveal()}`);
}
/**
 * Writes a record.
 *
 * @returns one line of JSON, ending with the seal over everything before it
 */
function formatRecord(record, binding) {
    const { refreshToken, accessToken, openUserId, writtenBy } = record;
    const half = ({ mark, previous, storedAt, expiresAt }) => ({
        mark,
        previous,
        storedAt,
        expiresAt,
    });
    const text = JSON.stringify({
        v: 1,
        refreshToken: refreshToken && half(refreshToken),
        accessToken: accessToken && half(accessToken),
        openUserId,
        writtenBy,
    }).slice(0, -1);
    return `${text},"seal":"${sealOf(text, binding)}"}`;
}
/**
 * Reads a record.
 *
 * @param text the value of the variable
 * @returns undefined unless it is a record of this place and app: one may be edited, copied, too long, or of an unknown
 *   version
 */
function parseRecord(text, binding) {
    const [, sealed = '', seal = ''] = /^(\{.*),"seal":"([\w-]{22})"\}$/s.exec(text.trim()) ?? [];
    if (text.length > MAX_LENGTH || sealed === '')
        return undefined;
    if (!(0,external_node_crypto_.timingSafeEqual)(Buffer.from(sealOf(sealed, binding)), Buffer.from(seal)))
        return undefined;
    try {
        const { v, ...record } = JSON.parse(`${sealed}}`);
        return v === 1 && isRecord(record) ? record : undefined;
    }
    catch {
        return undefined;
    }
}
/** A valid seal means that some version of this action wrote it. The shape is checked all the same. */
function isRecord({ refreshToken, accessToken, openUserId, writtenBy }) {
    const isTime = (value) => value === undefined || (typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value));
    const isHalf = (half) => half === undefined || (typeof half.mark === 'string' && isTime(half.storedAt) && isTime(half.expiresAt));
    return (isHalf(refreshToken) &&
        isHalf(accessToken) &&
        typeof writtenBy === 'string' &&
        (openUserId === undefined || typeof openUserId === 'string'));
}
function sealOf(text, { appSecret, place }) {
    return hmac(appSecret, `${place}\n${text}`);
}
/** The first 128 bits: enough to tell tokens apart. */
function hmac(key, message) {
    return (0,external_node_crypto_.createHmac)('sha256', key.reveal()).update(message).digest().subarray(0, 16).toString('base64url');
}

;// CONCATENATED MODULE: ./build/src/stale-copy.js

/**
 * Judges this run's copy of the refresh token: by its mark if the record describes the stored token, by timestamps
 * otherwise. Both timestamps are GitHub's and have a resolution of one second, so equal ones count as stale. If they
 * cannot be read, a first attempt goes ahead, because its copy is usually fresh; a re-run does not, because its copy
 * usually is not.
 */
function judgeCopy(refreshToken, known, rerun) {
    const updatedAt = known.refresh.metadata && new Date(known.refresh.metadata.updatedAt);
    const readAt = secretsReadAt(known);
    const mayBeOld = readAt === undefined ? rerun : updatedAt !== undefined && updatedAt >= readAt;
    const stale = { kind: 'stale', staleness: { updatedAt, readAt } };
    const described = describedToken(known);
    if (!described)
        return mayBeOld ? stale : { kind: 'fresh' };
    if (isMarked(described.mark, refreshToken, known))
        return { kind: 'fresh' };
    const isOld = isMarked(described.previous, refreshToken, known) || mayBeOld;
    return isOld ? stale : { kind: 'wrong-place' };
}
/** The refresh token's half of the record, if it describes the token that is stored now. */
function describedToken({ recorded, refresh, }) {
    const half = recorded?.record?.refreshToken;
    const storedAt = half?.storedAt;
    return storedAt !== undefined && storedAt === refresh.metadata?.updatedAt ? half : undefined;
}
/** Whether the record describes the stored refresh token, and this is that token. */
function isDescribed(refreshToken, known) {
    return isMarked(describedToken(known)?.mark, refreshToken, known);
}
function isMarked(mark, token, { recorded }) {
    return recorded !== undefined && mark === markOf('refreshToken', token, recorded.binding);
}
/** When this run read its secrets; undefined if it cannot be told. */
function secretsReadAt({ secretsRead }) {
    return secretsRead && 'at' in secretsRead ? secretsRead.at : undefined;
}

;// CONCATENATED MODULE: ./build/src/errors/action-error.js
/** The only error that a step of the run throws. The catalogue supplies its text, at the very end. */
class ActionError extends Error {
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
        return new ActionError({ code, ...this.failure }, this.cause);
    }
}

// EXTERNAL MODULE: ./build/src/errors/failure.js
var failure = __nccwpck_require__(427);
// EXTERNAL MODULE: ./build/src/moment.js
var src_moment = __nccwpck_require__(897);
;// CONCATENATED MODULE: ./build/src/fxiaoke/expiry.js

/**
 * The life of an access token if the answer does not say, in milliseconds: two hours, according to Fxiaoke's manual.
 */
const ACCESS_TOKEN_LIFE = 2 * 60 * 60 * 1000;
/** Larger numbers are not a lifetime (31 years) but a time in seconds since the epoch. */
const LONGEST_LIFETIME = 1_000_000_000;
/** Larger numbers still are milliseconds since the epoch. */
const LARGEST_EPOCH_SECONDS = 100_000_000_000;
/**
 * Reads `expiresIn`: seconds, as a number or a numeric string; or, as in one of the manual's own examples, the time of
 * expiry, in seconds or milliseconds since the epoch.
 *
 * @param expiresIn as answered
 * @param now when the token was issued, milliseconds since the epoch
 * @returns when the token expires; undefined if unreadable or, like the manual's example, in the past
 */
function readExpiry(expiresIn, now) {
    const digits = typeof expiresIn === 'string' && /^\s*\d+(\.\d+)?\s*$/.test(expiresIn);
    const value = digits ? Number(expiresIn) : expiresIn;
    if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0)
        return undefined;
    const moment = value > LARGEST_EPOCH_SECONDS ? value : value > LONGEST_LIFETIME ? value * 1000 : now + value * 1000;
    const date = new Date(moment);
    return date.getTime() > now && date.getTime() <= src_moment/* LAST_MOMENT */.K9 ? date : undefined;
}
/**
 * When the access token of an answer expires.
 *
 * @param issuedAt milliseconds since the epoch
 * @returns undefined if there is no access token, or its expiry is unknown
 */
function endOfAccessToken({ accessToken, expiresIn, cut }, issuedAt) {
    // The missing part of a cut answer may have said it.
    const seconds = expiresIn ?? (cut ? undefined : ACCESS_TOKEN_LIFE / 1000);
    return accessToken && readExpiry(seconds, issuedAt);
}

// EXTERNAL MODULE: ./build/src/errors/network-reason.js
var network_reason = __nccwpck_require__(948);
;// CONCATENATED MODULE: ./build/src/errors/remote-text.js

/** Stands in for such a text. */
const WITHHELD = (0,bilingual/* both */.WP)('(withheld, since it may hold a secret)', '（可能含有密钥，不予显示）');
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
        return (0,bilingual/* both */.WP)(printable, printable);
    }
    toString() {
        return '[remote text]';
    }
    toJSON() {
        return '[remote text]';
    }
}

// EXTERNAL MODULE: ./build/src/patience.js
var patience = __nccwpck_require__(950);
;// CONCATENATED MODULE: ./build/src/world.js
/** Whether this is a later attempt of a run, which may be given the first attempt's secrets. */
function isRerun({ context }) {
    return context.runAttempt > 1;
}
/** Resolves after that many milliseconds. */
function sleep(clock, milliseconds) {
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
            await sleep(clock, wait);
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
    await sleep(clock, patience/* ASK_AGAIN_AFTER */.kl);
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

// EXTERNAL MODULE: ./build/src/transport/http-client.js
var http_client = __nccwpck_require__(911);
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
        if (this.cause instanceof http_client/* ConnectionError */.R && this.cause.isLasting)
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
    const what = status === undefined ? (0,network_reason/* networkReason */.d)(network) : (0,bilingual/* both */.WP)(`HTTP ${status}`, `HTTP ${status}`);
    const { en, zh } = said?.printable(quote, 120) ?? (0,bilingual/* both */.WP)('', '');
    return en === '' ? what : (0,bilingual/* both */.WP)(`${what.en}: ${en}`, `${what.zh}：${zh}`);
}

// EXTERNAL MODULE: ./build/src/github/place.js
var github_place = __nccwpck_require__(486);
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
                await sleep(this.#world.clock, patience/* READS_LAG */.bn);
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

;// CONCATENATED MODULE: ./build/src/conclude.js









/**
 * Turns an outcome into a result: everything there is to report, and nothing about the wording.
 *
 * @param config undefined when the inputs could not be read
 */
function conclude(config, outcome, circumstances) {
    const { ended, ready, exchange, reused } = outcome;
    const { now, schedule, repository, authorizeLink, redact, quote } = circumstances;
    const error = ended instanceof ActionError ? ended : undefined;
    const isForeign = error?.id === 'wrong-account';
    const refreshTokenLife = lifeOfStored(outcome, error);
    // If the token was replaced or may be dead, its age is not worth a warning.
    const isRenewed = exchange?.stored.refresh !== undefined || (0,life/* isDoubtful */.Ge)(error);
    const masked = authorizeLink !== undefined && redact(authorizeLink) !== authorizeLink ? [{ id: 'link-masked' }] : [];
    return {
        ...(ended instanceof ActionError ? { error: ended } : { status: ended }),
        language: circumstances.language,
        now,
        place: config && (0,github_place/* describePlace */.df)(config.place),
        settingsUrl: config && (0,github_place/* settingsUrl */.vb)(config.place, circumstances.serverUrl),
        accessToken: reused?.accessToken ?? (isForeign ? undefined : exchange?.answer.accessToken),
        accessTokenExpiresAt: reused?.expiresAt ??
            (isForeign ? undefined : exchange && endOfAccessToken(exchange.answer, exchange.issuedAt)),
        refreshTokenLife,
        openUserId: exchange?.answer.openUserId,
        formerOpenUserId: ended === 'authorized' ? formerUser(outcome) : undefined,
        traceId: exchange?.answer.traceId ?? (error && (0,failure/* evidenceOf */.X)(error.failure).traceId),
        secrets: secretsOf(outcome, circumstances),
        warnings: [
            ...(ready?.warnings ?? []),
            ...(outcome.warnings ?? []),
            ...masked,
            ...(config && config.quoted.length > 0 ? [{ id: 'input-quoted', inputs: config.quoted }] : []),
            ...advisories(ready, repository, schedule, now, refreshTokenLife, isRenewed),
        ],
        recovery: exchange?.recovery,
        record: recordOf(exchange?.record, quote),
        authorizeLink,
        hasNoToken: refreshTokenLife === undefined &&
            config?.refreshToken === undefined &&
            exchange === undefined &&
            (outcome.setUp !== undefined || (ready !== undefined && ready.refresh.metadata === undefined)),
        setUp: outcome.setUp,
        schedule,
    };
}
/** The user of the previous login, if the record describes it and the new login is somebody else's. */
function formerUser({ ready, exchange }) {
    const former = ready && describedToken(ready) && ready.recorded?.record?.openUserId;
    return former === exchange?.answer.openUserId ? undefined : former;
}
function recordOf(record, quote) {
    if (!record)
        return undefined;
    const { name, failure } = record;
    const isForbidden = failure?.kind === 'forbidden' || failure?.kind === 'not-found';
    return { name, reason: failure && failureReason(failure, quote), isForbidden };
}
/** The life of the refresh token that is stored now; undefined when that token is known to be spent. */
function lifeOfStored({ exchange, ready, storedAt }, error) {
    const stored = exchange?.stored.refresh;
    if (exchange && stored && isWritten(stored))
        return (0,life/* lifeSince */.xv)(exchange.issuedAt);
    if (error?.fate === 'unstored')
        return undefined;
    // Authorizing the wrong account does not touch the stored token.
    if (error?.fate === 'discarded' && ['refreshed', 'recorded'].includes(error.failure.cause))
        return undefined;
    const updatedAt = ready?.refresh.metadata?.updatedAt ?? storedAt;
    return updatedAt === undefined ? undefined : (0,life/* lifeSince */.xv)(Date.parse(updatedAt));
}
/** What became of each secret, in every place that should hold it. */
function secretsOf({ ready, exchange, reused }, { serverUrl, quote }) {
    if (!ready)
        return [];
    const { vault, refresh, access } = ready;
    const told = (place, name, holds, shared, outcome) => outcome === undefined
        ? []
        : [
            {
                place: (0,github_place/* describePlace */.df)(place),
                settingsUrl: (0,github_place/* settingsUrl */.vb)(place, serverUrl),
                name,
                holds,
                shared,
                outcome: outcome.kind,
                ...(outcome.kind === 'failed' && { reason: failureReason(outcome.failure, quote) }),
            },
        ];
    const shares = exchange?.stored.shares ?? reused?.shares ?? [];
    const name = access?.name ?? '';
    return [
        ...told(vault.place, refresh.name, 'refresh-token', false, exchange?.stored.refresh),
        ...told(vault.place, name, 'access-token', false, access && exchange?.stored.access),
        ...shares.flatMap(({ share, outcome }) => told(share.vault.place, name, 'access-token', true, outcome)),
    ];
}

;// CONCATENATED MODULE: ./build/src/fxiaoke/authorize-state.js

/** How long a link is valid, in milliseconds. */
const STATE_LIFETIME = 24 * 60 * 60 * 1000;
/** How far two clocks may differ, so that a state may seem to come from the future, in milliseconds. */
const CLOCK_TOLERANCE = 10 * 60 * 1000;
/**
 * Makes the `state` of an authorize link: the time, a nonce, and an HMAC under the app secret. So nothing needs storing
 * between the run that shows the link and the run that gets the landed URL.
 *
 * @param now milliseconds since the epoch
 * @param nonce random bytes
 */
function makeState(binding, now, nonce) {
    const time = Math.floor(now / 1000).toString(36);
    const random = Buffer.from(nonce).toString('base64url');
    return `${time}.${random}.${sign(binding, time, random)}`;
}
/**
 * Checks the `state` of a landed URL, in constant time where it matters.
 *
 * @param now milliseconds since the epoch
 * @returns undefined if it is ours and recent, else what is wrong with it; `state-missing` also if it is incomplete
 */
function checkState(state, binding, now) {
    const [time = '', random = '', signature = '', ...rest] = (state ?? '').split('.');
    const [expected, actual] = [Buffer.from(sign(binding, time, random)), Buffer.from(signature)];
    if (rest.length > 0 || expected.length !== actual.length)
        return 'state-missing';
    if (!(0,external_node_crypto_.timingSafeEqual)(expected, actual))
        return 'state-foreign';
    const age = now - Number.parseInt(time, 36) * 1000;
    return age >= -CLOCK_TOLERANCE && age <= STATE_LIFETIME ? undefined : 'state-old';
}
function sign(binding, time, random) {
    // A JSON array delimits the fields, whatever they contain.
    const message = JSON.stringify([
        time,
        random,
        binding.appId,
        binding.place.toLowerCase(),
        binding.redirectUrl,
    ]);
    return (0,external_node_crypto_.createHmac)('sha256', binding.appSecret.reveal()).update(message).digest('base64url');
}

;// CONCATENATED MODULE: ./build/src/fxiaoke/authorize-link.js




const NONCE_BYTES = 16;
/** The page where a user approves the app. */
const AUTHORIZE_PATH = '/oauth2.0/authorize';
/**
 * A link to the page where a Fxiaoke user authorizes the app.
 *
 * @param now milliseconds since the epoch
 * @returns undefined if the app's redirect URL is not configured
 * @see https://open.fxiaoke.com, Developer Manual, "Authorization Code Grant"
 */
function authorizeLink(app, place, world, now) {
    if (app.redirectUrl === undefined)
        return undefined;
    const url = new URL(AUTHORIZE_PATH, app.cloud);
    url.searchParams.set('responseType', 'code');
    url.searchParams.set('appId', app.appId);
    url.searchParams.set('redirectUrl', app.redirectUrl);
    url.searchParams.set('state', makeState(binding(app, place), now, world.random.bytes(NONCE_BYTES)));
    url.searchParams.set('thirdTraceId', world.random.uuid());
    return url.href;
}
/**
 * Reads the grant from an authorization. A bare code is taken as is; a landed URL must match the app's redirect URL and
 * carry a `state` of ours.
 *
 * @param now milliseconds since the epoch
 * @returns the grant, or `authorization-code-rejected`
 */
function readAuthorization(intent, app, place, now) {
    const { landedUrl, redirectUrl, code } = intent;
    if (landedUrl) {
        const refused = { id: 'authorization-code-rejected', fate: 'not-sent' };
        const [landedOn, expected] = [landedUrl, new URL(redirectUrl)].map(withoutQuery);
        const isOnCloud = landedUrl.host === app.cloud.host && landedUrl.pathname === AUTHORIZE_PATH;
        if (landedOn !== expected)
            return new ActionError(isOnCloud
                ? { ...refused, cause: 'authorize-link', evidence: {} }
                : { ...refused, cause: 'landed-elsewhere', landedOn: landedOn ?? '', redirectUrl: expected ?? '' });
        const cause = problemOf(landedUrl, binding(app, place), now);
        const [said] = errorsIn(landedUrl);
        const evidence = said === undefined ? {} : { said: new RemoteText(said) };
        if (cause !== undefined)
            return new ActionError({ ...refused, cause, evidence });
    }
    return { kind: 'authorization_code', code, redirectUrl };
}
function problemOf({ searchParams }, bound, now) {
    if (errorsIn({ searchParams }).length > 0)
        return 'landed-error';
    const code = searchParams.get('code');
    if (code === null || code.trim() === '')
        return 'code-missing';
    return checkState(searchParams.get('state'), bound, now);
}
/** What the URL says about an error, most specific first: in OAuth's spelling, and in Fxiaoke's. */
function errorsIn({ searchParams }) {
    return ['error_description', 'errorMessage', 'error', 'errorCode']
        .map((name) => searchParams.get(name) ?? '')
        .filter((value) => !['', '0', 'success'].includes(value));
}
function withoutQuery({ origin, pathname }) {
    return `${origin}${pathname.replace(/\/+$/, '')}`;
}
function binding(app, place) {
    return {
        appId: app.appId,
        appSecret: app.appSecret,
        place: (0,github_place/* placePath */.F7)(place),
        redirectUrl: app.redirectUrl ?? '',
    };
}

// EXTERNAL MODULE: ./build/src/fxiaoke/clouds.js
var clouds = __nccwpck_require__(901);
// EXTERNAL MODULE: ./build/src/secret.js
var secret = __nccwpck_require__(29);
// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __nccwpck_require__(30);
// EXTERNAL MODULE: ./build/src/fxiaoke/codes.js
var codes = __nccwpck_require__(833);
;// CONCATENATED MODULE: ./build/src/fxiaoke/classify.js

/**
 * Errors by what the message mentions, in order of precedence. The gateway uses one code (10006) for every bad
 * parameter.
 */
const BY_MESSAGE = [
    [/\brequest uri\b.*\bnot exists?\b/i, 'wrong-cloud-domain'],
    [/\bappId\b|\bappSecret\b/i, 'app-credentials-rejected'],
    [/\brefresh_?token\b/i, 'refresh-token-rejected'],
    [/\bcode\b|\bredirect_?u(?:rl|ri)\b/i, 'authorization-code-rejected'],
];
const NAMES_REDIRECT_URL = /\bredirect_?u(?:rl|ri)\b/i;
const NAMES_CODE = /\bcode\b/i;
const SPEAKS_OF_IP = /\bips?\b|white[\s_-]?list|allow[\s_-]?list|白名单/i;
/**
 * Maps a business error to an error of ours: by an explicit mention of the IP allow-list, then by code, then by the
 * parameter that the message mentions.
 *
 * @param code `errorCode`
 * @param message `errorMessage`
 * @param grant what was asked for
 */
function classify(code, message, grant) {
    const named = BY_MESSAGE.find(([pattern]) => pattern.test(message))?.[1];
    const meaning = code === undefined ? undefined : codes/* CODES */.L.get(code);
    const id = SPEAKS_OF_IP.test(message) ? 'ip-not-allowed' : (meaning?.id ?? named ?? 'fxiaoke-error');
    return {
        error: withCause(possible(id, grant), `${meaning?.means.en ?? ''} ${message}`),
        transient: id === 'fxiaoke-busy',
        ambiguous: meaning?.ambiguous === true,
    };
}
/**
 * Fxiaoke uses its codes loosely, but a refresh cannot fail because of a code, nor a code because of a refresh token.
 */
function possible(id, grant) {
    if (grant === 'authorization_code' && id === 'refresh-token-rejected')
        return 'authorization-code-rejected';
    if (grant === 'refresh_token' && id === 'authorization-code-rejected')
        return 'fxiaoke-error';
    return id;
}
/** If the message mentions both, blame the code, which goes bad by itself. */
function withCause(id, said) {
    const isRedirectUrl = NAMES_REDIRECT_URL.test(said) && !NAMES_CODE.test(said);
    return id === 'authorization-code-rejected' && isRedirectUrl
        ? { id, cause: 'redirect-url' }
        : { id, cause: 'refused' };
}

;// CONCATENATED MODULE: ./build/src/fxiaoke/judge-answer.js





/**
 * Judges an answer with a refresh token.
 *
 * @param attempt what is known about the request itself
 * @returns undefined if the answer contains none
 */
function asSeen(answer, fields, grant, app, attempt) {
    const accessToken = fields.accessToken === undefined ? undefined : new secret/* Secret */.z(fields.accessToken);
    // The missing half of a truncated answer may have contained a new refresh token.
    const isUnchanged = fields.success === true && fields.whole && accessToken !== undefined;
    const kept = grant.kind === 'refresh_token' && isUnchanged ? grant.refreshToken : undefined;
    const refreshToken = fields.refreshToken === undefined ? kept : new secret/* Secret */.z(fields.refreshToken);
    if (refreshToken === undefined)
        return undefined;
    const found = {
        refreshToken,
        unchanged: refreshToken === kept,
        accessToken,
        openUserId: fields.openUserId,
        expiresIn: fields.expiresIn,
        traceId: printableId(fields.traceId),
        cut: !fields.whole || !answer.complete,
        flaw: flawOf(fields, evidenceOf(answer, fields, app), grant),
        ...attempt,
        tokenLike: [...new Set([fields.refreshToken, fields.accessToken, ...fields.tokenLike])]
            .filter((token) => token !== undefined)
            .map((token) => new secret/* Secret */.z(token)),
    };
    return found;
}
function flawOf(fields, evidence, grant) {
    if (fields.errorCode !== undefined && fields.errorCode !== 0) {
        const { error } = classify(fields.errorCode, fields.errorMessage ?? '', grant.kind);
        return error.id === 'refresh-token-rejected'
            ? { id: 'fxiaoke-error', cause: 'refused', evidence }
            : { ...error, evidence };
    }
    if (fields.accessToken === undefined)
        return { id: 'fxiaoke-error', cause: 'incomplete', evidence };
    return undefined;
}
/**
 * Judges an answer without a refresh token.
 *
 * @param now milliseconds since the epoch, for a `retry-after` that is a date
 */
function asMiss(answer, fields, grant, app, now) {
    const evidence = evidenceOf(answer, fields, app);
    const miss = (name, fate, transient = false) => ({
        failure: { ...name, evidence },
        fate,
        transient,
        retryAfter: readRetryAfter(answer.headers, now),
    });
    const { status } = answer;
    // The missing part of the answer, or a proxy's page, may hide a success.
    const refused = fields.whole ? 'refused' : 'unknown';
    if (fields.errorCode !== undefined && fields.errorCode !== 0) {
        const { error, transient, ambiguous } = classify(fields.errorCode, fields.errorMessage ?? '', grant.kind);
        if (error.id !== 'fxiaoke-error' || status < 500)
            return miss(error, ambiguous || status >= 500 ? 'unknown' : refused, transient || status === 429);
    }
    if (status >= 500)
        return miss({ id: 'fxiaoke-unreachable', cause: 'server' }, 'unknown', true);
    if (status === 429)
        return miss({ id: 'fxiaoke-busy', cause: 'refused' }, 'unknown', true);
    if (!answer.complete && status < 300)
        return miss({ id: 'fxiaoke-unreachable', cause: 'network' }, 'unknown', true);
    if (status >= 300 && status < 400)
        return miss({ id: 'wrong-cloud-domain', cause: 'redirect' }, 'unknown');
    if (status >= 400) {
        const { error } = classify(undefined, fields.errorMessage ?? '', grant.kind);
        return error.id === 'fxiaoke-error' || !fields.isStructured
            ? miss({ id: 'wrong-cloud-domain', cause: 'client-error' }, 'unknown')
            : miss(error, refused);
    }
    if (!fields.isStructured)
        return miss({ id: 'wrong-cloud-domain', cause: 'no-json' }, 'unknown');
    return miss({ id: 'fxiaoke-error', cause: fields.whole ? 'incomplete' : 'unreadable' }, 'unknown');
}
function evidenceOf(answer, fields, app) {
    const traceId = printableId(fields.traceId);
    const address = addressIn(fields.errorMessage ?? '');
    return {
        request: 'POST /oauth2.0/token',
        host: app.cloud.host,
        status: answer.status,
        ...(fields.errorMessage !== undefined && { said: new RemoteText(fields.errorMessage) }),
        ...(fields.errorCode !== undefined && { errorCode: fields.errorCode }),
        ...(traceId !== undefined && { traceId }),
        ...(address !== undefined && { address }),
    };
}
/** The only IP address in a message; if there are several, nobody knows whose they are. */
function addressIn(message) {
    const words = message.split(/[^\da-f.:]/i).map((word) => word.replace(/^:(?!:)|[.:]$/g, ''));
    const addresses = new Set(words.filter((word) => (0,external_node_net_.isIP)(word) !== 0));
    const [address] = addresses;
    return addresses.size === 1 ? address : undefined;
}
/** A trace id in Fxiaoke's format, for example `E-O.fk1234.8bd6`; anything else is not printed. */
function printableId(traceId) {
    return traceId !== undefined && /^[\w.:/-]{1,200}$/.test(traceId) ? traceId : undefined;
}

;// CONCATENATED MODULE: ./build/src/fxiaoke/form-members.js
/**
 * Parses the members of a form-encoded text, one by one as they become complete. @see
 * https://url.spec.whatwg.org/#urlencoded-parsing
 */
class FormMembers {
    #pair = '';
    /** Parses the next piece. @returns the members that it completed */
    read(piece) {
        const pairs = piece.split(/[&\s]/);
        const last = pairs.pop() ?? '';
        return [...pairs, undefined].flatMap((part) => {
            if (part === undefined) {
                this.#pair += last;
                return [];
            }
            const whole = this.#pair + part;
            this.#pair = '';
            return asMembers(whole);
        });
    }
    /** The last member, which only the end of the text completes. */
    end() {
        return asMembers(this.#pair);
    }
}
function asMembers(pair) {
    // URLSearchParams is slow, and none of the names we look for is shorter than "error".
    if (pair.indexOf('=') < 'error'.length)
        return [];
    const [entry] = new URLSearchParams(pair);
    return entry === undefined ? [] : [{ name: entry[0], value: entry[1], depth: 1 }];
}

;// CONCATENATED MODULE: ./build/src/fxiaoke/json-members.js
var _a;
/**
 * Parses the named strings and numbers of a JSON text, at any depth, one by one as they become complete. It ignores
 * everything in between, so a truncated or damaged text is read up to the damage, and often beyond. Takes linear time.
 */
class JsonMembers {
    /** Whether the outermost bracket is closed. */
    isClosed = false;
    #depth = 0;
    #within = 'nothing';
    /** The string or number being read, so far. */
    #text = '';
    /** The last string: a name, if a colon follows. */
    #last;
    #name;
    /** A string that has not ended yet, and its name. */
    get unfinished() {
        const isString = this.#within === 'string' || this.#within === 'escape';
        return isString && this.#name !== undefined ? { name: this.#name, value: this.#text } : undefined;
    }
    /** Parses the next piece. @returns the members that it completed */
    read(piece) {
        const members = [];
        for (let at = 0; at < piece.length;) {
            switch (this.#within) {
                case 'nothing':
                    at = indexOf(/["{}[\]:,\d-]/g, piece, at);
                    if (at < piece.length)
                        this.#begin(piece.charAt(at));
                    at += 1;
                    break;
                case 'string': {
                    const end = indexOf(/["\\]/g, piece, at);
                    const isQuote = piece.charAt(end) === '"';
                    this.#text += piece.slice(at, isQuote ? end : end + 1);
                    at = end + 1;
                    if (isQuote)
                        members.push(...this.#endString());
                    else if (end < piece.length)
                        this.#within = 'escape';
                    break;
                }
                case 'escape':
                    this.#text += piece.charAt(at);
                    this.#within = 'string';
                    at += 1;
                    break;
                case 'number': {
                    const end = indexOf(/[^-+.\deE]/g, piece, at);
                    this.#text += piece.slice(at, end);
                    at = end;
                    // A number is complete only once something follows it: 2000 may be the beginning of 20005.
                    if (end < piece.length)
                        members.push(...this.#endNumber(piece.charAt(end)));
                }
            }
        }
        return members;
    }
    #begin(sign) {
        if (sign === '"')
            this.#within = 'string';
        else if (/[\d-]/.test(sign))
            this.#within = 'number';
        if (this.#within !== 'nothing') {
            this.#text = sign === '"' ? '' : sign;
            return;
        }
        this.#name = sign === ':' ? this.#last : undefined;
        this.#last = undefined;
        if (sign === '{' || sign === '[')
            this.#depth += 1;
        if (sign !== '}' && sign !== ']')
            return;
        if (this.#depth === 1)
            this.isClosed = true;
        this.#depth = Math.max(0, this.#depth - 1);
    }
    *#endString() {
        const [value, name, depth] = [unescaped(this.#text), this.#name, this.#depth];
        this.#within = 'nothing';
        this.#last = value;
        this.#name = undefined;
        if (value === undefined)
            return;
        if (name !== undefined)
            yield { name, value, depth };
        // Some gateways wrap JSON in a string.
        if (/^[\s"\\]*[{[]/.test(value))
            for (const inner of new _a().read(value))
                yield { ...inner, depth: depth + inner.depth };
    }
    *#endNumber(next) {
        const [value, name] = [this.#text.length < 400 ? Number(this.#text) : NaN, this.#name];
        this.#within = 'nothing';
        if (name === undefined || !/[\s,}\]]/.test(next) || Number.isNaN(value))
            return;
        this.#name = undefined;
        yield { name, value, depth: this.#depth };
    }
}
_a = JsonMembers;
/** The position of the first of these characters; the length of the text if there is none. */
function indexOf(signs, text, from) {
    signs.lastIndex = from;
    return signs.exec(text)?.index ?? text.length;
}
function unescaped(text) {
    // eslint-disable-next-line no-control-regex -- Line ends within a string are no JSON, and are sent all the same.
    const controls = /[\u0000-\u001f]/g;
    if (!text.includes('\\'))
        return text;
    try {
        const escaped = text.replace(controls, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
        return JSON.parse(`"${escaped}"`);
    }
    catch {
        return undefined;
    }
}

;// CONCATENATED MODULE: ./build/src/fxiaoke/read-answer.js


/** More than any honest answer contains; the rest are ignored. */
const MOST_TOKEN_LIKE = 200;
/** Longer messages are truncated, because some of the patterns applied to them take quadratic time. */
const LONGEST_MESSAGE = 4_000;
/** Fxiaoke's tokens and codes, anywhere in a text. Bounded repetitions keep the search linear. */
const FXIAOKE_TOKEN = /FS[A-Z]{0,12}(?:TOK|COD)[A-Z]{0,12}_[\w.~+/=-]{4,}/g;
/**
 * Reads an answer as it arrives, whatever its format: JSON or form-encoded, at any depth, complete, truncated or
 * damaged.
 *
 * @see https://open.fxiaoke.com, Developer Manual, "Refresh token"
 */
class AnswerReader {
    #sent;
    #json = new JsonMembers();
    #form;
    #start = '';
    #members = new Map();
    #refreshTokens = [];
    #certain;
    #tokenLike = new Set();
    /** @param sent the refresh token that was sent; undefined for a code */
    constructor(sent) {
        this.#sent = sent;
    }
    /**
     * What is certainly a new refresh token, whatever may follow. If a better one follows, for example at the top level
     * of the answer, it becomes that one.
     */
    get refreshToken() {
        return this.#certain;
    }
    get openUserId() {
        return this.#text('openUserId');
    }
    read = (piece) => {
        this.#chooseForm(piece);
        for (const member of this.#json.read(piece))
            this.#note(member);
        for (const member of this.#form?.read(piece) ?? [])
            this.#note(member);
        if (this.#json.isClosed && this.#isObject)
            return 'whole';
        return this.#certain === undefined ? 'more' : 'enough';
    };
    /** The final result. @param answer whose body was read */
    end({ status, body, complete }) {
        if (complete)
            for (const member of this.#form?.end() ?? [])
                this.#note(member);
        const unfinished = this.#json.unfinished;
        if (unfinished && isTokenName(unfinished.name))
            this.#hide(unfinished.value);
        const errorMessage = this.#text('errorMessage') ?? this.#text('errorDescription') ?? this.#text('error');
        for (const text of [errorMessage ?? '', body])
            for (const [token] of text.matchAll(FXIAOKE_TOKEN))
                this.#hide(token);
        const isForm = !this.#isObject && this.#members.size > 0;
        const whole = this.#isObject ? this.#json.isClosed : isForm && complete;
        const success = this.#successOf(status, whole);
        const accessTokenOf = this.#members.get('accessToken');
        return {
            whole,
            isStructured: this.#isObject || isForm,
            success,
            accessToken: accessTokenOf && ((success === true && accessTokenOf.depth === 1) || looksLikeToken(accessTokenOf))
                ? this.#text('accessToken')
                : undefined,
            // Once certain, always certain: it may already be journaled.
            refreshToken: this.#certain ??
                this.#best((token) => (success === true && token.depth === 1) ||
                    (this.#looksNew(token) && (success !== false || this.#hasPrefix(token)))),
            openUserId: this.openUserId,
            expiresIn: this.#members.get('expiresIn')?.value,
            errorCode: this.#errorCode,
            errorMessage: errorMessage?.slice(0, LONGEST_MESSAGE),
            traceId: this.#text('traceId'),
            tokenLike: [...this.#tokenLike],
        };
    }
    get #isObject() {
        return this.#start.startsWith('{');
    }
    /** A form starts with a name, unlike JSON. */
    #chooseForm(piece) {
        if (this.#start !== '')
            return;
        this.#start = piece
            .replace(/^\uFEFF/, '')
            .trimStart()
            .slice(0, 1);
        if (/\w/.test(this.#start))
            this.#form = new FormMembers();
    }
    #note(member) {
        const name = member.name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
        const isEmpty = member.value === '';
        if (isTokenName(name) && typeof member.value === 'string')
            this.#hide(member.value);
        if (isEmpty || !NAMES.has(name))
            return;
        if (name === 'refreshToken') {
            if (typeof member.value !== 'string' || member.value === this.#sent)
                return;
            if (member.depth !== 1 && !looksLikeToken(member))
                return;
            if (this.#refreshTokens.length === MOST_TOKEN_LIKE)
                return;
            this.#refreshTokens.push(member);
            this.#choose();
            return;
        }
        // The outermost member wins, and of two at the same depth the last, as in JSON.parse.
        const before = this.#members.get(name);
        if (!before || before.depth >= member.depth)
            this.#members.set(name, member);
        if (name === 'errorCode')
            this.#choose();
    }
    #choose() {
        this.#certain = this.#best((token) => this.#isOfSuccess(token) || (this.#looksNew(token) && this.#hasPrefix(token)));
    }
    #best(isToken) {
        const best = this.#refreshTokens
            .filter(isToken)
            .reduce((one, other) => (!one || other.depth <= one.depth ? other : one), undefined);
        return best && String(best.value);
    }
    #isOfSuccess({ depth }) {
        return depth === 1 && this.#errorCode === 0 && this.#members.get('errorCode')?.depth === 1;
    }
    #successOf(status, whole) {
        if (this.#errorCode !== undefined)
            return this.#errorCode === 0;
        if (status >= 300 || this.#members.has('error'))
            return false;
        return whole && this.#members.has('accessToken') ? true : undefined;
    }
    /** The token that was sent, truncated or with something around it, is an echo. */
    #looksNew(member) {
        const [text, sent = ''] = [String(member.value), this.#sent];
        return looksLikeToken(member) && (sent === '' || !(sent.includes(text) || text.includes(sent)));
    }
    /** In an answer that reports an error, a new token must begin like the one that was sent. */
    #hasPrefix({ value }) {
        const prefix = /^[^_]*_/.exec(this.#sent ?? '')?.[0] ?? '';
        return String(value).startsWith(prefix);
    }
    get #errorCode() {
        const value = this.#members.get('errorCode')?.value;
        if (typeof value === 'string' && /^\s{0,9}-?\d{1,15}\s{0,9}$/.test(value))
            return Number(value);
        return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
    }
    #text(name) {
        const value = this.#members.get(name)?.value;
        return typeof value === 'string' ? value : undefined;
    }
    #hide(text) {
        if (text.length >= 4 && this.#tokenLike.size < MOST_TOKEN_LIKE)
            this.#tokenLike.add(text);
    }
}
/** The members that we read, in camel case. */
const NAMES = new Set([
    'accessToken',
    'refreshToken',
    'openUserId',
    'expiresIn',
    'errorCode',
    'errorMessage',
    'errorDescription',
    'error',
    'traceId',
]);
function isTokenName(name) {
    return /^(?:access|refresh)_?token$/i.test(name);
}
/** At least sixteen visible ASCII characters without asterisks, so that masked tokens and messages do not count. */
function looksLikeToken({ value }) {
    return typeof value === 'string' && /^[!-)+-~]{16,}$/.test(value);
}

;// CONCATENATED MODULE: ./build/src/fxiaoke/token-request.js

/**
 * The request to Fxiaoke's token endpoint.
 *
 * @param app its secret goes into the body
 * @param grant the refresh token, or the code of an authorization
 * @param thirdTraceId a fresh UUID v4; goes into the query, nowhere else
 * @see https://open.fxiaoke.com, Developer Manual, "Refresh token" and "Authorization Code Grant"
 */
function tokenRequest(app, grant, thirdTraceId) {
    const url = new URL('/oauth2.0/token', app.cloud);
    url.searchParams.set('thirdTraceId', thirdTraceId);
    const credentials = { grantType: grant.kind, appId: app.appId, appSecret: app.appSecret.reveal() };
    const body = grant.kind === 'refresh_token'
        ? { ...credentials, refreshToken: grant.refreshToken.reveal() }
        : { ...credentials, redirectUrl: grant.redirectUrl, code: grant.code.reveal() };
    return {
        method: 'POST',
        url,
        headers: {
            'content-type': 'application/json',
            accept: 'application/json',
            // Without it, the server may choose any coding (RFC 9110, section 12.5.3).
            'accept-encoding': 'identity',
            'user-agent': 'fxiaoke-refresh-action',
        },
        body: JSON.stringify(body),
        connectWithin: patience/* FXIAOKE_CONNECT_WITHIN */.xn,
        answerWithin: patience/* FXIAOKE_ANSWER_WITHIN */.$J,
    };
}

;// CONCATENATED MODULE: ./build/src/fxiaoke/exchange.js












/**
 * Connects to Fxiaoke ahead of an exchange, and sends nothing, so that the connection is ready by the time GitHub has
 * answered.
 *
 * @param grant what will be spent
 */
function openLine(grant, app, world) {
    return world.dial(tokenRequest(app, grant, world.random.uuid()));
}
/**
 * Exchanges a grant for a token pair. Retries transient failures with the same grant and never follows a redirect. Any
 * answer with a new refresh token ends the exchange, whatever else is wrong with it.
 *
 * @param grant what to spend
 * @param app the app that the grant belongs to
 * @param _ready proof that the place is writable, without which nothing may be spent
 * @param onRefreshToken called as soon as a new refresh token is complete
 * @param line opened ahead for this grant
 * @returns what could be read of the answer
 * @throws {ActionError} if there is no new token; its fate is that of the old one
 */
async function exchange(grant, app, _ready, world, onRefreshToken, line) {
    const outcome = await redeem(grant, app, world, onRefreshToken, line);
    if ('failure' in outcome)
        throw grant.kind === 'authorization_code' ? asErrorOfCode(outcome) : asError(outcome);
    return outcome;
}
/**
 * Asks Fxiaoke to redeem a made-up code, which tests the address, the IP allow-list and the app's credentials without
 * touching any token.
 *
 * @returns Fxiaoke's refusal; undefined if there was none
 */
async function tryApp(app, world) {
    const code = new secret/* Secret */.z(`dry-run-${world.random.uuid()}`);
    const redirectUrl = app.redirectUrl ?? 'https://example.com/';
    const ask = () => redeem({ kind: 'authorization_code', code, redirectUrl }, app, world, (token) => world.runner.mask(token.reveal()));
    const deadline = { at: world.clock.now() + patience/* TRY_APP_WITHIN */.oJ };
    const outcome = await within(deadline, world.clock, ask, () => unreachable(app, new http_client/* ConnectionError */.R('timeout', true)));
    // A made-up code does nothing to the stored token, whatever becomes of the request.
    return 'failure' in outcome ? asError({ ...outcome, fate: 'not-sent' }) : undefined;
}
/** @returns what could be read, or the last miss, with the grant's fate after all attempts */
async function redeem(grant, app, world, onRefreshToken, opened) {
    /** The grant's fate after the earlier attempts: the worst of them. */
    let before = 'not-sent';
    const deadline = world.clock.now() + patience/* EXCHANGE_WITHIN */.cw;
    for (let attempt = 1;; attempt += 1) {
        const ahead = attempt === 1 ? opened : undefined;
        const outcome = await attemptOnce(ahead ?? openLine(grant, app, world), grant, app, world, onRefreshToken);
        if (!('failure' in outcome))
            return outcome;
        const own = backoff(attempt - 1, world.random, patience/* FIRST_WAIT_FOR_FXIAOKE */.b3);
        const wait = waitBefore(outcome.retryAfter, own, deadline - world.clock.now());
        if (!outcome.transient || attempt === patience/* MOST_ATTEMPTS */.py || wait === undefined)
            return settled(outcome, before);
        const { errorCode, status, network } = outcome.failure.evidence;
        const code = errorCode ?? status;
        const reason = code === undefined ? (0,network_reason/* networkReason */.d)(network) : (0,bilingual/* both */.WP)(String(code), String(code));
        const trying = (0,bilingual/* both */.WP)(`Fxiaoke: attempt ${attempt} brought no token (${reason.en}); trying again.`, `纷享销客：第 ${attempt} 次尝试没有换到令牌（${reason.zh}），重试。`);
        world.runner.info(trying[(0,clouds/* leadingLanguage */.j)(app.cloud.host)]);
        if (before !== 'unknown' && outcome.fate !== 'not-sent')
            before = outcome.fate;
        await sleep(world.clock, wait);
    }
}
/** A refusal after an unanswered attempt may mean that the earlier one succeeded, so the fate is unknown. */
function settled(miss, before) {
    if (before === 'unknown')
        return { ...miss, fate: 'unknown', failure: { ...miss.failure, afterUnansweredAttempt: true } };
    return { ...miss, fate: miss.fate === 'not-sent' ? before : miss.fate };
}
/**
 * A refused code says nothing about the stored token, which was not sent. A code that may have been redeemed does,
 * because a new login can end the old one.
 */
function asErrorOfCode(miss) {
    return asError({ ...miss, fate: miss.fate === 'refused' ? 'not-sent' : miss.fate }).ofCode(miss.fate);
}
function asError({ failure, fate, underlying }) {
    // A token that was refused was sent.
    if (failure.id === 'refresh-token-rejected')
        return new ActionError({ ...failure, fate: fate === 'not-sent' ? 'refused' : fate }, underlying);
    return new ActionError({ ...failure, fate }, underlying);
}
async function attemptOnce(line, grant, app, world, onRefreshToken) {
    const started = world.clock.now();
    const traceOf = (outcome) => `Fxiaoke: POST /oauth2.0/token -> ${outcome} in ${world.clock.now() - started} ms`;
    try {
        const { answer, fields } = await read(line, grant, onRefreshToken);
        const trace = traceOf(`${answer.status}, trace id ${printableId(fields.traceId) ?? 'missing'}`);
        const seen = asSeen(answer, fields, grant, app, { trace, took: world.clock.now() - started });
        // Printing can block on the log's reader, and a new token must be journaled first.
        if (seen)
            return seen;
        for (const token of fields.tokenLike)
            world.runner.mask(token);
        world.runner.debug(trace);
        return asMiss(answer, fields, grant, app, world.clock.now());
    }
    catch (error) {
        if (!(error instanceof http_client/* ConnectionError */.R))
            throw error;
        world.runner.debug(traceOf(`no answer (${error.reason})`));
        return unreachable(app, error);
    }
}
function unreachable({ cloud: { host } }, error) {
    const { reason: network, proxyStatus } = error;
    const cause = network === 'ENOTFOUND'
        ? 'unknown-host'
        : ['certificate', 'proxy', 'proxy-refused', 'timeout'].find((one) => one === network);
    return {
        failure: {
            id: 'fxiaoke-unreachable',
            cause: cause ?? 'network',
            evidence: { host, network, ...(proxyStatus !== undefined && { proxyStatus }) },
        },
        transient: !error.isLasting,
        fate: error.maybeSent ? 'unknown' : 'not-sent',
        retryAfter: undefined,
        underlying: error,
    };
}
/** Sends the request, and hands over a new refresh token while the answer is still arriving. */
async function read(line, grant, onRefreshToken) {
    const reader = new AnswerReader(grant.kind === 'refresh_token' ? grant.refreshToken.reveal() : undefined);
    let handedOver;
    const handOver = (token) => {
        if (token === undefined || token === handedOver)
            return;
        handedOver = token;
        onRefreshToken(new secret/* Secret */.z(token), reader.openUserId);
    };
    let bug;
    const answer = await line.send((piece) => {
        const judgement = reader.read(piece);
        try {
            if (handedOver === undefined)
                handOver(reader.refreshToken);
        }
        catch (error) {
            // Thrown here, it would crash the process; rethrown below, it ends the run.
            bug ??= { error };
        }
        return judgement;
    });
    if (bug)
        throw bug.error;
    const fields = reader.end(answer);
    handOver(fields.refreshToken);
    return { answer, fields };
}

;// CONCATENATED MODULE: ./build/src/inputs/config.js
/** Whether this run only shows the state of the set-up, because it has neither a code nor a token that it may spend. */
function leadsSetUp({ intent, refreshToken }) {
    if (intent.kind === 'authorize')
        return false;
    return intent.kind !== 'rotate' || refreshToken === undefined;
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
        return (0,bilingual/* both */.WP)('cloud-domain must be a host without a path, for example open.fxiaoke.com.', 'cloud-domain 只填域名，不带路径，例如 open.fxiaoke.com。');
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
    const wrong = (en, zh) => (0,bilingual/* both */.WP)(`${input} ${en}, for example ${example}.`, `${input} ${zh}，例如“${example}”。`);
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

// EXTERNAL MODULE: ./build/src/inputs/pasted.js
var inputs_pasted = __nccwpck_require__(22);
// EXTERNAL MODULE: ./build/src/inputs/raw-inputs.js
var raw_inputs = __nccwpck_require__(675);
;// CONCATENATED MODULE: ./build/src/inputs/input-reader.js





/** Collects problems instead of stopping at the first, so that a person can fix all of them in one go. */
class InputReader {
    problems = [];
    raw;
    constructor(raw) {
        this.raw = Object.fromEntries(raw_inputs/* INPUT_NAMES */.Qh.map((name) => [name, (0,inputs_pasted/* unquoted */.qZ)(raw[name])]));
        for (const name of raw_inputs/* PLAIN_INPUTS */.Ny)
            if ((0,raw_inputs/* holdsSecret */.hK)(name, this.raw))
                this.problem(name, `${name} holds the value of a secret, and would show it. Write the value that belongs there, not \${{ secrets.… }}.`, `${name} 里有某个 Secret 的值，会因此泄露。这里直接写该填的内容，不要写 \${{ secrets.… }}。`);
    }
    /** Records what is wrong with these inputs, in English and in Chinese. */
    problem = (inputs, en, zh) => {
        this.note([inputs].flat(), (0,bilingual/* both */.WP)(en, zh));
    };
    note(inputs, says, isMissing = false) {
        this.problems.push({ ...says, inputs, isMissing });
    }
    /** Whether none of these has a problem. */
    isUsable(...names) {
        return !this.problems.some(({ inputs }) => names.some((name) => inputs.includes(name)));
    }
    /** All problems. If no values arrived at all, that is a single problem with a single cause. */
    inFewWords(place) {
        const missing = this.problems.filter(({ isMissing }) => isMissing);
        const inputs = missing.flatMap((problem) => problem.inputs);
        if (!FROM_SETTINGS.every((name) => inputs.includes(name)))
            return this.problems;
        const others = this.problems.filter(({ isMissing }) => !isMissing);
        return [{ ...nothingArrived(place), inputs, isMissing: true }, ...others];
    }
    optional(name) {
        return this.raw[name] === '' ? undefined : this.raw[name];
    }
    required(name) {
        if (this.raw[name] === '') {
            const [en, zh] = [`${name} is required and is empty. `, `${name} 必填，但传进来是空的。`];
            this.note([name], (0,bilingual/* both */.WP)(`${en}${EMPTY_HINT.en}`, `${zh}${EMPTY_HINT.zh}`), true);
        }
        return this.notAnExpression(name);
    }
    secret(name) {
        return this.raw[name] === '' ? undefined : new secret/* Secret */.z(this.notAnExpression(name));
    }
    parsed(name, read) {
        if (!this.isUsable(name))
            return NOWHERE;
        const url = read(this.raw[name]);
        if (url instanceof URL)
            return url;
        this.note([name], url);
        return NOWHERE;
    }
    secretName(name) {
        const value = this.raw[name];
        if (!/^[a-z_][a-z0-9_]*$/i.test(value) || /^github_/i.test(value))
            this.problem(name, `${name} is not a name that GitHub takes for a secret: letters, digits and _ only, not starting with a ` +
                'digit or with GITHUB_.', `${name} 不是合法的 Secret 名称：只能用字母、数字和 _，且不能以数字或 GITHUB_ 开头。`);
        return value;
    }
    optionalSecretName(name) {
        const value = this.optional(name) === undefined ? undefined : this.secretName(name);
        return this.isUsable(name) ? value : undefined;
    }
    boolean(name) {
        // The values of YAML 1.2's core schema, as @actions/core reads them.
        if (/^(true|True|TRUE)$/.test(this.raw[name]))
            return true;
        if (!/^(|false|False|FALSE)$/.test(this.raw[name]))
            this.problem(name, `${name} must be true or false.`, `${name} 只能是 true 或 false。`);
        return false;
    }
    /** The value; empty if it may not be sent. */
    headerValue(name, value) {
        if (!(0,inputs_pasted/* fitsHeader */.Oi)(value))
            this.problem(name, `${name} contains a space, a line break or another character that no GitHub token has.`, `${name} 里有空格、换行或其他 GitHub 令牌不会包含的字符。`);
        return this.isUsable(name) ? value : '';
    }
    notAnExpression(name) {
        const value = this.raw[name];
        if (value.startsWith('${{'))
            this.problem(name, `${name} holds an expression that was not evaluated.`, `${name} 里的表达式没有被求值。`);
        return value;
    }
}
/** What every run needs from the repository's settings. */
const FROM_SETTINGS = ['app-id', 'app-secret', 'secrets-token'];
function nothingArrived(place) {
    const { en, zh } = (0,github_place/* describePlace */.df)(place);
    return place.kind === 'environment'
        ? (0,bilingual/* both */.WP)(`This job receives nothing from ${en}: app-id, app-secret and secrets-token are all empty. Put environment: ${place.environment} on the job too, not only on the step; if it is there, the environment has none of these values yet.`, `本 job 没有收到${zh}的任何值：app-id、app-secret、secrets-token 全是空的。job 上也要写 environment: ${place.environment}，只写在 step 的输入里不够；如果已经写了，就是这个环境里还没有这些值。`)
        : (0,bilingual/* both */.WP)('This job receives none of its values: app-id, app-secret and secrets-token are all empty. If they are kept in an environment, put environment: NAME on the job and on the step. Runs of forks and of Dependabot receive none.', '本 job 没有收到任何值：app-id、app-secret、secrets-token 全是空的。如果它们存在某个环境里，job 和 step 都要写 environment: 环境名。来自 fork 和 Dependabot 的运行什么也收不到。');
}
const EMPTY_HINT = (0,bilingual/* both */.WP)('A secret is empty when its name is misspelled, when the job does not name its environment, and in runs of forks ' +
    'and Dependabot.', 'Secret 为空，通常是因为名字写错、job 没有声明 environment，或运行来自 fork、Dependabot。');
/** Stands in for an invalid URL. The run ends before anything is sent to it. */
const NOWHERE = new URL('https://invalid.invalid');

;// CONCATENATED MODULE: ./build/src/github/names.js
/** Whether this could be the login of a user or an organization (managed users have an underscore). */
function isOwnerName(name) {
    return /^[a-z0-9](?:[a-z0-9_-]{0,98})$/i.test(name);
}
/** Whether this could be the name of a repository. */
function isRepositoryName(name) {
    return /^[\w.-]{1,100}$/.test(name) && name !== '.' && name !== '..';
}

;// CONCATENATED MODULE: ./build/src/inputs/share-places.js



/**
 * Reads `share-access-token-with`: one place per line.
 *
 * @param value the input
 * @returns the places in order, and one sentence for each invalid line
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
            problems.push((0,bilingual/* both */.WP)(`share-access-token-with: "${line}" is not a place. Write owner/repo, owner/repo/environments/NAME, ` +
                'owner/repo/dependabot, owner/repo/codespaces or orgs/NAME, one a line.', `share-access-token-with：“${line}”不是有效的位置，应写成 owner/repo、owner/repo/environments/NAME、` +
                'owner/repo/dependabot、owner/repo/codespaces 或 orgs/NAME，每行一个。'));
        }
        else if (places.some((other) => (0,github_place/* samePlace */.o0)(other, place))) {
            problems.push((0,bilingual/* both */.WP)(`share-access-token-with: "${line}" is named twice.`, `share-access-token-with：“${line}”写了两次。`));
        }
        else {
            places.push(place);
        }
    }
    return { places, problems };
}
/** Reads one line of `share-access-token-with`; undefined if it is not a place. */
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
/** GitHub accepts nearly any name up to 255 characters. `.` and `..` would break out of the route. */
function isEnvironmentName(name) {
    return name.length > 0 && name.length <= 255 && !/\p{Cc}/u.test(name) && !/^\.{1,2}$/.test(name);
}

;// CONCATENATED MODULE: ./build/src/inputs/read-config.js









/** The name of the write probe, a secret that exists for the length of a request at most. */
function probeName(refreshTokenSecret) {
    return `${refreshTokenSecret}_WRITE_PROBE`;
}
/** Whether none of these inputs has a problem, nor the run itself. */
function areUsable({ problems }, ...names) {
    return !problems.some(({ inputs }) => inputs.length === 0 || inputs.some((name) => names.includes(name)));
}
/**
 * The configuration, if the inputs are valid.
 *
 * @throws {ActionError} `invalid-input` with every problem at once
 */
function requireUsable({ config, problems }) {
    if (problems.length > 0)
        throw new ActionError({
            id: 'invalid-input',
            cause: 'inputs',
            fate: 'not-sent',
            problems: problems.map(({ en, zh }) => (0,bilingual/* both */.WP)(en, zh)),
        });
    return config;
}
/**
 * Reads and validates all inputs.
 *
 * @param raw the inputs, trimmed
 * @param context the run, whose repository keeps the secrets
 */
function readInputs(raw, context) {
    const reader = new InputReader(raw);
    if (context.owner === '' || context.repo === '')
        reader.problem([], 'GITHUB_REPOSITORY is not set: this action runs in a GitHub workflow.', '没有 GITHUB_REPOSITORY：本 action 只能在 GitHub 工作流里运行。');
    const cloud = reader.parsed('cloud-domain', readCloudDomain);
    const githubApiUrl = reader.parsed('github-api-url', readGitHubApiUrl);
    const app = {
        appId: reader.required('app-id'),
        appSecret: new secret/* Secret */.z(reader.required('app-secret')),
        cloud,
        redirectUrl: readRedirectUrl(reader),
    };
    if (reader.raw['app-secret'].startsWith('FSAID_'))
        reader.problem('app-secret', 'app-secret holds an app ID (FSAID_…). Are app-id and app-secret swapped?', 'app-secret 里是 App ID（FSAID_…），多半是和 app-id 填反了。');
    readTokenKinds(reader);
    const refreshTokenSecret = reader.secretName('refresh-token-secret');
    const accessTokenSecret = reader.optionalSecretName('access-token-secret');
    requireDistinctNames(reader, refreshTokenSecret, accessTokenSecret);
    const place = readPlace(reader, context);
    const config = {
        app,
        intent: readIntent(reader, app.redirectUrl, context),
        refreshToken: reader.secret('refresh-token'),
        accessToken: reader.secret('access-token'),
        minValidityMinutes: readMinutes(reader),
        expectedOpenUserId: reader.optional('expected-open-user-id'),
        secretsToken: new secret/* Secret */.z(reader.headerValue('secrets-token', reader.required('secrets-token'))),
        githubToken: readGitHubToken(reader),
        githubApiUrl,
        place,
        refreshTokenSecret,
        accessTokenSecret,
        recordVariable: reader.optionalSecretName('record-variable'),
        quoted: raw_inputs/* INPUT_NAMES */.Qh.filter((name) => raw[name].trim() !== reader.raw[name] && name !== 'authorization-code'),
        shares: readShares(reader, place, accessTokenSecret),
        jobId: /^[1-9]\d{0,15}$/.test(reader.raw['job-id']) ? Number(reader.raw['job-id']) : undefined,
    };
    return { config, problems: reader.inFewWords(place) };
}
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
        reader.problem('redirect-url', 'redirect-url must be the whole URL registered for the app, for example https://example.com/callback.', 'redirect-url 必须是应用登记的完整回调地址，例如“https://example.com/callback”。');
    return value;
}
/** Fxiaoke's tokens show their kind in their prefix. */
function readTokenKinds({ raw, problem }) {
    if (raw['refresh-token'].startsWith('FSTOK_'))
        problem('refresh-token', 'refresh-token holds an access token (FSTOK_…). Only a refresh token (FSREFTOK_…) can be exchanged: pass that secret, or authorize anew.', 'refresh-token 里是访问令牌（FSTOK_…）。能用来刷新的只有刷新令牌（FSREFTOK_…）：请传入存放它的 Secret，或重新授权。');
    if (raw['access-token'].startsWith('FSREFTOK_'))
        problem('access-token', 'access-token holds a refresh token (FSREFTOK_…). Pass the secret that keeps the access token.', 'access-token 里是刷新令牌（FSREFTOK_…）。请传入存放访问令牌的 Secret。');
}
/** Used to read this run's timestamps; optional. */
function readGitHubToken(reader) {
    const token = reader.headerValue('github-token', reader.notAnExpression('github-token'));
    return token === '' ? undefined : new secret/* Secret */.z(token);
}
function readIntent(reader, redirectUrl, context) {
    const text = reader.raw['authorization-code'];
    const dryRun = reader.boolean('dry-run');
    const known = redirectUrl ?? '';
    // Without a stored token, show whoever could enter a code how to get one.
    const isLedToLink = text === '' && !dryRun && reader.raw['refresh-token'] === '' && context.takesCode;
    if (text === '' && !isLedToLink)
        return dryRun ? { kind: 'dry-run' } : { kind: 'rotate' };
    if (dryRun)
        reader.problem(['dry-run', 'authorization-code'], 'dry-run does not go with authorization-code: redeeming a code cannot be tried dry.', 'dry-run 不能与 authorization-code 同用：兑换 code 无法试运行。');
    if (redirectUrl === undefined)
        reader.note(['redirect-url'], (0,bilingual/* both */.WP)('redirect-url is needed to authorize: the URL registered for the app.', '授权需要 redirect-url：应用登记的回调地址。'), true);
    if (isLedToLink)
        return { kind: 'start-authorization', redirectUrl: known, isAsked: false };
    if ((0,raw_inputs/* isStart */.n)(text))
        return { kind: 'start-authorization', redirectUrl: known, isAsked: true };
    const pasted = (0,inputs_pasted/* readPastedCode */.j$)(text, /^https?:/.exec(known)?.[0]);
    if (!pasted)
        reader.problem('authorization-code', 'authorization-code holds no code. Enter start for a link, or the whole address on which the browser landed.', 'authorization-code 里没有 code。要得到授权链接请填 start，否则请填浏览器最后跳转到的完整网址。');
    const { code, landedUrl } = pasted ?? { code: '', landedUrl: undefined };
    const isToken = /^FS(?:REF)?TOK_/.test(code);
    if (isToken)
        reader.problem('authorization-code', 'authorization-code holds a token. Give the one-time code (FSCOD_…), or the address on which the browser landed.', 'authorization-code 里是令牌。应填一次性的 code（FSCOD_…），或浏览器最后跳转到的网址。');
    return { kind: 'authorize', code: new secret/* Secret */.z(isToken ? '' : code), redirectUrl: known, landedUrl };
}
function readMinutes(reader) {
    const value = reader.raw['min-validity-minutes'];
    const minutes = Number(value);
    if (!/^\d{1,3}$/.test(value) || minutes < 1 || minutes > 110)
        reader.problem('min-validity-minutes', 'min-validity-minutes must be a whole number from 1 to 110.', 'min-validity-minutes 必须是 1 到 110 的整数。');
    return minutes;
}
function requireDistinctNames(reader, refresh, access) {
    if (access === undefined)
        return;
    if (access.toUpperCase() === refresh.toUpperCase())
        reader.problem('access-token-secret', 'refresh-token-secret and access-token-secret are the same name; case does not count.', 'refresh-token-secret 与 access-token-secret 重名（不区分大小写）。');
    if (access.toUpperCase() === probeName(refresh).toUpperCase())
        reader.problem('access-token-secret', `access-token-secret must not be ${probeName(refresh)}: the write probe uses that name.`, `access-token-secret 不能是 ${probeName(refresh)}：写入探测要用这个名字。`);
}
function readPlace(reader, context) {
    const environment = reader.optional('environment');
    const inOrganization = reader.boolean('organization');
    const repository = { owner: context.owner, repo: context.repo };
    if (environment !== undefined && inOrganization)
        reader.problem(['environment', 'organization'], 'environment and organization exclude each other: both secrets are kept in one place.', 'environment 与 organization 只能选一个：两个 Secret 放在同一处。');
    if (environment !== undefined && !isEnvironmentName(environment))
        reader.problem('environment', 'environment is not a name that GitHub takes for an environment.', 'environment 不是合法的环境名。');
    if (inOrganization)
        return { kind: 'organization', owner: context.owner };
    if (environment !== undefined)
        return { kind: 'environment', ...repository, environment };
    return { kind: 'repository', ...repository };
}
function readShares(reader, place, accessTokenSecret) {
    if (!reader.isUsable('share-access-token-with'))
        return [];
    const { places, problems } = readSharePlaces(reader.raw['share-access-token-with']);
    for (const problem of problems)
        reader.note(['share-access-token-with'], problem);
    if (places.length > 0 && accessTokenSecret === undefined)
        reader.problem('share-access-token-with', 'share-access-token-with needs access-token-secret: the name to share the token under.', 'share-access-token-with 需要 access-token-secret：访问令牌要以这个名字共享。');
    if (places.some((share) => (0,github_place/* samePlace */.o0)(share, place)))
        reader.problem('share-access-token-with', 'share-access-token-with names the place that keeps both secrets anyway.', 'share-access-token-with 里写了两个 Secret 本来就在的位置。');
    return places;
}

// EXTERNAL MODULE: ./build/src/inputs/token-shapes.js
var token_shapes = __nccwpck_require__(885);
;// CONCATENATED MODULE: ./build/src/prepare/explain-failure.js


/**
 * Maps a failed request to GitHub to an error, before anything is sent to Fxiaoke.
 *
 * @param failure of a request with `secrets-token`
 * @param place what the request was about
 */
function explainFailure(failure, place) {
    const known = { fate: 'not-sent', evidence: failure.evidence, place: (0,github_place/* describePlace */.df)(place) };
    return new ActionError({ ...whichError(failure, place), ...known }, failure);
}
function whichError({ kind, evidence }, place) {
    const { reason, network, status = 0 } = evidence;
    if (reason !== undefined)
        return BY_REASON[reason];
    switch (kind) {
        case 'unanswered':
            return { id: 'github-unreachable', cause: LASTING.find((lasting) => lasting === network) ?? 'network' };
        case 'server':
        case 'limited':
            return { id: 'github-unreachable', cause: kind };
        case 'rejected':
            return { id: 'secrets-token-rejected', cause: 'bad-credentials' };
        case 'sso':
            return { id: 'secrets-token-rejected', cause: 'sso' };
        case 'forbidden':
            return { id: 'secrets-token-cannot-write', cause: 'forbidden' };
        case 'hidden':
            return { id: 'secrets-token-cannot-write', cause: 'hidden-repositories' };
        case 'not-found':
            return { id: 'target-not-found', cause: ownerOf(place) };
        case 'invalid':
        case 'unexpected':
            // GitHub redirects requests for a repository that was renamed or moved.
            return status > 0 && status < 400
                ? { id: 'target-not-found', cause: ownerOf(place) }
                : { id: 'github-unreachable', cause: 'server' };
    }
}
const LASTING = ['certificate', 'proxy', 'proxy-refused'];
const BY_REASON = {
    intercepted: { id: 'github-unreachable', cause: 'intercepted' },
    'ip-allow-list': { id: 'secrets-token-cannot-write', cause: 'ip-allow-list' },
    'locked-out': { id: 'secrets-token-rejected', cause: 'locked-out' },
    blocked: { id: 'target-not-found', cause: 'blocked' },
};
/** What must exist for the place to exist. */
function ownerOf({ kind }) {
    return kind === 'environment' || kind === 'organization' ? kind : 'repository';
}

;// CONCATENATED MODULE: ./build/src/prepare/finding.js



/**
 * Runs a check. Never throws, except for a bug, so that the results of all checks can be reported together.
 *
 * @param check throws a `GitHubFailure`, or an `ActionError` if it knows more
 * @param place what the check is about
 */
async function find(check, place) {
    try {
        return { kind: 'proven', value: await check() };
    }
    catch (error) {
        if (error instanceof GitHubFailure)
            return { kind: 'failed', error: explainFailure(error, place) };
        if (error instanceof ActionError)
            return { kind: 'failed', error };
        throw error;
    }
}
/**
 * Unwraps what must be proven before anything is spent. Only here does a failed check end a run.
 *
 * @throws {ActionError} with the fate `not-sent`
 */
function required(finding) {
    if (finding.kind === 'failed')
        throw finding.error;
    return finding.value;
}
/** Why a run would fail, in the order of the findings; each reason once, however many checks ran into it. */
function failuresIn(findings) {
    const errors = findings.flatMap((finding) => (finding.kind === 'failed' ? [finding.error] : []));
    return errors.filter(({ failure: { id, cause } }, index) => errors.findIndex(({ failure }) => failure.id === id && failure.cause === cause) === index);
}

;// CONCATENATED MODULE: ./build/src/github/variable-vault.js


/** The variables of one place. Anybody who can read the repository's Actions settings can read them. */
class VariableVault {
    #api;
    #place;
    constructor(api, place) {
        this.#api = api;
        this.#place = place;
    }
    /** @returns undefined if there is no such variable (or no such place) @throws {GitHubFailure} */
    async read(name) {
        try {
            const { data } = await this.#ask((variables) => variables.read({ name }));
            if (typeof data.value === 'string')
                return data.value;
        }
        catch (error) {
            if (isKind(error, 'not-found'))
                return undefined;
            throw error;
        }
        // A 2xx whose body is not what GitHub documents. Transient.
        throw new GitHubFailure('unanswered', { request: `GET ${name}`, network: 'unreadable' });
    }
    /**
     * Creates a variable, or updates the existing one without changing its visibility.
     *
     * @param visibility for a new variable of an organization
     * @param exists whether it existed at the last read
     * @throws {GitHubFailure}
     */
    async store(name, value, visibility, exists) {
        const change = () => this.#ask((variables) => variables.update({ name, value }));
        const ids = visibility?.selected_repository_ids;
        const readers = visibility && {
            visibility: visibility.visibility,
            ...(ids && { selected_repository_ids: [...ids] }),
        };
        const create = () => this.#ask((variables) => variables.create({ name, value, ...readers }));
        try {
            await (exists ? change() : create());
        }
        catch (error) {
            // Somebody else has just deleted or created it.
            if (exists && isKind(error, 'not-found'))
                await create();
            else if (!exists && error instanceof GitHubFailure && error.evidence.status === 409)
                await change();
            else
                throw error;
        }
    }
    #ask(request) {
        return this.#api.ask((octokit) => request((0,github_place/* variableRoutes */.ND)(this.#place, octokit)), this.#place);
    }
}
function isKind(error, kind) {
    return error instanceof GitHubFailure && error.kind === kind;
}

;// CONCATENATED MODULE: ./build/src/prepare/recorded.js





/**
 * Says where the record is kept. Reads nothing yet.
 *
 * @returns undefined if none is kept: it is not wanted, or GitHub does not give the ids that it is bound to
 */
function openRecord(config, api, { context }) {
    const { recordVariable: name, place, app, refreshTokenSecret } = config;
    const where = recordPlace(place, context, refreshTokenSecret);
    if (name === undefined || where === undefined)
        return undefined;
    const binding = { appSecret: app.appSecret, place: where };
    return {
        variables: new VariableVault(api, place),
        name,
        binding,
        record: undefined,
        exists: false,
        unreadable: undefined,
    };
}
/** Reads the record. Best effort: without one, the run proceeds as if there had never been a record. */
async function readRecord(recorded, world) {
    const { variables, name, binding } = recorded;
    const deadline = { at: world.clock.now() + patience/* RECORD_WITHIN */.WZ };
    const late = () => ({
        ...recorded,
        record: undefined,
        unreadable: new GitHubFailure('unanswered', { network: 'timeout' }),
    });
    const read = async () => {
        try {
            const text = await retrying(() => variables.read(name), world, deadline);
            return {
                ...recorded,
                record: text === undefined ? undefined : parseRecord(text, binding),
                exists: text !== undefined,
                unreadable: undefined,
            };
        }
        catch (unreadable) {
            if (!(unreadable instanceof GitHubFailure))
                throw unreadable;
            return { ...recorded, record: undefined, unreadable };
        }
    };
    return within(deadline, world.clock, read, late);
}

;// CONCATENATED MODULE: ./build/src/prepare/look.js



/**
 * Reads the refresh token's metadata and the record. If the record describes another secret than the one found, either
 * read may be stale, so it reads both again.
 *
 * @param readSecret reads the metadata
 * @param recorded where the record is; undefined if none is kept
 */
async function look(readSecret, recorded, { time }, world) {
    const secret = async () => {
        const lookedAt = world.clock.now();
        const refresh = await readSecret();
        return { refresh, lookedAt, spentAt: time.now() };
    };
    const once = async () => {
        const [seen, read] = await Promise.all([secret(), recorded && readRecord(recorded, world)]);
        // Waiting for the record must not let the metadata go stale.
        const isOld = read !== undefined && world.clock.now() - seen.lookedAt > patience/* METADATA_FRESH_FOR */.nm;
        return { ...(isOld ? await secret() : seen), recorded: read };
    };
    const isOfAnother = ({ refresh, recorded: read }) => {
        const storedAt = read?.record?.refreshToken?.storedAt;
        return storedAt !== undefined && storedAt !== refresh.metadata?.updatedAt;
    };
    return askTwice(once, isOfAnother, world);
}

// EXTERNAL MODULE: ./build/src/github/sealing.js
var sealing = __nccwpck_require__(218);
;// CONCATENATED MODULE: ./build/src/github/secret-vault.js



/** The secrets of one place. Each method sends its request once, without retrying. */
class SecretVault {
    place;
    /** How many secrets the place can hold. */
    limit;
    #api;
    constructor(api, place) {
        this.place = place;
        this.limit = (0,github_place/* mostSecrets */.V3)(place);
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
            (0,src_moment/* readMoment */.T$)(updatedAt) === undefined ||
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
        return this.#api.ask((octokit) => request((0,github_place/* secretRoutes */.Zb)(this.place, octokit)), this.place);
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

;// CONCATENATED MODULE: ./build/src/prepare/repository.js




/**
 * Reads the repository, for advice only: if anything goes wrong, the result is undefined and nobody is held up. (The
 * event's own `repository` can be missing in scheduled runs.)
 */
async function readRepository(api, world) {
    const { owner, repo } = world.context;
    const deadline = { at: world.clock.now() + patience/* REPOSITORY_WITHIN */.vN };
    try {
        const ask = () => retrying(() => api.ask(({ rest }) => rest.repos.get({ owner, repo })), world, deadline);
        const { data } = await within(deadline, world.clock, ask, tooLate);
        // Old servers have no visibility.
        const isPublic = data.visibility === 'public' || data.private === false;
        const ownerType = data.owner?.type;
        return {
            id: typeof data.id === 'number' ? data.id : undefined,
            isOfOrganization: ownerType === undefined ? undefined : ownerType === 'Organization',
            defaultBranch: typeof data.default_branch === 'string' ? data.default_branch : undefined,
            isPublic,
            pushedAt: readDate(data.pushed_at),
        };
    }
    catch {
        return undefined;
    }
}
/** Reads a date from GitHub; undefined if it is not a date, or an absurd one. */
function readDate(value) {
    const time = (0,src_moment/* readMoment */.T$)(value);
    return time === undefined ? undefined : new Date(time);
}

;// CONCATENATED MODULE: ./build/src/prepare/run-times.js



/** GitHub's largest page. */
const run_times_PAGE = 100;
/** A matrix has at most 256 jobs. A list of more than a thousand is not worth reading. */
const MAX_PAGES = 10;
/**
 * Finds out when GitHub read the secrets that it passed to this step: organization and repository secrets when the run
 * was queued, environment secrets when the job started, and for a re-run (which may replay the first attempt's secrets)
 * when the run was created.
 *
 * @param api with a token that has `actions: read`
 * @returns the time, or `unreadable` if the token may not read it or GitHub's answer lacks it
 * @throws {GitHubFailure} for a transient failure
 * @see https://docs.github.com/en/actions/reference/security/secrets
 */
async function readSecretsRead(api, place, jobId, world, deadline) {
    const { context } = world;
    const byJob = place.kind === 'environment' && context.runAttempt === 1;
    try {
        const at = await retrying(() => (byJob ? readJobStart(api, jobId, context) : readRunCreation(api, context)), world, deadline);
        return at ? { at } : { unreadable: undefined };
    }
    catch (error) {
        if (!(error instanceof GitHubFailure) || error.transient)
            throw error;
        return { unreadable: error };
    }
}
async function readRunCreation(api, context) {
    const { owner, repo, runId: run_id } = context;
    const { data } = await api.ask(({ rest }) => rest.actions.getWorkflowRun({ owner, repo, run_id }));
    return readDate(data.created_at);
}
async function readJobStart(api, jobId, context) {
    const { owner, repo, runId: run_id } = context;
    if (jobId !== undefined) {
        const { data } = await api.ask(({ rest }) => rest.actions.getJobForWorkflowRun({ owner, repo, job_id: jobId }));
        return readDate(data.started_at);
    }
    // Runners too old for `job.check_run_id`: this job is the one in progress on this runner. If several match, take the
    // earliest start, which cannot make an old secret look fresh.
    const starts = [];
    for (let page = 1; page <= MAX_PAGES; page += 1) {
        const { data } = await api.ask(({ rest }) => rest.actions.listJobsForWorkflowRun({ owner, repo, run_id, filter: 'latest', per_page: run_times_PAGE, page }));
        const jobs = Array.isArray(data.jobs) ? data.jobs : [];
        for (const job of jobs)
            if (job?.status === 'in_progress' && job.runner_name === context.runnerName)
                starts.push(readDate(job.started_at)?.getTime() ?? Number.NaN);
        if (jobs.length < run_times_PAGE)
            return starts.length > 0 && !starts.some(Number.isNaN) ? new Date(Math.min(...starts)) : undefined;
    }
    // Without the whole list, we cannot know which start is the earliest.
    return undefined;
}

;// CONCATENATED MODULE: ./build/src/prepare/settling.js



/**
 * Decides whether a refusal may be a hiccup. A token minted seconds ago takes a while to reach all of GitHub, which
 * answers 401, 403 or 404 meanwhile; a proxy in front of GitHub may do so for a moment, too.
 *
 * @see https://github.com/octokit/auth-app.js/issues/65
 */
class Settling {
    /** Whether a refusal was retried. */
    hadToWait = false;
    #isYoung;
    #clock;
    #until;
    constructor(config, clock) {
        this.#isYoung = (0,token_shapes/* isAppToken */.TD)(config);
        this.#clock = clock;
        this.#until = clock.now() + patience/* SETTLE_WITHIN */.I7;
    }
    /** The minimum wait before a retry, in milliseconds; undefined if a retry is pointless. */
    mayPass = (failure) => {
        const usual = ifTransient(failure);
        if (usual !== undefined || !['rejected', 'forbidden', 'not-found'].includes(failure.kind))
            return usual;
        const mayBeHiccup = this.#isYoung || failure.evidence.requestId === undefined;
        if (!mayBeHiccup || this.#clock.now() >= this.#until)
            return undefined;
        this.hadToWait = true;
        return 0;
    };
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

;// CONCATENATED MODULE: ./build/src/prepare/visibility.js

/**
 * The visibility to send when writing an organization secret: its current one, because every write replaces it. A new
 * secret is for this repository alone.
 *
 * @returns undefined for places without visibility
 * @throws {GitHubFailure}
 */
async function keptVisibility(vault, secretName, metadata, repositoryId, world, deadline) {
    if (vault.place.kind !== 'organization')
        return undefined;
    if (metadata === undefined)
        return onlyThisRepository(repositoryId);
    const { visibility } = metadata;
    if (visibility === 'all' || visibility === 'private')
        return { visibility };
    const ids = await retrying(() => vault.selectedRepositories(secretName), world, deadline);
    return { visibility: 'selected', selected_repository_ids: ids };
}
/** Lets no other repository of the organization read a secret. */
function onlyThisRepository(repositoryId) {
    return { visibility: 'selected', selected_repository_ids: repositoryId === undefined ? [] : [repositoryId] };
}

;// CONCATENATED MODULE: ./build/src/prepare/share.js







/** Leaves two of the concurrent requests for the rotation itself. */
const SHARES_AT_ONCE = 6;
/**
 * Fetches what is needed to write each share. A failure is recorded, not thrown.
 *
 * @param repositoryId of this repository, the only one that may read a new organization secret
 */
async function prepareShares(api, places, secretName, repositoryId, world) {
    if (secretName === undefined)
        return [];
    const limiter = new Limiter(SHARES_AT_ONCE);
    const deadline = { at: world.clock.now() + patience/* SHARES_PREPARED_WITHIN */.x1 };
    return Promise.all(places.map((place) => limiter.run(() => {
        const vault = new SecretVault(api, place);
        const prepare = () => prepareShare(vault, secretName, repositoryId, world, deadline);
        return within(deadline, world.clock, prepare, () => ({ vault, failure: unansweredInTime() }));
    })));
}
async function prepareShare(vault, secretName, repositoryId, world, deadline) {
    try {
        const [sealer, visibility] = await Promise.all([
            retrying(async () => (0,sealing/* openSealer */.j)(await vault.publicKey()), world, deadline),
            vault.place.kind === 'organization'
                ? retrying(async () => vault.metadata(secretName), world, deadline).then((metadata) => keptVisibility(vault, secretName, metadata, repositoryId, world, deadline))
                : undefined,
        ]);
        return { vault, sealer, visibility };
    }
    catch (error) {
        return { vault, failure: error instanceof GitHubFailure ? error : unusableKey(error) };
    }
}
/** The failure for a public key that is not one. */
function unusableKey(cause) {
    return new GitHubFailure('unexpected', { request: 'GET public-key', network: 'unreadable' }, { cause });
}

;// CONCATENATED MODULE: ./build/src/prepare/write-proof.js






/** The length of a sealed box: an ephemeral key, a MAC and some ciphertext. */
const PROBE_BYTES = 80;
/** GitHub's words for a value that its private key cannot open. */
const DOES_NOT_OPEN = /improperly encrypted/i;
/** A secret that nobody uses. If it gets stored, it must be removed, however the run ends. */
class WriteProbe {
    vault;
    #name;
    #isThere = 'no';
    /** GitHub may still carry out an attempt that timed out, even after the probe is removed. */
    #mayStillArrive = false;
    constructor(vault, name) {
        this.vault = vault;
        this.#name = name;
    }
    /** Whether GitHub may hold the probe: it accepted it, or did not answer. */
    get mayBeThere() {
        return this.#isThere !== 'no';
    }
    /** A warning, unless the probe is known to be gone. */
    get warnings() {
        const place = (0,github_place/* describePlace */.df)(this.vault.place);
        return this.mayBeThere ? [{ id: 'probe-left-behind', name: this.#name, place }] : [];
    }
    /** @throws {GitHubFailure} */
    async write(sealed, { visibility, mayPass = ifTransient }, world, deadline) {
        const attempt = async () => {
            const before = this.#isThere;
            this.#isThere = 'maybe';
            try {
                await this.vault.write(this.#name, sealed, visibility);
                this.#isThere = 'yes';
            }
            catch (error) {
                if (error instanceof GitHubFailure) {
                    if (error.isUndone)
                        this.#isThere = before;
                    this.#mayStillArrive ||= error.evidence.network === 'timeout';
                }
                throw error;
            }
        };
        await retrying(attempt, world, deadline, mayPass);
    }
    /** GitHub refuses these bytes, so it will refuse an attempt that arrives late too. */
    refused() {
        this.#mayStillArrive = false;
    }
    /** Removes the probe, best effort: one that stays behind is only a warning. */
    async remove(world) {
        const deadline = { at: world.clock.now() + patience/* REMOVE_PROBE_WITHIN */.YI };
        const attempt = async () => {
            try {
                return await this.vault.remove(this.#name);
            }
            catch (error) {
                if (error instanceof GitHubFailure && error.maybeDone)
                    this.#isThere = 'maybe';
                throw error;
            }
        };
        const remove = async () => {
            const isDone = await askTwice(() => retrying(attempt, world, deadline), (wasThere) => !wasThere, world);
            // Once GitHub has accepted the probe, a 404 is a stale read, unless an earlier attempt may have removed it.
            if (isDone || this.#isThere === 'maybe')
                this.#isThere = this.#mayStillArrive ? 'maybe' : 'no';
        };
        try {
            await within(deadline, world.clock, remove, () => undefined);
        }
        catch (error) {
            if (!(error instanceof GitHubFailure))
                throw error;
        }
    }
}
/**
 * Proves that secrets of this place can be written, and leaves nothing behind. It writes bytes that no key can open:
 * GitHub refuses them, but only after checking that the token may write (docs/adr/0001-a-probe-that-is-refused.md).
 *
 * @param proof its probe knows afterwards whether it may have been left behind
 * @throws {ActionError} `secrets-token-cannot-write`
 * @throws {GitHubFailure} if the answer settles nothing
 */
async function proveWritable(proof, world, deadline) {
    const { probe } = proof;
    try {
        await askGitHub(proof, world, deadline);
    }
    finally {
        // Even an attempt without an answer may have stored it.
        if (probe.mayBeThere)
            await probe.remove(world);
    }
}
async function askGitHub(proof, world, deadline) {
    const { probe, secretName, sealer } = proof;
    const { vault } = probe;
    const bytes = Buffer.from(world.random.bytes(PROBE_BYTES)).toString('base64');
    try {
        await probe.write({ encryptedValue: bytes, keyId: sealer.keyId }, proof, world, deadline);
    }
    catch (error) {
        if (!(error instanceof GitHubFailure))
            throw error;
        if (error.kind !== 'invalid')
            throw cannotWrite(error, vault, 'forbidden');
        if (DOES_NOT_OPEN.test(error.evidence.said?.raw ?? ''))
            return probe.refused();
        try {
            await probe.write(sealer.seal(new secret/* Secret */.z('write probe')), proof, world, deadline);
        }
        catch (second) {
            if (!(second instanceof GitHubFailure))
                throw second;
            const isFull = second.kind === 'invalid' && (await isHeldByFullPlace(vault, secretName, world, deadline));
            // A full place rejects new secrets, but accepts new values for existing ones.
            if (!isFull)
                throw cannotWrite(second, vault, 'probe-refused');
        }
    }
}
async function isHeldByFullPlace(vault, secretName, world, deadline) {
    const count = await retrying(() => vault.count(), world, deadline);
    if (count < vault.limit)
        return false;
    return (await retrying(() => vault.metadata(secretName), world, deadline)) !== undefined;
}
/**
 * The place's public key was readable, so a refused write means that the token may read but not write. A 404 can mean
 * the same: GitHub hides from some tokens what they may not do.
 */
function cannotWrite(failure, { place }, cause) {
    // Specific reasons and redirects are explained as everywhere else.
    const { reason, status = 0 } = failure.evidence;
    const isRedirect = status >= 300 && status < 400;
    if (reason !== undefined || isRedirect)
        return failure;
    if (!['forbidden', 'not-found', 'invalid', 'unexpected'].includes(failure.kind))
        return failure;
    const { evidence } = failure;
    return new ActionError({ id: 'secrets-token-cannot-write', cause, fate: 'not-sent', place: (0,github_place/* describePlace */.df)(place), evidence }, failure);
}

;// CONCATENATED MODULE: ./build/src/prepare/preparation.js















/** The questions of the preparation, and what they share: the place, the patience and the deadline. */
class Preparation {
    vault;
    probe;
    settling;
    /** `updated_at` of the stored refresh token, once it has been read. */
    storedAt;
    #config;
    #world;
    #around;
    #repositoryId;
    #deadline;
    /**
     * @param repositoryId of the repository that runs the workflow; only a new organization secret needs it
     * @param deadline for everything that comes before the token is sent
     */
    constructor(config, world, around, repositoryId, deadline) {
        this.#config = config;
        this.#world = world;
        this.#around = around;
        this.#repositoryId = repositoryId;
        this.#deadline = deadline;
        this.vault = new SecretVault(around.api, config.place);
        this.probe = new WriteProbe(this.vault, probeName(config.refreshTokenSecret));
        this.settling = new Settling(config, world.clock);
    }
    /** Asks one question, and takes every answer for a finding. It gets no more time than all of them together. */
    check(ask) {
        return find(() => within(this.#deadline, this.#world.clock, ask, tooLate), this.#config.place);
    }
    /** Proves that the place is writable. @returns what seals for its public key */
    async writable() {
        const { place, refreshTokenSecret } = this.#config;
        const { mayPass } = this.settling;
        const publicKey = await retrying(() => this.vault.publicKey(), this.#world, this.#deadline, mayPass);
        await (0,sealing/* loadSodium */.O)().catch((error) => {
            throw new ActionError({ id: 'internal-error', cause: 'no-webassembly', fate: 'not-sent' }, error);
        });
        const sealer = await (0,sealing/* openSealer */.j)(publicKey).catch((error) => {
            throw unusableKey(error);
        });
        const visibility = place.kind === 'organization' ? onlyThisRepository(this.#repositoryId) : undefined;
        const proof = { probe: this.probe, secretName: refreshTokenSecret, sealer, visibility, mayPass };
        await proveWritable(proof, this.#world, this.#deadline);
        return sealer;
    }
    /** Looks at the refresh token's secret and at the record. */
    look() {
        const { place, refreshTokenSecret, intent } = this.#config;
        const read = async () => {
            const isNeeded = intent.kind !== 'authorize' || place.kind === 'organization';
            const refresh = await this.#secret(refreshTokenSecret, isNeeded);
            this.storedAt = refresh.metadata?.updatedAt;
            return refresh;
        };
        const { api } = this.#around;
        return look(read, openRecord(this.#config, api, this.#world), api, this.#world);
    }
    /** @returns undefined if the access token is not stored */
    async accessSecret() {
        const { place, accessTokenSecret } = this.#config;
        if (accessTokenSecret === undefined)
            return undefined;
        return this.#secret(accessTokenSecret, place.kind === 'organization');
    }
    /** When this run read its secrets. @returns undefined for a run that brings a code instead of a stored token */
    async secretsRead() {
        const { intent, place, jobId } = this.#config;
        const { runApi } = this.#around;
        if (intent.kind === 'authorize')
            return undefined;
        // Without the workflow's own token it cannot be read.
        if (!runApi)
            return { unreadable: undefined };
        return readSecretsRead(runApi, place, jobId, this.#world, this.#deadline).catch((error) => {
            throw error instanceof GitHubFailure && error.kind === 'limited' ? limited(error, place) : error;
        });
    }
    /** @param isNeeded whether something depends on the secret, so that a 404 is not believed at once */
    async #secret(name, isNeeded) {
        const { vault, settling } = this;
        const deadline = this.#deadline;
        const read = () => retrying(() => vault.metadata(name), this.#world, deadline, settling.mayPass);
        const metadata = await askTwice(read, (seen) => !seen && isNeeded, this.#world);
        const visibility = await keptVisibility(vault, name, metadata, this.#repositoryId, this.#world, deadline);
        return { name, metadata, visibility };
    }
}
/** GitHub is rate-limiting `github-token`, not `secrets-token`. */
function limited(failure, at) {
    const { evidence } = failure;
    const place = (0,github_place/* describePlace */.df)(at);
    const id = 'github-unreachable';
    return new ActionError({ id, cause: 'github-token-limited', fate: 'not-sent', place, evidence }, failure);
}

;// CONCATENATED MODULE: ./build/src/prepare/shadow.js






/**
 * Refuses to run if a repository secret hides an organization secret of the same name: this run would write one, and
 * the next run would read the other.
 *
 * @returns lines for the log, if the token is not allowed to see repository secrets
 */
async function refuseShadowed(config, api, world, deadline) {
    if (config.place.kind !== 'organization')
        return [];
    const { owner, repo } = world.context;
    const vault = new SecretVault(api, { kind: 'repository', owner, repo });
    const names = [config.refreshTokenSecret, config.accessTokenSecret].filter((name) => name !== undefined);
    const place = (0,github_place/* describePlace */.df)(vault.place);
    const looks = names.map(async (secretName) => {
        try {
            const shadow = await retrying(() => vault.metadata(secretName), world, deadline);
            if (!shadow)
                return undefined;
        }
        catch (error) {
            if (!(error instanceof GitHubFailure) || error.transient)
                throw error;
            return (0,bilingual/* both */.WP)(`GitHub: secrets-token cannot see whether a secret ${secretName} of ${place.en} hides the organization's.`, `GitHub：secrets-token 看不到${(0,bilingual/* spaced */.ji)(place.zh)}是否有同名的 ${secretName} 遮盖了组织的 Secret。`);
        }
        throw new ActionError({
            id: 'secret-shadowed',
            cause: 'repository-secret',
            fate: 'not-sent',
            place,
            secretName,
        });
    });
    return (await Promise.all(looks)).filter((line) => line !== undefined);
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
        const time = (0,src_moment/* readMoment */.T$)(date);
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

// EXTERNAL MODULE: ./build/src/github/load-toolkit.js + 1 modules
var load_toolkit = __nccwpck_require__(355);
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
        const { getOctokit } = await (0,load_toolkit/* loadToolkit */.f)();
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
                throw new http_client/* ConnectionError */.R('cut', true);
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
            if (!(error instanceof http_client/* ConnectionError */.R))
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

;// CONCATENATED MODULE: ./build/src/prepare/environment.js



/**
 * Reads an environment of the repository that runs the workflow.
 *
 * @param api with the workflow's own token, which certainly sees the repository, so that a 404 means there is no
 *   environment
 * @returns never a failure: this is only for advice
 * @see https://docs.github.com/en/rest/deployments/environments#get-an-environment
 */
async function readEnvironment(api, { owner, repo, environment: environment_name }, world) {
    if (!api)
        return { kind: 'unknown', failure: undefined };
    const deadline = { at: world.clock.now() + patience/* REPOSITORY_WITHIN */.vN };
    try {
        const ask = () => retrying(() => api.ask(({ rest }) => rest.repos.getEnvironment({ owner, repo, environment_name })), world, deadline);
        const { data } = await within(deadline, world.clock, ask, tooLate);
        return { kind: 'exists', ...readRules(data) };
    }
    catch (error) {
        if (!(error instanceof GitHubFailure))
            throw error;
        return error.kind === 'not-found' ? { kind: 'missing' } : { kind: 'unknown', failure: error };
    }
}
/** Takes nothing for granted about the shape of the answer. */
function readRules(data) {
    const rules = (Array.isArray(data.protection_rules) ? data.protection_rules : []).filter((rule) => typeof rule === 'object' && rule !== null);
    const of = (type) => rules.find((rule) => rule['type'] === type);
    const minutes = of('wait_timer')?.['wait_timer'];
    return {
        id: typeof data.id === 'number' && Number.isSafeInteger(data.id) && data.id > 0 ? data.id : undefined,
        isReviewed: of('required_reviewers') !== undefined,
        waitMinutes: typeof minutes === 'number' && Number.isSafeInteger(minutes) && minutes > 0 ? minutes : 0,
        branches: data.deployment_branch_policy ? 'some' : 'all',
    };
}

;// CONCATENATED MODULE: ./build/src/prepare/surroundings.js



/** Opens the APIs. Asks nothing yet. */
function openSurroundings(config, world) {
    const { secretsToken, githubToken, githubApiUrl, place } = config;
    const api = openGitHubApi(githubApiUrl, secretsToken, world);
    const runApi = githubToken && openGitHubApi(githubApiUrl, githubToken, world);
    const known = runApi ?? (secretsToken.reveal() === '' ? undefined : api);
    let repository;
    let environment;
    return {
        api,
        runApi,
        repository: () => (repository ??= known ? readRepository(known, world) : Promise.resolve(undefined)),
        environment: () => place.kind === 'environment'
            ? (environment ??= readEnvironment(runApi, place, world))
            : Promise.resolve(undefined),
    };
}

;// CONCATENATED MODULE: ./build/src/prepare/tell-apart.js






/**
 * Makes an error more specific. GitHub gives the same answer for what does not exist and for what a token may not see,
 * and does not say that GITHUB_TOKEN cannot write secrets. Further questions tell these apart.
 *
 * @param error from a request with `secrets-token`
 * @returns the same error, or a more specific one
 */
async function tellApart(error, config, around, world) {
    const { failure } = error;
    if (failure.id !== 'secrets-token-cannot-write' && failure.id !== 'target-not-found')
        return error;
    const { fate, place, evidence } = failure;
    if ((0,token_shapes/* looksLikeWorkflowToken */.Cv)(config))
        return new ActionError({ id: 'secrets-token-cannot-write', cause: 'workflow-token', fate, place, evidence }, error.cause);
    const { kind } = config.place;
    if (failure.id !== 'target-not-found' || failure.cause !== kind || kind === 'organization')
        return error;
    if ((await around.environment())?.kind === 'missing')
        return new ActionError({ ...failure, cause: 'no-environment' }, error.cause);
    const { owner, repo } = world.context;
    const repository = { kind: 'repository', owner, repo };
    if (await isHidden(repository, around, world))
        return new ActionError({ ...failure, cause: 'hidden-repository', place: (0,github_place/* describePlace */.df)(repository) }, error.cause);
    return error;
}
/** Whether `secrets-token` cannot see this repository, which exists, because this run belongs to it. */
async function isHidden({ owner, repo }, { api }, world) {
    const deadline = { at: world.clock.now() + patience/* REPOSITORY_WITHIN */.vN };
    try {
        await retrying(() => api.ask(({ rest }) => rest.repos.get({ owner, repo })), world, deadline);
        return false;
    }
    catch (error) {
        if (!(error instanceof GitHubFailure))
            throw error;
        return error.kind === 'not-found';
    }
}

;// CONCATENATED MODULE: ./build/src/prepare/prepare.js












/**
 * Asks GitHub everything that must be known before the refresh token may be spent, concurrently where possible: the
 * public key (with a trial seal), the metadata of both secrets, proof that the place is writable, and when this run
 * read its secrets. It stores nothing. It asks everything whatever fails, so that a person can fix all problems in one
 * go.
 *
 * @param config the validated inputs
 * @param around the APIs to ask
 * @returns `Unready` explains why, with the fate `not-sent`
 */
async function prepare(config, world, around = openSurroundings(config, world)) {
    const { api } = around;
    const deadline = { at: world.clock.now() + patience/* PREPARE_WITHIN */.qR };
    const repositoryId = await repositoryIdFor(config, around, world);
    const preparation = new Preparation(config, world, around, repositoryId, deadline);
    const { probe, settling, vault } = preparation;
    const check = preparation.check.bind(preparation);
    const secrets = () => Promise.all([check(() => preparation.look()), check(() => preparation.accessSecret())]);
    // For advice only: only the report waits for it.
    const repository = around.repository();
    // The key is asked for first, because the proof waits for it.
    const [writing, read, timing, shares, shadowing] = await Promise.all([
        check(() => preparation.writable()),
        secrets(),
        check(() => preparation.secretsRead()),
        prepareShares(api, config.shares, config.accessTokenSecret, repositoryId, world),
        check(() => refuseShadowed(config, api, world, deadline)),
    ]);
    // Answers from before the token was known everywhere may be wrong.
    const [looking, reading] = settling.hadToWait && writing.kind === 'proven' ? await secrets() : read;
    const [first, ...others] = failuresIn([writing, looking, reading, timing, shadowing]);
    if (first) {
        const tell = (error) => within(deadline, world.clock, () => tellApart(error, config, around, world), () => error);
        const errors = [await tell(first), ...(await Promise.all(others.map(tell)))];
        const { storedAt } = preparation;
        return { errors, isWritable: writing.kind === 'proven', storedAt, warnings: probe.warnings };
    }
    const sealer = required(writing);
    const looked = required(looking);
    const notes = required(shadowing);
    const findings = {
        api,
        isAppToken: (0,token_shapes/* isAppToken */.TD)(config),
        vault,
        sealer,
        ...looked,
        access: required(reading),
        deadline,
        secretsRead: required(timing),
        shares,
        warnings: probe.warnings,
        notes: looked.recorded?.unreadable ? [...notes, unreadableRecord(looked.recorded)] : notes,
        repository,
    };
    return findings;
}
/** Only a new organization secret needs the repository's id, and only old servers do not give it to the run. */
async function repositoryIdFor({ place, shares }, around, { context }) {
    const inOrganization = [place, ...shares].some(({ kind }) => kind === 'organization');
    if (!inOrganization || context.repositoryId !== undefined)
        return context.repositoryId;
    return (await around.repository())?.id;
}
function unreadableRecord({ name }) {
    return (0,bilingual/* both */.WP)(`GitHub: secrets-token cannot read the variable ${name}, so times alone tell whether this copy is the newest.`, `GitHub：secrets-token 读不到变量 ${name}，只能凭时间判断手里的令牌是不是最新的。`);
}
/**
 * Looks again at the refresh token's secret and the record, unless the last look is fresh.
 *
 * @param ready the last look
 * @param freshFor how long a look counts as fresh, in milliseconds
 * @param deadline for all attempts
 * @throws {ActionError} with the fate `not-sent`
 */
async function lookAgain(ready, world, freshFor, deadline = ready.deadline) {
    if (world.clock.now() - ready.lookedAt <= freshFor)
        return ready;
    const { vault, refresh, recorded, api } = ready;
    const secret = async () => ({
        ...refresh,
        metadata: await retrying(() => vault.metadata(refresh.name), world, deadline),
    });
    const again = async () => ({ ...ready, ...(await look(secret, recorded, api, world)) });
    return required(await find(() => within(deadline, world.clock, again, tooLate), vault.place));
}

;// CONCATENATED MODULE: ./build/src/stale-run.js







/**
 * This run's copy of the token is stale, so it spends nothing (more). That is a success, unless a token was asked for.
 */
function stale({ updatedAt, readAt }, fate, config, ready, world) {
    if (config.accessToken === undefined) {
        const warning = { id: 'stale', updatedAt, readAt, rerun: isRerun(world), fate };
        return { ended: 'stale', ready, warnings: [warning] };
    }
    const id = 'stale-refresh-token';
    const secret = { place: (0,github_place/* describePlace */.df)(config.place), secretName: ready.refresh.name };
    const error = new ActionError(readAt === undefined && fate === 'not-sent'
        ? { id, cause: 'rerun-unreadable', fate, ...secret }
        : { id, cause: 'changed-since', fate, ...secret });
    return { ended: error, ready };
}
/**
 * Fxiaoke may have refused the token because another run had spent it and stored its successor. Then this run is merely
 * stale, and nothing is wrong.
 */
async function staleAfterAll(refused, grant, config, ready, world) {
    const { failure } = refused;
    if (failure.id !== 'refresh-token-rejected' || grant.kind !== 'refresh_token')
        return undefined;
    // A refusal can take minutes, so the deadline for preparing may have passed.
    const lookOnce = () => {
        const deadline = { at: world.clock.now() + patience/* LOOK_AFTER_REFUSAL_WITHIN */.ed };
        return lookAgain(ready, world, -1, deadline).catch(() => undefined);
    };
    const guard = guardOf(ready, ready.refresh);
    const changedIn = (seen) => {
        const metadata = seen?.refresh.metadata;
        return metadata && hasChanged(guard, metadata) ? metadata : undefined;
    };
    const now = await askTwice(lookOnce, (seen) => !changedIn(seen), world);
    const changed = changedIn(now);
    if (!now || !changed)
        return undefined;
    const staleness = { updatedAt: new Date(changed.updatedAt), readAt: undefined };
    return stale(staleness, failure.fate, config, now, world);
}

;// CONCATENATED MODULE: ./build/src/outcome.js


/**
 * Turns whatever ended a run into the error to report. Anything but an `ActionError` is a bug.
 *
 * @param error as caught
 * @param fate of the stored token, if a bug ended the run
 */
function asActionError(error, fate) {
    if (error instanceof ActionError)
        return error;
    const evidence = { said: new RemoteText(describeBug(error)) };
    return new ActionError({ id: 'internal-error', cause: 'bug', fate, evidence }, error);
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
            ? (0,bilingual/* both */.WP)('The new refresh token is not stored yet. If this run does not store it, and nobody else changes the secret, this command does:', '新的刷新令牌还没有存入。如果本次运行最终没能存入，Secret 也没有被别处改动，请执行这条命令：')
            : (0,bilingual/* both */.WP)('GitHub has changed its key. Use this command instead of the one above, which no longer works:', 'GitHub 更换了公钥，上面的命令已失效，请改用这一条：'));
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

;// CONCATENATED MODULE: ./build/src/store/store.js








/** Concurrent shares. The limit sends the first ones off before all are sealed. */
const store_SHARES_AT_ONCE = 8;
/**
 * Stores the refresh token and the access token concurrently, then the shares.
 *
 * @returns what became of each; never throws because of GitHub
 */
async function store(order, world) {
    const { answer, ready, journal } = order;
    const deadline = { at: world.clock.now() + patience/* STORE_WITHIN */.oF };
    world.proxyLockout.onRefusal((times) => journal.proxyRefused(times));
    const storeRefreshToken = async () => {
        const { journaled } = order;
        if (journaled === undefined)
            return { kind: 'unchanged' };
        const { refreshToken } = answer;
        let hasBegun = false;
        return writeSecret({
            ...secretOrder(ready, ready.refresh),
            sealed: journaled,
            isAtStake: true,
            async reseal() {
                const sealed = journal.keep(await sealAnew(ready.vault, refreshToken));
                order.onSealedAnew(sealed);
                return sealed;
            },
            onAttempt(at) {
                if (!hasBegun)
                    journal.writeBegins(at);
                hasBegun = true;
            },
        }, world, deadline);
    };
    const storeAccessToken = async () => {
        const { accessToken } = answer;
        if (ready.access === undefined || accessToken === undefined)
            return undefined;
        if (accessToken.equals(order.storedAccessToken) && ready.access.metadata)
            return { kind: 'unchanged' };
        const reseal = () => sealAnew(ready.vault, accessToken);
        const sealed = ready.sealer.seal(accessToken);
        return writeSecret({ ...secretOrder(ready, ready.access), sealed, reseal }, world, deadline);
    };
    const [refreshing, accessing] = [storeRefreshToken(), storeAccessToken()];
    // A bug while storing one token must not end the run before the other is stored, so wait before rethrowing.
    accessing.catch(() => undefined);
    const refresh = await refreshing;
    order.onRefreshOutcome(refresh);
    const access = await accessing;
    const shares = answer.accessToken
        ? await storeShares(ready.shares, answer.accessToken, ready, world, deadline)
        : [];
    return { refresh, access, shares };
}
function secretOrder(ready, secret) {
    const { vault, api, lookedAt } = ready;
    const { name, visibility } = secret;
    return { vault, time: api.time, name, visibility, guard: { ...guardOf(ready, secret), lookedAt } };
}
async function sealAnew(vault, value) {
    const publicKey = await vault.publicKey();
    const sealer = await (0,sealing/* openSealer */.j)(publicKey).catch((error) => {
        throw unusableKey(error);
    });
    return sealer.seal(value);
}
/**
 * Writes the access token to the shares, each as far as it gets by the deadline.
 *
 * @returns what became of each; never throws because of GitHub
 */
async function storeShares(shares, accessToken, ready, world, deadline) {
    const name = ready.access?.name;
    if (name === undefined)
        return [];
    const limiter = new Limiter(store_SHARES_AT_ONCE);
    return Promise.all(shares.map((share) => limiter.run(async () => {
        if ('failure' in share)
            return { share, outcome: { kind: 'failed', failure: share.failure, maybeDone: false } };
        const { vault, visibility, sealer } = share;
        const reseal = () => sealAnew(vault, accessToken);
        const sealed = sealer.seal(accessToken);
        const { time } = ready.api;
        const write = { vault, time, name, visibility, sealed, reseal, guard: undefined };
        const late = () => ({ kind: 'failed', failure: unansweredInTime(), maybeDone: true });
        return {
            share,
            outcome: await within(deadline, world.clock, () => writeSecret(write, world, deadline), late),
        };
    })));
}

// EXTERNAL MODULE: ./build/src/github/secret-size.js
var secret_size = __nccwpck_require__(403);
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
    const place = (0,github_place/* describePlace */.df)(ready.vault.place);
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
        failed: [first, ...others].map(({ share }) => (0,github_place/* describePlace */.df)(share.vault.place)),
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
    if (!(0,secret_size/* fitsIntoSecret */.Jv)(refreshToken))
        return { cause: 'too-large', ...answerTo(outcome) };
    const maybeDone = outcome.kind === 'failed' && outcome.maybeDone && { maybeDone: true };
    return { cause: 'refresh-token', ...answerTo(outcome), ...maybeDone };
}
/** GitHub's last answer, if it gave one. */
function answerTo(outcome) {
    return outcome.kind === 'failed' ? { evidence: outcome.failure.evidence } : {};
}

;// CONCATENATED MODULE: ./build/src/reuse.js





/**
 * Hands out the stored access token, which lasts long enough. Shares that are missing, or older than the place's own
 * secret, are new or failed last time, so they are written now.
 */
async function reuse({ accessToken, expiresAt }, ready, world) {
    const now = world.clock.now();
    // The token must not die in our hands.
    const left = Math.min(patience/* REUSED_SHARES_WITHIN */.aI, (expiresAt.getTime() - ready.api.time.now()) / 2);
    const lookBy = { at: now + left / 2 };
    const own = ready.access;
    const isBehind = async (share) => {
        if (!own?.metadata || 'failure' in share)
            return true;
        const look = () => retrying(() => share.vault.metadata(own.name), world, lookBy);
        const metadata = await within(lookBy, world.clock, look, tooLate).catch(() => undefined);
        return metadata === undefined || Date.parse(metadata.updatedAt) < Date.parse(own.metadata.updatedAt);
    };
    const behind = await Promise.all(ready.shares.map(isBehind));
    const shares = await storeShares(ready.shares.filter((_, index) => behind[index]), accessToken, ready, world, { at: now + left });
    return {
        ended: shareError(shares) ?? 'reused',
        ready,
        reused: { accessToken, expiresAt, shares },
    };
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
    const path = quoted((0,github_place/* secretPath */.s6)(order.place, order.secretName));
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
        `.updated_at < "${(0,src_moment/* isoDate */._$)(new Date(spentAt))}"`,
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
    if (!(0,secret_size/* fitsSealed */.Fs)(sealed))
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
    return { isChoice: seenChange !== undefined, command, name: secretName, place: (0,github_place/* describePlace */.df)(place) };
}

;// CONCATENATED MODULE: ./build/src/store/unstored-token.js


/**
 * The new refresh token until it is known to be stored. However the run ends before that, the post step finds the token in
 * the journal, and a person is shown the command that stores it.
 */
class UnstoredToken {
    #spending;
    #journal;
    #log;
    /** As last sealed. Undefined: Fxiaoke returned the token that is stored already. */
    #sealed;
    #isUnstored;
    /** Whether the post step will find it in the journal. */
    #isKept;
    /** `updated_at` of a change by somebody else, or by a write of ours that came late. */
    #seenChange;
    constructor(journaled, spending, journal, log) {
        this.#spending = spending;
        this.#journal = journal;
        this.#log = log;
        this.#sealed = journaled;
        this.#isUnstored = journaled !== undefined;
        this.#isKept = journaled?.kept === true;
    }
    /** Shows the command now, unless the token is stored: this process may die before its report. */
    showCommand = () => {
        const recovery = this.#isUnstored && this.#sealed && recoveryOf(this.#sealed, this.#spending);
        if (this.#sealed && recovery)
            this.#log.showCommand(recovery, this.#sealed.keyId);
    };
    /** GitHub has changed its key: a command shown earlier no longer works. */
    sealedAnew(sealed) {
        this.#sealed = sealed;
        this.#isKept ||= sealed.kept;
        if (this.#log.shown)
            this.showCommand();
    }
    /** What came of storing it. */
    settled(outcome) {
        if ('updatedAt' in outcome)
            this.#seenChange = outcome.updatedAt;
        this.#isUnstored = !isStored(outcome);
        this.showCommand();
        // After a change that was seen, the post step could learn nothing new.
        if (this.#seenChange !== undefined)
            this.#journal.settled();
        else if (!this.#isUnstored)
            this.#journal.idle();
    }
    /** The run ends. @returns the command, if there may still be something to store */
    end() {
        this.showCommand();
        // With no token in the journal, the post step would report that none was seen.
        if (this.#isUnstored && !this.#isKept)
            this.#journal.idle();
        if (!this.#sealed || (!this.#isUnstored && this.#seenChange === undefined))
            return undefined;
        return recoveryOf(this.#sealed, this.#spending, this.#seenChange);
    }
}

;// CONCATENATED MODULE: ./build/src/store/next-record.js



/**
 * The record after a store. Each half changes only if its own secret was stored.
 *
 * @returns undefined if nothing was stored, so there is nothing to write
 */
function nextRecord(recording) {
    const { answer, stored, binding, previous, grant, writtenBy, accessTokenExpiresAt } = recording;
    const isRefreshStored = isWritten(stored.refresh);
    const isAccessStored = stored.access !== undefined && isWritten(stored.access) && answer.accessToken !== undefined;
    if (!isRefreshStored && !isAccessStored)
        return undefined;
    return {
        refreshToken: isRefreshStored
            ? {
                mark: markOf('refreshToken', answer.refreshToken, binding),
                previous: spentMark(recording),
                storedAt: recording.storedAt,
                expiresAt: (0,src_moment/* isoDate */._$)(recording.refreshTokenExpiresAt),
            }
            : stored.refresh.kind === 'unchanged'
                ? recording.described
                : previous?.refreshToken,
        accessToken: isAccessStored && answer.accessToken
            ? {
                mark: markOf('accessToken', answer.accessToken, binding),
                expiresAt: accessTokenExpiresAt && (0,src_moment/* isoDate */._$)(accessTokenExpiresAt),
            }
            : previous?.accessToken,
        openUserId: isRefreshStored || stored.refresh.kind === 'unchanged'
            ? (answer.openUserId ?? (isSameUser(recording) ? previous?.openUserId : undefined))
            : previous?.openUserId,
        writtenBy,
    };
    /**
     * If the answer names no user, the record's user still holds, provided the record describes the token that was sent.
     */
    function isSameUser({ described }) {
        return (grant.kind === 'refresh_token' &&
            described?.mark === markOf('refreshToken', grant.refreshToken, binding));
    }
}
/** The mark of the token that was spent; after an authorization, of the token in the previous record. */
function spentMark({ grant, binding, previous }) {
    return grant.kind === 'refresh_token'
        ? markOf('refreshToken', grant.refreshToken, binding)
        : previous?.refreshToken?.mark;
}

;// CONCATENATED MODULE: ./build/src/store/write-record.js



/**
 * `updated_at` of a secret that this run has just written, if it certainly stems from that write: it lies between the
 * start of the write and its answer. An earlier one is a stale read, so we ask once more; a later one is somebody
 * else's.
 *
 * @param from, to GitHub's time before and after the write, in milliseconds
 * @param deadline for the whole record
 * @returns undefined if that is uncertain
 */
async function readStoredAt(vault, name, { from, to }, world, deadline) {
    const look = async () => (await vault.metadata(name))?.updatedAt;
    const read = async () => {
        try {
            return await within(deadline, world.clock, look, () => undefined);
        }
        catch (error) {
            if (error instanceof GitHubFailure)
                return undefined;
            throw error;
        }
    };
    const isSince = (updatedAt = '') => Date.parse(updatedAt) >= from - patience/* GIVE_OR_TAKE */.ok;
    const updatedAt = await askTwice(read, (seen) => !isSince(seen), world);
    const isOurs = isSince(updatedAt) && Date.parse(updatedAt ?? '') <= to + patience/* GIVE_OR_TAKE */.ok;
    return isOurs ? updatedAt : undefined;
}
/**
 * Writes the record, retrying only after 5xx or no answer.
 *
 * @param deadline for the whole record
 * @returns the failure, if any: never a reason to fail a run that has stored its secrets
 */
async function writeRecord(variables, name, text, visibility, exists, world, deadline) {
    const again = ({ kind }) => kind === 'server' || kind === 'unanswered' ? 0 : undefined;
    const write = async () => {
        try {
            await retrying(() => variables.store(name, text, visibility, exists), world, deadline, again);
            return undefined;
        }
        catch (error) {
            if (error instanceof GitHubFailure)
                return error;
            throw error;
        }
    };
    return within(deadline, world.clock, write, unansweredInTime);
}

;// CONCATENATED MODULE: ./build/src/store/keep-record.js







/**
 * Writes the record of the stored tokens, after the secrets and never before.
 *
 * @param kept what was exchanged, and what was stored of it
 * @returns undefined if no record is kept, or nothing was stored
 */
async function keepRecord(kept, world) {
    const { answer, issuedAt, stored, ready } = kept;
    const { recorded, vault, refresh, access, api } = ready;
    // Without GitHub's time we could not say when a secret was stored.
    if (!recorded || !api.time.isTold)
        return undefined;
    const { name, binding, variables, record: previous, exists } = recorded;
    const deadline = { at: world.clock.now() + patience/* RECORD_WITHIN */.WZ };
    const storedAt = 'from' in stored.refresh
        ? await readStoredAt(vault, refresh.name, stored.refresh, world, {
            // Keep half the time for the write: even without this timestamp, the record tells when the access token
            // expires.
            at: deadline.at - patience/* RECORD_WITHIN */.WZ / 2,
        })
        : undefined;
    const { runId, runAttempt } = world.context;
    const record = nextRecord({
        ...kept,
        binding,
        previous,
        described: describedToken(ready),
        storedAt,
        accessTokenExpiresAt: endOfAccessToken(answer, issuedAt),
        refreshTokenExpiresAt: (0,life/* lifeSince */.xv)(issuedAt).until,
        writtenBy: `${runId}/${runAttempt}`,
    });
    if (!record)
        return undefined;
    const text = formatRecord(record, binding);
    const failure = await writeRecord(variables, name, text, access?.visibility ?? refresh.visibility, exists, world, deadline);
    return { name, failure };
}

;// CONCATENATED MODULE: ./build/src/rotate.js














/**
 * Spends the grant and stores the new tokens. Signals are held from the moment the request leaves. Once the answer
 * arrives, journaling comes first, and nothing is judged before everything is stored.
 *
 * @param grant the stored refresh token, or the code of an authorization
 * @param line the connection to Fxiaoke, opened ahead for this grant
 * @returns how it ended; an error's fate says what became of the stored token
 */
async function rotate(grant, line, config, ready, journal, log, world) {
    const { host } = config.app.cloud;
    log.begin((0,bilingual/* both */.WP)(`Refresh: a new token pair from ${host}`, `刷新：向 ${host} 换发新令牌`));
    const signals = world.runner.holdSignals();
    const spending = spendingOf(grant, config, ready, world);
    journal.spending(spending);
    let journaled;
    // The rest of the answer may be late or never arrive. Nothing that can fail or wait may come before this.
    const onRefreshToken = (token, openUserId) => {
        hide([token], world.runner);
        if (openUserId !== undefined && isForeign({ openUserId }, grant, config, ready))
            return;
        journaled = journal.keep(ready.sealer.seal(token));
    };
    let answer;
    try {
        answer = await exchange(grant, config.app, ready, world, onRefreshToken, line);
    }
    catch (error) {
        const refused = asActionError(error, 'unknown');
        journal.settled();
        return (await staleAfterAll(refused, grant, config, ready, world)) ?? { ended: refused, ready };
    }
    hide(answer.tokenLike, world.runner);
    if (isForeign(answer, grant, config, ready))
        return refuseForeign(answer, grant, config, ready, journal);
    if (!journaled)
        journal.idle();
    journal.confirmUser();
    return keep(answer, journaled, { grant, spending, signals, config, ready, journal, log, world });
}
/** The earliest time at which the tokens can have been issued, by GitHub's clock: the answer may have been slow. */
function issuedAt({ took }, { api }) {
    return api.time.now() - took;
}
/** Masks tokens. An unwritable log leaks nothing, so a failure here is no reason to stop. */
function hide(tokens, runner) {
    for (const token of tokens)
        try {
            runner.mask(token.reveal());
        }
        catch {
            // If masking cannot be written, nothing else can be printed either.
        }
}
function spendingOf(grant, config, ready, world) {
    return {
        grant: grant.kind,
        place: config.place,
        secretName: ready.refresh.name,
        visibility: ready.refresh.visibility,
        ...guardOf(ready, ready.refresh),
        githubApiUrl: config.githubApiUrl.href,
        serverUrl: world.context.serverUrl,
        host: config.app.cloud.host,
    };
}
/** Stores the new tokens, and keeps the recovery command at hand until the refresh token is stored. */
async function keep(answer, journaled, keeping) {
    const { grant, spending, signals, config, ready, journal, log, world } = keeping;
    const done = { answer, issuedAt: issuedAt(answer, ready), stored: {} };
    const token = new UnstoredToken(journaled, spending, journal, log);
    signals.onFirst(token.showCommand);
    const forget = world.clock.after(patience/* SHOW_COMMAND_AFTER */.ph, token.showCommand);
    const outcome = (ended) => ({
        ended,
        ready,
        exchange: done,
        warnings: warningsOf(answer, journaled, done.stored, config, ready),
    });
    try {
        log.say(describeAnswer(answer));
        world.runner.debug(answer.trace);
        log.end();
        log.say((0,bilingual/* both */.WP)('Storing what is new.', '开始写入。'));
        const stored = await store({
            answer,
            journaled,
            journal,
            storedAccessToken: config.accessToken,
            ready,
            onSealedAnew(sealed) {
                token.sealedAnew(sealed);
            },
            onRefreshOutcome(refresh) {
                done.stored = { refresh };
                token.settled(refresh);
            },
        }, world);
        done.stored = stored;
        done.record = await keepRecord({ grant, answer, issuedAt: done.issuedAt, stored, ready }, world);
        return outcome(verdict(answer, stored, ready) ?? STATUS[grant.kind]);
    }
    catch (error) {
        const isKept = done.stored.refresh ? isStored(done.stored.refresh) : answer.unchanged;
        return outcome(asActionError(error, isKept ? 'replaced' : 'unstored'));
    }
    finally {
        forget();
        done.recovery = token.end();
    }
}
const STATUS = { refresh_token: 'refreshed', authorization_code: 'authorized' };
function describeAnswer({ unchanged, traceId }) {
    const [what, whatZh] = unchanged
        ? ['a new access token and the same refresh token', '换到新的访问令牌，刷新令牌没有变']
        : ['a new token pair, sealed and journaled', '换到一对新令牌，已加密暂存'];
    const [trace, traceZh] = traceId === undefined ? ['', ''] : [` (trace ${traceId})`, `（trace ${traceId}）`];
    return (0,bilingual/* both */.WP)(`Fxiaoke: ${what}${trace}.`, `纷享销客：${whatZh}${traceZh}。`);
}
function warningsOf(answer, journaled, stored, { expectedOpenUserId: expected, place }, { refresh: { metadata, name } }) {
    const since = metadata && new Date(metadata.updatedAt);
    return [
        ...(journaled && !journaled.kept && (0,secret_size/* fitsSealed */.Fs)(journaled) ? [{ id: 'journal-unwritable' }] : []),
        ...(answer.cut && !answer.flaw ? [{ id: 'answer-cut' }] : []),
        ...(expected !== undefined && answer.openUserId === undefined
            ? [{ id: 'account-unknown', expected }]
            : []),
        ...(answer.unchanged ? [{ id: 'refresh-token-unchanged', since }] : []),
        ...(stored.refresh?.kind === 'presumed'
            ? [{ id: 'write-presumed', name, place: (0,github_place/* describePlace */.df)(place) }]
            : []),
    ];
}
/**
 * Whether the tokens belong to somebody else. A refresh answer that names nobody is no proof of that; the answer to a
 * code that names nobody is refused, because the code may be anybody's.
 */
function isForeign({ openUserId }, grant, config, ready) {
    const expected = expectedUsers(grant, config, ready);
    if (openUserId === undefined)
        return grant.kind === 'authorization_code' && config.expectedOpenUserId !== undefined;
    return expected.some((user) => user !== openUserId);
}
/** Who the tokens should belong to: the user named by the inputs, and the user of the stored token being spent. */
function expectedUsers(grant, config, ready) {
    const isStoredOne = grant.kind === 'refresh_token' && isDescribed(grant.refreshToken, ready);
    const recorded = isStoredOne ? ready.recorded?.record?.openUserId : undefined;
    return [config.expectedOpenUserId, recorded].filter((user) => user !== undefined);
}
/** Storing them would overwrite this place's login with another account's. */
function refuseForeign(answer, grant, config, ready, journal) {
    journal.idle();
    const { openUserId: actual } = answer;
    const expected = expectedUsers(grant, config, ready).find((user) => user !== actual) ?? '';
    const refused = expected === config.expectedOpenUserId ? 'refreshed' : 'recorded';
    const authorized = actual === undefined ? 'unnamed' : 'authorized';
    const error = new ActionError({
        id: 'wrong-account',
        cause: grant.kind === 'authorization_code' ? authorized : refused,
        fate: 'discarded',
        accounts: { expected, actual: actual ?? '' },
        place: (0,github_place/* describePlace */.df)(config.place),
    });
    return { ended: error, ready, exchange: { answer, issuedAt: issuedAt(answer, ready), stored: {} } };
}

;// CONCATENATED MODULE: ./build/src/decide.js



/**
 * Both secrets of a place are stored together. An access token that is older than the refresh token by more than this
 * (milliseconds) dates from before the last rotation.
 */
const STORED_TOGETHER_WITHIN = 60_000;
/**
 * Decides what to do from what is known. Pure: asks nothing, spends nothing.
 *
 * @param config the validated inputs, for an intent without a code
 * @param known what GitHub answered
 * @param rerun whether this is a later attempt of the run
 * @param now GitHub's time, milliseconds since the epoch
 */
function decide(config, known, rerun, now) {
    const { refreshToken } = config;
    const isStored = known.refresh.metadata !== undefined;
    if (refreshToken === undefined) {
        if (isStored)
            return { kind: 'unable', why: { id: 'refresh-token-not-passed', cause: 'empty' } };
        return { kind: 'unable', why: { id: 'authorization-required', cause: 'none-stored' } };
    }
    if (!isStored)
        return { kind: 'unable', why: { id: 'secret-not-found', cause: 'missing' } };
    const copy = judgeCopy(refreshToken, known, rerun);
    if (copy.kind === 'wrong-place')
        return copy;
    if (copy.kind === 'stale')
        return copy;
    return decide_reuse(config, known, now) ?? { kind: 'exchange', grant: { kind: 'refresh_token', refreshToken } };
}
/** Reuses the given access token if it is certain to be the stored one and to last long enough. */
function decide_reuse(config, known, now) {
    const { accessToken } = config;
    const expiresAt = accessToken && endOf(accessToken, known);
    if (!accessToken || !expiresAt)
        return undefined;
    const left = expiresAt.getTime() - now;
    return left >= config.minValidityMinutes * 60_000 ? { kind: 'reuse', accessToken, expiresAt } : undefined;
}
/** When the given access token expires; undefined if that is not known. */
function endOf(accessToken, known) {
    const { recorded, access, refresh } = known;
    if (recorded?.record) {
        const half = recorded.record.accessToken;
        const isOurs = half?.mark === markOf('accessToken', accessToken, recorded.binding);
        return isOurs && half.expiresAt !== undefined ? new Date(half.expiresAt) : undefined;
    }
    // Without a record, timestamps must show that this is the stored token, and that both were stored together.
    const readAt = secretsReadAt(known);
    if (!access?.metadata || readAt === undefined)
        return undefined;
    const updatedAt = new Date(access.metadata.updatedAt);
    const refreshedAt = new Date(refresh.metadata?.updatedAt ?? Number.NaN);
    if (updatedAt >= readAt)
        return undefined;
    if (updatedAt.getTime() < refreshedAt.getTime() - STORED_TOGETHER_WITHIN)
        return undefined;
    return new Date(updatedAt.getTime() + ACCESS_TOKEN_LIFE);
}

;// CONCATENATED MODULE: ./build/src/decide-surely.js






/**
 * Decides what to do next. `wrong-place` (the job reads from another place than it writes to) needs a second look to
 * confirm it, because the first may have been a stale read.
 *
 * @param config for an intent without a code
 * @throws {ActionError} with the fate `not-sent`, if GitHub cannot be asked again
 */
async function decideSurely(config, seen, world) {
    const decided = (ready) => ({
        next: decide(config, ready, isRerun(world), ready.api.time.now()),
        ready,
    });
    const first = decided(seen);
    if (first.next.kind !== 'wrong-place')
        return first;
    await sleep(world.clock, patience/* READS_LAG */.bn);
    return decided(await lookAgain(seen, world, -1));
}
/** The error of a decision that leaves nothing to do. */
function refusal(next, config, ready) {
    const secret = { place: (0,github_place/* describePlace */.df)(config.place), secretName: ready.refresh.name };
    if (next.kind === 'unable')
        return new ActionError({ ...next.why, fate: 'not-sent', ...secret });
    return new ActionError({
        id: 'wrong-place',
        cause: 'another-token',
        fate: 'not-sent',
        ...secret,
        variable: ready.recorded?.name ?? '',
    });
}

// EXTERNAL MODULE: ./build/src/errors/catalogue.js + 11 modules
var catalogue = __nccwpck_require__(635);
;// CONCATENATED MODULE: ./build/src/github/forms.js

/** Lifetime of a new token in days: the most that an organization allows by default. */
const TOKEN_DAYS = 365;
/** GitHub does not truncate: it refuses a form with a longer name. */
const LONGEST_TOKEN_NAME = 40;
const LONGEST_APP_NAME = 34;
/** The only server whose form for fine-grained tokens can be prefilled. */
const GITHUB_COM = 'https://github.com';
/**
 * GitHub's form for a new fine-grained token, prefilled with the permissions to write secrets and variables in these
 * places. The repository must be chosen by hand; on servers other than github.com, everything must.
 *
 * @param places only those with the same owner as the first count
 * @see https://github.blog/changelog/2025-08-26-template-urls-for-fine-grained-pats-and-updated-permissions-ui/
 */
function newTokenUrl([first, ...more], serverUrl) {
    const url = new URL(`${serverUrl}/settings/personal-access-tokens/new`);
    if (serverUrl === GITHUB_COM)
        url.search = new URLSearchParams({
            name: nameOf(first).slice(0, LONGEST_TOKEN_NAME),
            description: 'Writes the tokens of fxiaoke-refresh-action',
            target_name: first.owner,
            expires_in: String(TOKEN_DAYS),
            ...permissionsOf([first, ...more]),
        }).toString();
    return url.href;
}
/**
 * GitHub's form for a new GitHub App, prefilled with the same permissions.
 *
 * @param isOfOrganization whether an organization owns the repository
 * @see https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-using-url-parameters
 */
function newAppUrl([first, ...more], isOfOrganization, { owner, repo }, serverUrl) {
    const of = isOfOrganization ? `/organizations/${encodeURIComponent(owner)}` : '';
    const url = new URL(`${serverUrl}${of}/settings/apps/new`);
    url.search = new URLSearchParams({
        name: nameOf(first).slice(0, LONGEST_APP_NAME),
        description: 'Writes the tokens of fxiaoke-refresh-action',
        url: `${serverUrl}/${owner}/${repo}`,
        public: 'false',
        webhook_active: 'false',
        ...permissionsOf([first, ...more]),
    }).toString();
    return url.href;
}
/** Includes the owner, because App names are unique across GitHub. */
function nameOf({ owner }) {
    return `Fxiaoke tokens ${owner}`;
}
function permissionsOf(places) {
    const own = places.filter(({ owner }) => owner.toLowerCase() === places[0].owner.toLowerCase());
    return Object.fromEntries(own.flatMap(github_place/* formPermissions */.p2).map((permission) => [permission, 'write']));
}
/**
 * The settings page of an environment, with its rules, variables and secrets. @param id undefined: the list of
 * environments
 */
function environmentUrl(repository, id, serverUrl) {
    return repositorySettings(repository, id === undefined ? 'environments' : `environments/${id}/edit`, serverUrl);
}
function newEnvironmentUrl(repository, serverUrl) {
    return repositorySettings(repository, 'environments/new', serverUrl);
}
/** The settings page for what a repository's workflows may do. */
function actionsSettingsUrl(repository, serverUrl) {
    return repositorySettings(repository, 'actions', serverUrl);
}
function repositorySettings({ owner, repo }, page, serverUrl) {
    return `${serverUrl}/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}/settings/${page}`;
}

;// CONCATENATED MODULE: ./build/src/set-up/pages.js



/** Under which name the examples and the README keep what an input needs. */
const KEPT_AS = {
    'app-id': { kind: 'variable', name: 'FXIAOKE_APP_ID' },
    'app-secret': { kind: 'secret', name: 'FXIAOKE_APP_SECRET' },
    'redirect-url': { kind: 'variable', name: 'FXIAOKE_REDIRECT_URL' },
    'secrets-token': { kind: 'secret', name: 'SECRETS_TOKEN' },
    'cloud-domain': { kind: 'variable', name: 'FXIAOKE_CLOUD_DOMAIN' },
    'expected-open-user-id': { kind: 'variable', name: 'FXIAOKE_OPEN_USER_ID' },
};
/** Where each thing of the set-up is fixed: GitHub's own pages and forms. */
class Pages {
    #config;
    #repository;
    #serverUrl;
    #environmentId;
    #isOfOrganization;
    /**
     * @param environmentId of the environment of the place, where it is known
     * @param isOfOrganization whether an organization owns the repository
     */
    constructor(config, repository, serverUrl, environmentId, isOfOrganization) {
        this.#config = config;
        this.#repository = repository;
        this.#serverUrl = serverUrl;
        this.#environmentId = environmentId;
        this.#isOfOrganization = isOfOrganization;
    }
    /** Forms for another `secrets-token`. */
    token() {
        const { place, shares } = this.#config;
        const places = [place, ...shares];
        return [
            page('New fine-grained token', '新建细粒度 PAT', newTokenUrl(places, this.#serverUrl)),
            page('New GitHub App', '新建 GitHub App', newAppUrl(places, this.#isOfOrganization, this.#repository, this.#serverUrl)),
        ];
    }
    /** The environment's rules, variables and secrets. */
    environment() {
        const url = environmentUrl(this.#repository, this.#environmentId, this.#serverUrl);
        return [
            this.#environmentId === undefined
                ? page('Environments', '环境列表', url)
                : page('The environment', '该环境', url),
        ];
    }
    /** For an environment that does not exist. */
    newEnvironment() {
        const url = newEnvironmentUrl(this.#repository, this.#serverUrl);
        return [page('New environment', '新建环境', url), ...this.environment()];
    }
    /** Where the repository says what its workflows may do. */
    actions() {
        const url = actionsSettingsUrl(this.#repository, this.#serverUrl);
        return [page('Settings > Actions', 'Settings > Actions', url)];
    }
    /** Where the values of these inputs are kept, as the examples do it. */
    values(inputs) {
        const kinds = new Set(inputs.map((input) => KEPT_AS[input]?.kind));
        const { place } = this.#config;
        const variable = (0,github_place/* newVariableUrl */.AU)(place, this.#serverUrl);
        const kept = place.kind === 'environment'
            ? kinds.has('variable') || kinds.has('secret')
                ? this.environment()
                : []
            : [
                ...(kinds.has('variable') && variable !== undefined
                    ? [page('New variable', '新建变量', variable)]
                    : []),
                ...(kinds.has('secret')
                    ? [page('New secret', '新建 Secret', (0,github_place/* newSecretUrl */.wg)(place, this.#serverUrl))]
                    : []),
            ];
        return [...(inputs.includes('secrets-token') ? this.token() : []), ...kept];
    }
    /** The pages on which a failure can be fixed; often there are none. */
    of({ id, cause }) {
        switch (id) {
            case 'target-not-found':
                if (cause === 'no-environment')
                    return this.newEnvironment();
                return cause === 'environment' ? [...this.environment(), ...this.token()] : this.token();
            case 'secrets-token-rejected':
            case 'share-failed':
                return this.token();
            case 'secrets-token-cannot-write':
                return cause === 'ip-allow-list' ? [] : this.token();
            case 'secret-shadowed':
                return [
                    page('Secrets of the repository', '仓库的 Secret', (0,github_place/* settingsUrl */.vb)({ kind: 'repository', ...this.#repository }, this.#serverUrl)),
                ];
            case 'secret-not-found':
            case 'wrong-place':
                return [page('The secrets', 'Secret 设置', (0,github_place/* settingsUrl */.vb)(this.#config.place, this.#serverUrl))];
            case 'app-credentials-rejected':
                return this.values(['app-id', 'app-secret']);
            case 'wrong-cloud-domain':
                return this.values(['cloud-domain']);
            case 'fxiaoke-unreachable':
                return cause === 'unknown-host' ? this.values(['cloud-domain']) : [];
            default:
                return [];
        }
    }
}
/** An input and what holds its value, for example `app-id (variable FXIAOKE_APP_ID)`. */
function keptAs(input) {
    const kept = KEPT_AS[input];
    if (!kept)
        return (0,bilingual/* both */.WP)(input, input);
    const { kind, name } = kept;
    return (0,bilingual/* both */.WP)(`${input} (${kind} ${name})`, `${input}（${kind === 'secret' ? 'Secret' : '变量'} ${name}）`);
}
function page(en, zh, url) {
    return { title: (0,bilingual/* both */.WP)(en, zh), url };
}

;// CONCATENATED MODULE: ./build/src/set-up/items.js








function done(en, zh) {
    return { item: { state: 'done', says: (0,bilingual/* both */.WP)(en, zh), pages: [] } };
}
/** What is still to do or to know, and fails no run. */
function items_open(en, zh, pages = []) {
    return { item: { state: 'open', says: (0,bilingual/* both */.WP)(en, zh), pages } };
}
/** What fails a run. */
function wrong(error, pages) {
    const { happened } = (0,catalogue/* wordsOf */.Z9)(error.failure);
    return { item: { state: 'wrong', says: happened, pages: pages.of(error.failure) }, error };
}
/** What is wrong with the inputs: all of it is one error, and each a line. */
function inputEntries(problems, pages) {
    if (problems.length === 0)
        return [done('All inputs have arrived and are well-formed.', '输入都已收到，格式正确。')];
    const error = new ActionError({
        id: 'invalid-input',
        cause: 'inputs',
        fate: 'not-sent',
        problems,
        listed: true,
    });
    return problems.map(({ inputs, isMissing, en, zh }) => {
        const names = inputs.map(keptAs);
        const says = isMissing
            ? (0,bilingual/* both */.WP)(`Nothing arrived for ${names.map((name) => name.en).join(', ')}.`, `没有收到 ${names.map((name) => name.zh).join('、')}的值。`)
            : (0,bilingual/* both */.WP)(en, zh);
        return { item: { state: 'wrong', says, pages: pages.values(inputs) }, error };
    });
}
/**
 * The environment of the secrets: that it exists, and whether it lets scheduled runs through.
 *
 * @param isOnDefaultBranch whether this run is, as those of a schedule are; undefined: not known
 */
function environmentEntries(place, facts, isOnDefaultBranch, pages) {
    const { en, zh } = (0,github_place/* describePlace */.df)(place);
    if (facts === undefined || facts.kind === 'unknown')
        return [];
    if (facts.kind === 'missing') {
        const evidence = { status: 404 };
        const missing = { id: 'target-not-found', cause: 'no-environment', fate: 'not-sent' };
        return [wrong(new ActionError({ ...missing, place: { en, zh }, evidence }), pages)];
    }
    const { isReviewed, waitMinutes, branches } = facts;
    const page = pages.environment();
    return [
        done(`There is an ${en}.`, `${zh}存在。`),
        ...(isReviewed
            ? [
                items_open('The environment has required reviewers: every scheduled run waits until one of them approves. Remove them.', '该环境设了必需的审批人（Required reviewers）：每次定时运行都要等人批准。请去掉。', page),
            ]
            : []),
        ...(waitMinutes > 0
            ? [
                items_open(`The environment has a wait timer: every scheduled run waits for ${waitMinutes} minutes. Remove it.`, `该环境设了等待时间（Wait timer）：每次定时运行都要等 ${waitMinutes} 分钟。请去掉。`, page),
            ]
            : []),
        ...(branches === 'all'
            ? [
                items_open('Workflows of every branch may use the environment, and so read its secrets. Choose “Selected branches and tags”, with the default branch alone.', '任何分支的工作流都能使用该环境，也就能读到其中的 Secret。请选“Selected branches and tags”，只保留默认分支。', page),
            ]
            : isOnDefaultBranch === true
                ? [
                    done('Only some branches may use the environment, this run’s among them.', '只有部分分支能使用该环境，其中包括本次运行所在的分支。'),
                ]
                : [
                    items_open('Only some branches may use the environment. Schedules run on the default branch: it has to be one of them.', '只有部分分支能使用该环境。定时任务在默认分支上运行，它必须是其中之一。', page),
                ]),
    ];
}
/** What could not be read with the workflow's own token. */
function unreadEntries(ready, facts, pages, world) {
    const failure = facts?.kind === 'unknown' ? facts.failure : undefined;
    const rules = (0,bilingual/* both */.WP)('the rules of the environment', '环境的规则');
    const unread = [
        ...(ready?.secretsRead && 'unreadable' in ready.secretsRead
            ? [(0,bilingual/* both */.WP)('when a run read its secrets', '运行读取 Secret 的时间')]
            : []),
        ...(failure?.kind === 'forbidden' ? [rules] : []),
    ];
    return [
        ...(unread.length > 0
            ? [
                items_open(`github-token cannot read ${unread.map(({ en }) => en).join(' and ')}: give the job permissions: actions: read.`, `github-token 读不到${unread.map(({ zh }) => zh).join('和')}：请给 job 加上 permissions: actions: read。`, pages.actions()),
            ]
            : []),
        ...(failure && failure.kind !== 'forbidden' ? [unanswered(rules, failure, world)] : []),
    ];
}
function unanswered({ en, zh }, failure, { runner }) {
    const reason = failureReason(failure, (text) => runner.quote(text));
    return items_open(`GitHub did not tell ${en} (${reason.en}).`, `GitHub 没有给出${zh}（${reason.zh}）。`);
}
function writable(place) {
    const { en, zh } = (0,github_place/* describePlace */.df)(place);
    return done(`secrets-token can write the secrets of ${en}.`, `secrets-token 可以写入${(0,bilingual/* spaced */.ji)(zh)}的 Secret。`);
}
/** What the record tells of this run's copy of the refresh token; nothing where none is kept. */
function recordEntries({ refreshToken }, ready, pages) {
    const { recorded } = ready;
    if (!recorded)
        return [];
    const { name, unreadable } = recorded;
    if (unreadable)
        return [
            items_open(`secrets-token cannot read the variable ${name}, the record of what the secrets hold. Everything works without it, but less is known.`, `secrets-token 读不到变量 ${name}（Secret 内容的记录）。没有它也能运行，只是能判断的情况少一些。`, pages.token()),
        ];
    if (!refreshToken)
        return [];
    return isDescribed(refreshToken, ready)
        ? [
            done(`By the record in the variable ${name}, the refresh token of this run is the stored one.`, `据变量 ${name} 的记录，本次运行拿到的刷新令牌就是已存的那个。`),
        ]
        : [
            items_open(`Whether this run's refresh token is the stored one: the variable ${name} does not describe it yet. The next rotation writes it.`, `本次运行拿到的刷新令牌是不是已存的那个：变量 ${name} 还没有记录，下一次刷新后会写入。`),
        ];
}
/** Answers that leave no doubt that a real run would fail. */
const CLEAR = [
    'app-credentials-rejected',
    'app-not-authorized',
    'ip-not-allowed',
    'wrong-cloud-domain',
    'fxiaoke-unreachable',
];
/**
 * What Fxiaoke's answer to an impossible code tells of address, IP and app.
 *
 * @param refusal undefined: it did not even refuse
 */
function fxiaokeEntry(refusal, host, pages, world) {
    if (refusal && CLEAR.includes(refusal.id))
        return wrong(refusal, pages);
    if (refusal === undefined ||
        (refusal.id === 'authorization-code-rejected' && refusal.failure.cause === 'refused'))
        return done(`${host} is Fxiaoke, lets this machine in and knows the app.`, `${host} 是纷享销客的网关，允许本机访问，应用也有效。`);
    const answer = inWords(refusal, world);
    return items_open(`Whether ${host} lets this machine in and knows the app: it answered ${answer.en}.`, `${host} 是否允许本机访问、应用是否有效：它返回了 ${answer.zh}。`);
}
function inWords(refusal, world) {
    const { errorCode, said } = (0,failure/* evidenceOf */.X)(refusal.failure);
    const message = said?.printable((text) => world.runner.quote(text));
    const code = errorCode === undefined ? refusal.id : `errorCode ${errorCode}`;
    return message?.en ? (0,bilingual/* both */.WP)(`${code} (${message.en})`, `${code}（${message.zh}）`) : (0,bilingual/* both */.WP)(code, code);
}
function shareEntries(shares, pages) {
    const failed = shares.filter((share) => 'failure' in share);
    const [first] = failed;
    return [
        ...shares.flatMap((share) => ('sealer' in share ? [writable(share.vault.place)] : [])),
        ...(first
            ? [
                wrong(new ActionError({
                    id: 'share-failed',
                    cause: 'not-writable',
                    fate: 'not-sent',
                    evidence: first.failure.evidence,
                    failed: failed.map(({ vault }) => (0,github_place/* describePlace */.df)(vault.place)),
                }), pages),
            ]
            : []),
    ];
}

;// CONCATENATED MODULE: ./build/src/set-up/prove-shares.js






/** All requests that prove shares at the same time. */
const prove_shares_SHARES_AT_ONCE = 8;
/**
 * Proves that the shares can be written. One that is known to fail is not proven again.
 *
 * @returns the shares, and warnings of probes that may be left behind
 */
async function proveShares(config, ready, world) {
    const limiter = new Limiter(prove_shares_SHARES_AT_ONCE);
    const deadline = { at: world.clock.now() + patience/* SHARES_PROVEN_WITHIN */.Uz };
    const warnings = [];
    const secretName = config.accessTokenSecret ?? '';
    const prove = async (share) => {
        if ('failure' in share)
            return share;
        const probe = new WriteProbe(share.vault, probeName(config.refreshTokenSecret));
        try {
            await proveWritable({ ...share, probe, secretName }, world, deadline);
            return share;
        }
        catch (error) {
            const failure = error instanceof ActionError ? error.cause : error;
            if (failure instanceof GitHubFailure)
                return { vault: share.vault, failure };
            throw error;
        }
        finally {
            warnings.push(...probe.warnings);
        }
    };
    return { shares: await Promise.all(ready.shares.map((share) => limiter.run(() => prove(share)))), warnings };
}

;// CONCATENATED MODULE: ./build/src/set-up/lead-set-up.js












/**
 * A run that has neither a token to spend nor a code, or must not spend one: proves everything that can be proven without,
 * and lists all of it, done and open. What does not depend on a missing input is asked all the same.
 *
 * @param inputs good or not
 * @param known is not asked again
 * @returns the list; it ends with the first failure in the order of the run
 */
async function leadSetUp(inputs, world, known = {}) {
    const config = withoutUnusable(inputs);
    const around = openSurroundings(config, world);
    const canAsk = areUsable(inputs, 'secrets-token', 'github-api-url', 'environment', 'organization', 'refresh-token-secret');
    const askPlace = async () => {
        const prepared = known.prepared ?? (canAsk ? await prepare(config, world, around) : undefined);
        if (!prepared || 'errors' in prepared)
            return { unready: prepared };
        // Not after Fxiaoke's answer, which may take longer than a look stays good.
        const [decided, proof] = await Promise.all([
            isLoginJudged(config) ? find(() => decideSurely(config, prepared, world), config.place) : undefined,
            proveShares(config, prepared, world),
        ]);
        return { ready: prepared, decided, proof };
    };
    const [{ unready, ready, decided, proof }, environment, repository, fxiaoke] = await Promise.all([
        askPlace(),
        around.environment(),
        around.repository(),
        areUsable(inputs, 'app-id', 'app-secret', 'cloud-domain')
            ? tryApp(config.app, world).then((refusal) => ({ refusal }))
            : undefined,
    ]);
    const { owner, repo, ref, serverUrl } = world.context;
    const id = environment?.kind === 'exists' ? environment.id : undefined;
    const isOfOrganization = repository?.isOfOrganization ?? config.place.kind === 'organization';
    const pages = new Pages(config, { owner, repo }, serverUrl, id, isOfOrganization);
    const branch = repository?.defaultBranch;
    const isOnDefaultBranch = branch === undefined ? undefined : ref === `refs/heads/${branch}`;
    const login = ready && loginFacts(config, ready, decided, pages, world);
    const isToldMissing = unready?.errors.some(({ failure }) => failure.cause === 'no-environment') === true;
    const entries = [
        ...inputEntries(inputs.problems, pages),
        ...(ready || unready?.isWritable ? [writable(config.place)] : []),
        ...(unready?.errors.map((error) => wrong(error, pages)) ?? []),
        ...(isToldMissing ? [] : environmentEntries(config.place, environment, isOnDefaultBranch, pages)),
        ...unreadEntries(ready, environment, pages, world),
        ...(login?.entries ?? []),
        ...(fxiaoke ? [fxiaokeEntry(fxiaoke.refusal, config.app.cloud.host, pages, world)] : []),
        ...(proof ? shareEntries(proof.shares, pages) : []),
    ];
    const ended = known.ended ?? entries.find(({ error }) => error)?.error;
    return {
        ended: ended ?? lead_set_up_STATUS[config.intent.kind] ?? 'checked',
        // What could not be read is in the list, and needs no warning.
        ...(ready && { ready: { ...ready, secretsRead: undefined } }),
        storedAt: unready?.storedAt,
        setUp: entries.map(({ item, error }) => (error && error !== ended ? withFix(item, error) : item)),
        warnings: [...(unready?.warnings ?? []), ...(login?.warnings ?? []), ...(proof?.warnings ?? [])],
    };
}
/** Nobody reads the steps of an error that is not the one of the run: the first of them says what to do. */
function withFix(item, { failure }) {
    const [fix] = (0,catalogue/* wordsOf */.Z9)(failure).next;
    return fix ? { ...item, fix } : item;
}
const lead_set_up_STATUS = {
    'dry-run': 'checked',
    'start-authorization': 'authorization-started',
};
/** Nothing is asked with, or of, an input that is not good. */
function withoutUnusable(inputs) {
    const { config } = inputs;
    const isGitHubKnown = areUsable(inputs, 'github-api-url', 'environment', 'organization');
    const { app } = config;
    return {
        ...config,
        app: areUsable(inputs, 'redirect-url') ? app : { ...app, redirectUrl: undefined },
        ...(isGitHubKnown ? {} : { githubToken: undefined, secretsToken: new secret/* Secret */.z('') }),
        // The record is bound to it.
        ...(areUsable(inputs, 'app-secret') ? {} : { recordVariable: undefined }),
    };
}
/** Whoever asks for a link gets one, whatever is stored; so does whoever has brought a code. */
function isLoginJudged({ intent }) {
    return intent.kind !== 'authorize' && !(intent.kind === 'start-authorization' && intent.isAsked);
}
/** The login that is stored, or is to be. @param decided what a run would do with it, if that was asked */
function loginFacts(config, ready, decided, pages, world) {
    const record = recordEntries(config, ready, pages);
    if (!decided)
        return { entries: record, warnings: [] };
    if (decided.kind === 'failed')
        return { entries: [wrong(decided.error, pages)], warnings: [] };
    const { next } = decided.value;
    switch (next.kind) {
        case 'wrong-place':
        case 'unable': {
            const error = refusal(next, config, ready);
            return error.id === 'authorization-required'
                ? { entries: [...record, ...firstLoginEntries(config, error, pages)], warnings: [] }
                : { entries: [wrong(error, pages)], warnings: [] };
        }
        case 'stale':
            return {
                entries: [...record, STILL_ACCEPTED],
                warnings: [{ id: 'stale', ...next.staleness, rerun: isRerun(world), fate: 'not-sent' }],
            };
        default:
            return { entries: [...record, STILL_ACCEPTED], warnings: [] };
    }
}
const STILL_ACCEPTED = items_open('Whether Fxiaoke still accepts the stored refresh token: asking would spend it.', '纷享销客是否仍接受已存的刷新令牌：要验证就得消耗它。');
/** What is missing for the first authorization. @param error with which a run that was to rotate ends */
function firstLoginEntries({ app, intent }, error, pages) {
    if (intent.kind === 'start-authorization')
        return [];
    const first = items_open('No refresh token is stored yet. When all else is done: Run workflow, with start in the field authorization-code.', '还没有存过刷新令牌。其他各项就绪后：Run workflow，在 authorization-code 中填 start。');
    const callback = items_open('redirect-url is empty, and authorizing needs it: the redirect URL registered for the app.', '授权需要 redirect-url（应用登记的回调地址），现在是空的。', pages.values(['redirect-url']));
    // A dry run has done what it was asked for; any other run has not.
    const ending = intent.kind === 'rotate' ? { ...first, error } : first;
    return [...(app.redirectUrl === undefined ? [callback] : []), ending];
}

;// CONCATENATED MODULE: ./build/src/run.js



















/**
 * One run of the action, from raw inputs to the result to report.
 *
 * @param raw the inputs, already masked
 * @param journal already idle, so that planted state cannot pass for it
 * @param world everything outside
 * @returns the result; never throws
 */
async function run(raw, journal, world) {
    const language = (0,clouds/* leadingLanguage */.j)(raw['cloud-domain']);
    const log = new ProgressLog(world, language);
    const inputs = readInputs(raw, world.context);
    let outcome;
    try {
        outcome = leadsSetUp(inputs.config)
            ? await showSetUp(inputs, log, world)
            : await perform(inputs, journal, log, world);
    }
    catch (error) {
        outcome = { ended: asActionError(error, 'not-sent') };
    }
    outcome = withFateOfCode(outcome, inputs.config);
    log.end();
    const config = areUsable(inputs, 'environment', 'organization') ? inputs.config : undefined;
    const now = new Date(outcome.ready?.api.time.now() ?? world.clock.now());
    return conclude(config, outcome, {
        language,
        now,
        schedule: await readSchedule(world.context.schedule, now),
        repository: await outcome.ready?.repository,
        authorizeLink: needsLink(outcome) ? config && linkFor(config, world) : undefined,
        serverUrl: world.context.serverUrl,
        redact: (text) => world.runner.redact(text),
        quote: (text) => world.runner.quote(text),
    });
}
/** Lists what is done and what is left to do, if no token can or should be spent. */
function showSetUp(inputs, log, world, known) {
    log.begin((0,bilingual/* both */.WP)('Set-up: what is done, and what is open?', '配置：哪些就绪，哪些待办'));
    return leadSetUp(inputs, world, known);
}
async function perform(inputs, journal, log, world) {
    const { intent } = inputs.config;
    const isAuthorizing = intent.kind === 'authorize';
    // Whoever brought this code has to come back with another, so list everything that would stop that one too.
    if (isAuthorizing && inputs.problems.length > 0)
        return showSetUp(inputs, log, world);
    const config = requireUsable(inputs);
    const { app, place, refreshToken } = config;
    const authorization = isAuthorizing ? readAuthorization(intent, app, place, world.clock.now()) : undefined;
    if (authorization instanceof ActionError)
        return showSetUp(inputs, log, world, { ended: authorization });
    const stored = refreshToken && { kind: 'refresh_token', refreshToken };
    const grant = authorization ?? stored;
    // Connect while GitHub is being asked. Nothing is sent before there is a `Ready`.
    const line = grant && openLine(grant, app, world);
    try {
        log.begin((0,bilingual/* both */.WP)('Prepare: is the place writable, and is the token the newest?', '准备：目标位置能否写入，令牌是不是最新的'));
        const prepared = await prepare(config, world);
        if ('errors' in prepared)
            return isAuthorizing
                ? await showSetUp(inputs, log, world, { prepared })
                : { ended: prepared.errors[0], storedAt: prepared.storedAt, warnings: prepared.warnings };
        log.say(foundAt(place, prepared));
        for (const note of prepared.notes)
            log.say(note);
        let ready = prepared;
        try {
            // The write proof may have taken longer than the look.
            ready = await lookAgain(prepared, world, patience/* METADATA_FRESH_FOR */.nm);
            const decided = authorization
                ? { next: { kind: 'exchange', grant: authorization }, ready }
                : await decideSurely(config, ready, world);
            ready = decided.ready;
            return await follow(decided, line, config, journal, log, world);
        }
        catch (error) {
            return { ended: asActionError(error, 'not-sent'), ready };
        }
    }
    finally {
        line?.hangUp();
    }
}
/** What `prepare` found at the place. */
function foundAt(place, { refresh: { name, metadata } }) {
    const { en, zh } = (0,github_place/* describePlace */.df)(place);
    const [since, sinceZh] = metadata
        ? [`stored ${metadata.updatedAt}`, `存入于 ${metadata.updatedAt}`]
        : ['not stored yet', '尚未存入'];
    return (0,bilingual/* both */.WP)(`GitHub: ${en} can be written; ${name} is ${since}.`, `GitHub：${(0,bilingual/* spaced */.ji)(zh)}可写入；${name} ${sinceZh}。`);
}
/** Carries out the decision. */
async function follow({ next, ready }, line, config, journal, log, world) {
    switch (next.kind) {
        case 'unable':
        case 'wrong-place':
            throw refusal(next, config, ready);
        case 'stale':
            return stale(next.staleness, 'not-sent', config, ready, world);
        case 'reuse':
            return reuse(next, ready, world);
        case 'exchange':
            return rotate(next.grant, line, config, ready, journal, log, world);
    }
}
/** However a run fails, it says what became of the code it was given. */
function withFateOfCode(outcome, { intent }) {
    const { ended, exchange } = outcome;
    const hasCode = intent.kind === 'authorize' && intent.code.reveal() !== '';
    if (!hasCode || !(ended instanceof ActionError))
        return outcome;
    const unanswered = ended.fate === 'unknown' ? 'unknown' : 'not-sent';
    return { ...outcome, ended: ended.ofCode(exchange ? 'redeemed' : unanswered) };
}
const NEEDS_LINK = [
    'authorization-required',
    'refresh-token-rejected',
    'authorization-code-rejected',
    'wrong-account',
];
/** These may pass by themselves, so another code may succeed. */
const MAY_PASS = ['fxiaoke-unreachable', 'fxiaoke-busy', 'fxiaoke-error'];
/** Whether a person must authorize now, and can. */
function needsLink({ ended, setUp = [] }) {
    if (setUp.some(({ state }) => state === 'wrong'))
        return false;
    if (!(ended instanceof ActionError))
        return ended === 'authorization-started';
    const { code } = ended.failure;
    const isCodeSpent = code === 'refused' || code === 'unknown';
    return NEEDS_LINK.includes(ended.id) || (isCodeSpent && MAY_PASS.includes(ended.id));
}
function linkFor({ app, place }, world) {
    return authorizeLink(app, place, world, world.clock.now());
}


/***/ }),

/***/ 811:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   q: () => (/* binding */ leave)
/* harmony export */ });
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


/***/ }),

/***/ 687:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  b: () => (/* binding */ realWorld)
});

// NAMESPACE OBJECT: ./build/node_modules/@actions/core/lib/platform.js
var platform_namespaceObject = {};
__nccwpck_require__.r(platform_namespaceObject);
__nccwpck_require__.d(platform_namespaceObject, {
  arch: () => (arch),
  getDetails: () => (getDetails),
  isLinux: () => (isLinux),
  isMacOS: () => (isMacOS),
  isWindows: () => (isWindows),
  platform: () => (platform)
});

// NAMESPACE OBJECT: ./build/node_modules/@actions/core/lib/core.js
var core_namespaceObject = {};
__nccwpck_require__.r(core_namespaceObject);
__nccwpck_require__.d(core_namespaceObject, {
  ExitCode: () => (ExitCode),
  addPath: () => (addPath),
  debug: () => (debug),
  endGroup: () => (endGroup),
  error: () => (error),
  exportVariable: () => (exportVariable),
  getBooleanInput: () => (getBooleanInput),
  getIDToken: () => (getIDToken),
  getInput: () => (getInput),
  getMultilineInput: () => (getMultilineInput),
  getState: () => (getState),
  group: () => (group),
  info: () => (info),
  isDebug: () => (isDebug),
  markdownSummary: () => (markdownSummary),
  notice: () => (notice),
  platform: () => (platform_namespaceObject),
  saveState: () => (saveState),
  setCommandEcho: () => (setCommandEcho),
  setFailed: () => (setFailed),
  setOutput: () => (setOutput),
  setSecret: () => (setSecret),
  startGroup: () => (startGroup),
  summary: () => (summary),
  toPlatformPath: () => (toPlatformPath),
  toPosixPath: () => (toPosixPath),
  toWin32Path: () => (toWin32Path),
  warning: () => (warning)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __nccwpck_require__(598);
// EXTERNAL MODULE: external "os"
var external_os_ = __nccwpck_require__(857);
;// CONCATENATED MODULE: ./build/node_modules/@actions/core/lib/utils.js
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */
/**
 * Sanitizes an input into a string so it can be passed into issueCommand safely
 * @param input input to sanitize into a string
 */
function toCommandValue(input) {
    if (input === null || input === undefined) {
        return '';
    }
    else if (typeof input === 'string' || input instanceof String) {
        return input;
    }
    return JSON.stringify(input);
}
/**
 *
 * @param annotationProperties
 * @returns The command properties to send with the actual annotation command
 * See IssueCommandProperties: https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs#L646
 */
function toCommandProperties(annotationProperties) {
    if (!Object.keys(annotationProperties).length) {
        return {};
    }
    return {
        title: annotationProperties.title,
        file: annotationProperties.file,
        line: annotationProperties.startLine,
        endLine: annotationProperties.endLine,
        col: annotationProperties.startColumn,
        endColumn: annotationProperties.endColumn
    };
}
//# sourceMappingURL=utils.js.map
;// CONCATENATED MODULE: ./build/node_modules/@actions/core/lib/command.js


/**
 * Issues a command to the GitHub Actions runner
 *
 * @param command - The command name to issue
 * @param properties - Additional properties for the command (key-value pairs)
 * @param message - The message to include with the command
 * @remarks
 * This function outputs a specially formatted string to stdout that the Actions
 * runner interprets as a command. These commands can control workflow behavior,
 * set outputs, create annotations, mask values, and more.
 *
 * Command Format:
 *   ::name key=value,key=value::message
 *
 * @example
 * ```typescript
 * // Issue a warning annotation
 * issueCommand('warning', {}, 'This is a warning message');
 * // Output: ::warning::This is a warning message
 *
 * // Set an environment variable
 * issueCommand('set-env', { name: 'MY_VAR' }, 'some value');
 * // Output: ::set-env name=MY_VAR::some value
 *
 * // Add a secret mask
 * issueCommand('add-mask', {}, 'secretValue123');
 * // Output: ::add-mask::secretValue123
 * ```
 *
 * @internal
 * This is an internal utility function that powers the public API functions
 * such as setSecret, warning, error, and exportVariable.
 */
function issueCommand(command, properties, message) {
    const cmd = new Command(command, properties, message);
    process.stdout.write(cmd.toString() + external_os_.EOL);
}
function issue(name, message = '') {
    issueCommand(name, {}, message);
}
const CMD_STRING = '::';
class Command {
    constructor(command, properties, message) {
        if (!command) {
            command = 'missing.command';
        }
        this.command = command;
        this.properties = properties;
        this.message = message;
    }
    toString() {
        let cmdStr = CMD_STRING + this.command;
        if (this.properties && Object.keys(this.properties).length > 0) {
            cmdStr += ' ';
            let first = true;
            for (const key in this.properties) {
                if (this.properties.hasOwnProperty(key)) {
                    const val = this.properties[key];
                    if (val) {
                        if (first) {
                            first = false;
                        }
                        else {
                            cmdStr += ',';
                        }
                        cmdStr += `${key}=${escapeProperty(val)}`;
                    }
                }
            }
        }
        cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
        return cmdStr;
    }
}
function escapeData(s) {
    return toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A');
}
function escapeProperty(s) {
    return toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A')
        .replace(/:/g, '%3A')
        .replace(/,/g, '%2C');
}
//# sourceMappingURL=command.js.map
;// CONCATENATED MODULE: external "crypto"
const external_crypto_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("crypto");
// EXTERNAL MODULE: external "fs"
var external_fs_ = __nccwpck_require__(896);
;// CONCATENATED MODULE: ./build/node_modules/@actions/core/lib/file-command.js
// For internal use, subject to change.
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */




function issueFileCommand(command, message) {
    const filePath = process.env[`GITHUB_${command}`];
    if (!filePath) {
        throw new Error(`Unable to find environment variable for file command ${command}`);
    }
    if (!external_fs_.existsSync(filePath)) {
        throw new Error(`Missing file at path: ${filePath}`);
    }
    external_fs_.appendFileSync(filePath, `${toCommandValue(message)}${external_os_.EOL}`, {
        encoding: 'utf8'
    });
}
function prepareKeyValueMessage(key, value) {
    const delimiter = `ghadelimiter_${external_crypto_namespaceObject.randomUUID()}`;
    const convertedValue = toCommandValue(value);
    // These should realistically never happen, but just in case someone finds a
    // way to exploit uuid generation let's not allow keys or values that contain
    // the delimiter.
    if (key.includes(delimiter)) {
        throw new Error(`Unexpected input: name should not contain the delimiter "${delimiter}"`);
    }
    if (convertedValue.includes(delimiter)) {
        throw new Error(`Unexpected input: value should not contain the delimiter "${delimiter}"`);
    }
    return `${key}<<${delimiter}${external_os_.EOL}${convertedValue}${external_os_.EOL}${delimiter}`;
}
//# sourceMappingURL=file-command.js.map
;// CONCATENATED MODULE: external "path"
const external_path_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("path");
// EXTERNAL MODULE: ./build/node_modules/@actions/http-client/0.js
var _0 = __nccwpck_require__(188);
;// CONCATENATED MODULE: ./build/node_modules/@actions/http-client/1.js
// Stands in for what is never called: see build.ts.
const BearerCredentialHandler = function () { (() => { throw new Error('@actions/http-client is left out of dist/: nothing called it. Take it out of NEVER_CALLED in build.ts.') })() }

;// CONCATENATED MODULE: ./build/node_modules/@actions/core/lib/oidc-utils.js
var __awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};



class OidcClient {
    static createHttpClient(allowRetry = true, maxRetry = 10) {
        const requestOptions = {
            allowRetries: allowRetry,
            maxRetries: maxRetry
        };
        return new _0/* HttpClient */.Q('actions/oidc-client', [new BearerCredentialHandler(OidcClient.getRequestToken())], requestOptions);
    }
    static getRequestToken() {
        const token = process.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'];
        if (!token) {
            throw new Error('Unable to get ACTIONS_ID_TOKEN_REQUEST_TOKEN env variable');
        }
        return token;
    }
    static getIDTokenUrl() {
        const runtimeUrl = process.env['ACTIONS_ID_TOKEN_REQUEST_URL'];
        if (!runtimeUrl) {
            throw new Error('Unable to get ACTIONS_ID_TOKEN_REQUEST_URL env variable');
        }
        return runtimeUrl;
    }
    static getCall(id_token_url) {
        return __awaiter(this, void 0, void 0, function* () {
            var _a;
            const httpclient = OidcClient.createHttpClient();
            const res = yield httpclient
                .getJson(id_token_url)
                .catch(error => {
                throw new Error(`Failed to get ID Token. \n 
        Error Code : ${error.statusCode}\n 
        Error Message: ${error.message}`);
            });
            const id_token = (_a = res.result) === null || _a === void 0 ? void 0 : _a.value;
            if (!id_token) {
                throw new Error('Response json body do not have ID Token field');
            }
            return id_token;
        });
    }
    static getIDToken(audience) {
        return __awaiter(this, void 0, void 0, function* () {
            try {
                // New ID Token is requested from action service
                let id_token_url = OidcClient.getIDTokenUrl();
                if (audience) {
                    const encodedAudience = encodeURIComponent(audience);
                    id_token_url = `${id_token_url}&audience=${encodedAudience}`;
                }
                debug(`ID token url is ${id_token_url}`);
                const id_token = yield OidcClient.getCall(id_token_url);
                setSecret(id_token);
                return id_token;
            }
            catch (error) {
                throw new Error(`Error message: ${error.message}`);
            }
        });
    }
}
//# sourceMappingURL=oidc-utils.js.map
;// CONCATENATED MODULE: ./build/node_modules/@actions/core/lib/summary.js
var summary_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};


const { access, appendFile, writeFile } = external_fs_.promises;
const SUMMARY_ENV_VAR = 'GITHUB_STEP_SUMMARY';
const SUMMARY_DOCS_URL = 'https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions#adding-a-job-summary';
class Summary {
    constructor() {
        this._buffer = '';
    }
    /**
     * Finds the summary file path from the environment, rejects if env var is not found or file does not exist
     * Also checks r/w permissions.
     *
     * @returns step summary file path
     */
    filePath() {
        return summary_awaiter(this, void 0, void 0, function* () {
            if (this._filePath) {
                return this._filePath;
            }
            const pathFromEnv = process.env[SUMMARY_ENV_VAR];
            if (!pathFromEnv) {
                throw new Error(`Unable to find environment variable for $${SUMMARY_ENV_VAR}. Check if your runtime environment supports job summaries.`);
            }
            try {
                yield access(pathFromEnv, external_fs_.constants.R_OK | external_fs_.constants.W_OK);
            }
            catch (_a) {
                throw new Error(`Unable to access summary file: '${pathFromEnv}'. Check if the file has correct read/write permissions.`);
            }
            this._filePath = pathFromEnv;
            return this._filePath;
        });
    }
    /**
     * Wraps content in an HTML tag, adding any HTML attributes
     *
     * @param {string} tag HTML tag to wrap
     * @param {string | null} content content within the tag
     * @param {[attribute: string]: string} attrs key-value list of HTML attributes to add
     *
     * @returns {string} content wrapped in HTML element
     */
    wrap(tag, content, attrs = {}) {
        const htmlAttrs = Object.entries(attrs)
            .map(([key, value]) => ` ${key}="${value}"`)
            .join('');
        if (!content) {
            return `<${tag}${htmlAttrs}>`;
        }
        return `<${tag}${htmlAttrs}>${content}</${tag}>`;
    }
    /**
     * Writes text in the buffer to the summary buffer file and empties buffer. Will append by default.
     *
     * @param {SummaryWriteOptions} [options] (optional) options for write operation
     *
     * @returns {Promise<Summary>} summary instance
     */
    write(options) {
        return summary_awaiter(this, void 0, void 0, function* () {
            const overwrite = !!(options === null || options === void 0 ? void 0 : options.overwrite);
            const filePath = yield this.filePath();
            const writeFunc = overwrite ? writeFile : appendFile;
            yield writeFunc(filePath, this._buffer, { encoding: 'utf8' });
            return this.emptyBuffer();
        });
    }
    /**
     * Clears the summary buffer and wipes the summary file
     *
     * @returns {Summary} summary instance
     */
    clear() {
        return summary_awaiter(this, void 0, void 0, function* () {
            return this.emptyBuffer().write({ overwrite: true });
        });
    }
    /**
     * Returns the current summary buffer as a string
     *
     * @returns {string} string of summary buffer
     */
    stringify() {
        return this._buffer;
    }
    /**
     * If the summary buffer is empty
     *
     * @returns {boolen} true if the buffer is empty
     */
    isEmptyBuffer() {
        return this._buffer.length === 0;
    }
    /**
     * Resets the summary buffer without writing to summary file
     *
     * @returns {Summary} summary instance
     */
    emptyBuffer() {
        this._buffer = '';
        return this;
    }
    /**
     * Adds raw text to the summary buffer
     *
     * @param {string} text content to add
     * @param {boolean} [addEOL=false] (optional) append an EOL to the raw text (default: false)
     *
     * @returns {Summary} summary instance
     */
    addRaw(text, addEOL = false) {
        this._buffer += text;
        return addEOL ? this.addEOL() : this;
    }
    /**
     * Adds the operating system-specific end-of-line marker to the buffer
     *
     * @returns {Summary} summary instance
     */
    addEOL() {
        return this.addRaw(external_os_.EOL);
    }
    /**
     * Adds an HTML codeblock to the summary buffer
     *
     * @param {string} code content to render within fenced code block
     * @param {string} lang (optional) language to syntax highlight code
     *
     * @returns {Summary} summary instance
     */
    addCodeBlock(code, lang) {
        const attrs = Object.assign({}, (lang && { lang }));
        const element = this.wrap('pre', this.wrap('code', code), attrs);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML list to the summary buffer
     *
     * @param {string[]} items list of items to render
     * @param {boolean} [ordered=false] (optional) if the rendered list should be ordered or not (default: false)
     *
     * @returns {Summary} summary instance
     */
    addList(items, ordered = false) {
        const tag = ordered ? 'ol' : 'ul';
        const listItems = items.map(item => this.wrap('li', item)).join('');
        const element = this.wrap(tag, listItems);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML table to the summary buffer
     *
     * @param {SummaryTableCell[]} rows table rows
     *
     * @returns {Summary} summary instance
     */
    addTable(rows) {
        const tableBody = rows
            .map(row => {
            const cells = row
                .map(cell => {
                if (typeof cell === 'string') {
                    return this.wrap('td', cell);
                }
                const { header, data, colspan, rowspan } = cell;
                const tag = header ? 'th' : 'td';
                const attrs = Object.assign(Object.assign({}, (colspan && { colspan })), (rowspan && { rowspan }));
                return this.wrap(tag, data, attrs);
            })
                .join('');
            return this.wrap('tr', cells);
        })
            .join('');
        const element = this.wrap('table', tableBody);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds a collapsable HTML details element to the summary buffer
     *
     * @param {string} label text for the closed state
     * @param {string} content collapsable content
     *
     * @returns {Summary} summary instance
     */
    addDetails(label, content) {
        const element = this.wrap('details', this.wrap('summary', label) + content);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML image tag to the summary buffer
     *
     * @param {string} src path to the image you to embed
     * @param {string} alt text description of the image
     * @param {SummaryImageOptions} options (optional) addition image attributes
     *
     * @returns {Summary} summary instance
     */
    addImage(src, alt, options) {
        const { width, height } = options || {};
        const attrs = Object.assign(Object.assign({}, (width && { width })), (height && { height }));
        const element = this.wrap('img', null, Object.assign({ src, alt }, attrs));
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML section heading element
     *
     * @param {string} text heading text
     * @param {number | string} [level=1] (optional) the heading level, default: 1
     *
     * @returns {Summary} summary instance
     */
    addHeading(text, level) {
        const tag = `h${level}`;
        const allowedTag = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].includes(tag)
            ? tag
            : 'h1';
        const element = this.wrap(allowedTag, text);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML thematic break (<hr>) to the summary buffer
     *
     * @returns {Summary} summary instance
     */
    addSeparator() {
        const element = this.wrap('hr', null);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML line break (<br>) to the summary buffer
     *
     * @returns {Summary} summary instance
     */
    addBreak() {
        const element = this.wrap('br', null);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML blockquote to the summary buffer
     *
     * @param {string} text quote text
     * @param {string} cite (optional) citation url
     *
     * @returns {Summary} summary instance
     */
    addQuote(text, cite) {
        const attrs = Object.assign({}, (cite && { cite }));
        const element = this.wrap('blockquote', text, attrs);
        return this.addRaw(element).addEOL();
    }
    /**
     * Adds an HTML anchor tag to the summary buffer
     *
     * @param {string} text link text/content
     * @param {string} href hyperlink
     *
     * @returns {Summary} summary instance
     */
    addLink(text, href) {
        const element = this.wrap('a', text, { href });
        return this.addRaw(element).addEOL();
    }
}
const _summary = new Summary();
/**
 * @deprecated use `core.summary`
 */
const markdownSummary = _summary;
const summary = _summary;
//# sourceMappingURL=summary.js.map
;// CONCATENATED MODULE: ./build/node_modules/@actions/core/lib/path-utils.js

/**
 * toPosixPath converts the given path to the posix form. On Windows, \\ will be
 * replaced with /.
 *
 * @param pth. Path to transform.
 * @return string Posix path.
 */
function toPosixPath(pth) {
    return pth.replace(/[\\]/g, '/');
}
/**
 * toWin32Path converts the given path to the win32 form. On Linux, / will be
 * replaced with \\.
 *
 * @param pth. Path to transform.
 * @return string Win32 path.
 */
function toWin32Path(pth) {
    return pth.replace(/[/]/g, '\\');
}
/**
 * toPlatformPath converts the given path to a platform-specific path. It does
 * this by replacing instances of / and \ with the platform-specific path
 * separator.
 *
 * @param pth The path to platformize.
 * @return string The platform-specific path.
 */
function toPlatformPath(pth) {
    return pth.replace(/[/\\]/g, external_path_namespaceObject.sep);
}
//# sourceMappingURL=path-utils.js.map
;// CONCATENATED MODULE: ./build/node_modules/@actions/exec/0.js
// Stands in for what is never called: see build.ts.
const getExecOutput = () => { throw new Error('@actions/exec is left out of dist/: nothing called it. Take it out of NEVER_CALLED in build.ts.') }

;// CONCATENATED MODULE: ./build/node_modules/@actions/core/lib/platform.js
var platform_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};


const getWindowsInfo = () => platform_awaiter(void 0, void 0, void 0, function* () {
    const { stdout: version } = yield getExecOutput('powershell -command "(Get-CimInstance -ClassName Win32_OperatingSystem).Version"', undefined, {
        silent: true
    });
    const { stdout: name } = yield getExecOutput('powershell -command "(Get-CimInstance -ClassName Win32_OperatingSystem).Caption"', undefined, {
        silent: true
    });
    return {
        name: name.trim(),
        version: version.trim()
    };
});
const getMacOsInfo = () => platform_awaiter(void 0, void 0, void 0, function* () {
    var _a, _b, _c, _d;
    const { stdout } = yield getExecOutput('sw_vers', undefined, {
        silent: true
    });
    const version = (_b = (_a = stdout.match(/ProductVersion:\s*(.+)/)) === null || _a === void 0 ? void 0 : _a[1]) !== null && _b !== void 0 ? _b : '';
    const name = (_d = (_c = stdout.match(/ProductName:\s*(.+)/)) === null || _c === void 0 ? void 0 : _c[1]) !== null && _d !== void 0 ? _d : '';
    return {
        name,
        version
    };
});
const getLinuxInfo = () => platform_awaiter(void 0, void 0, void 0, function* () {
    const { stdout } = yield getExecOutput('lsb_release', ['-i', '-r', '-s'], {
        silent: true
    });
    const [name, version] = stdout.trim().split('\n');
    return {
        name,
        version
    };
});
const platform = external_os_.platform();
const arch = external_os_.arch();
const isWindows = platform === 'win32';
const isMacOS = platform === 'darwin';
const isLinux = platform === 'linux';
function getDetails() {
    return platform_awaiter(this, void 0, void 0, function* () {
        return Object.assign(Object.assign({}, (yield (isWindows
            ? getWindowsInfo()
            : isMacOS
                ? getMacOsInfo()
                : getLinuxInfo()))), { platform,
            arch,
            isWindows,
            isMacOS,
            isLinux });
    });
}
//# sourceMappingURL=platform.js.map
;// CONCATENATED MODULE: ./build/node_modules/@actions/core/lib/core.js
var core_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};






/**
 * The code to exit an action
 */
var ExitCode;
(function (ExitCode) {
    /**
     * A code indicating that the action was successful
     */
    ExitCode[ExitCode["Success"] = 0] = "Success";
    /**
     * A code indicating that the action was a failure
     */
    ExitCode[ExitCode["Failure"] = 1] = "Failure";
})(ExitCode || (ExitCode = {}));
//-----------------------------------------------------------------------
// Variables
//-----------------------------------------------------------------------
/**
 * Sets env variable for this action and future actions in the job
 * @param name the name of the variable to set
 * @param val the value of the variable. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function exportVariable(name, val) {
    const convertedVal = toCommandValue(val);
    process.env[name] = convertedVal;
    const filePath = process.env['GITHUB_ENV'] || '';
    if (filePath) {
        return issueFileCommand('ENV', prepareKeyValueMessage(name, val));
    }
    issueCommand('set-env', { name }, convertedVal);
}
/**
 * Registers a secret which will get masked from logs
 *
 * @param secret - Value of the secret to be masked
 * @remarks
 * This function instructs the Actions runner to mask the specified value in any
 * logs produced during the workflow run. Once registered, the secret value will
 * be replaced with asterisks (***) whenever it appears in console output, logs,
 * or error messages.
 *
 * This is useful for protecting sensitive information such as:
 * - API keys
 * - Access tokens
 * - Authentication credentials
 * - URL parameters containing signatures (SAS tokens)
 *
 * Note that masking only affects future logs; any previous appearances of the
 * secret in logs before calling this function will remain unmasked.
 *
 * @example
 * ```typescript
 * // Register an API token as a secret
 * const apiToken = "abc123xyz456";
 * setSecret(apiToken);
 *
 * // Now any logs containing this value will show *** instead
 * console.log(`Using token: ${apiToken}`); // Outputs: "Using token: ***"
 * ```
 */
function setSecret(secret) {
    issueCommand('add-mask', {}, secret);
}
/**
 * Prepends inputPath to the PATH (for this action and future actions)
 * @param inputPath
 */
function addPath(inputPath) {
    const filePath = process.env['GITHUB_PATH'] || '';
    if (filePath) {
        issueFileCommand('PATH', inputPath);
    }
    else {
        issueCommand('add-path', {}, inputPath);
    }
    process.env['PATH'] = `${inputPath}${external_path_namespaceObject.delimiter}${process.env['PATH']}`;
}
/**
 * Gets the value of an input.
 * Unless trimWhitespace is set to false in InputOptions, the value is also trimmed.
 * Returns an empty string if the value is not defined.
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   string
 */
function getInput(name, options) {
    const val = process.env[`INPUT_${name.replace(/ /g, '_').toUpperCase()}`] || '';
    if (options && options.required && !val) {
        throw new Error(`Input required and not supplied: ${name}`);
    }
    if (options && options.trimWhitespace === false) {
        return val;
    }
    return val.trim();
}
/**
 * Gets the values of an multiline input.  Each value is also trimmed.
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   string[]
 *
 */
function getMultilineInput(name, options) {
    const inputs = getInput(name, options)
        .split('\n')
        .filter(x => x !== '');
    if (options && options.trimWhitespace === false) {
        return inputs;
    }
    return inputs.map(input => input.trim());
}
/**
 * Gets the input value of the boolean type in the YAML 1.2 "core schema" specification.
 * Support boolean input list: `true | True | TRUE | false | False | FALSE` .
 * The return value is also in boolean type.
 * ref: https://yaml.org/spec/1.2/spec.html#id2804923
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   boolean
 */
function getBooleanInput(name, options) {
    const trueValue = ['true', 'True', 'TRUE'];
    const falseValue = ['false', 'False', 'FALSE'];
    const val = getInput(name, options);
    if (trueValue.includes(val))
        return true;
    if (falseValue.includes(val))
        return false;
    throw new TypeError(`Input does not meet YAML 1.2 "Core Schema" specification: ${name}\n` +
        `Support boolean input list: \`true | True | TRUE | false | False | FALSE\``);
}
/**
 * Sets the value of an output.
 *
 * @param     name     name of the output to set
 * @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function setOutput(name, value) {
    const filePath = process.env['GITHUB_OUTPUT'] || '';
    if (filePath) {
        return issueFileCommand('OUTPUT', prepareKeyValueMessage(name, value));
    }
    process.stdout.write(external_os_.EOL);
    issueCommand('set-output', { name }, toCommandValue(value));
}
/**
 * Enables or disables the echoing of commands into stdout for the rest of the step.
 * Echoing is disabled by default if ACTIONS_STEP_DEBUG is not set.
 *
 */
function setCommandEcho(enabled) {
    issue('echo', enabled ? 'on' : 'off');
}
//-----------------------------------------------------------------------
// Results
//-----------------------------------------------------------------------
/**
 * Sets the action status to failed.
 * When the action exits it will be with an exit code of 1
 * @param message add error issue message
 */
function setFailed(message) {
    process.exitCode = ExitCode.Failure;
    error(message);
}
//-----------------------------------------------------------------------
// Logging Commands
//-----------------------------------------------------------------------
/**
 * Gets whether Actions Step Debug is on or not
 */
function isDebug() {
    return process.env['RUNNER_DEBUG'] === '1';
}
/**
 * Writes debug message to user log
 * @param message debug message
 */
function debug(message) {
    issueCommand('debug', {}, message);
}
/**
 * Adds an error issue
 * @param message error issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function error(message, properties = {}) {
    issueCommand('error', toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Adds a warning issue
 * @param message warning issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function warning(message, properties = {}) {
    issueCommand('warning', toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Adds a notice issue
 * @param message notice issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function notice(message, properties = {}) {
    issueCommand('notice', toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Writes info to log with console.log.
 * @param message info message
 */
function info(message) {
    process.stdout.write(message + external_os_.EOL);
}
/**
 * Begin an output group.
 *
 * Output until the next `groupEnd` will be foldable in this group
 *
 * @param name The name of the output group
 */
function startGroup(name) {
    issue('group', name);
}
/**
 * End an output group.
 */
function endGroup() {
    issue('endgroup');
}
/**
 * Wrap an asynchronous function call in a group.
 *
 * Returns the same type as the function itself.
 *
 * @param name The name of the group
 * @param fn The function to wrap in the group
 */
function group(name, fn) {
    return core_awaiter(this, void 0, void 0, function* () {
        startGroup(name);
        let result;
        try {
            result = yield fn();
        }
        finally {
            endGroup();
        }
        return result;
    });
}
//-----------------------------------------------------------------------
// Wrapper action state
//-----------------------------------------------------------------------
/**
 * Saves state for current action, the state can only be retrieved by this action's post job execution.
 *
 * @param     name     name of the state to store
 * @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function saveState(name, value) {
    const filePath = process.env['GITHUB_STATE'] || '';
    if (filePath) {
        return issueFileCommand('STATE', prepareKeyValueMessage(name, value));
    }
    issueCommand('save-state', { name }, toCommandValue(value));
}
/**
 * Gets the value of an state set by this action's main execution.
 *
 * @param     name     name of the state to get
 * @returns   string
 */
function getState(name) {
    return process.env[`STATE_${name}`] || '';
}
function getIDToken(aud) {
    return core_awaiter(this, void 0, void 0, function* () {
        return yield OidcClient.getIDToken(aud);
    });
}
/**
 * Summary exports
 */

/**
 * @deprecated use core.summary
 */

/**
 * Path exports
 */

/**
 * Platform utilities exports
 */

//# sourceMappingURL=core.js.map
// EXTERNAL MODULE: ./build/src/github/load-toolkit.js + 1 modules
var load_toolkit = __nccwpck_require__(355);
// EXTERNAL MODULE: ./build/src/inputs/raw-inputs.js
var raw_inputs = __nccwpck_require__(675);
;// CONCATENATED MODULE: external "node:http"
const external_node_http_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:http");
;// CONCATENATED MODULE: external "node:https"
const external_node_https_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:https");
// EXTERNAL MODULE: ./build/src/patience.js
var patience = __nccwpck_require__(950);
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

;// CONCATENATED MODULE: external "node:events"
const external_node_events_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:events");
// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __nccwpck_require__(30);
;// CONCATENATED MODULE: external "node:tls"
const external_node_tls_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:tls");
// EXTERNAL MODULE: ./build/src/transport/http-client.js
var http_client = __nccwpck_require__(911);
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
        throw new http_client/* ConnectionError */.R('proxy', false);
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
            fail(new http_client/* ConnectionError */.R(reason, false));
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
        ? external_node_tls_namespaceObject.connect({
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
    await (0,external_node_events_namespaceObject.once)(socket, secure ? 'secureConnect' : 'connect');
    socket.setNoDelay();
    return socket;
}
/** Asks the proxy for a tunnel. @see https://www.rfc-editor.org/rfc/rfc9110#name-connect */
async function openTunnel(proxy, to, always, begun) {
    const { host, port } = hostAndPort(proxy);
    const authority = `${to.hostname}:${hostAndPort(to).port}`;
    const credentials = `${decoded(proxy.username)}:${decoded(proxy.password)}`;
    const outgoing = (proxy.protocol === 'https:' ? external_node_https_namespaceObject : external_node_http_namespaceObject).request({
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
    const closed = (0,external_node_events_namespaceObject.once)(outgoing, 'close').then(() => {
        throw new http_client/* ConnectionError */.R('ECONNRESET', false);
    });
    // An error is told by the other one, and what is given up closes without one.
    closed.catch(() => undefined);
    const [{ statusCode = 0 }, socket] = (await Promise.race([(0,external_node_events_namespaceObject.once)(outgoing, 'connect'), closed]));
    socket.on('error', () => undefined);
    if (statusCode >= 200 && statusCode < 300)
        return socket;
    socket.destroy();
    throw new http_client/* ConnectionError */.R('proxy-refused', false, { proxyStatus: statusCode });
}
/** The server name for TLS, which must not be an IP address (RFC 6066, section 3). */
function serverNameOf(host) {
    return external_node_net_.isIP(host) === 0 ? host : '';
}
function decoded(part) {
    try {
        return decodeURIComponent(part);
    }
    catch {
        throw new http_client/* ConnectionError */.R('proxy', false);
    }
}
/** Error codes of OpenSSL and Node for a server that cannot prove its identity. */
const CERTIFICATE = /^(CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|ERR_TLS_CERT|ERROR_IN_CERT|PATH_LENGTH|AUTHORITY_)/;
function asConnectionError(error) {
    return error instanceof http_client/* ConnectionError */.R
        ? error
        : new http_client/* ConnectionError */.R(reasonOf(error), false, { cause: error });
}
/** Why a connection failed or broke: `certificate`, or the network's code. @param error as Node gives it */
function reasonOf(error) {
    if (error instanceof http_client/* ConnectionError */.R)
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
            this.#conclude = (outcome) => (outcome instanceof http_client/* ConnectionError */.R ? reject(outcome) : resolve(outcome));
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
        this.#settle(new http_client/* ConnectionError */.R('not needed', false));
    }
    #onSocket(socket) {
        if (this.#isEnding)
            return void socket.destroy();
        this.#socket = socket;
        this.#connectedAt = this.#clock.now();
        socket.on('data', (bytes) => this.#onBytes(bytes));
        socket.on('end', () => this.#finish('ECONNRESET', this.#answer.endsWithConnection));
        socket.on('error', (error) => this.#finish(reasonOf(error)));
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
                this.#settle(new http_client/* ConnectionError */.R(text === '' ? reason : 'no-http', this.#conclude !== undefined));
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
            throw new http_client/* ConnectionError */.R('proxy-refused', false, { proxyStatus: 407 });
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
            if (error instanceof http_client/* ConnectionError */.R && error.proxyStatus === 407) {
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
    const agents = { 'http:': sharedAgent(external_node_http_namespaceObject.Agent, connect), 'https:': sharedAgent(external_node_https_namespaceObject.Agent, connect) };
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
    const outgoing = (url.protocol === 'http:' ? external_node_http_namespaceObject : external_node_https_namespaceObject).request(url, {
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
            reject(cause instanceof http_client/* ConnectionError */.R ? cause : new http_client/* ConnectionError */.R(reason, isConnected, { cause }));
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
        outgoing.on('error', (error) => giveUp(reasonOf(error), error));
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

// EXTERNAL MODULE: ./build/src/secret.js
var secret = __nccwpck_require__(29);
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
            redactor.add(new secret/* Secret */.z(value));
            setSecret(value);
        },
        redact: (text) => redactor.redact(text),
        quote: (text) => redactor.quotable(text),
        saveState: saveState,
        state: getState,
        setOutput: setOutput,
        async addSummary(markdown) {
            await summary.addRaw(markdown, true).write();
        },
        annotate({ level, title, message }) {
            core_namespaceObject[level](inert(redactor.redact(message)), { title: inert(redactor.redact(title)) });
        },
        info(line) {
            info(inert(redactor.redact(line)));
        },
        debug(line) {
            debug(inert(redactor.redact(line)));
        },
        startGroup(title) {
            startGroup(inert(redactor.redact(title)));
        },
        endGroup: endGroup,
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
        ...repositoryOf(context),
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
function repositoryOf(context) {
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
    const { context } = await (0,load_toolkit/* loadToolkit */.f)();
    const given = Object.fromEntries(raw_inputs/* INPUT_NAMES */.Qh.map((name) => [name, getInput(name)]));
    const raw = {
        ...given,
        'authorization-code': given['authorization-code'] || readDispatchInput(context, 'authorization-code'),
    };
    (0,raw_inputs/* maskInputs */.aY)(raw, runner);
    return {
        raw,
        world: { ...nodeHttpClient(clock, env), runner, clock, random, context: readRunContext(context, env) },
    };
}


/***/ }),

/***/ 70:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  q: () => (/* binding */ tell)
});

// EXTERNAL MODULE: ./build/src/bilingual.js
var bilingual = __nccwpck_require__(604);
// EXTERNAL MODULE: ./build/src/errors/catalogue.js + 11 modules
var catalogue = __nccwpck_require__(635);
;// CONCATENATED MODULE: ./build/src/report/headline.js

/** Success is only claimed where `status` is set. */
const HEADLINES = {
    refreshed: {
        sign: '✅',
        text: (0,bilingual/* both */.WP)('Fxiaoke tokens refreshed and stored', '纷享销客令牌已刷新并保存'),
    },
    authorized: {
        sign: '✅',
        text: (0,bilingual/* both */.WP)('Fxiaoke authorized, and both tokens stored', '纷享销客授权完成，令牌已保存'),
    },
    reused: {
        sign: '✅',
        text: (0,bilingual/* both */.WP)('The stored access token is still valid; nothing was spent', '已存的访问令牌仍然有效，没有消耗刷新令牌'),
    },
    stale: {
        sign: '⚠️',
        text: (0,bilingual/* both */.WP)('Stale run: the stored refresh token was left alone', '本次运行拿到的令牌已过时，已存的刷新令牌未受影响'),
    },
    checked: {
        sign: '✅',
        text: (0,bilingual/* both */.WP)('Dry run: checked, nothing was spent', '试运行：检查通过，没有消耗令牌'),
    },
    'authorization-started': {
        sign: '🔗',
        text: (0,bilingual/* both */.WP)('Authorize this app in Fxiaoke', '请在纷享销客完成授权'),
    },
};
/** Where no access token is kept, none is stored. */
const WITHOUT_ACCESS_TOKEN = {
    refreshed: (0,bilingual/* both */.WP)('Fxiaoke tokens refreshed, and the refresh token stored', '纷享销客令牌已刷新，刷新令牌已保存'),
    authorized: (0,bilingual/* both */.WP)('Fxiaoke authorized, and the refresh token stored', '纷享销客授权完成，刷新令牌已保存'),
};
const RESCUED = {
    sign: '✅',
    text: (0,bilingual/* both */.WP)('The post step stored the new refresh token', 'post 步骤已保存新的刷新令牌'),
};
/** What a success of the post step means. Whether the main step stored the access token is not in the journal. */
const RESCUE = (0,bilingual/* both */.WP)('The main step ended before it had stored the new refresh token. The post step has stored it now: there is nothing to do by hand. If the access token of that run was not stored, the next run that needs one gets a new one.', '主步骤结束时还没有存入新的刷新令牌，post 步骤已补存，无需人工处理。那次运行的访问令牌如果没有保存，下一次需要它的运行会重新获取。');
/** A change of the secret that may be main's own write. */
const PROBABLY_RESCUED = {
    sign: '⚠️',
    text: (0,bilingual/* both */.WP)('The new refresh token is probably stored', '新的刷新令牌很可能已经保存'),
};
/** The verdict of a run that did not fail. */
function headline({ status, step, secrets, recovery }) {
    if (status === undefined)
        return { sign: '', text: (0,bilingual/* both */.WP)('The run has ended', '运行已结束') };
    if (step === 'post')
        return recovery ? PROBABLY_RESCUED : RESCUED;
    const keepsBoth = secrets.some(({ holds }) => holds === 'access-token');
    const { sign, text } = HEADLINES[status];
    return { sign, text: (keepsBoth ? undefined : WITHOUT_ACCESS_TOKEN[status]) ?? text };
}

// EXTERNAL MODULE: ./build/src/report/dates.js
var dates = __nccwpck_require__(353);
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
    return { title, what: (0,bilingual/* both */.WP)(redact(what.en), redact(what.zh)), next };
}
function textOf(warning, now, quote) {
    switch (warning.id) {
        case 'secrets-token-expires': {
            const at = (0,dates/* moment */.n$)(warning.at, now);
            return {
                title: (0,bilingual/* both */.WP)('secrets-token expires soon', 'secrets-token 即将过期'),
                what: (0,bilingual/* both */.WP)(`secrets-token ${warning.at <= now ? 'has expired' : 'expires'} on ${at.en}. Without it no new token can be stored.`, `secrets-token ${warning.at <= now ? '已' : '将'}于${at.zh}过期。过期后无法再保存新令牌。`),
                next: (0,bilingual/* both */.WP)('Create a new token with the same permissions and update the secret that secrets-token reads. GitHub App tokens do not have this problem.', '用同样的权限新建一个令牌，更新 secrets-token 引用的那个 Secret；改用 GitHub App 就没有这个问题。'),
            };
        }
        case 'schedule-too-rare': {
            const next = warning.next && (0,dates/* moment */.n$)(warning.next, now);
            return {
                title: (0,bilingual/* both */.WP)('The schedule runs too rarely', '定时运行间隔过长'),
                what: warning.runs === 0
                    ? (0,bilingual/* both */.WP)(`The cron line "${warning.cron}" does not run at all in the 60 days that a refresh token lives${next ? ` (next on ${next.en})` : ''}: the login will be lost.`, `按 cron “${warning.cron}”，在刷新令牌的 60 天有效期内一次也不会运行${next ? `（下一次：${next.zh}）` : ''}，届时令牌过期，需要重新授权。`)
                    : (0,bilingual/* both */.WP)(`The cron line "${warning.cron}" runs only once in the 60 days that a refresh token lives${next ? `, next on ${next.en}` : ''}. If it misses one run, the login is lost.`, `按 cron “${warning.cron}”，在刷新令牌的 60 天有效期内只运行一次${next ? `（下一次：${next.zh}）` : ''}，错过一次就需要重新授权。`),
                next: (0,bilingual/* both */.WP)('Run it at least once a week.', '至少每周运行一次。'),
            };
        }
        case 'refresh-token-old': {
            const [since, until] = [(0,dates/* bothZones */.fl)(warning.since), (0,dates/* moment */.n$)(warning.expiresAt, now)];
            return {
                title: (0,bilingual/* both */.WP)('The stored refresh token is old', '已存的刷新令牌很久没有更新'),
                what: (0,bilingual/* both */.WP)(`The stored refresh token is ${warning.daysOld} days old, from ${since.en}. This run does not renew it, and it expires on ${until.en}.`, `已存的刷新令牌存入于${since.zh}，已有 ${warning.daysOld} 天。本次运行没有更新它，它将于${until.zh}过期。`),
                next: (0,bilingual/* both */.WP)('Check that the scheduled workflow is enabled, and start it once by hand.', '确认定时工作流已启用，并手动运行一次。'),
            };
        }
        case 'repository-quiet': {
            const [pushed, disabled] = [(0,dates/* moment */.n$)(warning.pushedAt, now), (0,dates/* moment */.n$)(warning.disabledAt, now)];
            const title = (0,bilingual/* both */.WP)('GitHub disables schedules in inactive repositories', '仓库长期没有活动，GitHub 会停用定时任务');
            if (warning.disabledAt <= now)
                return {
                    title,
                    what: (0,bilingual/* both */.WP)(`The repository is public and was last pushed on ${pushed.en}. GitHub may have disabled its schedules already, after 60 days without activity, on about ${disabled.en}.`, `仓库是公开的，最近一次推送在${pushed.zh}。连续 60 天没有活动，GitHub 就会停用定时任务，大约在${disabled.zh}，可能已经停用。`),
                    next: (0,bilingual/* both */.WP)('Push something, then see that Actions > the workflow does not say “disabled” (Enable workflow); or run this workflow from a private repository.', '推送一次，再到 Actions > 该工作流确认没有被停用（Enable workflow）；或者把这个工作流放到私有仓库里运行。'),
                };
            return {
                title,
                what: (0,bilingual/* both */.WP)(`The repository is public and was last pushed on ${pushed.en}. GitHub disables its schedules after 60 days without activity, on about ${disabled.en}.`, `仓库是公开的，最近一次推送在${pushed.zh}。连续 60 天没有活动，GitHub 会停用定时任务，大约在${disabled.zh}。`),
                next: (0,bilingual/* both */.WP)('Push something before that day, or run this workflow from a private repository.', '在此之前推送一次，或者把这个工作流放到私有仓库里运行。'),
            };
        }
        case 'run-times-unreadable': {
            const said = warning.said?.printable(quote) ?? (0,bilingual/* both */.WP)('', '');
            const [en, zh] = warning.status === undefined
                ? ['', '']
                : [
                    ` (HTTP ${warning.status}${said.en === '' ? '' : `: ${said.en}`})`,
                    `（HTTP ${warning.status}${said.zh === '' ? '' : `：${said.zh}`}）`,
                ];
            return {
                title: (0,bilingual/* both */.WP)('The times of this run cannot be read', '读不到本次运行的时间'),
                what: (0,bilingual/* both */.WP)(`github-token cannot read when this run got its secrets${en}, so nothing proves that its refresh token is the newest.`, `github-token 读不到本次运行取得 Secret 的时间${zh}，无法确认手里的刷新令牌是最新的。`),
                next: (0,bilingual/* both */.WP)('Add actions: read to the permissions: of the job (and contents: read if it checks out code). Until then every re-run counts as stale.', '在 job 的 permissions: 里加上 actions: read（需要 checkout 时再加 contents: read）。在此之前，重跑（Re-run）一律按过时处理。'),
            };
        }
        case 'stale': {
            const stored = warning.updatedAt && (0,dates/* bothZones */.fl)(warning.updatedAt);
            const use = {
                'not-sent': (0,bilingual/* both */.WP)('The old copy was not used for anything.', '旧令牌没有用到。'),
                refused: (0,bilingual/* both */.WP)('Fxiaoke refused the old copy.', '纷享销客拒绝了旧令牌。'),
                unknown: (0,bilingual/* both */.WP)('This run sent its copy, and one attempt got no conclusive answer. The secret has changed since, so it was left alone.', '本次运行发送了手里的令牌，其中一次没有得到能确定结果的响应。Secret 在此之后已被更新，本次运行没有再改动它。'),
            }[warning.fate];
            return {
                title: (0,bilingual/* both */.WP)("This run's copy of the refresh token is stale", '本次运行拿到的刷新令牌已过时'),
                what: (0,bilingual/* both */.WP)(`The stored refresh token${stored ? `, from ${stored.en},` : ''} may be newer than the copy that this run was given. ${warning.rerun ? 'A re-run may get the secrets of the first attempt. ' : ''}${use.en}`, `已存的刷新令牌${stored ? `存入于${stored.zh}，` : ''}可能比本次运行拿到的那份新。${warning.rerun ? '重跑（Re-run）可能沿用首次运行时的 Secret。' : ''}${use.zh}`),
                next: warning.rerun
                    ? (0,bilingual/* both */.WP)('Start a new run (Actions > the workflow > Run workflow); do not re-run this one.', '发起一次新的运行（Actions > 该工作流 > Run workflow），不要重跑（Re-run）。')
                    : isRecordAlone(warning)
                        ? (0,bilingual/* both */.WP)('If another run stored the newer token, there is nothing to do. If every run says this, either the job reads the secrets of another place than the step writes to, or the record is wrong: make them the same place, or delete the variable of the record; the next run writes a new one.', '如果是另一次运行存入了较新的令牌，无需处理。如果每次运行都这样提示，要么 job 读取的 Secret 与该 step 写入的不在同一个位置，要么记录变量有误：请改为同一个位置；位置没有问题就删除记录变量，下一次运行会重新写入。')
                        : (0,bilingual/* both */.WP)('If another run stored the newer token, there is nothing to do. To renew it now, start a new run; do not re-run this one.', '如果是另一次运行存入了较新的令牌，无需处理。想现在就刷新，请发起一次新的运行，不要重跑（Re-run）。'),
            };
        }
        case 'refresh-token-unchanged': {
            const since = warning.since && (0,dates/* bothZones */.fl)(warning.since);
            return {
                title: (0,bilingual/* both */.WP)('Fxiaoke did not change the refresh token', '纷享销客没有更换刷新令牌'),
                what: (0,bilingual/* both */.WP)(`Fxiaoke returned no new refresh token, so the stored one${since ? `, from ${since.en},` : ''} stays. It was not written again: the date of the secret still shows its age. Its two months may not have started over.`, `纷享销客没有返回新的刷新令牌，因此继续使用已存的那个${since ? `（存入于${since.zh}）` : ''}，也没有重写 Secret，好让它的更新时间仍反映令牌的实际年龄。两个月的有效期可能没有重新计算。`),
                next: (0,bilingual/* both */.WP)('If Fxiaoke refuses the token two months after that date, authorize again.', '如果从那天起两个月后令牌被拒绝，请重新授权。'),
            };
        }
        case 'probe-left-behind':
            return {
                title: (0,bilingual/* both */.WP)('A write probe may be left behind', '写入探测可能留下了临时 Secret'),
                what: (0,bilingual/* both */.WP)(`GitHub did not confirm that the write probe ${warning.name} in ${warning.place.en} is gone. It holds nothing.`, `GitHub 没有确认写入探测 ${warning.name}（${warning.place.zh}）已被删除。里面没有任何内容。`),
                next: (0,bilingual/* both */.WP)('If that secret is there, delete it.', '如果这个 Secret 还在，请删除。'),
            };
        case 'answer-cut':
            return {
                title: (0,bilingual/* both */.WP)("Fxiaoke's answer was cut off", '纷享销客的响应被截断'),
                what: (0,bilingual/* both */.WP)('The answer broke off after the tokens. Both were read in full and are used.', '响应在令牌之后中断，两个令牌都已完整读到并使用。'),
                next: (0,bilingual/* both */.WP)('Nothing to do; if it happens again, look at the proxy or network of the runner.', '无需处理；如果反复出现，请检查 runner 的代理或网络。'),
            };
        case 'account-unknown':
            return {
                title: (0,bilingual/* both */.WP)('The account could not be checked', '无法核对账号'),
                what: (0,bilingual/* both */.WP)(`The answer does not say who owns the tokens, so nothing proves that they belong to ${warning.expected}.`, `响应没有说明令牌属于谁，无法确认属于 ${warning.expected}。`),
                next: (0,bilingual/* both */.WP)('Check the account with a request that uses the access token.', '用访问令牌调用一次接口，确认账号。'),
            };
        case 'journal-unwritable':
            return {
                title: (0,bilingual/* both */.WP)("The runner's state could not be written", '无法写入 runner 的状态'),
                what: (0,bilingual/* both */.WP)('The sealed refresh token could not be saved for the post step. If this run had been killed, the post step could not have stored it.', '加密后的刷新令牌没能交给 post 步骤。如果本次运行被强制终止，post 步骤无法补存。'),
                next: (0,bilingual/* both */.WP)('Check the free disk space of the runner.', '检查 runner 的磁盘空间。'),
            };
        case 'input-quoted': {
            const inputs = warning.inputs.join(', ');
            return {
                title: (0,bilingual/* both */.WP)('Inputs were given in quotes', '输入参数带了引号'),
                what: (0,bilingual/* both */.WP)(`The quotes around ${inputs} were taken off.`, `${inputs} 的值两端带有引号，已去掉。`),
                next: (0,bilingual/* both */.WP)('Store the value without quotes.', '存入时不要带引号。'),
            };
        }
        case 'write-presumed':
            return {
                title: (0,bilingual/* both */.WP)('GitHub did not confirm a write', 'GitHub 没有确认写入'),
                what: (0,bilingual/* both */.WP)(`GitHub did not confirm that it stored ${warning.name} in ${warning.place.en}, but that secret changed just when this run wrote it. So it most probably holds the new refresh token.`, `GitHub 没有确认已把 ${warning.name} 存入${warning.place.zh}，但这个 Secret 恰好在本次运行写入时发生了变化，里面基本可以肯定是新的刷新令牌。`),
                next: (0,bilingual/* both */.WP)('Nothing to do, unless somebody else stored that secret at the same moment and the next run is refused: then the recovery command stores the token of this run.', '一般无需处理。如果当时恰好有别人存入了这个 Secret，且下一次运行被拒绝，可用恢复命令存入本次运行的令牌。'),
            };
        case 'link-masked':
            return {
                title: (0,bilingual/* both */.WP)('The authorize link is masked', '授权链接被脱敏'),
                what: (0,bilingual/* both */.WP)('The runner shows *** inside the authorize link, because app-id or redirect-url is kept as a secret.', '授权链接里出现 ***，因为 app-id 或 redirect-url 存成了 Secret。'),
                next: (0,bilingual/* both */.WP)('Keep both in vars instead of secrets.', '请把它们放到 vars，而不是 secrets。'),
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
    title: (0,bilingual/* both */.WP)('The new refresh token is stored after all', '新的刷新令牌已补存'),
    lines: [RESCUE],
    next: (0,bilingual/* both */.WP)('Nothing to do: the refresh token is stored.', '无需处理，刷新令牌已保存。'),
};
function ofFailure({ urgent, countdown, happened, seen, fate, code, next, docs }) {
    const lines = [
        urgent ? countdown : undefined,
        happened,
        code,
        seen && (0,bilingual/* both */.WP)(`Seen: ${seen.en}.`, `依据：${seen.zh}。`),
        fate,
        urgent ? undefined : countdown,
        ...next.map(({ en, zh }, index) => (0,bilingual/* both */.WP)(`${index + 1}. ${en}`, `${index + 1}. ${zh}`)),
    ].filter((line) => line !== undefined);
    const [first = (0,bilingual/* both */.WP)('', '')] = next;
    // A step that leads on to the next one ends with a colon, and here is no next one.
    const alone = (0,bilingual/* both */.WP)(first.en.replace(/:$/, '; see the job summary.'), first.zh.replace(/：$/, '，详见运行摘要。'));
    return { lines, next: alone, more: (0,bilingual/* both */.WP)(`More: ${docs.en}`, `详见：${docs.zh}`) };
}
function annotation(level, titleInBoth, { id, lines, next, more }, language, redact) {
    const title = redact(`${titleInBoth[language]}${id === undefined ? '' : ` (${id})`}`);
    const [en, zh] = [`English: ${titleInBoth.en}. ${next.en}`, `中文：${titleInBoth.zh}。${next.zh}`];
    const other = redact((0,bilingual/* both */.WP)(en, zh)[(0,bilingual/* otherLanguage */.$s)(language)]);
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

// EXTERNAL MODULE: ./build/src/errors/wording/steps.js
var wording_steps = __nccwpck_require__(889);
// EXTERNAL MODULE: ./build/src/errors/failure.js
var errors_failure = __nccwpck_require__(427);
// EXTERNAL MODULE: ./build/src/errors/network-reason.js
var network_reason = __nccwpck_require__(948);
// EXTERNAL MODULE: ./build/src/report/life.js
var report_life = __nccwpck_require__(772);
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
    const { title, happened, next } = (0,catalogue/* wordsOf */.Z9)(failure);
    const { ssoUrl } = (0,errors_failure/* evidenceOf */.X)(failure);
    const clean = ({ en, zh }) => (0,bilingual/* both */.WP)(shortened(context.redact(en), LONGEST_TEXT), shortened(context.redact(zh), LONGEST_TEXT));
    const steps = inFewWords(withCode(next, failure, result), result);
    const more = steps.length - MOST_STEPS;
    return {
        title,
        happened: clean(happened),
        seen: seen(failure, context),
        fate: result.hasNoToken ? undefined : (0,catalogue/* fateSentence */.uN)(fate, failure),
        code: code && (0,catalogue/* codeSentence */.HB)(code),
        countdown: (0,report_life/* countdown */.qW)(result),
        urgent: (0,report_life/* isUrgent */.Gi)(result),
        next: [
            ...steps.slice(0, MOST_STEPS).map(clean),
            ...(more > 0 ? [(0,bilingual/* both */.WP)(`And ${more} more.`, `另有 ${more} 项。`)] : []),
        ],
        links: [STATUS_PAGE, ...(ssoUrl === undefined ? [] : [ssoUrl])],
        docs: (0,bilingual/* both */.WP)(`${context.docsUrl}/${(0,catalogue/* docsPath */.P$)(id)}`, `${context.docsUrl}/${(0,catalogue/* docsPath */.P$)(id, 'zh')}`),
    };
}
/** To run again takes a code, in a run that was given one: the same while it is good, else a new one. */
function withCode(steps, { code }, { authorizeLink }) {
    const [first] = wording_steps/* AUTHORIZE_BY_SHOWN_LINK */.ht;
    if (code === undefined || code === 'redeemed' || steps.some((step) => step === first))
        return steps;
    const next = code === 'not-sent' ? wording_steps/* REDEEM_AGAIN */.wI : wording_steps/* TAKE_NEW_CODE */.v5;
    const again = authorizeLink === undefined ? next : wording_steps/* AUTHORIZE_AS_SHOWN */.Xg;
    const at = steps.findIndex((step) => wording_steps/* RUN_AGAIN */.Bs.includes(step));
    const others = steps.filter((step) => !wording_steps/* RUN_AGAIN */.Bs.includes(step));
    return at < 0 ? [...others, again] : others.toSpliced(at, 0, again);
}
/** Where the summary shows how to authorize, or what has to be fixed before, nobody has to read it twice. */
function inFewWords(steps, { authorizeLink, setUp = [] }) {
    const isWrong = setUp.some(({ state }) => state === 'wrong');
    if (authorizeLink === undefined && !isWrong)
        return steps;
    const [first] = wording_steps/* AUTHORIZE_BY_SHOWN_LINK */.ht;
    const short = authorizeLink === undefined ? wording_steps/* MEND_THEN_AUTHORIZE */.rH : wording_steps/* AUTHORIZE_AS_SHOWN */.Xg;
    return steps
        .map((step) => (step === first ? short : step))
        .filter((step) => !wording_steps/* AUTHORIZE_BY_SHOWN_LINK */.ht.includes(step));
}
/** The evidence on one line: what was asked, what was answered, and the ids that a support team asks for. */
function seen(failure, { redact, quote }) {
    const { request, host, status, network, proxyStatus, errorCode, said, traceId, requestId } = (0,errors_failure/* evidenceOf */.X)(failure);
    const message = said?.printable(quote) ?? (0,bilingual/* both */.WP)('', '');
    const reason = (0,network_reason/* networkReason */.d)(network);
    const same = (known, text) => (known === undefined ? [] : [(0,bilingual/* both */.WP)(text, text)]);
    const answer = [
        ...same(status, `HTTP ${status ?? ''}`),
        ...(network === undefined
            ? []
            : [(0,bilingual/* both */.WP)(`no usable answer (${reason.en})`, `没有可用的响应（${reason.zh}）`)]),
        ...(proxyStatus === undefined
            ? []
            : [(0,bilingual/* both */.WP)(`status ${proxyStatus} of the proxy`, `代理返回状态码 ${proxyStatus}`)]),
        ...same(errorCode, `errorCode ${errorCode ?? ''}`),
        ...(message.en === '' ? [] : [(0,bilingual/* both */.WP)(`"${message.en}"`, `“${message.zh}”`)]),
        ...same(traceId, `trace id ${traceId ?? ''}`),
        ...same(requestId, `request id ${requestId ?? ''}`),
    ];
    if (answer.length === 0)
        return undefined;
    const asked = [request, host === undefined ? undefined : `at ${host}`].filter((part) => part !== undefined);
    const hostZh = request === undefined ? host : `（${host ?? ''}）`;
    const askedZh = [request, host === undefined ? undefined : hostZh].filter((part) => part !== undefined);
    return (0,bilingual/* both */.WP)(redact(`${asked.length === 0 ? '' : `${asked.join(' ')}: `}${answer.map(({ en }) => en).join(', ')}`), redact(`${asked.length === 0 ? '' : `${askedZh.join('')}：`}${answer.map(({ zh }) => zh).join('，')}`));
}

// EXTERNAL MODULE: ./build/src/moment.js
var moment = __nccwpck_require__(897);
;// CONCATENATED MODULE: ./build/src/report/outputs.js


/** What action.yml promises to later steps; what is not known is empty. Only here may the access token stand. */
function outputs(result, { redact }) {
    const { status, error, accessToken, accessTokenExpiresAt, refreshTokenLife, openUserId, traceId } = result;
    return {
        ...(error ? { 'error-code': error.id } : status === undefined ? {} : { status }),
        'access-token': accessToken?.reveal() ?? '',
        'access-token-expires-at': accessTokenExpiresAt ? (0,moment/* isoDate */._$)(accessTokenExpiresAt) : '',
        'refresh-token-expires-at': refreshTokenLife && !(0,report_life/* isDoubtful */.Ge)(error) ? (0,moment/* isoDate */._$)(refreshTokenLife.until) : '',
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
    return (0,bilingual/* both */.WP)(`Before, this was the login of the Fxiaoke user ${was}. ${is ? `Now it is that of ${is}.` : 'Whose it is now, Fxiaoke did not say.'}`, `这里原来是纷享销客用户 ${was} 的授权，${is ? `现在是 ${is} 的。` : '纷享销客没有说明现在是谁的。'}`);
}
/** What became of the record, on one line; what it would give where it could not be written. */
function recordLine({ name, reason, isForbidden }) {
    if (reason === undefined)
        return (0,bilingual/* both */.WP)(`The variable ${name} records what the secrets hold and when the tokens expire.`, `变量 ${name} 已更新，记录着 Secret 里的令牌及其有效期。`);
    const permission = isForbidden
        ? (0,bilingual/* both */.WP)(' Give secrets-token the permission to write variables there (Environments: Read and write for an environment, else Variables: Read and write).', '请给 secrets-token 加上写变量的权限（环境用 Environments: Read and write，其他用 Variables: Read and write）。')
        : (0,bilingual/* both */.WP)('', '');
    return (0,bilingual/* both */.WP)(`The variable ${name} was not written (${reason.en}). It tells jobs and people when the tokens expire, and lets a run notice that its copy is old or from another place.${permission.en}`, `变量 ${name} 没有写入（${reason.zh}）。它能让其他 job 和人看到令牌的有效期，也能让运行识别出手里的令牌过时或来自别处。${permission.zh}`);
}

;// CONCATENATED MODULE: ./build/src/report/secret-words.js

/** What became of a secret, and the sign that goes before it. */
const OUTCOMES = {
    created: { sign: '✅', text: (0,bilingual/* both */.WP)('created', '已新建') },
    updated: { sign: '✅', text: (0,bilingual/* both */.WP)('updated', '已更新') },
    unchanged: { sign: '✅', text: (0,bilingual/* both */.WP)('unchanged, not written', '未变，未重写') },
    presumed: { sign: '✅', text: (0,bilingual/* both */.WP)('probably updated', '很可能已更新') },
    failed: { sign: '❌', text: (0,bilingual/* both */.WP)('not stored', '未存入') },
    'changed-meanwhile': { sign: '⚠️', text: (0,bilingual/* both */.WP)('changed meanwhile, left alone', '其间已变化，未改动') },
};
/** What a secret keeps. */
const HOLDS = {
    'refresh-token': (0,bilingual/* both */.WP)('refresh token', '刷新令牌'),
    'access-token': (0,bilingual/* both */.WP)('access token', '访问令牌'),
};

;// CONCATENATED MODULE: ./build/src/report/set-up-list.js


/** More items than anybody reads: shares have one each. The log has them all. */
const MOST_ITEMS = 40;
/** Characters of one item: what is quoted in it can be of any length. */
const LONGEST_ITEM = 400;
const SIGNS = { done: '✅', wrong: '❌', open: '⚠️' };
const TITLE = (0,bilingual/* both */.WP)('Set-up: ✅ done, ❌ a run fails for it, ⚠️ open', '配置清单：✅ 就绪，❌ 有误（运行会失败），⚠️ 待办');
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
        .join((0,bilingual/* both */.WP)(' ', '')[language]);
    const item = (one) => {
        const links = one.pages.map(({ title, url }) => markdown_link(title[language], url));
        return `- ${SIGNS[one.state]} ${text(one)}${links.length === 0 ? '' : ` → ${links.join(' · ')}`}`;
    };
    const left = setUp.length - shown.length;
    const more = left > 0 ? [`- ${(0,bilingual/* both */.WP)(`and ${left} more`, `另有 ${left} 项`)[language]}`] : [];
    if (authorizeLink === undefined)
        return `### ${TITLE[language]}\n\n${[...shown.map(item), ...more].join('\n')}`;
    const done = shown.filter(({ state }) => state === 'done').map(text);
    const others = shown.filter(({ state }) => state !== 'done').map(item);
    return [...others, `- ${SIGNS.done} ${done.join((0,bilingual/* both */.WP)(' ', '')[language])}`, ...more].join('\n');
}
/** The same for the log: one line each, with the first page. */
function setUpLines({ setUp = [] }) {
    return setUp.map(({ state, says, fix, pages }) => {
        const [first] = pages;
        const line = (language) => {
            const where = first ? ` → ${first.title[language]}: ${first.url}` : '';
            const how = fix ? `${(0,bilingual/* both */.WP)(' ', '')[language]}${fix[language]}` : '';
            return `${SIGNS[state]} ${says[language]}${how}${where}`;
        };
        return (0,bilingual/* both */.WP)(line('en'), line('zh'));
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
    const of = (en, zh) => (0,bilingual/* both */.WP)(en, zh)[language];
    const input = code('authorization-code');
    // Where this run knows it, a warning says so.
    const masked = warnings.some(({ id }) => id === 'link-masked')
        ? (0,bilingual/* both */.WP)('', '')
        : (0,bilingual/* both */.WP)(' If its address holds `***`, move app-id and redirect-url from `secrets` to `vars`.', '如果链接里有 `***`，请把 app-id 和 redirect-url 从 `secrets` 移到 `vars`。');
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
const NAMES = (0,bilingual/* both */.WP)('English', '中文');
/**
 * The job summary, in the leading language, with the other one folded below it: on a success, what is stored and until
 * when it lives; on a failure, the page that a person works from.
 *
 * @param failure what there is to say of `result.error`
 */
function summary(result, failure, context) {
    const other = (0,bilingual/* otherLanguage */.$s)(result.language);
    const page = (language) => new Page(result, failure, context, language).text();
    return `${page(result.language)}\n\n<details>\n<summary>${NAMES[other]}</summary>\n\n${page(other)}\n\n</details>\n`;
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
        const steps = next.filter(({ en }) => en !== wording_steps/* AUTHORIZE_AS_SHOWN */.Xg.en);
        if (steps.length === 0)
            return [];
        return [
            `**${this.#of('What to do', '怎么办')}**`,
            steps.map((step, index) => `${index + 1}. ${linked(this.#in(step), links)}`).join('\n'),
        ];
    }
    #of(en, zh) {
        return (0,bilingual/* both */.WP)(en, zh)[this.#language];
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
        const access = accessTokenExpiresAt && (0,report_life/* lifeSentence */.eT)((0,bilingual/* both */.WP)('The access token', '访问令牌'), accessTokenExpiresAt, now);
        const lines = [
            this.#failure || refreshTokenLife ? this.#countdown() : undefined,
            access && plain(this.#in(access)),
        ].filter((line) => line !== undefined);
        return lines.length === 0 ? undefined : lines.join('<br>\n');
    }
    #countdown() {
        const { refreshTokenLife: life, error, now } = this.#result;
        const text = (0,report_life/* countdown */.qW)(this.#result);
        if (!text)
            return undefined;
        const bar = life && !(0,report_life/* isDoubtful */.Ge)(error) ? `${code((0,report_life/* lifeBar */.qG)(life, now))} ` : '';
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
        const at = next && plain(this.#in((0,dates/* moment */.n$)(next, now)));
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
            const why = reason === undefined ? (0,bilingual/* both */.WP)('', '') : (0,bilingual/* both */.WP)(` (${reason.en})`, `（${reason.zh}）`);
            return (0,bilingual/* both */.WP)(`${sign} ${name} in ${place.en}: ${text.en}${why.en}.`, `${sign} ${name}（${place.zh}）：${text.zh}${why.zh}。`);
        }),
        error ? undefined : (0,bilingual/* both */.WP)(`${verdictSign} ${verdict.en}.`, `${verdictSign} ${verdict.zh}。`),
        ...setUpLines(result),
        replacedLine(result),
        accessTokenExpiresAt && (0,report_life/* lifeSentence */.eT)((0,bilingual/* both */.WP)('The access token', '访问令牌'), accessTokenExpiresAt, now),
        error || !refreshTokenLife ? undefined : (0,report_life/* countdown */.qW)(result),
        record && recordLine(record),
        recovery &&
            (recovery.isChoice
                ? (0,bilingual/* both */.WP)('If the next run is refused, and nobody has authorized in the meantime, this command puts the token of this run in the place of what the secret holds now:', '如果下一次运行被拒绝，且其间没有人重新授权，这条命令会用本次运行的令牌替换 Secret 里现有的那个：')
                : (0,bilingual/* both */.WP)(`This command stores the new refresh token as ${recovery.name} in ${recovery.place.en}. Only GitHub can open what it holds:`, `这条命令把新的刷新令牌存为 ${recovery.name}（${recovery.place.zh}），内容只有 GitHub 能解开：`)),
        recovery?.command,
        authorizeLink === undefined
            ? undefined
            : (0,bilingual/* both */.WP)('Authorize here, then pass the address that the browser landed on as authorization-code:', '在这里授权，再把浏览器最后跳转到的网址填入 authorization-code：'),
        authorizeLink,
        // Of a failure, the annotation says it.
        error ? undefined : (0,bilingual/* both */.WP)(`English: ${verdict.en}.`, `中文：${verdict.zh}。`)[(0,bilingual/* otherLanguage */.$s)(language)],
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
        const instead = (0,bilingual/* both */.WP)('The job summary could not be written; the log above says it all.', '运行摘要无法写入，内容都在上面的日志里。');
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
                ? [{ level: 'error', title: failure.id, message: `${context.docsUrl}/${(0,catalogue/* docsPath */.P$)(failure.id)}` }]
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


/***/ }),

/***/ 29:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   z: () => (/* binding */ Secret)
/* harmony export */ });
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


/***/ }),

/***/ 911:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   R: () => (/* binding */ ConnectionError)
/* harmony export */ });
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


/***/ }),

/***/ 164:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ whileWaiting)
/* harmony export */ });
/**
 * An HTTP client that starts other work as soon as its first requests are on their way, so that it is done by the time
 * the answers arrive.
 *
 * @param http sends the requests
 * @param begin called once, errors ignored: whoever needs the result calls it again and gets the error
 */
function whileWaiting(http, begin) {
    let begun = false;
    return (request) => {
        const answer = http(request);
        // Let all requests made in this tick go out before anything keeps the processor busy.
        if (!begun)
            setImmediate(() => void begin().catch(() => undefined));
        begun = true;
        return answer;
    };
}


/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		// no module.id needed
/******/ 		// no module.loaded needed
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId](module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/******/ // expose the modules object (__webpack_modules__)
/******/ __nccwpck_require__.m = __webpack_modules__;
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/async module */
/******/ (() => {
/******/ 	var webpackQueues = typeof Symbol === "function" ? Symbol("webpack queues") : "__webpack_queues__";
/******/ 	var webpackExports = typeof Symbol === "function" ? Symbol("webpack exports") : "__webpack_exports__";
/******/ 	var webpackError = typeof Symbol === "function" ? Symbol("webpack error") : "__webpack_error__";
/******/ 	var resolveQueue = (queue) => {
/******/ 		if(queue && queue.d < 1) {
/******/ 			queue.d = 1;
/******/ 			queue.forEach((fn) => (fn.r--));
/******/ 			queue.forEach((fn) => (fn.r-- ? fn.r++ : fn()));
/******/ 		}
/******/ 	}
/******/ 	var wrapDeps = (deps) => (deps.map((dep) => {
/******/ 		if(dep !== null && typeof dep === "object") {
/******/ 			if(dep[webpackQueues]) return dep;
/******/ 			if(dep.then) {
/******/ 				var queue = [];
/******/ 				queue.d = 0;
/******/ 				dep.then((r) => {
/******/ 					obj[webpackExports] = r;
/******/ 					resolveQueue(queue);
/******/ 				}, (e) => {
/******/ 					obj[webpackError] = e;
/******/ 					resolveQueue(queue);
/******/ 				});
/******/ 				var obj = {};
/******/ 				obj[webpackQueues] = (fn) => (fn(queue));
/******/ 				return obj;
/******/ 			}
/******/ 		}
/******/ 		var ret = {};
/******/ 		ret[webpackQueues] = x => {};
/******/ 		ret[webpackExports] = dep;
/******/ 		return ret;
/******/ 	}));
/******/ 	__nccwpck_require__.a = (module, body, hasAwait) => {
/******/ 		var queue;
/******/ 		hasAwait && ((queue = []).d = -1);
/******/ 		var depQueues = new Set();
/******/ 		var exports = module.exports;
/******/ 		var currentDeps;
/******/ 		var outerResolve;
/******/ 		var reject;
/******/ 		var promise = new Promise((resolve, rej) => {
/******/ 			reject = rej;
/******/ 			outerResolve = resolve;
/******/ 		});
/******/ 		promise[webpackExports] = exports;
/******/ 		promise[webpackQueues] = (fn) => (queue && fn(queue), depQueues.forEach(fn), promise["catch"](x => {}));
/******/ 		module.exports = promise;
/******/ 		body((deps) => {
/******/ 			currentDeps = wrapDeps(deps);
/******/ 			var fn;
/******/ 			var getResult = () => (currentDeps.map((d) => {
/******/ 				if(d[webpackError]) throw d[webpackError];
/******/ 				return d[webpackExports];
/******/ 			}))
/******/ 			var promise = new Promise((resolve) => {
/******/ 				fn = () => (resolve(getResult));
/******/ 				fn.r = 0;
/******/ 				var fnQueue = (q) => (q !== queue && !depQueues.has(q) && (depQueues.add(q), q && !q.d && (fn.r++, q.push(fn))));
/******/ 				currentDeps.map((dep) => (dep[webpackQueues](fnQueue)));
/******/ 			});
/******/ 			return fn.r ? promise : getResult();
/******/ 		}, (err) => ((err ? reject(promise[webpackError] = err) : outerResolve(exports)), resolveQueue(queue)));
/******/ 		queue && queue.d < 0 && (queue.d = 0);
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/define property getters */
/******/ (() => {
/******/ 	// define getter functions for harmony exports
/******/ 	__nccwpck_require__.d = (exports, definition) => {
/******/ 		for(var key in definition) {
/******/ 			if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 			}
/******/ 		}
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/ensure chunk */
/******/ (() => {
/******/ 	__nccwpck_require__.f = {};
/******/ 	// This file contains only the entry chunk.
/******/ 	// The chunk loading function for additional chunks
/******/ 	__nccwpck_require__.e = (chunkId) => {
/******/ 		return Promise.all(Object.keys(__nccwpck_require__.f).reduce((promises, key) => {
/******/ 			__nccwpck_require__.f[key](chunkId, promises);
/******/ 			return promises;
/******/ 		}, []));
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/get javascript chunk filename */
/******/ (() => {
/******/ 	// This function allow to reference async chunks
/******/ 	__nccwpck_require__.u = (chunkId) => {
/******/ 		// return url for filenames based on template
/******/ 		return "" + chunkId + ".index.js";
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/hasOwnProperty shorthand */
/******/ (() => {
/******/ 	__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ })();
/******/ 
/******/ /* webpack/runtime/make namespace object */
/******/ (() => {
/******/ 	// define __esModule on exports
/******/ 	__nccwpck_require__.r = (exports) => {
/******/ 		if(typeof Symbol !== 'undefined' && Symbol.toStringTag) {
/******/ 			Object.defineProperty(exports, Symbol.toStringTag, { value: 'Module' });
/******/ 		}
/******/ 		Object.defineProperty(exports, '__esModule', { value: true });
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/import chunk loading */
/******/ (() => {
/******/ 	// no baseURI
/******/ 	
/******/ 	// object to store loaded and loading chunks
/******/ 	// undefined = chunk not loaded, null = chunk preloaded/prefetched
/******/ 	// [resolve, Promise] = chunk loading, 0 = chunk loaded
/******/ 	var installedChunks = {
/******/ 		792: 0
/******/ 	};
/******/ 	
/******/ 	var installChunk = (data) => {
/******/ 		var {ids, modules, runtime} = data;
/******/ 		// add "modules" to the modules object,
/******/ 		// then flag all "ids" as loaded and fire callback
/******/ 		var moduleId, chunkId, i = 0;
/******/ 		for(moduleId in modules) {
/******/ 			if(__nccwpck_require__.o(modules, moduleId)) {
/******/ 				__nccwpck_require__.m[moduleId] = modules[moduleId];
/******/ 			}
/******/ 		}
/******/ 		if(runtime) runtime(__nccwpck_require__);
/******/ 		for(;i < ids.length; i++) {
/******/ 			chunkId = ids[i];
/******/ 			if(__nccwpck_require__.o(installedChunks, chunkId) && installedChunks[chunkId]) {
/******/ 				installedChunks[chunkId][0]();
/******/ 			}
/******/ 			installedChunks[ids[i]] = 0;
/******/ 		}
/******/ 	
/******/ 	}
/******/ 	
/******/ 	__nccwpck_require__.f.j = (chunkId, promises) => {
/******/ 			// import() chunk loading for javascript
/******/ 			var installedChunkData = __nccwpck_require__.o(installedChunks, chunkId) ? installedChunks[chunkId] : undefined;
/******/ 			if(installedChunkData !== 0) { // 0 means "already installed".
/******/ 	
/******/ 				// a Promise means "currently loading".
/******/ 				if(installedChunkData) {
/******/ 					promises.push(installedChunkData[1]);
/******/ 				} else {
/******/ 					if(true) { // all chunks have JS
/******/ 						// setup Promise in chunk cache
/******/ 						var promise = import("./" + __nccwpck_require__.u(chunkId)).then(installChunk, (e) => {
/******/ 							if(installedChunks[chunkId] !== 0) installedChunks[chunkId] = undefined;
/******/ 							throw e;
/******/ 						});
/******/ 						var promise = Promise.race([promise, new Promise((resolve) => (installedChunkData = installedChunks[chunkId] = [resolve]))])
/******/ 						promises.push(installedChunkData[1] = promise);
/******/ 					}
/******/ 				}
/******/ 			}
/******/ 	};
/******/ 	
/******/ 	// no prefetching
/******/ 	
/******/ 	// no preloaded
/******/ 	
/******/ 	// no external install chunk
/******/ 	
/******/ 	// no on chunks loaded
/******/ })();
/******/ 
/************************************************************************/
/******/ 
/******/ // startup
/******/ // Load entry module and return exports
/******/ // This entry module used 'module' so it can't be inlined
/******/ var __webpack_exports__ = __nccwpck_require__(712);
/******/ __webpack_exports__ = await __webpack_exports__;
/******/ 
