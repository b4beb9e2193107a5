import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 982:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("crypto");

/***/ }),

/***/ 896:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("fs");

/***/ }),

/***/ 598:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");

/***/ }),

/***/ 474:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:events");

/***/ }),

/***/ 24:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");

/***/ }),

/***/ 67:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:http");

/***/ }),

/***/ 708:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:https");

/***/ }),

/***/ 30:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:net");

/***/ }),

/***/ 692:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:tls");

/***/ }),

/***/ 857:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("os");

/***/ }),

/***/ 928:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("path");

/***/ }),

/***/ 702:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   a0: () => (/* binding */ readJournal),
/* harmony export */   ui: () => (/* binding */ isUnfinished)
/* harmony export */ });
/* unused harmony exports LONGEST_STATE_VALUE, Journal */
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
        const kept = fitsSealed(sealed) && this.#saveLong(`sealed${this.#generation}`, JSON.stringify(sealed));
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

/***/ 950:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $A: () => (/* binding */ GITHUB_CONNECT_WITHIN),
/* harmony export */   Co: () => (/* binding */ PROXY_REFUSAL_WAIT),
/* harmony export */   Dy: () => (/* binding */ REST_WITHIN),
/* harmony export */   Mj: () => (/* binding */ SETTLE_WRITE_WITHIN),
/* harmony export */   PC: () => (/* binding */ WRITE_ANSWER_WITHIN),
/* harmony export */   Qb: () => (/* binding */ LOOK_AGAIN_AFTER),
/* harmony export */   Rq: () => (/* binding */ IDLE_AT_MOST),
/* harmony export */   TA: () => (/* binding */ ANSWER_LIMIT),
/* harmony export */   Zd: () => (/* binding */ MOST_PROXY_REFUSALS),
/* harmony export */   bn: () => (/* binding */ READS_LAG),
/* harmony export */   dX: () => (/* binding */ LONGEST_WAIT),
/* harmony export */   fI: () => (/* binding */ RECOVER_WITHIN),
/* harmony export */   ji: () => (/* binding */ ADDRESS_WITHIN),
/* harmony export */   lV: () => (/* binding */ SECONDARY_LIMIT_WAIT),
/* harmony export */   mk: () => (/* binding */ MOST_RESEALS),
/* harmony export */   oF: () => (/* binding */ STORE_WITHIN),
/* harmony export */   ok: () => (/* binding */ GIVE_OR_TAKE),
/* harmony export */   qR: () => (/* binding */ PREPARE_WITHIN),
/* harmony export */   sr: () => (/* binding */ HELD_AT_MOST),
/* harmony export */   tV: () => (/* binding */ FIRST_WAIT),
/* harmony export */   tu: () => (/* binding */ GITHUB_ANSWER_WITHIN)
/* harmony export */ });
/* unused harmony exports FXIAOKE_CONNECT_WITHIN, FXIAOKE_ANSWER_WITHIN, FIRST_WAIT_FOR_FXIAOKE, MOST_ATTEMPTS, EXCHANGE_WITHIN, TRY_APP_WITHIN, ASK_AGAIN_AFTER, LOOK_AFTER_REFUSAL_WITHIN, SETTLE_WITHIN, RECORD_WITHIN, REMOVE_PROBE_WITHIN, METADATA_FRESH_FOR, REPOSITORY_WITHIN, SHARES_PREPARED_WITHIN, SHARES_PROVEN_WITHIN, REUSED_SHARES_WITHIN, SHOW_COMMAND_AFTER */
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
const SHARES_PROVEN_WITHIN = (/* unused pure expression or super */ null && (MINUTE));
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
const SHOW_COMMAND_AFTER = (/* unused pure expression or super */ null && (MINUTE));
/** For the post step. In a cancelled job it has five minutes. */
const RECOVER_WITHIN = 2 * MINUTE;


/***/ }),

/***/ 779:
/***/ ((__webpack_module__, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var _journal_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(702);

// After a run that stored its new token, or never sent the old one, there is nothing to do or report, so not even the
// runner's library is loaded.
if ((0,_journal_js__WEBPACK_IMPORTED_MODULE_0__/* .isUnfinished */ .ui)((name) => process.env[`STATE_${name}`] ?? '')) {
    const { recoverStep } = await Promise.all(/* import() */[__nccwpck_require__.e(560), __nccwpck_require__.e(670)]).then(__nccwpck_require__.bind(__nccwpck_require__, 670));
    await recoverStep(process.env);
}

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

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
/******/ var __webpack_exports__ = __nccwpck_require__(779);
/******/ __webpack_exports__ = await __webpack_exports__;
/******/ 
