import { spawnSync, spawn } from 'node:child_process'
import http from 'node:http'
import type { AddressInfo } from 'node:net'

/** How a pasted command ended. */
export interface Pasted {
  exitCode: number | null
  stdout: string
  stderr: string
}

/** Whether the GitHub CLI is installed. Without it, its scenarios are skipped. */
export const HAS_GH = spawnSync('gh', ['--version']).status === 0

/**
 * Pastes a command into a shell whose `gh` talks to the sandbox: `github.localhost` is a host that `gh` speaks plain HTTP
 * with, and a proxy brings it to the sandbox's port.
 *
 * @param command as a person copies it from the log
 * @param apiUrl of the sandbox's GitHub
 * @param token that the person is logged in with
 * @param typed what the person answers to questions
 */
export async function paste(command: string, apiUrl: string, token: string, typed = ''): Promise<Pasted> {
  const proxy = http.createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://api.github.localhost')
    const forwarded = http.request(
      `${apiUrl}${pathname}${search}`,
      { method: request.method ?? 'GET', headers: { ...request.headers, host: new URL(apiUrl).host } },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      },
    )
    request.pipe(forwarded)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  try {
    const { port } = proxy.address() as AddressInfo
    const env = { GH_TOKEN: token, HTTP_PROXY: `http://127.0.0.1:${port}` }
    return await pasteInto(command, env, typed)
  } finally {
    proxy.closeAllConnections()
    proxy.close()
  }
}

/**
 * Pastes a command into a shell with only these variables and a `PATH`.
 *
 * @param env what `gh` needs to find its server and to be let in
 * @param typed what the person answers to questions
 */
export async function pasteInto(command: string, env: Record<string, string>, typed = ''): Promise<Pasted> {
  const shell = spawn('sh', ['-c', command], {
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', ...env },
    stdio: 'pipe',
  })
  shell.stdin.on('error', () => undefined).end(typed)
  let [stdout, stderr] = ['', '']
  shell.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  shell.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const exitCode = await new Promise<number | null>((resolve) => shell.on('close', resolve))
  return { exitCode, stdout, stderr }
}
