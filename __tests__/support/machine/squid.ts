import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { InstalledServer } from './installed-server.ts'

/** What a company has set up. */
export interface SquidOptions {
  /** Names that only the proxy resolves, all on this machine. */
  names: readonly string[]
  /** Who may use it: squid's user and password. */
  user: string
  password: string
  /** One of the names that nobody may go to. */
  forbidden?: string
}

/**
 * Starts squid, the proxy that most companies have.
 *
 * @see https://www.squid-cache.org/Versions/v5/cfgman/
 */
export function startSquid(options: SquidOptions): Promise<InstalledServer> {
  const { names, user, password, forbidden } = options
  return InstalledServer.start({
    program: 'squid',
    args: (folder) => ['-N', '-d', '1', '-f', join(folder, 'squid.conf')],
    listens: /Accepting HTTP Socket connections/,
    files: (port, folder) => ({
      hosts: names.map((name) => `127.0.0.1 ${name}\n`).join(''),
      passwords: `${user}:${createHash('md5').update(password).digest('hex')}\n`,
      'squid.conf': `
        http_port 127.0.0.1:${port}
        hosts_file ${folder}/hosts
        auth_param basic program /usr/lib/squid/basic_ncsa_auth ${folder}/passwords
        auth_param basic children 1
        acl known proxy_auth REQUIRED
        ${forbidden === undefined ? '' : `acl forbidden dstdomain ${forbidden}\nhttp_access deny forbidden`}
        http_access allow known
        http_access deny all
        cache deny all
        access_log none
        cache_log /dev/null
        coredump_dir ${folder}
        pid_filename none
        pinger_enable off`,
    }),
  })
}
