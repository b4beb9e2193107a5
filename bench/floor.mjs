/**
 * What no program can avoid, and nothing else: bare Node asks for the key, proves that the place can be written, refreshes and
 * stores, each after the other. The connection to Fxiaoke is opened meanwhile. It seals nothing: GitHub's answer to what no
 * key opens takes as long.
 */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import https from 'node:https'

const { SECRETS, SECRETS_TOKEN, CLOUD, ...app } = process.env
const agent = new https.Agent({ keepAlive: true })
const headers = {
  authorization: `Bearer ${SECRETS_TOKEN}`,
  'user-agent': 'floor',
  'content-type': 'application/json',
}
const sealed = (keyId) => JSON.stringify({ encrypted_value: 'A'.repeat(128), key_id: keyId })
const github = (method, path) => https.request(`${SECRETS}/${path}`, { method, agent, headers })

const token = https.request(`https://${CLOUD}/oauth2.0/token?thirdTraceId=${randomUUID()}`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
})
const { key_id: keyId } = await answer(github('GET', 'public-key'))
await answer(github('PUT', 'FXIAOKE_REFRESH_TOKEN_WRITE_PROBE'), sealed(keyId))
const { APP_ID: appId, APP_SECRET: appSecret, REFRESH_TOKEN: refreshToken } = app
await answer(token, JSON.stringify({ grantType: 'refresh_token', appId, appSecret, refreshToken }))
await answer(github('PUT', 'FXIAOKE_REFRESH_TOKEN'), sealed(keyId))
process.exit()

async function answer(request, body) {
  request.end(body)
  const [response] = await once(request, 'response')
  if (response.socket.getProtocol() !== 'TLSv1.3') throw new Error('this is no TLS 1.3')
  let text = ''
  for await (const chunk of response) text += chunk
  return JSON.parse(text)
}
