/** A certificate authority of a test's own, by openssl. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Authority {
  /** Path of the authority's certificate. */
  readonly path: string;
  /** Writes NAME.crt and NAME.key for these names ('DNS:…', 'IP:…') and gives their paths. */
  issue(name: string, names: readonly string[]): { readonly cert: string; readonly key: string };
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
const DAYS = ['-days', '2'];

export function newAuthority(directory: string): Authority {
  const at = (name: string) => join(directory, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const [path, ownKey] = [at('authority.crt'), at('authority.key')];
  openssl('req', '-x509', ...KEY, ...DAYS, '-subj', '/CN=authority of a test', '-keyout', ownKey, '-out', path);
  return {
    path,
    issue(name, names) {
      const [cert, key, request, extensions] = ['crt', 'key', 'csr', 'cnf'].map((end) => at(`${name}.${end}`)) as [
        string,
        string,
        string,
        string,
      ];
      writeFileSync(extensions, `subjectAltName=${names.join(',')}\n`);
      openssl('req', ...KEY, '-subj', `/CN=${name}`, '-keyout', key, '-out', request);
      const signer = ['-CA', path, '-CAkey', ownKey, '-CAcreateserial', '-extfile', extensions];
      openssl('x509', '-req', '-in', request, ...signer, ...DAYS, '-out', cert);
      return { cert, key };
    },
  };
}

/** No client takes a certificate for *.localhost, as none does for *.com: with a region, there is a label between. */
export const SECURE_HOST = 'oss-cn-hangzhou.localhost';

/** Of a server for that host, its buckets and the address. */
export function httpsFlags(authority: Authority): readonly string[] {
  const { cert, key } = authority.issue('server', [`DNS:${SECURE_HOST}`, `DNS:*.${SECURE_HOST}`, 'IP:127.0.0.1']);
  return ['--tls-cert', cert, '--tls-key', key];
}
