import { registerHooks } from 'node:module'

/**
 * Simulates a disk error when the cron library is loaded: preload it with `NODE_OPTIONS=--import=<url of this file>`.
 */
registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    if (String(loaded.source).includes('CronPattern: ')) throw new Error(`EIO: i/o error, read '${url}'`)
    return loaded
  },
})
