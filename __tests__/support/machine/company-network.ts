import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CertificateAuthority } from '../../../sandbox/certificate-authority.ts'
import { ConnectProxy } from '../../../sandbox/connect-proxy.ts'
import type { DescriptionName } from '../../../sandbox/github/github-sandbox.ts'
import { Sandbox } from '../../../sandbox/sandbox.ts'

/** Names that no resolver knows (RFC 6761): only the company's proxy leads there. */
export const GITHUB = 'api.github.test'
export const FXIAOKE = 'open.fxiaoke.test'

/** How a company's network differs from the usual one. */
export interface NetworkOptions {
  /** The address that both servers listen on. Default `127.0.0.1`. */
  host?: '127.0.0.1' | '::1'
  /** GitHub is an Enterprise Server, with its API below `/api/v3`; by which description. */
  enterprise?: DescriptionName
  /** Which certificate is bad, and why. */
  flaw?: { of: 'github' | 'fxiaoke'; is: Flaw }
}

/** What can be wrong with a certificate. */
export type Flaw = 'expired' | 'for another name' | 'from a stranger'

/** GitHub and Fxiaoke over TLS, with certificates of the company's own authority, and its proxy. */
export class CompanyNetwork implements AsyncDisposable {
  readonly sandbox: Sandbox
  readonly proxy: ConnectProxy
  readonly #folder: string

  private constructor(sandbox: Sandbox, proxy: ConnectProxy, folder: string) {
    this.sandbox = sandbox
    this.proxy = proxy
    this.#folder = folder
  }

  static async open(options: NetworkOptions = {}): Promise<CompanyNetwork> {
    const { host = '127.0.0.1', enterprise, flaw } = options
    const server = enterprise === undefined ? {} : { description: enterprise, basePath: '/api/v3' as const }
    const authority = new CertificateAuthority()
    const tlsOf = (party: 'github' | 'fxiaoke', name: string): { key: string; cert: string } => {
      const hosts = [name, 'localhost', '127.0.0.1', '::1']
      if (flaw?.of !== party) return authority.issue(hosts)
      if (flaw.is === 'from a stranger') return new CertificateAuthority().issue(hosts)
      return flaw.is === 'expired' ? authority.issue(hosts, true) : authority.issue(['elsewhere.test'])
    }
    const sandbox = await Sandbox.open({
      github: { ...server, host, tls: tlsOf('github', GITHUB) },
      fxiaoke: { host, tls: tlsOf('fxiaoke', FXIAOKE) },
    })
    const proxy = await ConnectProxy.start({
      [`${GITHUB}:443`]: new URL(sandbox.github.url).host,
      [`${FXIAOKE}:443`]: new URL(sandbox.fxiaoke.url).host,
    })
    const folder = mkdtempSync(join(tmpdir(), 'authority-'))
    const network = new CompanyNetwork(sandbox, proxy, folder)
    network.write('acme.pem', authority.certificate)
    return network
  }

  /** The certificate of the company's authority. */
  get authorityFile(): string {
    return join(this.#folder, 'acme.pem')
  }

  /** Writes a file to the machine. @returns its path */
  write(name: string, content: string): string {
    const path = join(this.#folder, name)
    writeFileSync(path, content)
    return path
  }

  /** A machine of this company: it trusts the company's authority. */
  machine(env: Record<string, string> = {}): { machineEnv: Record<string, string> } {
    return { machineEnv: { NODE_EXTRA_CA_CERTS: this.authorityFile, ...env } }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.proxy[Symbol.asyncDispose]()
    rmSync(this.#folder, { recursive: true, force: true })
    await this.sandbox.close()
  }
}

/** Inputs for servers that are known by name only. */
export const BY_NAME = { 'github-api-url': `https://${GITHUB}`, 'cloud-domain': FXIAOKE }
