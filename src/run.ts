import { check } from './check.ts'
import { decide } from './decide.ts'
import type { Decision } from './decide.ts'
import { ActionError } from './errors/action-error.ts'
import { authorizeLink, readAuthorization } from './fxiaoke/authorize-link.ts'
import { openLine } from './fxiaoke/exchange.ts'
import type { Grant } from './fxiaoke/grant.ts'
import { describePlace } from './github/place.ts'
import type { Config } from './inputs/config.ts'
import type { RawInputs } from './inputs/raw-inputs.ts'
import { readConfig } from './inputs/read-config.ts'
import { prepare } from './prepare/prepare.ts'
import type { Ready } from './prepare/prepare.ts'
import type { Result } from './report/result.ts'
import { rotate } from './rotate.ts'
import { Story } from './story.ts'
import type { Line } from './transport/http-client.ts'
import { isRerun } from './world.ts'
import type { World } from './world.ts'

/**
 * One run of the action, from the raw inputs to what there is to say of it.
 *
 * @param raw the inputs, already masked
 * @param world everything outside
 * @returns the result; never throws
 */
export async function run(raw: RawInputs, world: World): Promise<Result> {
  const story = new Story(world)
  try {
    const config = readConfig(raw, world.context)
    story.config = config
    await perform(config, story, world)
  } catch (error) {
    story.failed(error)
  }
  return story.result()
}

async function perform(config: Config, story: Story, world: World): Promise<void> {
  const { intent, app, place, refreshToken } = config
  if (intent.kind === 'start-authorization') {
    story.authorizeLink = authorizeLink(app, place, world, world.clock.now())
    return story.ended('authorization-started')
  }
  const authorization =
    intent.kind === 'authorize' ? readAuthorization(intent, app, place, world.clock.now()) : undefined
  const stored: Grant | undefined = refreshToken && { kind: 'refresh_token', refreshToken }
  const grant = authorization ?? (intent.kind === 'check' ? undefined : stored)

  // The connection is made while GitHub is asked. Nothing is sent on it before there is a Ready.
  const line = grant && openLine(grant, app, world)
  try {
    story.begins('Prepare: is the place writable, and is the token the newest?')
    const ready = await prepare(config, world)
    story.prepared(ready)
    const next: Decision = authorization
      ? { kind: 'exchange', grant: authorization }
      : decide(config, ready, isRerun(world), ready.api.time.now())
    await follow(next, line, config, ready, story, world)
  } finally {
    line?.hangUp()
  }
}

/** Does what was decided. */
async function follow(
  next: Decision,
  line: Line | undefined,
  config: Config,
  ready: Ready,
  story: Story,
  world: World,
): Promise<void> {
  switch (next.kind) {
    case 'unable':
      throw new ActionError(next.why, 'not-sent', {
        place: describePlace(config.place),
        secretName: ready.refresh.name,
      })
    case 'check':
      return check(config, ready, next.stale, story, world)
    case 'stale':
      return story.stale(next.staleness, 'not-sent')
    case 'reuse':
      return story.reused(next.accessToken, next.expiresAt)
    case 'exchange':
      return rotate(next.grant, line, config, ready, story, world)
  }
}
