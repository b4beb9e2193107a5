import { expect, test } from '@jest/globals'
import { GitHubClock } from '../../../src/github/github-clock.ts'
import { FakeClock, START } from '../../support/world/fake-world.ts'

const HOUR = 3_600_000
const ahead = new Date(START + HOUR).toUTCString()

test('uses this machine’s clock before the first answer from GitHub', () => {
  expect(new GitHubClock(new FakeClock()).now()).toBe(START)
})

test('then follows GitHub’s time at the pace of this machine', () => {
  const clock = new FakeClock()
  const time = new GitHubClock(clock)
  time.heard(ahead)
  expect(time.now()).toBe(START + HOUR)
  clock.advance(90_000)
  expect(time.now()).toBe(START + HOUR + 90_000)
})

test('is set again by each answer', () => {
  const clock = new FakeClock()
  const time = new GitHubClock(clock)
  time.heard(ahead)
  clock.advance(5_000)
  time.heard(new Date(START - HOUR).toUTCString())
  expect(time.now()).toBe(START - HOUR)
})

test.each([undefined, '', 'now'])('ignores the date %j', (date) => {
  const time = new GitHubClock(new FakeClock())
  time.heard(ahead)
  time.heard(date)
  expect(time.now()).toBe(START + HOUR)
})
