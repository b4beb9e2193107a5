import { expect, test } from '@jest/globals'
import { GitHubClock } from '../../../src/github/github-clock.ts'
import { FakeClock, START } from '../../support/world/fake-world.ts'

const HOUR = 3_600_000
const ahead = new Date(START + HOUR).toUTCString()

test('before GitHub was heard, this machine’s clock is all there is', () => {
  expect(new GitHubClock(new FakeClock()).now()).toBe(START)
})

test('then GitHub’s is right, and goes on at the pace of this machine', () => {
  const clock = new FakeClock()
  const time = new GitHubClock(clock)
  time.heard(ahead)
  expect(time.now()).toBe(START + HOUR)
  clock.advance(90_000)
  expect(time.now()).toBe(START + HOUR + 90_000)
})

test('each answer sets it anew', () => {
  const clock = new FakeClock()
  const time = new GitHubClock(clock)
  time.heard(ahead)
  clock.advance(5_000)
  time.heard(new Date(START - HOUR).toUTCString())
  expect(time.now()).toBe(START - HOUR)
})

test.each([undefined, '', 'now'])('a date of %j leaves it as it was', (date) => {
  const time = new GitHubClock(new FakeClock())
  time.heard(ahead)
  time.heard(date)
  expect(time.now()).toBe(START + HOUR)
})
