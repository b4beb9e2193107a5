export const id = 550;
export const ids = [550];
export const modules = {

/***/ 8550:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  tell: () => (/* binding */ tell)
});

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


/***/ })

};
