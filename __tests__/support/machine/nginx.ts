import { join } from 'node:path'
import { CertificateAuthority } from '../../../sandbox/certificate-authority.ts'
import { InstalledServer } from './installed-server.ts'

/**
 * Starts nginx at one address in front of both GitHub and Fxiaoke. It gzips every answer, whether that was asked for or not, and
 * closes the connection after each.
 *
 * @param urls of the servers behind it
 * @returns with `authority.pem` in its folder, which has to be trusted
 * @see https://nginx.org/en/docs/http/ngx_http_gzip_module.html
 */
export function startNginx(urls: { github: string; fxiaoke: string }): Promise<InstalledServer> {
  const authority = new CertificateAuthority()
  const { key, cert } = authority.issue(['127.0.0.1'])
  return InstalledServer.start({
    program: 'nginx',
    args: (folder) => ['-e', 'stderr', '-p', folder, '-c', join(folder, 'nginx.conf')],
    listens: /\bOS: /,
    files: (port, folder) => ({
      'authority.pem': authority.certificate,
      'server.key': key,
      'server.pem': cert,
      'nginx.conf': `
        daemon off;
        master_process off;
        pid nginx.pid;
        error_log stderr notice;
        events {}
        http {
          access_log off;
          ${['client_body', 'proxy', 'fastcgi', 'scgi', 'uwsgi'].map((name) => `${name}_temp_path ${name};`).join(' ')}
          keepalive_timeout 0;
          gzip_types *;
          gzip_min_length 0;
          gzip_proxied any;
          gzip_http_version 1.0;
          # Two steps, because nginx gzips only for those who ask for it.
          server {
            listen 127.0.0.1:${port} ssl;
            ssl_certificate server.pem;
            ssl_certificate_key server.key;
            location / {
              proxy_pass http://unix:${folder}/gzip.sock;
              proxy_set_header Accept-Encoding gzip;
            }
          }
          server {
            listen unix:${folder}/gzip.sock;
            gzip on;
            location / { proxy_pass ${urls.github}; }
            location /oauth2.0/ { proxy_pass ${urls.fxiaoke}; }
          }
        }`,
    }),
  })
}
