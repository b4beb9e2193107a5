import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import type { HttpAnswer, HttpRequest } from '../../../src/transport/http-client.ts'
import { whileWaiting } from '../../../src/transport/while-waiting.ts'

const REQUEST: HttpRequest = {
  method: 'GET',
  url: new URL('https://api.github.com/'),
  headers: {},
  connectWithin: 1,
  answerWithin: 1,
}
const ANSWER: HttpAnswer = { status: 200, headers: new Map(), body: '', complete: true }

test('starts the task once, after the requests of the same turn', async () => {
  const happened: string[] = []
  const http = whileWaiting(
    () => {
      happened.push('request')
      return Promise.resolve(ANSWER)
    },
    () => Promise.resolve(happened.push('begun')),
  )
  expect(happened).toEqual([])
  expect(await Promise.all([http(REQUEST), http(REQUEST)])).toEqual([ANSWER, ANSWER])
  await turn()
  await http(REQUEST)
  await turn()
  expect(happened).toEqual(['request', 'request', 'begun', 'request'])
})

test('keeps a failure of the task away from the requests', async () => {
  const http = whileWaiting(
    () => Promise.resolve(ANSWER),
    () => Promise.reject(new Error('no such module')),
  )
  expect(await http(REQUEST)).toBe(ANSWER)
  await turn()
  await turn()
})
