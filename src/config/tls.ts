/** The certificate of the listeners, with its key. */
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { refusedSetting } from './settings.js';

export interface Pems {
  readonly cert: string;
  readonly key: string;
}

/** Read, and found to fit each other; undefined: none is given. @throws ConfigError */
export function tlsOf(values: {
  readonly 'tls-cert': string | undefined;
  readonly 'tls-key': string | undefined;
}): Pems | undefined {
  const { 'tls-cert': certPath, 'tls-key': keyPath } = values;
  if (certPath === undefined && keyPath === undefined) return undefined;
  if (certPath === undefined)
    throw refusedSetting('tls-key', keyPath ?? '', 'needs --tls-cert, the certificate that it belongs to');
  if (keyPath === undefined) throw refusedSetting('tls-cert', certPath, 'needs --tls-key, the key that belongs to it');
  const cert = readPem('tls-cert', certPath, { part: 'cert' });
  const key = readPem('tls-key', keyPath, { part: 'key', cert });
  return { cert, key };
}

/** OpenSSL decides here, at the start, and not at the first handshake. */
function readPem(
  name: 'tls-cert' | 'tls-key',
  path: string,
  check: { part: 'cert' } | { part: 'key'; cert: string },
): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw refusedSetting(
      name,
      path,
      `cannot be read (${(error as NodeJS.ErrnoException).code}); it must be a PEM file`,
    );
  }
  try {
    createSecureContext(check.part === 'cert' ? { cert: text } : { cert: check.cert, key: text });
  } catch {
    const what = check.part === 'cert' ? 'a certificate in PEM form' : 'the unencrypted key of --tls-cert in PEM form';
    throw refusedSetting(name, path, `must be ${what}`);
  }
  return text;
}
